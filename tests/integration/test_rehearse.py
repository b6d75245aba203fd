"""A rehearsal plays people against the clock through the one door, checks as it goes, and tells it from the record."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import translation

from cases.models import Case
from core.vocabulary import DeadlineState, StageResult, Tier
from deadlines import services
from deadlines.models import Deadline
from deadlines.selectors import TIER_STEPS
from operations.rehearsing.halt import Halt
from operations.rehearsing.parameters import DEFAULTS, people_from
from operations.rehearsing.rehearsal import Plan, rehearse, where_it_stopped
from operations.rehearsing.report import page, write
from procedures.files import shipped_pack, text_of

Manage = Callable[..., CompletedProcess[str]]


def plan(pack: str = "longquanyi", **changes: Any) -> Plan:
    """A few weeks with a few cases, looked at in the same process."""
    usual = Plan(
        pack=text_of(shipped_pack(pack)), file=pack, people=people_from(), cases=8, seed=1, begin=date(2026, 3, 1),
        until=date(2026, 4, 10), apart=False,
    )  # fmt: skip
    return replace(usual, **changes)


def played(what: Plan) -> dict[str, Any]:
    """The report of a rehearsal whose traces are taken back."""
    with transaction.atomic():
        try:
            return rehearse(what)
        finally:
            transaction.set_rollback(True)


def counted(sql: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize(("pack", "until"), [("longquanyi", date(2026, 4, 10)), ("weihai", date(2026, 4, 2))])
def test_some_weeks_go_by_and_nothing_is_found(pack: str, until: date, tmp_path: Path) -> None:
    report = rehearse(plan(pack, cases=6, until=until))
    figures = report["figures"]
    assert figures["cases"]["opened"] == Case.objects.count() == 6
    assert report["checked"]["evenings"] > 10
    assert report["checked"]["wholes"] >= 2
    assert figures["tiers"][Tier.NEGOTIATION]["visits"] > 3
    in_tables = counted("SELECT tier, count(*) FROM cases_stage WHERE result = 'TIMED_OUT' GROUP BY tier")
    told = {tier: one["by_the_clock"] for tier, one in figures["tiers"].items() if one["by_the_clock"]}
    assert told == in_tables
    warned = counted("SELECT kind, count(*) FROM audit_event WHERE kind = 'deadline.warned' GROUP BY kind")
    assert figures["happened"]["warnings"] == warned["deadline.warned"] > 0
    acts = counted(
        "SELECT body.code, count(*) FROM audit_event AS event JOIN organizations_organization AS body "
        "ON body.id = event.on_behalf_of_id WHERE chain_kind = 'case' GROUP BY body.code"
    )
    assert {code: one["acts"] for code, one in figures["load"].items()} == acts
    write(report, tmp_path)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert report["pack"]["name"] in html
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["digest"] == report["digest"]
    with translation.override("en"):
        assert "Who waits for whom" in page(report)


@pytest.mark.django_db
def test_the_same_seed_is_the_same_year_and_stopping_early_changes_nothing_before() -> None:
    few = plan(cases=4, until=date(2026, 3, 11))
    first, again = played(few), played(few)
    assert first["digest"] == again["digest"]
    assert first["figures"] == again["figures"]
    days = first["figures"]["days"]["acts"]
    stop = next(day for day in days if day > "2026-03-04")
    cut = played(replace(few, stop_at=replace(few, until=date.fromisoformat(stop)).end))
    assert cut["figures"]["days"]["acts"] == {day: number for day, number in days.items() if day < stop}
    assert cut["digest"] != first["digest"]


@pytest.mark.django_db
def test_what_is_referred_to_the_government_is_decided() -> None:
    """The decision is entered with a sheet, which must lie in the file before the act is open."""
    report = rehearse(plan("national_minimum", cases=2, seed=3, until=date(2026, 4, 5)))
    assert report["figures"]["tiers"][Tier.REFERRAL]["results"][StageResult.DECIDED] > 0


@pytest.mark.django_db
def test_another_seed_is_another_year() -> None:
    few = plan(cases=3, until=date(2026, 3, 5))
    assert played(few)["digest"] != played(replace(few, seed=2))["digest"]


@pytest.mark.django_db
def test_a_stage_without_a_clock_is_found_the_same_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    """A seeded defect: whoever opens a stage loses its clock."""
    arm = services.arm

    def arm_and_lose(**given: Any) -> Deadline:
        clock = arm(**given)
        if given["step"] in TIER_STEPS:
            Deadline.objects.filter(pk=clock.pk).update(state=DeadlineState.CANCELLED, ended_at=clock.started_at)
        return clock

    monkeypatch.setattr(services, "arm", arm_and_lose)
    with pytest.raises(Halt) as found:
        rehearse(plan(cases=5, until=date(2026, 3, 14)))
    assert found.value.kind == "invariant_broken"
    assert found.value.where.case.startswith("LQY-2026-")
    again = where_it_stopped(found.value, plan(cases=5))["again"]
    assert "--seed 1 --cases 5" in again
    assert "--stop-at 2026-03-" in again


@pytest.mark.django_db
def test_an_act_that_is_offered_and_fails_stops_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: Any, **_given: Any) -> None:
        raise RuntimeError("a seeded defect")

    monkeypatch.setattr("cases.statements.submit_position", fails)
    with pytest.raises(Halt) as found:
        rehearse(plan(cases=5, until=date(2026, 3, 14)))
    assert (found.value.kind, found.value.where.act) == ("offered_and_refused", "state_position")
    assert "a seeded defect" in found.value.told
    assert found.value.where.person


def test_people_who_never_forget_are_a_file_away() -> None:
    people = people_from("[answering]\nforgets = 0.0\n", file="mine.toml")
    assert people.answering.forgets == 0
    assert people.answering.early == people_from().answering.early


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[answering]\nforgets = 2\n", "answering.forgets"),
        ("[answering]\nforgetting = 0.1\n", "answering.forgetting"),
        ("[arrivals.sources]\nRUMOUR = 1\n", "arrivals.sources.RUMOUR"),
        ("answering = [", "–"),
    ],
)
def test_a_file_of_people_that_is_wrong_is_refused_by_name(text: str, key: str, tmp_path: Path) -> None:
    file = tmp_path / "people.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("rehearse", people=file, cases=1, days=1)
    assert key in str(refused.value)


def test_every_default_is_explained() -> None:
    values = [line for line in DEFAULTS.read_text(encoding="utf-8").splitlines() if " = " in line]
    weights = [line for line in values if line.split(" = ")[0].isupper() or line[0].isdigit()]
    unexplained = [line for line in values if "#" not in line and line not in weights]
    named = Counter(line.split(" = ")[0] for line in unexplained)
    assert set(named) <= {"months", "longest", "extension_granted", "withdrawal_granted"}, named


def test_a_pack_that_is_wrong_is_told_in_the_words_of_the_check(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('schema = 1\ncode = "x"\n', encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("rehearse", pack=str(broken), cases=1, days=1)
    assert "broken.toml" in str(refused.value)


def test_it_works_beside_the_installation(manage: Manage, tmp_path: Path) -> None:
    """In a database of its own, looked at by a second process, with the report in a folder."""
    done = manage("rehearse", "--cases", "1", "--days", "6", "--report", str(tmp_path), "--json", timeout=600)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["ok"]
    assert report["figures"]["cases"]["opened"] == 1
    assert (tmp_path / "report.html").exists()
    assert not Case.objects.exists()

"""Doctor names what is broken: each invariant, broken behind the program's back by the owner of the tables."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import ChainHead, ChainKind
from audit.verify import chains_of_cases_verify
from cases.agreement_invariants import signatures_of_these_cover_it
from cases.models import Agreement
from deadlines.incidents import note_failure
from operations.doctor import INVARIANTS, REMEDIES, examine, findings, waiting
from operations.models import Heartbeat
from tests.breakages import BREAKAGES, Breakage, on_events
from tests.database import TestDatabase
from tests.doctored_plays import AT, archived, asked, fallen, opened, settled
from tests.factories import moment
from tests.health import assert_healthy
from tests.stage_set import set_the_stage


def needs_the_owner(breakage: Breakage) -> bool:
    """What the application's own role could not do: changing the schema, or an event."""
    return any(not sql.startswith(("UPDATE", "DELETE", "INSERT")) for sql in breakage.sql)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", [name for name, breakage in BREAKAGES.items() if needs_the_owner(breakage)])
def test_doctor_names_what_only_the_owner_can_break(clone: TestDatabase, name: str) -> None:
    BREAKAGES[name].play(set_the_stage())
    assert_healthy_without_notices()
    by_the_owner(clone, BREAKAGES[name].sql)
    assert (BREAKAGES[name].number, BREAKAGES[name].code) in named()


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, breakage in BREAKAGES.items() if not needs_the_owner(breakage)])
def test_doctor_names_what_a_careless_statement_breaks(name: str) -> None:
    BREAKAGES[name].play(set_the_stage())
    assert_healthy_without_notices()
    with connection.cursor() as cursor:
        for statement in BREAKAGES[name].sql:
            cursor.execute(statement)
    assert (BREAKAGES[name].number, BREAKAGES[name].code) in named()


@pytest.mark.django_db(transaction=True)
def test_doctor_names_a_notice_that_is_gone(clone: TestDatabase) -> None:
    scene = set_the_stage()
    for department in scene.district.departments:
        scene.capacity(department)
    opened(scene)
    assert_healthy(AT)
    by_the_owner(clone, ["DELETE FROM notifications_notice"])
    assert named() == {(7, "notice_missing")}


def test_each_is_checked_and_has_a_remedy() -> None:
    assert {invariant.number for invariant in INVARIANTS} == set(REMEDIES) == set(range(1, 11))
    assert len({invariant.code for invariant in INVARIANTS}) == len(INVARIANTS)


def test_each_code_of_the_rooms_is_broken_once() -> None:
    assert {breakage.number for breakage in BREAKAGES.values()} | {7, 10} == set(range(1, 11))


@pytest.mark.django_db
def test_every_play_is_sound_and_everything_is_said_in_words() -> None:
    for play in (opened, settled, archived, fallen, asked):
        play(set_the_stage())
    assert_healthy(AT)
    assert all(invariant.heading() for invariant in INVARIANTS)


@pytest.mark.django_db
def test_doctor_asks_no_more_of_many_cases_than_of_few() -> None:
    scene = set_the_stage()
    scene.after = assert_healthy
    counts = []
    for cases in (1, 9):
        for _ in range(cases):
            scene.open_case(at="2026-03-09 10:00")
        with CaptureQueriesContext(connection) as captured:
            assert findings(moment("2026-03-09 10:00")) == []
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 110


@pytest.mark.django_db(transaction=True)
def test_doctor_of_one_case_is_silent_about_the_others(clone: TestDatabase) -> None:
    scene = set_the_stage()
    sick = scene.open_case(at="2026-03-09 10:00")
    sound = scene.open_case(at="2026-03-09 10:00")
    assert_healthy(moment("2026-03-09 10:00"))
    by_the_owner(
        clone,
        on_events(
            f"UPDATE cases_case SET tier = 'REFERRAL' WHERE id = {sick.pk}",
            f"UPDATE audit_event SET actor_name = '别人' WHERE chain = 'case:{sick.pk}'",
        ),
    )
    codes = {d.finding.code for d in examine(moment("2026-03-09 10:00"), case=sick)}
    assert codes == {"record_and_tables_differ", "event_was_changed"}
    assert examine(moment("2026-03-09 10:00"), case=sound) == []


@pytest.mark.django_db
def test_what_waits_is_told_and_is_no_finding() -> None:
    scene = set_the_stage()
    opened(scene)
    scene.live_until("2026-03-17 12:00")
    at = moment("2026-03-17 12:01")
    for _ in range(5):
        note_failure(scene.case.deadlines.get(state="RUNNING", effect="MOVE_UP"), error=ValueError("X"), at=at)
    Heartbeat.objects.create(name="sweep", beat_at=moment("2026-03-17 11:00"))
    told = {(notable.code, notable.subject): notable.text() for notable in waiting(at)}
    assert set(told) == {("incident_open", scene.number), ("heartbeat_old", "–"), ("letter_unsigned", scene.number)}
    assert "X" in told["incident_open", scene.number]
    assert [notable.code for notable in waiting(at, case=scene.case)] == ["incident_open", "letter_unsigned"]
    assert_healthy(at)


@pytest.mark.django_db
def test_a_clock_into_a_year_without_notice_is_told() -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-12-30 10:00")
    assert [notable.code for notable in waiting(moment("2026-12-30 10:00"))] == [
        "clock_provisional",
        "holiday_notice_missing",
    ]


def test_the_command_fails_when_something_is_found(
    manage: Callable[..., CompletedProcess[str]], clone: TestDatabase
) -> None:
    scene = set_the_stage()
    archived(scene)
    assert_healthy(AT)
    answered = json.loads(manage("doctor", "--case", scene.number, "--json").stdout)
    assert (answered["ok"], answered["findings"]) == (True, [])
    by_the_owner(clone, ["UPDATE cases_case SET tier = 'REFERRAL'"])
    told = manage("doctor", "--case", scene.number)
    assert told.returncode == 1
    assert f"· {scene.number}" in told.stdout
    assert told.stdout.startswith("[6]")
    answered = json.loads(manage("doctor", "--json").stdout)
    assert [(f["invariant"], f["code"], f["subject"]) for f in answered["findings"]] == [
        (6, "record_and_tables_differ", scene.number)
    ]
    assert manage("doctor", "--case", "NO-2026-000001").returncode != 0


def test_the_record_is_verified_by_a_command_of_its_own(
    manage: Callable[..., CompletedProcess[str]], clone: TestDatabase
) -> None:
    archived(set_the_stage())
    sound = manage("verify_audit", "--json")
    assert sound.returncode == 0
    assert json.loads(sound.stdout) == {"ok": True, "chains": 2, "events": 4, "findings": []}
    by_the_owner(clone, on_events("UPDATE audit_event SET at = at + interval '1 second' WHERE kind = 'case.archived'"))
    broken = manage("verify_audit", "--json")
    assert broken.returncode == 1
    assert [finding["code"] for finding in json.loads(broken.stdout)["findings"]] == ["event_was_changed"]


def named() -> set[tuple[int, str]]:
    return {(d.invariant.number, d.finding.code) for d in examine(AT)}


def assert_healthy_without_notices() -> None:
    """No fan-out rows, so that the owner may remove events."""
    assert [d.finding for d in examine(AT) if d.invariant.number != 7] == []


def by_the_owner(clone: TestDatabase, statements: list[str]) -> None:
    application = connection.settings_dict["USER"]
    with psycopg.connect(clone.owner_url, autocommit=True) as owner:
        for statement in statements:
            owner.execute(statement.replace("dingfen_tests_application", f'"{application}"').encode())


@pytest.mark.django_db
def test_what_takes_long_is_looked_at_for_some_cases_only() -> None:
    """Of the cases asked about the record is replayed and verified; of the others it is not."""
    scene = set_the_stage()
    sound = scene.open_case(at="2026-03-09 10:00")
    broken = scene.open_case(at="2026-03-09 11:00")
    broken.revision += 1
    broken.save(update_fields=["revision"])
    at = moment("2026-03-09 11:01")

    def codes(*cases: int) -> set[str]:
        return {one.finding.code for one in examine(at, cases=cases)}

    assert "record_and_tables_differ" in codes(broken.pk)
    assert "record_and_tables_differ" in codes(sound.pk, broken.pk)
    assert "record_and_tables_differ" not in codes(sound.pk)


@pytest.mark.django_db
def test_the_chains_of_some_cases_verify_by_themselves() -> None:
    scene = set_the_stage()
    sound = scene.open_case(at="2026-03-09 10:00")
    lacking = scene.open_case(at="2026-03-09 11:00")
    head = ChainHead.objects.get(chain=f"{ChainKind.CASE}:{lacking.pk}")
    head.sequence += 1
    head.save(update_fields=["sequence"])
    at = moment("2026-03-09 11:01")
    assert list(chains_of_cases_verify(at, [sound.pk])) == []
    assert [one.code for one in chains_of_cases_verify(at, [lacking.pk])] == ["head_is_not_the_last_link"]


@pytest.mark.django_db
def test_the_signatures_of_some_cases_are_looked_at_by_themselves() -> None:
    scene = set_the_stage()
    settled(scene)
    signed = scene.case
    other = scene.open_case(at="2026-03-09 11:00")
    assert list(signatures_of_these_cover_it(AT, [signed.pk])) == []
    Agreement.objects.filter(case=signed).update(text="另一份文本。")
    assert {one.code for one in signatures_of_these_cover_it(AT, [signed.pk])} == {"signature_covers_something_else"}
    assert list(signatures_of_these_cover_it(AT, [other.pk])) == []

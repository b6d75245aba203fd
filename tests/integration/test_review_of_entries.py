"""The page of a provisional entry, the office's work list, the interface, and what doctor says when one is broken."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Trial
from core.clock import now
from core.vocabulary import CaseSource, MembershipRole, OutcomeScope, TrialState
from operations.doctor import examine
from tests.factories import moment
from tests.health import assert_healthy
from tests.machines import machine_of
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db
AT = moment("2026-03-09 18:00")


def on_trial(at: Any, until: date) -> tuple[Scene, Trial]:
    """A provisional result of today is in force."""
    scene = set_the_stage()
    scene.open_case(at=at, by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("draft_agreement", scene.ecology, at=at, scope=OutcomeScope.PROVISIONAL, effective_to=until)
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at=at)
    scene.do("accept_filing", scene.office, at=at)
    return scene, Trial.objects.get()


def test_the_office_reviews_on_the_page_of_the_entry(client: Any) -> None:
    scene, trial = on_trial(now(), now().date() + timedelta(days=3))
    page = f"/registry/{trial.entry.number}/"
    client.force_login(scene.capacity(scene.ecology).person)
    said = str(client.get(page).content, "utf-8")
    assert TrialState.RUNNING not in said
    assert "acts/confirm_trial" not in said
    assert client.get(f"{page}acts/confirm_trial/").status_code == 404
    client.force_login(scene.capacity(scene.office, MembershipRole.HEAD).person)
    assert trial.entry.number in str(client.get("/work/").content, "utf-8")
    assert f"{page}acts/confirm_trial/" in str(client.get(page).content, "utf-8")
    form = f"{page}acts/prolong_trial/"
    assert client.get(form).status_code == 200
    assert client.post(form, {"reason": "继续试行。", "ends_on": ""}).status_code == 422
    assert client.post(form, {"reason": "继续试行。", "ends_on": trial.ends_on.isoformat()}).status_code == 422
    later = trial.ends_on + timedelta(days=200)
    answer = client.post(form, {"reason": "继续试行。", "ends_on": later.isoformat()})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert Trial.objects.order_by("pk").last().ends_on == later
    assert "继续试行。" in str(client.get(page).content, "utf-8")
    assert trial.entry.number not in str(client.get("/work/").content, "utf-8")
    assert trial.entry.number in str(client.get(f"/cases/{scene.number}/").content, "utf-8")


def test_a_new_case_is_opened_from_the_page(client: Any) -> None:
    scene, trial = on_trial(now(), now().date() + timedelta(days=3))
    client.force_login(scene.capacity(scene.office).person)
    form = f"/registry/{trial.entry.number}/acts/take_up_anew/"
    assert client.get(form).status_code == 200
    answer = client.post(form, {"title": "噪声监管分工", "summary": "试行期满，各方意见不一。"})
    assert answer.status_code == 302
    trial.refresh_from_db()
    assert trial.case is not None
    assert answer["Location"] == f"/cases/{trial.case.number}/"


def test_a_program_reviews_through_the_interface() -> None:
    scene, trial = on_trial(now(), now().date() + timedelta(days=3))
    head, ecology = (
        machine_of(scene.capacity(scene.office, MembershipRole.HEAD).person),
        machine_of(scene.capacity(scene.ecology).person),
    )
    address = f"registry/entries/{trial.entry.number}"
    [due] = head.get("registry/reviews")["items"]
    assert (due["entry"], due["state"], due["case"]) == (trial.entry.number, "RUNNING", None)
    read = head.get(address)
    actions = {action["name"]: action for action in read["actions"]}
    assert set(actions) == {"confirm_trial", "prolong_trial", "let_trial_lapse", "take_up_anew"}
    assert ecology.get(address)["actions"] == []
    refused = ecology.post(f"{address}/actions/confirm_trial", {"reason": "好。"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    done = head.post(actions["confirm_trial"]["href"], {"reason": "运行平稳。"})
    assert done.status_code == 200, done.json()
    assert [version["valid_to"] for version in done.json()["entry"]["versions"]] == [None, trial.ends_on.isoformat()]
    again = head.post(actions["confirm_trial"]["href"], {"reason": "运行平稳。"})
    assert (again.status_code, again.json()["code"]) == (409, "someone_was_first")
    assert head.ask("get", "registry/entries/XX-1").status_code == 404


@dataclass(frozen=True, kw_only=True)
class Breakage:
    """What a careless statement does to the tables, and how doctor names it."""

    number: int
    code: str
    sql: str


BREAKAGES = {
    "nothing would ever let it lapse": Breakage(
        number=2, code="trial_and_clock_differ",
        sql="UPDATE deadlines_deadline SET effect = 'REMIND' WHERE effect = 'LAPSE'",
    ),
    "it is reviewed and its clock runs on": Breakage(
        number=2, code="entry_clock_without_review",
        sql="UPDATE cases_trial SET state = 'CONFIRMED', reason = 'x', decided_at = begun_at",
    ),
    "it does not end": Breakage(
        number=5, code="provisional_entry_does_not_end",
        sql="UPDATE registry_entryversion SET valid = daterange(lower(valid), NULL)",
    ),
    "it ends another day": Breakage(
        number=5, code="provisional_entry_does_not_end", sql="UPDATE cases_trial SET ends_on = ends_on + 7",
    ),
    "nobody is to review it": Breakage(
        number=2, code="provisional_result_without_review", sql="DELETE FROM cases_trial",
    ),
    "its state is not what the record says": Breakage(
        number=6, code="record_and_entry_differ", sql="UPDATE cases_trial SET state = 'LAPSED'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKAGES)
def test_doctor_names_what_is_broken(name: str) -> None:
    on_trial(AT, date(2026, 6, 1))
    assert_healthy(AT)
    with connection.cursor() as cursor:
        cursor.execute(BREAKAGES[name].sql)
    found = {(d.invariant.number, d.finding.code) for d in examine(AT)}
    assert (BREAKAGES[name].number, BREAKAGES[name].code) in found


@pytest.mark.parametrize(
    "values",
    [
        {"state": TrialState.CONFIRMED},
        {"decided_at": AT},
        {"state": TrialState.PROLONGED, "decided_at": AT},
        {"state": TrialState.TAKEN_UP_ANEW, "decided_at": AT, "reason": "x"},
        {"state": "SUNG"},
    ],
)
def test_the_database_refuses_half_a_review(values: dict[str, Any]) -> None:
    on_trial(AT, date(2026, 6, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.update(**values)

"""立项审查: where the procedure has a filed matter reviewed first, no tier begins before it is taken in."""

from typing import Any

import pytest

from cases.errors import ChecklistIncomplete, CorrectionFirst, NotOnTheChecklist
from cases.models import IntakeReview
from core.errors import NotPermitted, Stale
from core.vocabulary import (
    CaseSource,
    CaseState,
    ClosingReason,
    ForumSubject,
    IntakeDecision,
    IntakeItem,
    OrganizationFunction,
    Phase,
    ScopeExclusion,
    Step,
    Tier,
)
from flows.errors import NotNow, TermOver
from flows.office_errors import RightForum
from flows.opening_errors import ClauseNeeded
from notifications.models import Notice
from notifications.services import fan_out
from organizations.models import Organization
from tests.factories import make_organization, moment
from tests.health import living
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage

MONDAY = "2026-03-02 10:00"
ACCEPTED = [IntakeItem.FACTS, IntakeItem.PARTIES, IntakeItem.IN_SCOPE, IntakeItem.CLAIM, IntakeItem.BASIS]


def reviewing(**values: str) -> Scene:
    """A living district whose procedure reviews what departments and the hotline file."""
    return living(set_the_stage(text=pack_with("longquanyi", {"intake_review": '["DEPARTMENT", "HOTLINE"]', **values})))


@pytest.fixture
def scene(db: None) -> Scene:
    return reviewing()


def filed(scene: Scene, at: str = MONDAY, **fields: Any) -> None:
    scene.open_case(at=at, by=scene.ecology, source=CaseSource.DEPARTMENT, **fields)


def told(scene: Scene, kind: str, organization: Organization, *, at: str) -> bool:
    fan_out(at=moment(at), limit=1000)
    person = scene.capacity(organization).person
    return Notice.objects.filter(event__kind=kind, person=person).exists()


def test_nothing_begins_before_the_matter_is_taken_in(scene: Scene) -> None:
    for organization in (scene.office, scene.management, scene.ecology):
        scene.capacity(organization)
    filed(scene)
    assert (scene.case.state, scene.stages()) == (CaseState.INTAKE, [])
    assert scene.waiting() == {("intake", scene.office)}
    assert scene.running() == [Step.INTAKE]
    assert "state_position" not in scene.offered(scene.management)
    assert told(scene, "case.opened", scene.office, at=MONDAY)
    assert not told(scene, "case.opened", scene.management, at=MONDAY)
    scene.do("accept_case", scene.office, at="2026-03-03 10:00", checked=ACCEPTED)
    assert (scene.case.state, scene.stages()) == (CaseState.OPEN, [(Tier.NEGOTIATION, "")])
    assert scene.clock(Step.TIER_NEGOTIATION).started_at == moment("2026-03-03 10:00")
    assert Step.INTAKE not in scene.running()
    assert told(scene, "intake.accepted", scene.management, at="2026-03-03 10:00")


def test_where_the_procedure_wants_no_review_the_tier_begins_at_once(scene: Scene) -> None:
    scene.open_case(at=MONDAY, source=CaseSource.PETITION)
    assert scene.stages() == [(Tier.NEGOTIATION, "")]
    assert not IntakeReview.objects.exists()


def test_a_citizens_matter_is_reviewed_by_the_dispatch_office(scene: Scene) -> None:
    scene.open_case(at=MONDAY)
    assert scene.waiting() == {("intake", scene.dispatch)}
    assert scene.case.interim_handlings.filter(ends_at=None).count() == 1
    scene.do(
        "designate_interim_handler", scene.dispatch, at="2026-03-02 11:00", organization=scene.housing.code,
        reason="塔吊倾斜，须先行排险",
    )  # fmt: skip
    scene.do("accept_case", scene.dispatch, at="2026-03-02 12:00")
    assert scene.case.interim_handlings.get(ends_at=None).organization == scene.housing


def test_what_is_needed_depends_on_the_kind_of_matter(scene: Scene) -> None:
    filed(scene)
    with pytest.raises(ChecklistIncomplete) as refusal:
        scene.do("accept_case", scene.office, at="2026-03-02 11:00", checked=ACCEPTED[:3])
    assert refusal.value.field == "checked"
    with pytest.raises(NotOnTheChecklist):
        scene.do("accept_case", scene.office, at="2026-03-02 11:00", checked=[*ACCEPTED, IntakeItem.WORK_ORDER])
    with pytest.raises(NotOnTheChecklist):
        scene.do("return_for_correction", scene.office, at="2026-03-02 11:00", missing=[IntakeItem.WORK_ORDER])
    scene.do("accept_case", scene.office, at="2026-03-02 11:00", checked=ACCEPTED)


def test_what_is_missing_is_put_right_and_reviewed_again(scene: Scene) -> None:
    filed(scene, parties=[scene.ecology, scene.management], summary="说不清。")
    scene.do("return_for_correction", scene.office, at="2026-03-03 10:00", missing=[IntakeItem.CLAIM, IntakeItem.FACTS])
    assert scene.waiting() == {("correction", scene.ecology)}
    assert scene.running() == [Step.CORRECTION]
    with pytest.raises(ClauseNeeded):
        scene.do("correct_case", scene.ecology, at="2026-03-04 10:00", claimed_lead=scene.housing.code,
                 add_parties=[scene.housing.code])  # fmt: skip
    scene.do(
        "correct_case", scene.ecology, at="2026-03-04 10:00", summary="工地夜间施工，三部门均称不归本单位。",
        add_parties=[scene.housing.code], claimed_lead=scene.housing.code, phase=Phase.SUPERVISION, clause="第八条",
    )  # fmt: skip
    assert scene.waiting() == {("intake", scene.office)}
    opening = scene.case.opening
    assert (opening.claimed_lead, opening.claimed_clause) == (scene.housing, "第八条")
    assert (scene.case.summary, scene.case.parties.count()) == ("工地夜间施工，三部门均称不归本单位。", 3)
    assert IntakeReview.objects.get().former_summary == "说不清。"
    scene.do("accept_case", scene.office, at="2026-03-05 10:00", checked=ACCEPTED)
    assert ("position", scene.housing) in scene.waiting()
    decisions = list(IntakeReview.objects.values_list("decision", flat=True))
    assert decisions == [IntakeDecision.TO_CORRECT, IntakeDecision.ACCEPTED]


def test_returned_so_often_and_no_more(scene: Scene) -> None:
    """At most as many returns as the procedure allows; then the matter is taken in or declined."""
    filed(scene)
    with pytest.raises(CorrectionFirst) as refusal:
        scene.do("decline_case", scene.office, at="2026-03-02 11:00")
    assert "2" in refusal.value.text()
    for day in (3, 5):
        scene.do("return_for_correction", scene.office, at=f"2026-03-0{day} 10:00", missing=[IntakeItem.BASIS])
        scene.do("correct_case", scene.ecology, at=f"2026-03-0{day} 15:00")
    assert "return_for_correction" not in scene.offered(scene.office)
    with pytest.raises(NotNow):
        scene.do("return_for_correction", scene.office, at="2026-03-06 10:00", missing=[IntakeItem.BASIS])
    scene.do("decline_case", scene.office, at="2026-03-06 10:00", reason="仍未写明依据")
    assert (scene.case.state, scene.case.closing_reason) == (CaseState.CLOSED, ClosingReason.DECLINED)
    assert scene.case.closing_remark == "仍未写明依据"
    assert scene.running() == []


def test_what_is_not_corrected_in_time_is_abandoned(scene: Scene) -> None:
    """Three working days from Tuesday: at the midnight after Friday the clock ends it by itself, once."""
    filed(scene)
    scene.do("return_for_correction", scene.office, at="2026-03-03 10:00", missing=[IntakeItem.BASIS])
    scene.live_until("2026-03-06 23:59")
    assert scene.case.state == CaseState.INTAKE
    scene.live_until("2026-03-07 00:00")
    assert (scene.case.state, scene.case.closing_reason) == (CaseState.CLOSED, ClosingReason.ABANDONED)
    assert scene.events().count("application.abandoned") == 1
    assert IntakeReview.objects.get().lapsed_at == moment("2026-03-07 00:00")
    with pytest.raises(TermOver) as refusal:
        scene.do("correct_case", scene.ecology, at="2026-03-07 09:00")
    assert "R21" in refusal.value.text() or refusal.value.params["rule"]


def test_where_silence_means_nothing_the_opener_is_reminded(db: None) -> None:
    scene = reviewing(**{"silence_effect.correction": '"none"'})
    filed(scene)
    scene.do("return_for_correction", scene.office, at="2026-03-03 10:00", missing=[IntakeItem.BASIS])
    scene.live_until("2026-03-09 09:00")
    assert "deadline.reminded" in scene.events()
    assert scene.waiting() == {("correction", scene.ecology)}
    scene.do("correct_case", scene.ecology, at="2026-03-09 10:00")
    assert scene.running() == [Step.INTAKE]


def test_nobody_reviews_and_the_office_is_reminded(scene: Scene) -> None:
    filed(scene)
    scene.live_until("2026-03-06 09:00")
    assert "deadline.reminded" in scene.events()
    assert scene.waiting() == {("intake", scene.office)}
    scene.do("accept_case", scene.office, at="2026-03-06 10:00")
    assert scene.case.state == CaseState.OPEN


def test_what_is_outside_the_scope_is_declined_at_once(scene: Scene) -> None:
    filed(scene)
    scene.do("decline_case", scene.office, at="2026-03-02 11:00", exclusion=ScopeExclusion.LITIGATION)
    assert scene.case.closing_reason == ClosingReason.REFUSED
    assert scene.waiting() == {("archiving", scene.office)}
    scene.do("archive_case", scene.office, at="2026-03-02 12:00")


def test_the_wrong_forum_is_transferred_not_refused(scene: Scene) -> None:
    justice = make_organization(jurisdiction=scene.district.jurisdiction, functions=[OrganizationFunction.JUSTICE])
    filed(scene)
    with pytest.raises(RightForum):
        scene.do("transfer_at_intake", scene.office, at="2026-03-02 11:00", subject=ForumSubject.DUTIES)
    scene.capacity(justice)
    scene.do("transfer_at_intake", scene.office, at="2026-03-02 11:00", organization=justice.code)
    assert scene.case.closing_reason == ClosingReason.TRANSFERRED
    assert scene.case.readers.get().organization == justice
    assert told(scene, "intake.transferred", justice, at="2026-03-02 11:00")


@pytest.mark.parametrize("returned", [False, True])
def test_who_filed_may_withdraw_before_it_is_taken_in(scene: Scene, returned: bool) -> None:
    filed(scene)
    if returned:
        scene.do("return_for_correction", scene.office, at="2026-03-02 10:30", missing=[IntakeItem.BASIS])
    assert "request_withdrawal" not in scene.offered(scene.ecology)
    scene.do("withdraw_case", scene.ecology, at="2026-03-02 11:00")
    assert (scene.case.state, scene.case.closing_reason) == (CaseState.CLOSED, ClosingReason.WITHDRAWN)
    assert scene.running() == []
    with pytest.raises(Stale):
        scene.do("accept_case", scene.office, at="2026-03-02 11:01")


def test_out_of_order_twice_and_by_others(scene: Scene) -> None:
    filed(scene)
    with pytest.raises(NotPermitted):
        scene.do("accept_case", scene.management, at="2026-03-02 11:00")
    with pytest.raises(Stale):
        scene.do("correct_case", scene.ecology, at="2026-03-02 11:00")
    scene.do("return_for_correction", scene.office, at="2026-03-02 12:00", missing=[IntakeItem.BASIS])
    with pytest.raises(Stale):
        scene.do("return_for_correction", scene.office, at="2026-03-02 12:01", missing=[IntakeItem.BASIS])
    with pytest.raises(Stale):
        scene.do("accept_case", scene.office, at="2026-03-02 12:01")
    with pytest.raises(NotPermitted):
        scene.do("correct_case", scene.management, at="2026-03-02 12:02")
    scene.do("correct_case", scene.ecology, at="2026-03-02 13:00")
    with pytest.raises(Stale):
        scene.do("correct_case", scene.ecology, at="2026-03-02 13:01")
    scene.do("accept_case", scene.office, at="2026-03-02 14:00")
    with pytest.raises(Stale):
        scene.do("accept_case", scene.office, at="2026-03-02 14:01")


def test_an_assigned_matter_is_never_reviewed(scene: Scene) -> None:
    scene.open_case(at=MONDAY, by=scene.office, source=CaseSource.ASSIGNED, enter_at=Tier.OFFICE_COORDINATION)
    assert scene.stages() == [(Tier.OFFICE_COORDINATION, "")]

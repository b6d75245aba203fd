"""会后变更意见与异议: what was agreed binds; only a new fact or a new law inside the window reopens it (S1)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.models import InterimHandling, Objection, Outcome
from core.errors import NotPermitted, Stale
from core.vocabulary import (
    CaseSource,
    CaseState,
    MembershipRole,
    ObjectionGround,
    ObjectionTarget,
    OutcomeState,
    ReversalVerdict,
    StageResult,
    Step,
    TerminationGround,
    Tier,
)
from flows.errors import BasisOfObjectionMissing, NoSuchObjection, NotNow
from tests.health import living
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage

NEW_LAW: dict[str, Any] = {"ground": ObjectionGround.NEW_LAW, "basis": "《某条例》（2026年3月施行）第十二条"}
NOTHING_NEW: dict[str, Any] = {"ground": ObjectionGround.NONE}


@pytest.fixture
def agreed(scene: Scene) -> Scene:
    """All have signed on Wednesday 4 March 2026; the establishment office is to review the filing."""
    return _agree(scene)


def _agree(scene: Scene) -> Scene:
    scene.open_case(at="2026-03-02 10:00")
    for department in scene.district.departments:
        scene.do("state_position", department, at="2026-03-03 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 15:00")
    for hour, department in enumerate(scene.district.departments, start=9):
        scene.do("sign_agreement", department, at=f"2026-03-04 {hour:02}:00")
    assert scene.case.state == CaseState.SETTLED
    return scene


def the_objection() -> Objection:
    return Objection.objects.latest("pk")


def test_who_signed_and_goes_back_on_it_with_nothing_new_moves_the_case_up(agreed: Scene) -> None:
    scene = agreed
    event = scene.do("object_to_result", scene.housing, at="2026-03-05 10:00", **NOTHING_NEW)
    assert (the_objection().against, the_objection().verdict) == (ObjectionTarget.AGREEMENT, ReversalVerdict.REFUSED)
    assert event.data["verdict"] == ReversalVerdict.REFUSED
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.AGREED), (Tier.DISPATCH_COORDINATION, "")]
    assert Outcome.objects.get().state == OutcomeState.VOID


def test_where_the_procedure_does_not_say_so_it_is_only_counted(db: None) -> None:
    scene = _agree(living(set_the_stage(text=pack_with("longquanyi", {"reneging_moves_up": "false"}))))
    scene.do("object_to_result", scene.housing, at="2026-03-05 10:00", **NOTHING_NEW)
    assert the_objection().verdict == ReversalVerdict.REFUSED
    assert scene.waiting() == {("filing", scene.office)}
    scene.do("accept_filing", scene.office, at="2026-03-05 11:00")
    assert scene.case.state == CaseState.CARRYING_OUT


def test_a_new_law_inside_the_window_waits_for_the_office(agreed: Scene) -> None:
    scene = agreed
    scene.do("object_to_result", scene.housing, at="2026-03-05 10:00", **NEW_LAW)
    assert the_objection().verdict == ReversalVerdict.PENDING
    with pytest.raises(NotNow):
        scene.do("accept_filing", scene.office, at="2026-03-05 11:00")
    with pytest.raises(NotPermitted):
        scene.do("object_to_result", scene.housing, at="2026-03-05 11:00", **NEW_LAW)
    with pytest.raises(NoSuchObjection):
        scene.do("reject_objection", scene.office, at="2026-03-05 11:30", objection=1_000_000)
    scene.do("reject_objection", scene.office, at="2026-03-05 12:00", objection=the_objection().pk)
    assert the_objection().verdict == ReversalVerdict.REJECTED
    scene.do("accept_filing", scene.office, at="2026-03-05 13:00")
    with pytest.raises(Stale):
        scene.do("uphold_objection", scene.office, at="2026-03-05 14:00", objection=the_objection().pk)


def test_upheld_before_the_filing_the_negotiation_begins_anew(agreed: Scene) -> None:
    scene = agreed
    scene.do("object_to_result", scene.housing, at="2026-03-05 10:00", **NEW_LAW)
    scene.do("uphold_objection", scene.office, at="2026-03-05 12:00", objection=the_objection().pk)
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.AGREED), (Tier.NEGOTIATION, "")]
    assert Outcome.objects.get().state == OutcomeState.VOID


def test_the_window_ends_by_working_days(agreed: Scene) -> None:
    scene = agreed
    scene.do("accept_filing", scene.office, at="2026-03-05 09:00")
    scene.do("object_to_result", scene.housing, at="2026-03-11 23:59", **NEW_LAW)  # five workdays after 4 March
    assert the_objection().verdict == ReversalVerdict.PENDING
    scene.do("reject_objection", scene.office, at="2026-03-12 09:00", objection=the_objection().pk)
    scene.do("object_to_result", scene.housing, at="2026-03-12 10:00", **NEW_LAW)
    assert the_objection().verdict == ReversalVerdict.REFUSED
    assert scene.case.state == CaseState.CARRYING_OUT


def test_upheld_when_in_force_it_is_taken_up_at_tier_three_and_the_lead_goes_on(agreed: Scene) -> None:
    scene = agreed
    scene.do("accept_filing", scene.office, at="2026-03-05 09:00")
    scene.do("object_to_result", scene.housing, at="2026-03-06 10:00", **NEW_LAW)
    scene.do("uphold_objection", scene.office, at="2026-03-06 12:00", objection=the_objection().pk)
    assert scene.stages()[-1] == (Tier.OFFICE_COORDINATION, "")
    assert Outcome.objects.get().state == OutcomeState.IN_FORCE
    lead = InterimHandling.objects.get(case=scene.case, ends_at=None).organization
    assert lead == scene.ecology


def test_upheld_before_it_is_listed_the_opinion_goes_to_nobody(db: None) -> None:
    scene = living(set_the_stage(pack="national_minimum"))
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at="2026-03-02 11:00")
    scene.do("accept_application", scene.office, at="2026-03-03 10:00")
    scene.do("draft_opinion", scene.office, at="2026-03-04 10:00", all_agree=True)
    scene.do("confirm_opinion", scene.office, at="2026-03-05 10:00")
    assert Step.FEEDBACK in scene.running()
    scene.do("object_to_result", scene.housing, at="2026-03-05 12:00", **NEW_LAW)
    scene.do("uphold_objection", scene.office, at="2026-03-05 13:00", objection=the_objection().pk)
    assert Step.FEEDBACK not in scene.running()
    assert "give_feedback" not in scene.offered(scene.office)
    scene.do("terminate_case", scene.office, at="2026-03-06 10:00", ground=TerminationGround.MATTER_GONE)
    assert scene.running() == []


def test_going_back_on_an_opinion_that_all_agreed_to_moves_the_case_to_tier_four(db: None) -> None:
    scene = living(set_the_stage(text=pack_with("national_minimum", {"reneging_moves_up": "true"})))
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at="2026-03-02 11:00")
    scene.do("accept_application", scene.office, at="2026-03-03 10:00")
    scene.do("draft_opinion", scene.office, at="2026-03-04 10:00", all_agree=True)
    scene.do("confirm_opinion", scene.office, at="2026-03-05 10:00")
    assert scene.stages()[-1] == (Tier.OFFICE_COORDINATION, StageResult.AGREED)
    scene.do("object_to_result", scene.housing, at="2026-03-05 12:00", **NOTHING_NEW)
    assert (the_objection().against, the_objection().verdict) == (ObjectionTarget.OPINION, ReversalVerdict.REFUSED)
    assert scene.stages()[-1] == (Tier.REFERRAL, "")
    assert Outcome.objects.get().state == OutcomeState.VOID


def test_while_the_report_is_checked_an_objection_may_still_reopen(agreed: Scene) -> None:
    scene = agreed
    scene.do("accept_filing", scene.office, at="2026-03-05 09:00")
    proof = scene.put_into_file(scene.ecology, at="2026-03-06 09:00")
    scene.do("report_carrying_out", scene.ecology, at="2026-03-06 10:00", proof=proof)
    scene.do("object_to_result", scene.housing, at="2026-03-06 11:00", **NEW_LAW)
    with pytest.raises(NotNow):
        scene.do("strike_off", scene.office, at="2026-03-06 11:30")
    scene.do("uphold_objection", scene.office, at="2026-03-06 12:00", objection=the_objection().pk)
    assert scene.stages()[-1] == (Tier.OFFICE_COORDINATION, "")


def test_something_new_must_be_named(agreed: Scene) -> None:
    scene = agreed
    with pytest.raises(BasisOfObjectionMissing):
        scene.do("object_to_result", scene.housing, at="2026-03-05 10:00", ground=ObjectionGround.NEW_FACT)
    scene.do("object_to_result", scene.housing, at="2026-03-05 10:00", **NEW_LAW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.update(basis="")


def test_only_a_party_objects_and_only_the_offices_head_decides(agreed: Scene) -> None:
    scene = agreed
    with pytest.raises(NotPermitted):
        scene.do("object_to_result", scene.office, at="2026-03-05 10:00", **NEW_LAW)
    scene.do("object_to_result", scene.housing, at="2026-03-05 10:00", **NEW_LAW)
    with pytest.raises(NotPermitted):
        scene.do(
            "reject_objection", scene.office, at="2026-03-05 11:00", role=MembershipRole.HANDLER,
            objection=the_objection().pk,
        )  # fmt: skip


def test_a_view_changed_with_nothing_new_is_refused_and_recorded(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    for department in (scene.ecology, scene.housing):
        scene.do("state_position", department, at="2026-03-03 10:00")
    with pytest.raises(Stale):
        scene.do("change_view", scene.housing, at="2026-03-03 11:00", **NOTHING_NEW)
    scene.live_until("2026-03-18 00:00")
    event = scene.do("change_view", scene.housing, at="2026-03-18 10:00", **NOTHING_NEW)
    assert (event.kind, event.data["verdict"]) == ("view.changed", ReversalVerdict.REFUSED)
    assert scene.stage.tier == Tier.OFFICE_COORDINATION
    scene.do("change_view", scene.housing, at="2026-03-18 11:00", **NEW_LAW)
    assert [row.verdict for row in Objection.objects.order_by("pk")] == [
        ReversalVerdict.REFUSED, ReversalVerdict.NOTED,
    ]  # fmt: skip
    with pytest.raises(NotPermitted):
        scene.do("change_view", scene.management, at="2026-03-18 12:00", **NOTHING_NEW)

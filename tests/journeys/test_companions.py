"""撤回、延期、补正、移送、不予受理、先行处置: what may happen beside the way through the tiers."""

import pytest

from cases.models import ApplicationReview, Position
from core.errors import NotFound, NotPermitted, Stale
from core.vocabulary import (
    CaseSource,
    CaseState,
    ClosingReason,
    DeadlineEffect,
    DeadlineState,
    ForumSubject,
    MembershipRole,
    StageResult,
    Step,
    Tier,
)
from deadlines.models import Deadline, Extension
from escalation.sweep import sweep
from flows.clock import fire
from flows.errors import ExtensionTooLong, NotNow
from meetings.models import JointMeeting
from procedures.selectors import pack_of
from tests.factories import moment
from tests.health import assert_healthy
from tests.stage_set import Scene


@pytest.fixture
def applied(scene: Scene) -> Scene:
    """At the establishment office by the clock alone, on Wednesday 18 March 2026."""
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-18 00:00")
    assert scene.waiting() == {("acceptance", scene.office)}
    return scene


def test_who_opened_a_case_withdraws_it(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(NotPermitted):
        scene.do("withdraw_case", scene.ecology, at="2026-03-03 10:00")
    scene.do("withdraw_case", scene.dispatch, at="2026-03-03 10:00")
    assert (scene.case.state, scene.case.closing_reason) == (CaseState.CLOSED, ClosingReason.WITHDRAWN)
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.WITHDRAWN)]
    assert scene.running() == []
    assert scene.waiting() == {("archiving", scene.office)}
    with pytest.raises(Stale):
        scene.do("state_position", scene.housing, at="2026-03-03 11:00")
    scene.do("archive_case", scene.office, at="2026-03-04 10:00")


@pytest.mark.parametrize("until", ["2026-03-03 00:00", "2026-03-10 00:00"])
def test_a_case_is_withdrawn_from_the_tiers_that_need_no_leave(scene: Scene, until: str) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until(until)
    scene.do("withdraw_case", scene.dispatch, at=moment(until))
    assert scene.stages()[-1][1] == StageResult.WITHDRAWN
    assert scene.running() == []


def test_with_a_withdrawn_case_its_meeting_falls_away(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-10 00:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-10 10:00")
    scene.do("withdraw_case", scene.dispatch, at="2026-03-10 11:00")
    assert JointMeeting.objects.get().state == "CANCELLED"


def test_an_extension_moves_the_clock_and_a_late_firing_does_nothing(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    old = scene.clock(Step.TIER_NEGOTIATION)
    with pytest.raises(NotPermitted):
        scene.do("extend_deadline", scene.ecology, at="2026-03-06 10:00", role=MembershipRole.HANDLER)
    with pytest.raises(ExtensionTooLong):
        scene.do("extend_deadline", scene.ecology, at="2026-03-06 10:00", workdays=11)
    scene.do("extend_deadline", scene.ecology, at="2026-03-06 10:00", workdays=3)
    new = scene.clock(Step.TIER_NEGOTIATION)
    assert (old.expires_at, new.expires_at) == (moment("2026-03-10 00:00"), moment("2026-03-13 00:00"))
    assert (new.pk, new.budget, new.generation) == (old.pk, 8, 2)
    assert Extension.objects.get(deadline=new).added == 3
    # a worker that had read the clock before the extension comes late, even after the new moment
    assert fire(scene.case, old, at=moment("2026-03-13 00:00")) is None
    assert scene.events()[-1] == "deadline.extended"
    with pytest.raises(NotNow):
        scene.do("extend_deadline", scene.ecology, at="2026-03-06 11:00", workdays=1)
    scene.live_until("2026-03-12 23:59:59")
    assert scene.stage.tier == Tier.NEGOTIATION
    scene.live_until("2026-03-13 00:00")
    assert scene.stage.tier == Tier.DISPATCH_COORDINATION


def test_a_clock_fires_once_however_often_the_sweep_passes(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-10 00:00")
    before, fired = scene.events(), Deadline.objects.get(state=DeadlineState.FIRED, effect=DeadlineEffect.MOVE_UP)
    assert sweep(at=moment("2026-03-10 00:00")).fired == 0
    assert fire(scene.case, fired, at=moment("2026-03-10 00:00")) is None
    assert scene.events() == before


def test_after_an_outage_the_next_term_begins_with_the_effect(scene: Scene) -> None:
    """Nothing swept from 10 to 16 March: nobody loses days to that."""
    scene.alive = False
    scene.open_case(at="2026-03-02 10:00")
    scene.sweep(at="2026-03-16 08:00")
    assert scene.stage.opened_at == moment("2026-03-16 08:00")
    assert scene.clock(Step.TIER_DISPATCH).expires_at == moment("2026-03-24 00:00")
    assert scene.events() == ["case.opened", "stage.timed_out"]


def test_a_paper_of_before_that_is_recorded_after_the_firing_joins_the_next_stage(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("state_position", scene.housing, at="2026-03-10 09:00", signed_on=moment("2026-03-06 09:00").date())
    assert Position.objects.get().stage == scene.stage
    assert scene.stage.tier == Tier.DISPATCH_COORDINATION


def test_what_is_supplemented_in_time_goes_on(applied: Scene) -> None:
    applied.do("ask_to_supplement", applied.office, at="2026-03-18 10:00")
    assert applied.waiting() == {("supplement", applied.dispatch)}
    assert applied.running() == [Step.SUPPLEMENT, Step.TIER_OFFICE]
    applied.do("supplement_application", applied.dispatch, at="2026-03-20 10:00")
    assert applied.waiting() == {("acceptance", applied.office)}
    with pytest.raises(NotNow):
        applied.do("ask_to_supplement", applied.office, at="2026-03-20 11:00")
    applied.do("accept_application", applied.office, at="2026-03-20 12:00")
    assert applied.waiting() == {("study", applied.office)}


def test_what_is_not_supplemented_in_time_is_abandoned(applied: Scene) -> None:
    applied.do("ask_to_supplement", applied.office, at="2026-03-18 10:00")
    applied.live_until("2026-03-24 00:00")
    assert (applied.case.state, applied.case.closing_reason) == (CaseState.CLOSED, ClosingReason.ABANDONED)
    assert applied.stages()[-1] == (Tier.OFFICE_COORDINATION, StageResult.ABANDONED)
    assert applied.events()[-1] == "application.abandoned"
    applied.do("archive_case", applied.office, at="2026-03-24 10:00")


def test_the_wrong_forum_is_transferred(applied: Scene) -> None:
    applied.do("transfer_case", applied.office, at="2026-03-18 10:00")
    assert (applied.case.state, applied.case.closing_reason) == (CaseState.CLOSED, ClosingReason.TRANSFERRED)
    routed = pack_of(applied.case.procedure).forum_routing[ForumSubject.APPLICATION_OF_LAW]
    assert ApplicationReview.objects.get().forum == routed
    applied.do("archive_case", applied.office, at="2026-03-19 10:00")


def test_an_application_is_declined(applied: Scene) -> None:
    applied.do("decline_application", applied.office, at="2026-03-18 10:00")
    assert (applied.case.state, applied.case.closing_reason) == (CaseState.CLOSED, ClosingReason.DECLINED)
    assert applied.case.interim_handlings.get().ends_at == moment("2026-03-18 10:00")
    applied.do("archive_case", applied.office, at="2026-03-19 10:00")


def test_an_application_that_nobody_reviews_is_reminded_of_and_moves_with_its_tier(applied: Scene) -> None:
    applied.live_until("2026-04-17 00:00")
    assert applied.events().count("deadline.reminded") >= 3
    assert applied.stage.tier == Tier.REFERRAL


def test_another_department_handles_the_matter_meanwhile(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", interim_handler=scene.housing.code)
    scene.do("designate_interim_handler", scene.dispatch, at="2026-03-03 10:00", organization=scene.management.code)
    first, second = scene.case.interim_handlings.order_by("pk")
    assert (first.organization, first.ends_at) == (scene.housing, second.begins_at)
    assert (second.organization, second.ends_at) == (scene.management, None)
    assert_healthy(moment("2026-03-03 10:00"))


def test_who_may_step_in_at_once_sees_the_citizens_matter_and_no_other(scene: Scene) -> None:
    """The procedure lets the secretariat designate in an emergency, long before a case reaches it."""
    scene.open_case(at="2026-03-02 10:00")
    assert "designate_interim_handler" in scene.offered(scene.secretariat)
    handler = scene.housing.code
    scene.do("designate_interim_handler", scene.secretariat, at="2026-03-02 10:30", organization=handler)
    assert scene.case.interim_handlings.get(ends_at=None).organization == scene.housing
    scene.open_case(at="2026-03-02 11:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    with pytest.raises(NotFound):
        scene.do("designate_interim_handler", scene.secretariat, at="2026-03-02 11:30", organization=handler)

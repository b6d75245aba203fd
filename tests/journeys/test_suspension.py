"""中止与恢复: in writing; the clock stops and later runs on with exactly the working days that were left."""

from datetime import date

import pytest

from cases.models import Case, Suspension
from core.errors import NotPermitted
from core.vocabulary import (
    CaseState,
    ClosingReason,
    DeadlineState,
    MembershipRole,
    StageResult,
    Step,
    SuspensionGround,
    TerminationGround,
    Tier,
)
from deadlines.models import Deadline, Pause
from flows.errors import CaseSuspended, NotNow
from flows.selectors import offers, situation
from tests.factories import moment
from tests.health import living
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage

HEAD = MembershipRole.HEAD


def suspend(scene: Scene, at: str) -> None:
    scene.do("suspend_case", scene.stage.conductor, at=at, ground=SuspensionGround.INTERPRETATION)


@pytest.fixture
def negotiating(scene: Scene) -> Scene:
    """Opened on Monday 2 March 2026; tier 1 ends with Monday 9 March."""
    scene.open_case(at="2026-03-02 10:00")
    return scene


def test_what_was_left_is_what_is_left(negotiating: Scene) -> None:
    scene = negotiating
    clock = scene.clock(Step.TIER_NEGOTIATION)
    assert clock.expires_at == moment("2026-03-10 00:00")
    suspend(scene, "2026-03-04 15:00")
    assert scene.running() == [Step.SUSPENSION]
    assert Pause.objects.get(deadline=clock).left == 3  # Thursday, Friday, Monday
    scene.live_until("2026-03-18 23:00")
    assert scene.stage.tier == Tier.NEGOTIATION
    scene.do("resume_case", scene.ecology, at="2026-03-19 09:00")
    clock.refresh_from_db()
    assert (clock.state, clock.last_day) == (DeadlineState.RUNNING, date(2026, 3, 24))  # Friday, Monday, Tuesday
    assert clock.expires_at == moment("2026-03-25 00:00")
    assert Step.SUSPENSION not in scene.running()
    scene.live_until("2026-03-25 00:00")
    assert scene.stages()[0] == (Tier.NEGOTIATION, StageResult.TIMED_OUT)


def test_suspended_and_resumed_on_one_day_nothing_changes(negotiating: Scene) -> None:
    scene = negotiating
    suspend(scene, "2026-03-04 09:00")
    scene.do("resume_case", scene.ecology, at="2026-03-04 17:00")
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-10 00:00")


def test_over_a_weekend_and_a_holiday_nothing_is_lost(scene: Scene) -> None:
    scene.open_case(at="2026-09-24 10:00")  # over the National Day and its make-up days
    clock = scene.clock(Step.TIER_NEGOTIATION)
    left_before = clock.expires_at
    suspend(scene, "2026-09-30 18:00")
    left = Pause.objects.get(deadline=clock).left
    scene.do("resume_case", scene.ecology, at="2026-10-01 09:00")
    clock.refresh_from_db()
    assert clock.expires_at == left_before
    assert left == Pause.objects.get(deadline=clock).left


def test_twice_suspended_and_extended_between(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    suspend(scene, "2026-03-04 15:00")
    scene.do("resume_case", scene.ecology, at="2026-03-19 09:00")
    scene.do("extend_deadline", scene.ecology, at="2026-03-20 09:00", workdays=2)
    clock = scene.clock(Step.TIER_NEGOTIATION)
    assert clock.expires_at == moment("2026-03-27 00:00")  # 3 left + 2 added, from Friday 20 March
    suspend(scene, "2026-03-25 10:00")
    scene.do("resume_case", scene.ecology, at="2026-03-30 10:00")
    clock.refresh_from_db()
    assert clock.expires_at == moment("2026-04-01 00:00")  # one day was left
    assert [entry.left for entry in clock.pauses.order_by("pk")] == [3, 1]


def test_while_suspended_nothing_moves(negotiating: Scene) -> None:
    scene = negotiating
    suspend(scene, "2026-03-04 15:00")
    with pytest.raises(CaseSuspended):
        scene.do("state_position", scene.ecology, at="2026-03-05 10:00")
    assert "state_position" not in scene.offered(scene.ecology)
    assert "resume_case" in scene.offered(scene.ecology)
    with pytest.raises(CaseSuspended):
        suspend(scene, "2026-03-05 11:00")
    assert Suspension.objects.count() == 1


def test_only_the_head_of_who_conducts_suspends(negotiating: Scene) -> None:
    scene = negotiating
    for who, role in [(scene.housing, HEAD), (scene.ecology, MembershipRole.HANDLER)]:
        with pytest.raises(NotPermitted):
            scene.do("suspend_case", who, role=role, at="2026-03-04 15:00", ground=SuspensionGround.REFORM)


def test_the_procedure_may_reserve_it_to_the_establishment_office(db: None) -> None:
    text = pack_with("longquanyi", {"suspension_approver": '"establishment_office_head"'})
    scene = living(set_the_stage(text=text))
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(NotPermitted):
        scene.do("suspend_case", scene.ecology, at="2026-03-04 15:00", ground=SuspensionGround.REFORM)
    scene.do("suspend_case", scene.office, at="2026-03-04 15:00", ground=SuspensionGround.REFORM)
    assert scene.case.suspended_at is not None


def test_a_term_that_ran_out_is_not_saved_by_a_suspension(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.alive = False
    with pytest.raises(NotNow):
        suspend(scene, "2026-03-10 00:00")
    offered = offers(situation(scene.case, at=moment("2026-03-10 00:00")), [scene.capacity(scene.ecology, HEAD)])
    assert "suspend_case" not in {offer.spec.name for offer in offered}


def test_a_long_suspension_reminds_and_the_office_orders_the_case_on(negotiating: Scene) -> None:
    scene = negotiating
    suspend(scene, "2026-03-04 15:00")
    scene.live_until("2026-06-10 00:00")
    assert "deadline.reminded" in scene.events()
    assert scene.stage.tier == Tier.NEGOTIATION
    scene.do("resume_case", scene.office, at="2026-06-10 10:00")
    assert scene.case.suspended_at is None


def test_a_suspended_case_can_be_withdrawn_or_terminated(negotiating: Scene) -> None:
    scene = negotiating
    suspend(scene, "2026-03-04 15:00")
    scene.do("withdraw_case", scene.dispatch, at="2026-03-05 10:00")
    assert (scene.case.state, scene.case.suspended_at) == (CaseState.CLOSED, None)
    assert not Deadline.objects.filter(state__in=[DeadlineState.RUNNING, DeadlineState.PAUSED]).exists()
    scene.open_case(at="2026-03-06 10:00", title="另一件")
    suspend(scene, "2026-03-09 15:00")
    scene.do("terminate_case", scene.ecology, at="2026-03-09 16:00", ground=TerminationGround.MATTER_GONE)
    assert scene.case.closing_reason == ClosingReason.TERMINATED
    assert Case.objects.filter(suspended_at__isnull=False).count() == 0


def test_the_reminder_to_acknowledge_comes_back_with_the_case(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("suspend_case", scene.ecology, at="2026-03-02 11:00", ground="FORCE_MAJEURE")
    assert not Deadline.objects.filter(step=Step.ACKNOWLEDGEMENT, state=DeadlineState.RUNNING).exists()
    scene.do("resume_case", scene.ecology, at="2026-03-16 10:00")
    reminder = Deadline.objects.get(step=Step.ACKNOWLEDGEMENT, state=DeadlineState.RUNNING)
    assert reminder.expires_at == moment("2026-03-18 00:00")
    scene.live_until("2026-03-18 00:00")
    assert scene.events()[-1] == "receipt.reminded"
    scene.do("suspend_case", scene.ecology, at="2026-03-18 11:00", ground="FORCE_MAJEURE")
    scene.do("resume_case", scene.ecology, at="2026-03-19 10:00")
    assert not Deadline.objects.filter(step=Step.ACKNOWLEDGEMENT, state=DeadlineState.RUNNING).exists()


def test_in_the_fast_lane_the_reminder_to_acknowledge_stays(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("mark_urgent", scene.dispatch, at="2026-03-02 11:00")
    assert Deadline.objects.filter(step=Step.ACKNOWLEDGEMENT, state=DeadlineState.RUNNING).count() == 1

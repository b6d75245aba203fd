"""撤回须经同意、催办、抄送、快速处理、宽限、拟函待签: what accompanies the course of a case."""

import pytest

from cases.access import visible_to
from cases.models import Letter, WithdrawalRequest
from core.errors import NotFound, NotPermitted, Stale
from core.vocabulary import (
    CaseState,
    ClosingReason,
    DeadlineEffect,
    LetterKind,
    MembershipRole,
    StageResult,
    Step,
    Tier,
)
from flows.errors import AlreadyReads, NobodyReads, NotNow, NotWaitedFor, RemindedLately
from notifications.models import Notice
from notifications.services import fan_out
from tests.factories import make_organization, moment
from tests.health import living
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage

HEAD = MembershipRole.HEAD


@pytest.fixture
def at_the_office(scene: Scene) -> Scene:
    """At the establishment office since Wednesday 18 March 2026."""
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-18 00:00")
    return scene


def test_at_tier_three_a_withdrawal_needs_leave(at_the_office: Scene) -> None:
    scene = at_the_office
    with pytest.raises(NotNow):
        scene.do("withdraw_case", scene.dispatch, at="2026-03-18 10:00")
    scene.do("request_withdrawal", scene.dispatch, at="2026-03-18 10:00")
    with pytest.raises(NotNow):
        scene.do("request_withdrawal", scene.dispatch, at="2026-03-18 10:05")
    with pytest.raises(NotPermitted):
        scene.do("grant_withdrawal", scene.office, at="2026-03-18 10:10", role=MembershipRole.HANDLER)
    scene.do("refuse_withdrawal", scene.office, at="2026-03-18 11:00", reason="群众诉求尚未解决")
    assert scene.case.state == CaseState.OPEN
    scene.do("request_withdrawal", scene.dispatch, at="2026-03-19 10:00")
    scene.do("grant_withdrawal", scene.office, at="2026-03-19 11:00")
    assert scene.case.closing_reason == ClosingReason.WITHDRAWN
    assert [row.granted for row in WithdrawalRequest.objects.order_by("pk")] == [False, True]
    with pytest.raises(Stale):
        scene.do("grant_withdrawal", scene.office, at="2026-03-19 11:05")


def test_below_it_nobody_need_be_asked(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(NotNow):
        scene.do("request_withdrawal", scene.dispatch, at="2026-03-02 11:00")
    scene.do("withdraw_case", scene.dispatch, at="2026-03-02 11:00")


def test_reminders_are_spaced_and_recorded(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.capacity(scene.housing)
    scene.do("urge", scene.dispatch, at="2026-03-03 10:00", organization=scene.housing.code)
    with pytest.raises(RemindedLately) as refusal:
        scene.do("urge", scene.ecology, at="2026-03-05 10:00", organization=scene.housing.code)
    assert "2026-03-06" in refusal.value.text()
    scene.do("urge", scene.ecology, at="2026-03-06 00:00", organization=scene.housing.code)
    assert scene.case.reminders.count() == 2
    fan_out(at=moment("2026-03-06 00:00"), limit=100)
    told = Notice.objects.filter(kind="reminder.sent", person=scene.capacity(scene.housing).person)
    assert told.count() == 2


def test_only_who_is_waited_for_is_urged(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("state_position", scene.housing, at="2026-03-02 11:00")
    with pytest.raises(NotWaitedFor):
        scene.do("urge", scene.dispatch, at="2026-03-03 10:00", organization=scene.housing.code)


def test_a_copy_lets_read_and_no_more(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    other = make_organization(jurisdiction=scene.district.jurisdiction)
    reader = scene.capacity(other)
    assert not visible_to([reader]).filter(number=scene.number).exists()
    scene.do("copy_to", scene.dispatch, at="2026-03-02 11:00", organization=other.code)
    assert visible_to([reader]).filter(number=scene.number).exists()
    assert scene.offered(other) == set()
    with pytest.raises(AlreadyReads):
        scene.do("copy_to", scene.dispatch, at="2026-03-02 11:05", organization=other.code)
    with pytest.raises(AlreadyReads):
        scene.do("copy_to", scene.dispatch, at="2026-03-02 11:05", organization=scene.housing.code)
    scene.do("end_copy", scene.dispatch, at="2026-03-02 12:00", organization=other.code)
    assert not visible_to([reader]).filter(number=scene.number).exists()
    with pytest.raises(NotFound):
        scene.do("state_position", other, at="2026-03-02 12:05")
    scene.do("copy_to", scene.dispatch, at="2026-03-02 13:00", organization=other.code)
    with pytest.raises(NobodyReads):
        scene.do("end_copy", scene.dispatch, at="2026-03-02 13:05", organization=scene.office.code)


def test_the_fast_lane_has_short_terms(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-10 00:00")
    scene.do("mark_urgent", scene.dispatch, at="2026-03-03 10:00")
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-06 00:00")
    with pytest.raises(NotNow):
        scene.do("mark_urgent", scene.dispatch, at="2026-03-03 11:00")
    scene.live_until("2026-03-06 00:00")
    assert scene.clock(Step.TIER_DISPATCH).term_n == 2


def test_the_fast_lane_never_gives_more_time(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("mark_urgent", scene.dispatch, at="2026-03-09 10:00")
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-10 00:00")


def test_the_fast_lane_gives_no_further_extension(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("extend_deadline", scene.ecology, at="2026-03-02 11:00", role=HEAD, workdays=5)
    scene.do("mark_urgent", scene.dispatch, at="2026-03-03 10:00")
    with pytest.raises(NotNow):  # the procedure allows one on a visit, and it was given for the term before
        scene.do("extend_deadline", scene.ecology, at="2026-03-03 11:00", role=HEAD, workdays=5)


def test_after_grace_the_case_moves_by_itself(db: None) -> None:
    text = pack_with("longquanyi", {"tiers.NEGOTIATION.escalation_mode": '"auto_after_grace"'})
    scene = living(set_the_stage(text=text))
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-10 00:00")
    assert scene.stage.tier == Tier.NEGOTIATION
    assert scene.events()[-1] == "grace.began"
    clock = scene.clock(Step.TIER_NEGOTIATION)
    assert (clock.effect, clock.expires_at) == (DeadlineEffect.MOVE_UP, moment("2026-03-13 00:00"))
    scene.live_until("2026-03-13 00:00")
    assert scene.stages()[0] == (Tier.NEGOTIATION, StageResult.TIMED_OUT)


@pytest.fixture
def drafting(db: None) -> Scene:
    """Under a procedure that drafts the letter at the end of tier 1; the term has just ended."""
    text = pack_with("longquanyi", {"tiers.NEGOTIATION.escalation_mode": '"draft_for_sign_off"'})
    scene = living(set_the_stage(text=text))
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-10 00:00")
    return scene


def test_the_case_goes_with_the_signature_of_the_drafted_letter(drafting: Scene) -> None:
    scene = drafting
    assert scene.stage.tier == Tier.NEGOTIATION
    letter = Letter.objects.get(case=scene.case)
    assert (letter.kind, letter.signed_by) == (LetterKind.APPLICATION_TO_DISPATCH, "")
    scene.do("sign_letter", scene.ecology, at="2026-03-10 09:00")
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.REFERRED), (Tier.DISPATCH_COORDINATION, "")]


def test_unsigned_it_goes_when_the_term_to_sign_ends(drafting: Scene) -> None:
    scene = drafting
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-13 00:00")
    scene.live_until("2026-03-13 00:00")
    assert scene.stages()[0] == (Tier.NEGOTIATION, StageResult.TIMED_OUT)
    assert Letter.objects.filter(case=scene.case).count() == 1


def test_whom_the_procedure_names_designates_at_every_tier(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("designate_interim_handler", scene.office, at="2026-03-02 11:00", organization=scene.housing.code)
    with pytest.raises(NotPermitted):
        scene.do("designate_interim_handler", scene.ecology, at="2026-03-02 12:00", organization=scene.ecology.code)


def test_nobody_is_asked_to_urge_those_who_were_reminded_lately(scene: Scene) -> None:
    """A reminder is offered as long as there is somebody whom it may go to."""
    scene.open_case(at="2026-03-02 10:00")
    departments = scene.district.departments
    for department in departments:
        assert "urge" in scene.offered(scene.dispatch)
        scene.do("urge", scene.dispatch, at="2026-03-03 10:00", organization=department.code)
    assert "urge" not in scene.offered(scene.dispatch)
    with pytest.raises(NotNow):
        scene.do("urge", scene.dispatch, at="2026-03-05 10:00", organization=departments[0].code)
    scene.do("urge", scene.dispatch, at="2026-03-06 00:00", organization=departments[0].code)

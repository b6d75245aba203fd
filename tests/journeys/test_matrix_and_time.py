"""意见矩阵、时间在谁手里、签收: what the page says of a case whoever conducts it."""

import pytest

from audit.models import Event
from cases.hands.rules import Pause, TimeInHands
from cases.matrix.rules import PhaseColumn, Stated, matrix_of
from cases.models import Acknowledgement, PositionStance
from cases.receipts import proof_of_notice
from core.errors import NotPermitted, Stale
from core.vocabulary import DeadlineState, MembershipRole, Phase, PhaseFinding, Stance, Step, SuspensionGround, Tier
from deadlines.models import Deadline
from flows.hands import Held, hands_of
from notifications.recipients import recipients_of
from organizations.models import Organization
from tests.factories import moment
from tests.stage_set import Scene, When, as_moment
from workdays.selectors import calendar_for


def say(scene: Scene, department: Organization, stances: dict[Phase, Stance], *, at: When) -> None:
    said = [{"phase": phase, "stance": stance} for phase, stance in stances.items()]
    scene.do("state_position", department, at=at, stances=said)


def column(scene: Scene, phase: Phase) -> PhaseColumn:
    stated = [
        Stated(
            organization=row.position.organization_id, version=row.position.version, phase=Phase(row.phase),
            stance=Stance(row.stance),
        )
        for row in PositionStance.objects.filter(position__case=scene.case).select_related("position")
    ]  # fmt: skip
    parties = list(scene.case.parties.values_list("organization", flat=True))
    return next(one for one in matrix_of(parties, stated) if one.phase is phase)


def in_hands(scene: Scene, *, at: When) -> TimeInHands:
    case = scene.case
    work = [
        Held(organization=item.organization_id, stage=item.stage_id, since=item.opened_at, until=item.ended_at)
        for item in case.work_items.all()
    ]
    stages = list(case.stages.all())
    pauses = [Pause(since=one.suspended_at, until=one.resumed_at) for one in case.suspensions.all()]
    return hands_of(case, stages, work, pauses, at=as_moment(at), calendar=calendar_for(case.jurisdiction))


def workdays(scene: Scene, *, at: When) -> dict[int, int]:
    return {one.organization: one.workdays for one in in_hands(scene, at=at).hands}


def test_two_fill_the_matrix_and_the_third_stays_yellow(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    say(
        scene, scene.ecology, at="2026-03-03 10:00",
        stances={Phase.APPROVAL: Stance.NOT_OURS, Phase.SUPERVISION: Stance.LEAD, Phase.ENFORCEMENT: Stance.NOT_OURS},
    )  # fmt: skip
    say(
        scene, scene.management, at="2026-03-03 11:00",
        stances={Phase.APPROVAL: Stance.NOT_OURS, Phase.SUPERVISION: Stance.LEAD, Phase.ENFORCEMENT: Stance.ASSIST},
    )  # fmt: skip
    for phase in Phase:
        assert column(scene, phase).who(PhaseFinding.SILENT) == (scene.housing.pk,)
    assert column(scene, Phase.SUPERVISION).who(PhaseFinding.DOUBLE_LEAD) == (scene.ecology.pk, scene.management.pk)
    assert not column(scene, Phase.APPROVAL).has(PhaseFinding.GAP)

    # when the third has spoken, what nobody leads is a gap; a later version takes the double lead away
    say(
        scene, scene.housing, at="2026-03-04 10:00",
        stances={Phase.APPROVAL: Stance.NOT_OURS, Phase.SUPERVISION: Stance.ASSIST, Phase.ENFORCEMENT: Stance.PART},
    )  # fmt: skip
    assert column(scene, Phase.APPROVAL).has(PhaseFinding.ALL_NOT_OURS)
    assert column(scene, Phase.ENFORCEMENT).who(PhaseFinding.PART_WITHOUT_LEAD) == (scene.housing.pk,)
    say(
        scene, scene.management, at="2026-03-05 10:00",
        stances={Phase.APPROVAL: Stance.NOT_OURS, Phase.SUPERVISION: Stance.ASSIST, Phase.ENFORCEMENT: Stance.LEAD},
    )  # fmt: skip
    assert column(scene, Phase.SUPERVISION).leads == (scene.ecology.pk,)
    assert column(scene, Phase.SUPERVISION).findings == ()
    assert column(scene, Phase.ENFORCEMENT).findings == ()


def test_the_time_goes_with_the_work_over_a_long_holiday(scene: Scene) -> None:
    scene.open_case(at="2026-09-28 10:00")
    say(scene, scene.ecology, at="2026-09-29 16:00", stances={Phase.SUPERVISION: Stance.NOT_OURS})
    say(scene, scene.management, at="2026-09-30 16:00", stances={Phase.SUPERVISION: Stance.ASSIST})
    assert workdays(scene, at="2026-10-07 12:00") == {
        scene.ecology.pk: 2, scene.management.pk: 2, scene.housing.pk: 2,
    }  # fmt: skip
    # ecology has spoken and still conducts, for the term of five: 29 and 30 September, 8, 9 and Saturday 10 October
    scene.live_until("2026-10-11 00:00")
    scene.do(
        "convene_meeting", scene.dispatch, at="2026-10-13 09:00", starts_at=moment("2026-10-13 14:00"),
        urgent_reason="长假后首批投诉集中，须当日商定。",
    )  # fmt: skip
    found = in_hands(scene, at="2026-10-14 10:00")
    assert {one.organization: one.workdays for one in found.hands} == {
        scene.ecology.pk: 5, scene.management.pk: 2, scene.housing.pk: 8, scene.dispatch.pk: 3,
    }  # fmt: skip
    assert [one.organization for one in found.hands if one.has_it_now] == [scene.housing.pk, scene.dispatch.pk]
    assert (found.total, found.nobody) == (8, 0)
    assert [(one.tier, one.workdays) for one in found.stages] == [
        (stage.tier, days) for stage, days in zip(scene.case.stages.order_by("pk"), (5, 3), strict=True)
    ]  # fmt: skip


def test_days_of_suspension_are_in_nobodys_hands(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("suspend_case", scene.ecology, at="2026-03-03 15:00", ground=SuspensionGround.INTERPRETATION)
    scene.do("resume_case", scene.ecology, at="2026-03-09 10:00")
    found = in_hands(scene, at="2026-03-10 10:00")
    # Tuesday the 3rd before it, Tuesday the 10th after it; between them the 4th, 5th, 6th and 9th
    assert (found.total, found.suspended) == (6, 4)
    assert found.hands[0].workdays == found.stages[0].workdays == 2


def test_after_the_closing_the_days_stand_still(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("withdraw_case", scene.dispatch, at="2026-03-04 10:00")
    before = in_hands(scene, at="2026-03-04 11:00")
    scene.do("archive_case", scene.office, at="2026-03-20 10:00")
    after = in_hands(scene, at="2026-05-20 10:00")
    assert (before.total, after.total) == (2, 2)
    assert workdays(scene, at="2026-05-20 10:00")[scene.office.pk] == 0


def reminder(scene: Scene) -> Deadline:
    return Deadline.objects.filter(case=scene.case, step=Step.ACKNOWLEDGEMENT).latest("pk")


def test_all_acknowledge_within_the_term_and_nobody_is_reminded(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    assert reminder(scene).expires_at == moment("2026-03-04 00:00")
    for hour, department in enumerate(scene.district.departments, start=11):
        assert "acknowledge" in scene.offered(department)
        scene.do("acknowledge", department, at=f"2026-03-02 {hour}:00", role=MembershipRole.LIAISON)
        assert "acknowledge" not in scene.offered(department)
    assert reminder(scene).state == DeadlineState.MET
    receipts = Acknowledgement.objects.filter(stage=scene.stage).order_by("pk")
    assert [receipt.organization for receipt in receipts] == scene.district.departments
    assert {receipt.requested_at for receipt in receipts} == {moment("2026-03-02 10:00")}
    assert receipts[0].acknowledged_by_name == scene.capacity(scene.ecology, MembershipRole.LIAISON).person.name
    scene.live_until("2026-03-04 00:00")
    assert "receipt.reminded" not in scene.events()


def test_who_does_not_acknowledge_is_reminded_once_and_nothing_waits_for_it(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("acknowledge", scene.ecology, at="2026-03-02 11:00")
    people = [scene.capacity(one).person for one in (scene.ecology, scene.management, scene.housing)]
    scene.live_until("2026-03-04 00:00")
    reminded = Event.objects.get(kind="receipt.reminded")
    urgent = [one.person for one in recipients_of(reminded, scene.case) if one.urgent]
    assert sorted(urgent, key=lambda person: person.pk) == people[1:]
    # a position is taken without it, the tier's clock moves the case without it, and there is no second reminder
    scene.do("state_position", scene.housing, at="2026-03-04 10:00")
    scene.live_until("2026-03-10 00:00")
    assert scene.stage.tier == Tier.DISPATCH_COORDINATION
    assert scene.events().count("receipt.reminded") == 1


def test_each_stage_is_acknowledged_anew_by_who_conducts_it_too(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    assert "acknowledge" not in scene.offered(scene.dispatch)
    scene.do("acknowledge", scene.ecology, at="2026-03-02 11:00")
    scene.live_until("2026-03-10 00:00")
    for organization in (scene.dispatch, scene.ecology):
        scene.do("acknowledge", organization, at="2026-03-10 10:00")
    first, second = scene.case.stages.order_by("pk")
    assert (first.acknowledgements.count(), second.acknowledgements.count()) == (1, 2)
    assert "acknowledge" in scene.offered(scene.housing)
    scene.do("withdraw_case", scene.dispatch, at="2026-03-10 11:00")
    assert "acknowledge" not in scene.offered(scene.housing)


def test_a_receipt_is_given_once_and_only_by_who_is_asked(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("acknowledge", scene.housing, at="2026-03-02 11:00")
    with pytest.raises(NotPermitted):
        scene.do("acknowledge", scene.housing, at="2026-03-02 12:00")
    with pytest.raises(NotPermitted):
        scene.do("acknowledge", scene.office, at="2026-03-02 12:00")
    old = scene.stage.pk
    scene.live_until("2026-03-10 00:00")
    with pytest.raises(Stale):
        scene.do("acknowledge", scene.ecology, at="2026-03-10 09:00", stage_id=old)
    assert Acknowledgement.objects.count() == 1


def test_an_extension_leaves_the_time_to_acknowledge_as_it_is(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("extend_deadline", scene.ecology, at="2026-03-02 11:00", workdays=3)
    assert (reminder(scene).state, reminder(scene).expires_at) == (DeadlineState.RUNNING, moment("2026-03-04 00:00"))


def test_who_joins_late_is_asked_from_then_on(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", parties=[scene.ecology, scene.management])
    scene.do("add_party", scene.dispatch, at="2026-03-05 10:00", organization=scene.housing.code)
    scene.do("acknowledge", scene.housing, at="2026-03-05 11:00")
    receipt = Acknowledgement.objects.get(organization=scene.housing)
    assert (receipt.requested_at, receipt.acknowledged_at) == (moment("2026-03-05 10:00"), moment("2026-03-05 11:00"))


def test_an_acknowledgement_proves_notice_from_its_moment_on(scene: Scene) -> None:
    case = scene.open_case(at="2026-03-02 10:00")
    assert proof_of_notice(case, scene.housing, moment("2026-03-02 10:00")) is None
    scene.do("acknowledge", scene.housing, at="2026-03-02 11:00")
    assert proof_of_notice(case, scene.housing, moment("2026-03-02 10:00")) == moment("2026-03-02 11:00")
    assert proof_of_notice(case, scene.housing, moment("2026-03-03 00:00")) is None
    assert proof_of_notice(case, scene.ecology, moment("2026-03-02 10:00")) is None

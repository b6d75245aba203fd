"""意见矩阵、时间在谁手里、签收: what the page says of a case whoever conducts it."""

from cases.hands.rules import TimeInHands
from cases.matrix.rules import PhaseColumn, Stated, matrix_of
from cases.models import PositionStance
from core.vocabulary import Phase, PhaseFinding, Stance
from flows.hands import hands_of
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
    found, _names = hands_of(case, list(case.stages.all()), at=as_moment(at), calendar=calendar_for(case.jurisdiction))
    return found


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
    scene.do("convene_meeting", scene.dispatch, at="2026-10-13 09:00", starts_at=moment("2026-10-13 14:00"))
    found = in_hands(scene, at="2026-10-14 10:00")
    assert {one.organization: one.workdays for one in found.hands} == {
        scene.ecology.pk: 5, scene.management.pk: 2, scene.housing.pk: 8, scene.dispatch.pk: 3,
    }  # fmt: skip
    assert [one.organization for one in found.hands if one.has_it_now] == [scene.housing.pk, scene.dispatch.pk]
    assert (found.total, found.nobody) == (8, 0)
    assert [(one.tier, one.workdays) for one in found.stages] == [
        (stage.tier, days) for stage, days in zip(scene.case.stages.order_by("pk"), (5, 3), strict=True)
    ]  # fmt: skip


def test_after_the_closing_the_days_stand_still(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("withdraw_case", scene.dispatch, at="2026-03-04 10:00")
    before = in_hands(scene, at="2026-03-04 11:00")
    scene.do("archive_case", scene.office, at="2026-03-20 10:00")
    after = in_hands(scene, at="2026-05-20 10:00")
    assert (before.total, after.total) == (2, 2)
    assert workdays(scene, at="2026-05-20 10:00")[scene.office.pk] == 0

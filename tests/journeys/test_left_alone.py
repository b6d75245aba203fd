"""无人办理: the clock alone carries a case from tier 1 to tier 4, and there it only reminds."""

from cases.models import Letter
from core.vocabulary import CaseSource, CaseState, LetterKind, StageResult, Step, Tier
from tests.factories import moment
from tests.referrals import put_before_the_leader
from tests.stage_set import Scene


def test_a_case_left_alone_climbs_by_the_clock_only(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    reached = {Step.TIER_NEGOTIATION: scene.clock(Step.TIER_NEGOTIATION).expires_at}
    assert reached[Step.TIER_NEGOTIATION] == moment("2026-03-10 00:00")
    scene.live_until("2026-03-10 00:00")
    # Tuesday the 10th is the day of the effect and not counted: the fifth workday is Tuesday the 17th
    assert scene.clock(Step.TIER_DISPATCH).expires_at == moment("2026-03-18 00:00")
    scene.live_until("2026-03-18 00:00")
    # twenty workdays over Qingming, 4 to 6 April
    assert scene.clock(Step.TIER_OFFICE).expires_at == moment("2026-04-17 00:00")
    scene.live_until("2026-04-17 00:00")
    assert [result for _tier, result in scene.stages()] == [StageResult.TIMED_OUT] * 3 + [""]
    assert scene.stage.tier == Tier.REFERRAL
    assert scene.waiting() == {("receive", scene.secretariat)}
    letters = Letter.objects.filter(case=scene.case).order_by("pk")
    assert [letter.kind for letter in letters] == [
        LetterKind.APPLICATION_TO_DISPATCH, LetterKind.APPLICATION_TO_OFFICE, LetterKind.REFERRAL,
    ]  # fmt: skip
    assert [letter.sender for letter in letters] == [scene.ecology, scene.dispatch, scene.office]
    assert {letter.signed_by for letter in letters} == {""}


def test_tier_4_reminds_every_five_workdays_and_moves_nothing(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-04-17 00:00")
    before = scene.events().count("deadline.reminded")
    moments = []
    for _ in range(4):
        moments.append(scene.clock(Step.TIER_REFERRAL).expires_at)
        scene.live_until(moments[-1])
    # over Labour Day: 1 to 5 May are off, Saturday 9 May is worked
    assert moments == [
        moment("2026-04-25 00:00"), moment("2026-05-07 00:00"), moment("2026-05-14 00:00"), moment("2026-05-22 00:00"),
    ]  # fmt: skip
    assert scene.events().count("deadline.reminded") == before + 4
    assert (scene.case.state, scene.stage.tier) == (CaseState.OPEN, Tier.REFERRAL)
    assert scene.running() == [Step.TIER_REFERRAL]


def test_a_decision_still_settles_what_the_clock_brought_up(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-05-20 00:00")
    put_before_the_leader(scene, at="2026-05-20 09:00")
    scene.do("enter_decision", scene.secretariat, at="2026-05-20 10:00")
    assert scene.case.state == CaseState.SETTLED
    scene.do("sign_letter", scene.dispatch, at="2026-05-20 11:00")
    assert Letter.objects.filter(case=scene.case).exclude(signed_by="").get().sender == scene.dispatch


def test_a_case_of_the_departments_skips_tier_2_by_the_clock_too(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.management, source=CaseSource.DEPARTMENT)
    scene.live_until("2026-03-10 00:00")
    assert scene.stage.tier == Tier.OFFICE_COORDINATION
    assert Letter.objects.get(case=scene.case).kind == LetterKind.APPLICATION_TO_OFFICE

"""住改商: departments settle at tier 1 what they can; what is returned or refused begins anew."""

import pytest

from cases.models import Agreement, Outcome, Stage
from core.errors import Stale
from core.vocabulary import CaseSource, CaseState, OutcomeState, StageResult, Step, Tier
from registry.models import BoundaryEntry
from tests.factories import moment
from tests.stage_set import Scene


def test_an_agreement_that_all_sign_is_accepted_for_the_record(scene: Scene) -> None:
    open_between_departments(scene)
    for department in scene.district.departments:
        scene.do("state_position", department, at="2026-03-03 10:00")
    assert scene.waiting() == {("conduct", scene.ecology)}
    agree(scene, "2026-03-04 10:00")
    assert scene.case.state == CaseState.SETTLED
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.AGREED)]
    assert scene.running() == [Step.FILING_REVIEW]
    assert not BoundaryEntry.objects.exists()
    scene.do("accept_filing", scene.office, at="2026-03-05 10:00")
    assert scene.case.state == CaseState.CARRYING_OUT
    assert BoundaryEntry.objects.get().versions.get().source == scene.number
    proof = scene.put_into_file(scene.ecology, at="2026-03-16 09:00")
    scene.do("report_carrying_out", scene.ecology, at="2026-03-16 10:00", proof=proof)
    scene.do("strike_off", scene.office, at="2026-03-17 10:00")
    scene.do("archive_case", scene.office, at="2026-03-18 10:00")
    assert scene.case.state == CaseState.ARCHIVED


def test_who_has_not_spoken_may_sign_and_its_position_is_no_longer_awaited(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("state_position", scene.housing, at="2026-03-03 10:00")
    agree(scene, "2026-03-04 10:00")
    assert scene.waiting() == {("filing", scene.office)}


def test_a_returned_filing_opens_a_new_visit_with_a_full_term(scene: Scene) -> None:
    open_between_departments(scene)
    agree(scene, "2026-03-05 10:00")
    scene.do("return_filing", scene.office, at="2026-03-06 10:00", reason="执法环节未明确牵头部门。")
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.AGREED), (Tier.NEGOTIATION, "")]
    assert scene.stage.visit == 2
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-14 00:00")
    assert Outcome.objects.get(case=scene.case).state == OutcomeState.VOID
    agree(scene, "2026-03-10 10:00")
    scene.do("accept_filing", scene.office, at="2026-03-11 10:00")
    assert scene.case.state == CaseState.CARRYING_OUT


def test_a_filing_that_nobody_reviews_is_only_reminded_of(scene: Scene) -> None:
    open_between_departments(scene)
    agree(scene, "2026-03-03 10:00")
    first = scene.clock(Step.FILING_REVIEW).expires_at
    scene.live_until("2026-03-31 10:00")
    assert scene.case.state == CaseState.SETTLED
    assert scene.waiting() == {("filing", scene.office)}
    assert first == moment("2026-03-07 00:00")
    assert scene.events().count("deadline.reminded") >= 3


def test_a_refusal_to_sign_goes_back_to_drafting(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    scene.do("sign_agreement", scene.ecology, at="2026-03-03 11:00")
    scene.do("refuse_agreement", scene.management, at="2026-03-03 15:00", reason="执法力量不足。")
    assert ("conduct", scene.ecology) in scene.waiting()
    assert not any(node == "sign" for node, _whose in scene.waiting())
    assert Agreement.objects.get(case=scene.case).void_at == moment("2026-03-03 15:00")
    with pytest.raises(Stale):
        scene.do("sign_agreement", scene.housing, at="2026-03-03 16:00")
    agree(scene, "2026-03-04 10:00")
    assert scene.case.state == CaseState.SETTLED


def test_an_agreement_that_one_does_not_sign_in_time_falls_with_the_tier(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-06 10:00")
    scene.do("sign_agreement", scene.ecology, at="2026-03-09 10:00")
    scene.live_until("2026-03-10 00:00")
    assert Stage.objects.filter(case=scene.case).first().result == StageResult.TIMED_OUT
    assert Agreement.objects.get(case=scene.case).void_at == moment("2026-03-10 00:00")
    assert Outcome.objects.get(case=scene.case).state == OutcomeState.VOID


def test_the_minutes_of_tier_2_name_who_does_what_and_are_filed(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-03 10:00")
    meet_and_confirm(scene, "2026-03-03 15:00", "2026-03-06 15:00")
    assert scene.stages()[-1] == (Tier.DISPATCH_COORDINATION, StageResult.AGREED)
    scene.do("return_filing", scene.office, at="2026-03-09 10:00")
    assert scene.stages()[-1] == (Tier.DISPATCH_COORDINATION, "")
    assert ("convene", scene.dispatch) in scene.waiting()
    meet_and_confirm(scene, "2026-03-09 11:00", "2026-03-12 15:00")
    scene.do("accept_filing", scene.office, at="2026-03-13 10:00")
    assert scene.case.state == CaseState.CARRYING_OUT


def meet_and_confirm(scene: Scene, convened: str, held: str) -> None:
    """A sitting whose agreed minutes every department confirms on the same day."""
    scene.do("convene_meeting", scene.dispatch, at=convened)
    scene.do("hold_meeting", scene.dispatch, at=held)
    scene.do("issue_minutes_agreed", scene.dispatch, at=held)
    for department in scene.district.departments:
        scene.do("confirm_minutes", department, at=held)


def open_between_departments(scene: Scene) -> None:
    scene.open_case(
        at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT, title="住宅改为经营性用房监管职责争议"
    )


def agree(scene: Scene, at: str) -> None:
    scene.do("draft_agreement", scene.ecology, at=at, matter="住改商监管")
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at=at)

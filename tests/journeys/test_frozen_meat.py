"""冷冻肉运输: nobody gives in, people take it through all four tiers to a decision."""

from datetime import date

import pytest

from cases.models import Decision, Letter
from core.vocabulary import CaseSource, CaseState, DecidingBody, StageResult, Step, Tier
from deadlines.models import Deadline
from flows.errors import ConsentNeeded
from procedures.files import shipped_pack, text_of
from tests.health import living
from tests.referrals import put_before_a_meeting
from tests.stage_set import Scene, set_the_stage


def test_frozen_meat_goes_all_the_way_by_people(scene: Scene) -> None:
    scene.open_case(at="2026-04-07 10:00", source=CaseSource.PETITION, title="冷冻肉运输环节监管和执法职责争议")
    for department in scene.district.departments:
        scene.do("state_position", department, at="2026-04-08 10:00")
    scene.do("refer_case", scene.ecology, at="2026-04-09 10:00")
    assert scene.waiting() == {("convene", scene.dispatch)}  # all have spoken, nobody is asked again
    scene.do("convene_meeting", scene.dispatch, at="2026-04-09 15:00")
    scene.do("hold_meeting", scene.dispatch, at="2026-04-10 15:00")
    scene.do("issue_minutes_not_agreed", scene.dispatch, at="2026-04-13 10:00")
    scene.do("refer_case", scene.dispatch, at="2026-04-13 11:00")
    scene.do("accept_application", scene.office, at="2026-04-14 10:00")
    scene.do("open_round", scene.office, at="2026-04-15 10:00")
    for department in scene.district.departments:
        scene.do("reply_opinion", department, at="2026-04-17 10:00", agrees=False)
    assert Step.REPLY not in scene.running()
    scene.do("convene_meeting", scene.office, at="2026-04-20 10:00")
    scene.do("hold_meeting", scene.office, at="2026-04-21 10:00")
    scene.do("issue_minutes_not_agreed", scene.office, at="2026-04-22 10:00")
    scene.do("refer_case", scene.office, at="2026-04-23 10:00")
    assert scene.waiting() == {("receive", scene.secretariat)}
    assert scene.running() == [Step.TIER_REFERRAL]
    put_before_a_meeting(scene, at="2026-04-24 10:00", body=DecidingBody.ESTABLISHMENT_COMMISSION)
    assert scene.waiting() == {("commission", scene.secretariat)}
    scene.do(
        "enter_decision", scene.secretariat, at="2026-05-08 10:00", decided_on=date(2026, 5, 7),
        deciding_body=DecidingBody.ESTABLISHMENT_COMMISSION, matter="冷冻肉运输监管",
    )  # fmt: skip
    assert scene.stages() == [
        (Tier.NEGOTIATION, StageResult.REFERRED), (Tier.DISPATCH_COORDINATION, StageResult.REFERRED),
        (Tier.OFFICE_COORDINATION, StageResult.REFERRED), (Tier.REFERRAL, StageResult.DECIDED),
    ]  # fmt: skip
    assert Decision.objects.get(case=scene.case).deciding_body == DecidingBody.ESTABLISHMENT_COMMISSION
    assert Letter.objects.filter(case=scene.case, signed_by="").count() == 0
    assert scene.waiting() == {("listing", scene.office)}
    scene.do("list_outcome", scene.office, at="2026-05-09 10:00")
    proof = scene.put_into_file(scene.ecology, at="2026-05-20 09:00")
    scene.do("report_carrying_out", scene.ecology, at="2026-05-20 10:00", proof=proof)
    scene.do("strike_off", scene.office, at="2026-05-21 10:00")
    scene.do("archive_case", scene.office, at="2026-05-22 10:00")
    assert scene.case.state == CaseState.ARCHIVED
    assert not Deadline.objects.filter(case=scene.case, state="RUNNING").exists()


def test_a_case_of_the_departments_has_no_second_tier(scene: Scene) -> None:
    scene.open_case(at="2026-04-07 10:00", by=scene.housing, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at="2026-04-08 10:00")
    assert [tier for tier, _result in scene.stages()] == [Tier.NEGOTIATION, Tier.OFFICE_COORDINATION]
    assert Letter.objects.get(case=scene.case).addressee == scene.office


def test_where_the_office_may_not_determine_it_refers(db: None) -> None:
    """The director returns the draft; without consent the office may only refer."""
    text = text_of(shipped_pack("longquanyi")).replace(
        "[tier3_can_decide_without_consent]\nvalue = true", "[tier3_can_decide_without_consent]\nvalue = false"
    )
    scene = living(set_the_stage(text=text))
    scene.open_case(at="2026-04-07 10:00", source=CaseSource.DEPARTMENT, by=scene.ecology)
    scene.do("refer_case", scene.ecology, at="2026-04-08 10:00")
    scene.do("accept_application", scene.office, at="2026-04-09 10:00")
    scene.do("open_round", scene.office, at="2026-04-09 11:00")
    scene.do("close_round", scene.office, at="2026-04-13 11:00")
    scene.do("convene_meeting", scene.office, at="2026-04-13 12:00")
    scene.do("hold_meeting", scene.office, at="2026-04-14 15:00")
    scene.do("issue_minutes_consensus", scene.office, at="2026-04-15 10:00")
    with pytest.raises(ConsentNeeded):
        scene.do("draft_opinion", scene.office, at="2026-04-15 11:00", all_agree=False)
    scene.do("draft_opinion", scene.office, at="2026-04-15 12:00", all_agree=True)
    scene.do("review_opinion", scene.office, at="2026-04-15 15:00")
    scene.do("return_opinion", scene.office, at="2026-04-16 10:00")
    assert scene.waiting() == {("study", scene.office)}
    scene.do("refer_case", scene.office, at="2026-04-16 11:00")
    assert scene.stage.tier == Tier.REFERRAL

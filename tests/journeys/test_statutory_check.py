"""法定指定与重大复杂: what a statute leaves to the government is settled by it alone."""

import pytest

from cases.models import MajorMark, Outcome
from core.vocabulary import CaseSource, StageResult, Tier
from flows.errors import MustGoToTier4, NotNow
from procedures.files import shipped_pack, text_of
from tests.factories import moment
from tests.health import living
from tests.referrals import put_before_a_meeting
from tests.stage_set import Scene, set_the_stage

BASIS = "《中华人民共和国噪声污染防治法》第七十七条"


def test_an_opinion_on_the_noise_law_must_go_to_the_government(scene: Scene) -> None:
    at_the_office(scene)
    with pytest.raises(MustGoToTier4) as refused:
        scene.do("draft_opinion", scene.office, at="2026-03-19 10:00", outcome_basis=BASIS)
    assert refused.value.field == "outcome_basis"
    assert BASIS in refused.value.text()
    assert not Outcome.objects.exists()
    assert scene.waiting() == {("study", scene.office)}
    assert "refer_case" in scene.offered(scene.office)
    scene.do("refer_case", scene.office, at="2026-03-19 11:00")
    assert scene.stage.tier == Tier.REFERRAL
    put_before_a_meeting(scene, at="2026-03-20 10:00")
    scene.do("enter_decision", scene.secretariat, at="2026-04-09 10:00", outcome_basis=BASIS)
    assert scene.stages()[-1][1] == StageResult.DECIDED


def test_a_further_matter_on_such_a_clause_is_found_too(scene: Scene) -> None:
    at_the_office(scene)
    assignments = [{"phase": "SUPERVISION", "organization": scene.ecology.code, "role": "LEAD"}]
    further = [{"matter": "油烟监管", "assignments": assignments, "basis": "大气污染防治法第118条"}]
    with pytest.raises(MustGoToTier4) as refused:
        scene.do("draft_opinion", scene.office, at="2026-03-19 10:00", further=further)
    assert refused.value.field == "further"


def test_neither_agreement_nor_minutes_settle_it(scene: Scene) -> None:
    scene.open_case(at="2026-03-09 10:00")
    with pytest.raises(MustGoToTier4):
        scene.do("draft_agreement", scene.ecology, at="2026-03-09 11:00", outcome_basis="噪声法第七十六、七十七条")
    scene.do("refer_case", scene.ecology, at="2026-03-10 10:00")
    scene.do(
        "convene_meeting",
        scene.dispatch,
        at="2026-03-10 11:00",
        starts_at=moment("2026-03-11 10:00"),
        urgent_reason="当日商定。",
    )
    scene.do("hold_meeting", scene.dispatch, at="2026-03-11 11:00")
    with pytest.raises(MustGoToTier4):
        scene.do("issue_minutes_agreed", scene.dispatch, at="2026-03-11 15:00", outcome_basis=BASIS)
    assert not Outcome.objects.exists()


def test_a_major_case_is_not_settled_by_an_opinion(scene: Scene) -> None:
    at_the_office(scene)
    assert "draft_opinion" in scene.offered(scene.office)
    scene.do("mark_major", scene.office, at="2026-03-19 10:00", reason="涉及多个街道和多年积案。")
    assert MajorMark.objects.get().stage == scene.stage
    with pytest.raises(NotNow):
        scene.do("mark_major", scene.office, at="2026-03-19 10:10")
    with pytest.raises(NotNow):
        scene.do("draft_opinion", scene.office, at="2026-03-19 10:20")
    assert "refer_case" in scene.offered(scene.office)


def test_a_draft_under_review_is_returned_before_the_case_is_marked(scene: Scene) -> None:
    at_the_office(scene)
    scene.do("draft_opinion", scene.office, at="2026-03-19 10:00")
    with pytest.raises(NotNow):
        scene.do("mark_major", scene.office, at="2026-03-19 11:00")
    scene.do("send_back_opinion", scene.office, at="2026-03-19 12:00")
    scene.do("mark_major", scene.office, at="2026-03-19 13:00")


def test_where_the_procedure_leaves_it_to_the_office_a_major_case_may_be_settled(db: None) -> None:
    key = "[major_complex_forces_tier4]\nvalue = "
    text = text_of(shipped_pack("longquanyi")).replace(f"{key}true", f"{key}false")
    scene = living(set_the_stage(text=text))
    at_the_office(scene)
    scene.do("mark_major", scene.office, at="2026-03-19 10:00")
    scene.do("draft_opinion", scene.office, at="2026-03-19 11:00")
    assert scene.waiting() == {("review", scene.office)}


def at_the_office(scene: Scene) -> None:
    """A round and a meeting are behind the office."""
    scene.open_case(at="2026-03-09 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at="2026-03-10 10:00")
    scene.do("accept_application", scene.office, at="2026-03-11 10:00")
    scene.do("open_round", scene.office, at="2026-03-12 10:00")
    for department in scene.district.departments:
        scene.do("reply_opinion", department, at="2026-03-13 10:00")
    scene.do(
        "convene_meeting",
        scene.office,
        at="2026-03-16 10:00",
        starts_at=moment("2026-03-17 10:00"),
        urgent_reason="当日商定。",
    )
    scene.do("hold_meeting", scene.office, at="2026-03-17 11:00")
    scene.do("issue_minutes_not_agreed", scene.office, at="2026-03-18 10:00")

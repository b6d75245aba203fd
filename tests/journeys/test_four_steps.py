"""研判、审核、协调、反馈: which step of a visit is done, by which act, when, by whom; the rest is ticked by hand."""

import pytest
from django.db import IntegrityError, transaction
from pydantic import ValidationError

from cases.models import StepTick
from core.errors import NotPermitted, Stale
from core.vocabulary import CaseSource, FourStep, MembershipRole, Tier
from flows.course_errors import StepDone
from flows.errors import NotNow
from flows.four_steps import KINDS, SHOWN_BY, Checklist, checklists_of
from flows.selectors import situation
from notifications.wording import WORDS
from tests.factories import moment
from tests.machines import machine_of
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage


def checklists(scene: Scene) -> list[Checklist]:
    now = situation(scene.case, at=moment("2026-12-01 00:00"))
    return checklists_of(now.stages, now.pack)


def done(scene: Scene, visit: int = -1) -> dict[FourStep, str]:
    """The steps of the visit that are done, with the act that shows each ("" where it was ticked)."""
    return {state.step: state.event for state in checklists(scene)[visit].steps if state.done_at}


def test_what_an_act_shows_is_read_from_the_record(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    assert done(scene) == {}
    scene.do("state_position", scene.housing, at="2026-03-03 10:00")
    scene.do("state_position", scene.management, at="2026-03-03 11:00")
    [checklist] = checklists(scene)
    analysed = checklist.steps[0]
    assert (analysed.step, analysed.event) == (FourStep.ANALYSE, "position.submitted")
    assert (analysed.done_at, analysed.by) == (moment("2026-03-03 10:00"), str(scene.housing.name))
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 15:00")
    scene.do("sign_agreement", scene.ecology, at="2026-03-03 16:00")
    assert done(scene) == {
        FourStep.ANALYSE: "position.submitted", FourStep.REVIEW: "agreement.signed",
        FourStep.COORDINATE: "agreement.drafted",
    }  # fmt: skip


def test_what_no_act_shows_is_ticked_with_a_note(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(ValidationError):
        scene.do("tick_step", scene.ecology, at="2026-03-03 10:00", step=FourStep.FEED_BACK, note=" ")
    with pytest.raises(NotPermitted):
        scene.do("tick_step", scene.housing, at="2026-03-03 10:00", step=FourStep.FEED_BACK)
    scene.do("tick_step", scene.ecology, at="2026-03-03 10:00", step=FourStep.FEED_BACK, note="已电话反馈各方。")
    feedback = checklists(scene)[0].steps[-1]
    assert (feedback.done_at, feedback.note, feedback.event) == (moment("2026-03-03 10:00"), "已电话反馈各方。", "")
    with pytest.raises(StepDone):
        scene.do("tick_step", scene.ecology, at="2026-03-03 11:00", step=FourStep.FEED_BACK)
    scene.do("state_position", scene.housing, at="2026-03-03 12:00")
    with pytest.raises(StepDone):
        scene.do("tick_step", scene.ecology, at="2026-03-03 13:00", step=FourStep.ANALYSE)
    with pytest.raises(IntegrityError), transaction.atomic():
        StepTick.objects.create(
            stage=scene.stage, step=FourStep.FEED_BACK, note="又", organization=scene.ecology,
            ticked_at=moment("2026-03-03 14:00"),
        )  # fmt: skip


def test_when_all_four_are_done_nothing_is_left_to_tick(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    for hour, step in enumerate(FourStep, start=10):
        assert "tick_step" in scene.offered(scene.ecology)
        scene.do("tick_step", scene.ecology, at=f"2026-03-03 {hour}:00", step=step)
    assert "tick_step" not in scene.offered(scene.ecology)
    with pytest.raises(NotNow):
        scene.do("tick_step", scene.ecology, at="2026-03-03 15:00", step=FourStep.REVIEW)


def test_each_visit_has_its_own(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("state_position", scene.housing, at="2026-03-03 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-03 11:00")
    assert [one.stage.tier for one in checklists(scene)] == [Tier.NEGOTIATION, Tier.OFFICE_COORDINATION]
    assert (done(scene, 0), done(scene)) == ({FourStep.ANALYSE: "position.submitted"}, {})
    with pytest.raises((NotPermitted, Stale)):
        scene.do("tick_step", scene.ecology, at="2026-03-03 12:00", step=FourStep.FEED_BACK)
    scene.do("accept_application", scene.office, at="2026-03-04 12:00")
    assert done(scene) == {FourStep.REVIEW: "application.accepted"}


def test_after_the_last_visit_its_conductor_still_ticks_until_the_archive(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("withdraw_case", scene.dispatch, at="2026-03-02 11:00")
    assert "tick_step" in scene.offered(scene.ecology)
    scene.do("archive_case", scene.office, at="2026-03-02 12:00")
    assert "tick_step" not in scene.offered(scene.ecology)


def test_where_the_procedure_wants_none_there_is_none(db: None) -> None:
    scene = set_the_stage(text=pack_with("longquanyi", {"four_step_tiers": '["OFFICE_COORDINATION"]'}))
    scene.open_case(at="2026-03-02 10:00")
    assert checklists(scene) == []
    assert "tick_step" not in scene.offered(scene.ecology)


def test_every_act_that_shows_a_step_is_one() -> None:
    assert set(KINDS) <= set(WORDS)
    assert set(SHOWN_BY) == set(Tier)


def test_page_and_interface_show_it(client, scene: Scene) -> None:
    scene.after = None
    scene.open_case(at="2026-03-02 10:00")
    scene.do("state_position", scene.housing, at="2026-03-03 10:00")
    scene.do("tick_step", scene.ecology, at="2026-03-03 11:00", step=FourStep.FEED_BACK, note="已反馈各方。")
    person = scene.capacity(scene.ecology, MembershipRole.HANDLER).person
    client.force_login(person)
    page = str(client.get(f"/cases/{scene.number}/").content, "utf-8")
    assert "已反馈各方。" in page
    [checklist] = machine_of(person).get(f"cases/{scene.number}")["checklists"]
    assert (checklist["tier"], checklist["visit"]) == ("NEGOTIATION", 1)
    assert [step["event"] for step in checklist["steps"]] == ["position.submitted", "", "", ""]
    assert checklist["steps"][3]["note"] == "已反馈各方。"

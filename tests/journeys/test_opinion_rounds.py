"""征求意见与协调意见: two rounds, every point answered, reviewed, issued, and sent to the parties."""

from datetime import date
from typing import Any

import pytest

from cases.errors import MatterTwice, TwoLeads
from cases.models import Feedback, FurtherMatter, Opinion, OpinionPoint, Outcome
from cases.selectors import earlier_replies, lead_of_outcome, open_points
from core.errors import NotPermitted, Stale
from core.vocabulary import Adoption, CaseSource, CaseState, DutyRole, MembershipRole, Phase, StageResult, Step
from flows.errors import NotNow
from flows.office_errors import NoSuchPoint, PointTwice, ReasonNeeded
from organizations.models import Organization
from procedures.files import shipped_pack, text_of
from registry.selectors import look_up
from tests.factories import moment
from tests.health import living
from tests.stage_set import Scene, set_the_stage

THREE = "[sign_off.OPINION]\nvalue = 3"


def taken_up(scene: Scene) -> Scene:
    scene.open_case(at="2026-03-09 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at="2026-03-10 10:00")
    scene.do("accept_application", scene.office, at="2026-03-11 10:00")
    return scene


def met(scene: Scene, day: str) -> None:
    scene.do(
        "convene_meeting", scene.office, at=f"{day} 09:00", starts_at=moment(f"{day} 10:00"), urgent_reason="当日商定。"
    )
    scene.do("hold_meeting", scene.office, at=f"{day} 11:00")
    scene.do("issue_minutes_not_agreed", scene.office, at=f"{day} 12:00")


def roles(organization: Organization, phase: Phase = Phase.SUPERVISION) -> list[dict[str, Any]]:
    return [{"phase": phase, "organization": organization.code, "role": DutyRole.LEAD}]


def test_two_rounds_a_meeting_and_an_opinion_of_two_entries(scene: Scene) -> None:
    taken_up(scene)
    the_first_round_brings_points_and_one_is_silent(scene)
    every_point_is_answered_before_the_next_round(scene)
    the_second_round_is_quiet(scene)
    met(scene, "2026-03-25")
    the_opinion_settles_two_matters_and_is_reviewed(scene)
    the_director_issues_it_and_it_goes_to_the_parties(scene)
    both_matters_stand_in_the_duty_list(scene)


def the_first_round_brings_points_and_one_is_silent(scene: Scene) -> None:
    scene.do("open_round", scene.office, at="2026-03-12 10:00", question="协调意见稿第一版")
    points = [
        {"about": "第二条", "text": "执法环节应由综合执法局牵头。", "basis": "“三定”规定第四条"},
        {"about": "监管", "text": "监管频次过高。"},
    ]
    scene.do("reply_opinion", scene.ecology, at="2026-03-13 10:00", agrees=False, points=points)
    scene.do("reply_opinion", scene.management, at="2026-03-13 11:00", agrees=False, text="不宜由本单位牵头。")
    scene.live_until("2026-03-20 00:00")
    assert scene.events()[-1] == "round.lapsed"
    told = [(p.reply.organization, p.number, p.text) for p in open_points(scene.stage)]
    assert told == [
        (scene.ecology, 1, points[0]["text"]), (scene.ecology, 2, points[1]["text"]),
        (scene.management, 1, "不宜由本单位牵头。"),
    ]  # fmt: skip
    assert earlier_replies(scene.case, scene.housing) == []
    assert [reply.agrees for reply in earlier_replies(scene.case, scene.ecology)] == [False]


def every_point_is_answered_before_the_next_round(scene: Scene) -> None:
    office = scene.office
    with pytest.raises(NotNow):
        scene.do("open_round", office, at="2026-03-20 09:00")
    first, second, third = [point.pk for point in open_points(scene.stage)]
    refusals: list[tuple[Any, list[dict[str, Any]]]] = [
        (ReasonNeeded, [{"point": first, "adoption": Adoption.NOT_ADOPTED}]),
        (PointTwice, [{"point": first, "adoption": Adoption.ADOPTED}] * 2),
        (NoSuchPoint, [{"point": third + 1000, "adoption": Adoption.ADOPTED}]),
    ]
    for error, adoptions in refusals:
        with pytest.raises(error):
            scene.do("record_adoption", office, at="2026-03-20 09:30", adoptions=adoptions)
        assert len(open_points(scene.stage)) == 3
    partly = [
        {"point": first, "adoption": Adoption.ADOPTED},
        {"point": second, "adoption": Adoption.PARTLY, "reason": "保留季度检查。"},
    ]
    scene.do("record_adoption", office, at="2026-03-20 10:00", adoptions=partly)
    with pytest.raises(NotNow):
        scene.do("open_round", office, at="2026-03-20 10:10")
    with pytest.raises(NoSuchPoint):
        scene.do("record_adoption", office, at="2026-03-20 10:20", adoptions=partly)
    last = [{"point": third, "adoption": Adoption.NOT_ADOPTED, "reason": "执法事项目录列明。"}]
    scene.do("record_adoption", office, at="2026-03-20 10:30", adoptions=last)
    assert "record_adoption" not in scene.offered(office)


def the_second_round_is_quiet(scene: Scene) -> None:
    scene.do("open_round", scene.office, at="2026-03-20 11:00", question="协调意见稿第二版")
    for department in scene.district.departments:
        scene.do("reply_opinion", department, at="2026-03-23 10:00")
    assert not open_points(scene.stage)
    with pytest.raises(NotNow):
        scene.do("open_round", scene.office, at="2026-03-23 11:00")


def the_opinion_settles_two_matters_and_is_reviewed(scene: Scene) -> None:
    further = [{"matter": "装修噪声监管", "assignments": roles(scene.management), "basis": "“三定”规定第五条"}]
    office = scene.office
    draft: dict[str, Any] = {"assignments": roles(scene.ecology), "effective_from": date(2026, 4, 1)}
    with pytest.raises(MatterTwice):
        scene.do(
            "draft_opinion",
            office,
            at="2026-03-26 09:00",
            **draft,
            further=[{**further[0], "matter": "建筑施工噪声监管"}],
        )
    double = [*roles(scene.management), *roles(scene.housing)]
    with pytest.raises(TwoLeads):
        scene.do(
            "draft_opinion", office, at="2026-03-26 09:00", **draft, further=[{**further[0], "assignments": double}]
        )
    assert not Outcome.objects.exists()
    scene.do("draft_opinion", office, at="2026-03-26 10:00", **draft, further=further)
    assert scene.waiting() == {("review", office)}
    for role in (MembershipRole.HANDLER, MembershipRole.HEAD):
        with pytest.raises(NotPermitted):
            scene.do("review_opinion", office, at="2026-03-26 11:00", role=role)
    scene.do("send_back_opinion", office, at="2026-03-26 14:00")
    assert Opinion.objects.get().void_at == moment("2026-03-26 14:00")
    scene.do("draft_opinion", office, at="2026-03-26 15:00", **draft, further=further)
    scene.do("review_opinion", office, at="2026-03-26 16:00")
    assert scene.waiting() == {("confirm", office)}


def the_director_issues_it_and_it_goes_to_the_parties(scene: Scene) -> None:
    office = scene.office
    scene.do("confirm_opinion", office, at="2026-03-27 10:00")
    assert scene.stages()[-1][1] == StageResult.DETERMINED
    assert scene.running() == [Step.FEEDBACK, Step.LISTING]
    # 30 and 31 March, 1 April
    assert scene.clock(Step.FEEDBACK).last_day == date(2026, 4, 1)
    scene.do("give_feedback", office, at="2026-03-30 10:00")
    assert scene.running() == [Step.LISTING]
    scene.do("acknowledge_feedback", scene.ecology, at="2026-03-30 14:00")
    assert Feedback.objects.get(organization=scene.ecology).acknowledged_at == moment("2026-03-30 14:00")
    assert Feedback.objects.filter(acknowledged_at=None).count() == 2
    with pytest.raises(Stale):
        scene.do("give_feedback", office, at="2026-03-30 15:00")
    with pytest.raises(NotPermitted):
        scene.do("acknowledge_feedback", scene.ecology, at="2026-03-30 15:00")


def both_matters_stand_in_the_duty_list(scene: Scene) -> None:
    event = scene.do("list_outcome", scene.office, at="2026-03-31 10:00")
    assert len(event.data["entries"]) == 2
    assert lead_of_outcome(scene.case) == scene.ecology
    assert scene.waiting() == {("carrying_out", scene.ecology)}
    found = look_up(jurisdiction=scene.district.jurisdiction, q="装修噪声", on=date(2026, 4, 1))[0].version
    assert found.entry == FurtherMatter.objects.get(outcome__state="IN_FORCE").entry
    assert [one.organization for one in found.assignments.all()] == [scene.management]
    scene.do("acknowledge_feedback", scene.housing, at="2026-04-01 10:00")


def test_who_lists_without_feedback_gives_it_by_that(scene: Scene) -> None:
    drafted(taken_up(scene), all_agree=False)
    scene.do("list_outcome", scene.office, at="2026-03-26 10:00")
    assert Feedback.objects.count() == 3
    assert scene.running() == [Step.CARRYING_OUT]


def test_what_all_agree_to_is_on_record_as_agreed(scene: Scene) -> None:
    drafted(taken_up(scene), all_agree=True)
    assert scene.stages()[-1][1] == StageResult.AGREED
    assert (scene.case.state, scene.waiting()) == (CaseState.SETTLED, {("listing", scene.office)})


def test_where_the_procedure_wants_two_people_nobody_reviews(db: None) -> None:
    text = text_of(shipped_pack("longquanyi")).replace(THREE, THREE.replace("3", "2"))
    scene = taken_up(living(set_the_stage(text=text)))
    quiet_round(scene)
    scene.do("draft_opinion", scene.office, at="2026-03-25 10:00")
    assert scene.waiting() == {("confirm", scene.office)}


def test_the_term_of_the_tier_runs_out_while_the_draft_is_reviewed(scene: Scene) -> None:
    quiet_round(taken_up(scene))
    scene.do("draft_opinion", scene.office, at="2026-03-25 10:00")
    scene.live_until("2026-04-30 00:00")
    assert scene.stages()[-2][1] == StageResult.TIMED_OUT
    assert Opinion.objects.get().void_at is not None
    assert "review_opinion" not in scene.offered(scene.office)


def test_a_point_of_an_open_round_is_not_answered_yet(scene: Scene) -> None:
    taken_up(scene).do("open_round", scene.office, at="2026-03-12 10:00")
    scene.do("reply_opinion", scene.ecology, at="2026-03-13 10:00", agrees=False)
    adoptions = [{"point": OpinionPoint.objects.get().pk, "adoption": Adoption.ADOPTED}]
    with pytest.raises(NotNow):
        scene.do("record_adoption", scene.office, at="2026-03-13 11:00", adoptions=adoptions)


def quiet_round(scene: Scene) -> None:
    scene.do("open_round", scene.office, at="2026-03-12 10:00")
    for department in scene.district.departments:
        scene.do("reply_opinion", department, at="2026-03-13 10:00")
    met(scene, "2026-03-17")


def drafted(scene: Scene, *, all_agree: bool) -> None:
    quiet_round(scene)
    scene.do("draft_opinion", scene.office, at="2026-03-24 10:00", all_agree=all_agree)
    scene.do("review_opinion", scene.office, at="2026-03-24 11:00")
    scene.do("confirm_opinion", scene.office, at="2026-03-25 10:00")

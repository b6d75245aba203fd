"""追加相关部门: who joins late is asked what the others are being asked, and counts like them."""

from cases.models import OpinionRound
from core.vocabulary import CaseState, DeadlineState, StageResult, Step, Tier
from deadlines.models import Deadline
from organizations.models import Organization
from tests.factories import make_organization, moment
from tests.stage_set import Scene


def newcomer(scene: Scene) -> Organization:
    return make_organization(jurisdiction=scene.district.jurisdiction)


def test_at_tier_1_it_is_asked_for_its_position(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    late = newcomer(scene)
    scene.do("add_party", scene.dispatch, at="2026-03-02 15:00", organization=late.code)
    assert ("position", late) in scene.waiting()
    for department in [*scene.district.departments, late]:
        scene.do("state_position", department, at="2026-03-03 10:00")
    assert scene.waiting() == {("conduct", scene.ecology)}


def test_when_the_others_have_spoken_it_is_still_asked(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    for department in scene.district.departments:
        scene.do("state_position", department, at="2026-03-03 10:00")
    late = newcomer(scene)
    scene.do("add_party", scene.ecology, at="2026-03-03 15:00", organization=late.code)
    assert scene.waiting() == {("conduct", scene.ecology), ("position", late)}
    scene.do("state_position", late, at="2026-03-04 10:00")
    assert scene.waiting() == {("conduct", scene.ecology)}


def test_an_agreement_in_circulation_waits_for_its_signature(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    late = newcomer(scene)
    scene.do("add_party", scene.dispatch, at="2026-03-03 11:00", organization=late.code)
    assert {("sign", late), ("position", late)} <= scene.waiting()
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-03 15:00")
    assert scene.case.state == CaseState.OPEN
    scene.do("sign_agreement", late, at="2026-03-04 10:00")
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.AGREED)]


def test_at_tier_2_it_is_asked_for_its_position_and_comes_to_the_meeting(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    for department in scene.district.departments:
        scene.do("state_position", department, at="2026-03-03 10:00")
    scene.live_until("2026-03-10 00:00")
    assert scene.waiting() == {("convene", scene.dispatch)}
    late = newcomer(scene)
    scene.do("add_party", scene.dispatch, at="2026-03-10 10:00", organization=late.code)
    assert scene.waiting() == {("convene", scene.dispatch), ("position", late)}
    scene.do("convene_meeting", scene.dispatch, at="2026-03-10 11:00")
    scene.do("hold_meeting", scene.dispatch, at="2026-03-11 14:00")
    scene.do("state_position", late, at="2026-03-11 15:00")
    assert scene.waiting() == {("minutes", scene.dispatch)}
    scene.do("issue_minutes_not_agreed", scene.dispatch, at="2026-03-12 10:00")
    scene.do("refer_case", scene.dispatch, at="2026-03-12 11:00")
    assert scene.stage.tier == Tier.OFFICE_COORDINATION


def test_at_tier_3_it_replies_in_the_open_round(scene: Scene) -> None:
    at_the_office(scene)
    scene.do("open_round", scene.office, at="2026-03-10 10:00")
    late = newcomer(scene)
    scene.do("add_party", scene.office, at="2026-03-10 11:00", organization=late.code)
    assert ("reply", late) in scene.waiting()
    for department in scene.district.departments:
        scene.do("reply_opinion", department, at="2026-03-11 10:00")
    assert OpinionRound.objects.get(case=scene.case).closed_at is None
    scene.do("reply_opinion", late, at="2026-03-11 11:00")
    assert OpinionRound.objects.get(case=scene.case).closed_at is not None
    assert scene.waiting() == {("study", scene.office)}


def test_between_rounds_it_is_asked_nothing_and_takes_part_in_the_next(scene: Scene) -> None:
    at_the_office(scene)
    scene.do("open_round", scene.office, at="2026-03-10 10:00")
    scene.do("close_round", scene.office, at="2026-03-11 10:00")
    late = newcomer(scene)
    scene.do("add_party", scene.office, at="2026-03-11 11:00", organization=late.code)
    assert scene.waiting() == {("study", scene.office)}
    scene.do("open_round", scene.office, at="2026-03-12 10:00")
    assert ("reply", late) in scene.waiting()


def test_at_tier_4_nobody_joins_any_more(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-04-17 00:00")
    assert scene.stage.tier == Tier.REFERRAL
    offered = {name for whose in (scene.dispatch, scene.office, scene.secretariat) for name in scene.offered(whose)}
    assert "add_party" not in offered


def at_the_office(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-10 00:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-10 08:30")
    scene.do("hold_meeting", scene.dispatch, at="2026-03-10 08:40")
    scene.do("issue_minutes_not_agreed", scene.dispatch, at="2026-03-10 08:50")
    scene.do("refer_case", scene.dispatch, at="2026-03-10 08:55")
    scene.do("accept_application", scene.office, at="2026-03-10 09:30")


def test_it_has_the_whole_term_to_acknowledge_though_all_others_have(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    for organization in scene.district.departments:
        scene.do("acknowledge", organization, at="2026-03-02 11:00")
    assert not Deadline.objects.filter(step=Step.ACKNOWLEDGEMENT, state=DeadlineState.RUNNING).exists()
    late = newcomer(scene)
    scene.do("add_party", scene.dispatch, at="2026-03-03 15:00", organization=late.code)
    reminder = Deadline.objects.get(step=Step.ACKNOWLEDGEMENT, state=DeadlineState.RUNNING)
    assert reminder.expires_at == moment("2026-03-05 00:00")
    assert "acknowledge" in scene.offered(late)
    scene.live_until("2026-03-05 00:00")
    assert scene.events()[-1] == "receipt.reminded"
    scene.do("acknowledge", late, at="2026-03-05 10:00")


def test_while_somebody_has_yet_to_acknowledge_one_reminder_is_enough(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("add_party", scene.dispatch, at="2026-03-02 15:00", organization=newcomer(scene).code)
    assert Deadline.objects.filter(step=Step.ACKNOWLEDGEMENT, state=DeadlineState.RUNNING).count() == 1

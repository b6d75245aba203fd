"""一次会议研究几个争议事项: one sitting, one invitation, and for each case its own stands, minutes and event."""

from zoneinfo import ZoneInfo

import pytest

from audit.models import ChainKind, Event
from cases.models import Case
from core.errors import Stale
from core.vocabulary import AbsenceReason, InvitationReply, MeetingState, StageResult, Step, Tier
from meetings import errors
from meetings.drafting import draft_of
from meetings.models import AgendaItem, JointMeeting, MinutesConfirmation
from organizations.models import Organization
from tests.factories import make_organization, moment
from tests.stage_set import Scene


def open_at_tier_2(scene: Scene, opened: str, referred: str) -> str:
    number = scene.open_case(at=opened).number
    scene.do("refer_case", scene.ecology, at=referred)
    return number


def three_cases(scene: Scene) -> list[str]:
    """The first came to tier 2 on 4 March, so that its clock runs out with the 11th; the others on the 6th."""
    return [
        open_at_tier_2(scene, "2026-03-03 10:00", "2026-03-04 10:00"),
        open_at_tier_2(scene, "2026-03-05 10:00", "2026-03-06 10:00"),
        open_at_tier_2(scene, "2026-03-05 11:00", "2026-03-06 11:00"),
    ]


def convene(scene: Scene, first: str, *further: str, at: str = "2026-03-09 09:00") -> JointMeeting:
    scene.do("convene_meeting", scene.dispatch, number=first, at=at, further_cases=further)
    return JointMeeting.objects.latest("pk")


def events(number: str, kind: str) -> int:
    return Event.objects.filter(
        chain_kind=ChainKind.CASE, subject_id=Case.objects.get(number=number).pk, kind=kind
    ).count()


def waits(scene: Scene, number: str) -> set[str]:
    scene.number = number
    return {node for node, _whose in scene.waiting()} - {"position"}


def test_one_act_convenes_for_all_with_an_event_in_each(scene: Scene) -> None:
    one, two, three = three_cases(scene)
    meeting = convene(scene, two, one, three)
    assert list(meeting.agenda.values_list("case__number", flat=True)) == [two, one, three]
    assert meeting.attendances.count() == 3
    for number in (one, two, three):
        assert waits(scene, number) == {"hold"}
        assert events(number, "meeting.convened") == 1


def test_a_case_of_another_tier_cannot_come_onto_the_agenda(scene: Scene) -> None:
    one = open_at_tier_2(scene, "2026-03-05 10:00", "2026-03-06 10:00")
    below = scene.open_case(at="2026-03-06 12:00").number
    for stranger in (below, "AA-2026-999999"):
        with pytest.raises(errors.CaseNotFree) as caught:
            convene(scene, one, stranger)
        assert stranger in caught.value.text()
    assert not JointMeeting.objects.exists()
    assert waits(scene, one) == {"convene"}


def test_a_case_that_has_a_meeting_already_cannot_come_onto_another_agenda(scene: Scene) -> None:
    one, two, three = three_cases(scene)
    convene(scene, one, two)
    with pytest.raises(errors.CaseNotFree):
        convene(scene, three, two)
    assert waits(scene, three) == {"convene"}


def test_a_case_joins_a_meeting_already_convened_and_its_parties_are_invited(scene: Scene) -> None:
    one, two, _three = three_cases(scene)
    meeting = convene(scene, one)
    late = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.do("add_party", scene.dispatch, number=two, at="2026-03-09 09:10", organization=late.code)
    scene.do("put_on_agenda", scene.dispatch, number=two, at="2026-03-09 09:20", meeting=meeting.pk)
    assert meeting.attendances.filter(organization=late).exists()
    assert waits(scene, two) == {"hold"}
    scene.do("move_on_agenda", scene.dispatch, number=two, at="2026-03-09 09:30", place=1)
    assert list(meeting.agenda.values_list("case__number", flat=True)) == [two, one]


def test_one_joins_in_time_or_says_why_it_is_urgent(scene: Scene) -> None:
    one, two, _three = three_cases(scene)
    meeting = convene(scene, one)
    with pytest.raises(errors.NoticeTooShort):
        scene.do("put_on_agenda", scene.dispatch, number=two, at="2026-03-10 09:00", meeting=meeting.pk)
    with pytest.raises(errors.NoSuchMeeting):
        scene.do("put_on_agenda", scene.dispatch, number=two, at="2026-03-10 09:00", meeting=meeting.pk + 1)
    scene.do(
        "put_on_agenda", scene.dispatch, number=two, at="2026-03-10 09:00", meeting=meeting.pk,
        urgent_reason="两案同属一处工地。",
    )  # fmt: skip
    assert waits(scene, two) == {"hold"}


def test_one_moves_up_by_the_clock_in_the_middle_and_the_others_go_on(scene: Scene) -> None:
    one, two, three = three_cases(scene)
    meeting = convene(scene, two, one, three)
    scene.live_until("2026-03-12 00:00")
    assert Case.objects.get(number=one).tier == Tier.OFFICE_COORDINATION
    dropped = meeting.agenda.get(case__number=one)
    assert (dropped.dropped_at, dropped.drop_reason) == (moment("2026-03-12 00:00"), "")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONVENED
    with pytest.raises(Stale) as caught:
        scene.do("hold_meeting", scene.dispatch, number=one, at="2026-03-12 16:00", attendances=came(scene))
    assert "2026-03-12 00:00" in caught.value.text()
    scene.number = two
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 16:00")
    scene.do("issue_minutes_agreed", scene.dispatch, at="2026-03-13 09:00")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    scene.number = three
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 16:10")
    scene.do("issue_minutes_not_agreed", scene.dispatch, at="2026-03-13 10:00")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.MINUTED
    assert waits(scene, two) == {"confirm_minutes"}
    assert waits(scene, three) == {"apply"}
    assert AgendaItem.objects.exclude(minutes="").count() == 2


def came(scene: Scene) -> list[dict[str, object]]:
    return [
        {"organization": one.code, "attended": True, "representative": "代表", "says": "AGREES", "stand": "同意"}
        for one in scene.district.departments
    ]


def test_it_is_put_off_and_called_off_for_all_in_one_act(scene: Scene) -> None:
    one, two, three = three_cases(scene)
    convene(scene, one, two, three)
    scene.do("drop_from_agenda", scene.dispatch, number=two, at="2026-03-09 10:00", reason="材料不齐。")
    scene.do(
        "postpone_meeting", scene.dispatch, number=three, at="2026-03-09 11:00", starts_at=moment("2026-03-13 09:00")
    )
    assert [events(number, "meeting.postponed") for number in (one, two, three)] == [1, 0, 1]
    scene.do("cancel_meeting", scene.dispatch, number=one, at="2026-03-09 12:00")
    assert [events(number, "meeting.cancelled") for number in (one, two, three)] == [1, 0, 1]
    for number in (one, two, three):
        assert waits(scene, number) == {"convene"}
        assert Step.CONVENING in scene.running()
    assert convene(scene, two, one, three, at="2026-03-09 13:00").agenda.count() == 3


def test_the_last_case_taken_off_calls_the_meeting_off(scene: Scene) -> None:
    one, two, _three = three_cases(scene)
    meeting = convene(scene, one, two)
    for number in (one, two):
        scene.do("drop_from_agenda", scene.dispatch, number=number, at="2026-03-09 10:00", reason="另行协商。")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED


def test_a_withdrawn_case_leaves_the_agenda_and_the_result_of_the_others_stands(scene: Scene) -> None:
    one, two, _three = three_cases(scene)
    convene(scene, one, two)
    scene.do("withdraw_case", scene.dispatch, number=one, at="2026-03-10 10:00")
    scene.number = two
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 16:00")
    scene.do("issue_minutes_agreed", scene.dispatch, at="2026-03-13 09:00")
    for department in scene.district.departments:
        scene.do("confirm_minutes", department, at="2026-03-13 10:00")
    assert scene.stages()[-1] == (Tier.DISPATCH_COORDINATION, StageResult.AGREED)


def hold(scene: Scene, number: str, at: str, came: dict[Organization, str], *stayed: Organization) -> Event:
    """``came``: who spoke for each department that was there for this item."""
    rows = [
        {"organization": one.code, "attended": True, "representative": name, "says": "AGREES", "stand": "同意"}
        for one, name in came.items()
    ]
    rows += [{"organization": one.code, "attended": False} for one in stayed]
    return scene.do("hold_meeting", scene.dispatch, number=number, at=at, attendances=rows)


def draft(number: str) -> str:
    item = AgendaItem.objects.get(case__number=number)
    return draft_of(item, ZoneInfo(item.case.jurisdiction.timezone))


def asked(number: str) -> set[Organization]:
    return {row.organization for row in MinutesConfirmation.objects.filter(item__case__number=number)}


def test_who_came_to_one_item_may_be_gone_for_the_next_and_neither_record_changes(scene: Scene) -> None:
    """City management left after the first item; housing came for the second only, and had announced nothing."""
    _first, one, two = three_cases(scene)
    convene(scene, one, two)
    ecology, management, housing = scene.ecology, scene.management, scene.housing
    first = hold(scene, one, "2026-03-12 15:30", {ecology: "张处长", management: "王建国"}, housing)
    second = hold(scene, two, "2026-03-12 16:00", {ecology: "赵副处长", housing: "李科长"}, management)
    assert (first.data["absent"], first.data["unexcused"]) == ([], [housing.pk])
    assert (second.data["absent"], second.data["unexcused"]) == ([], [management.pk])
    came = f"{ecology.name}（张处长）、{management.name}（王建国）出席。{housing.name}未请假缺席。"
    assert came in draft(one)
    assert f"{ecology.name}（赵副处长）、{housing.name}（李科长）出席。{management.name}未请假缺席。" in draft(two)
    for number in (one, two):
        scene.do("issue_minutes_agreed", scene.dispatch, number=number, at="2026-03-13 09:00")
    assert asked(one) == {ecology, management}
    assert asked(two) == {ecology, housing}
    scene.do("confirm_minutes", management, number=one, at="2026-03-13 10:00")
    assert came in draft(one)


def test_whom_one_item_leaves_unnamed_counts_as_absent_from_it_wherever_else_it_was(scene: Scene) -> None:
    _first, one, two = three_cases(scene)
    convene(scene, one, two)
    hold(scene, one, "2026-03-12 15:30", dict.fromkeys(scene.district.departments, "代表"))
    event = hold(scene, two, "2026-03-12 16:00", {scene.ecology: "代表"})
    assert event.data["unexcused"] == sorted([scene.management.pk, scene.housing.pk])
    scene.do("issue_minutes_agreed", scene.dispatch, number=two, at="2026-03-13 09:00")
    assert asked(two) == {scene.ecology}


def test_an_item_says_nothing_of_the_departments_of_another(scene: Scene) -> None:
    _first, one, two = three_cases(scene)
    further = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.do("add_party", scene.dispatch, number=two, at="2026-03-09 08:50", organization=further.code)
    convene(scene, one, two)
    for number in (one, two):
        department = scene.housing if number == one else further
        scene.do(
            "reply_to_invitation", department, number=number, at="2026-03-10 09:00",
            reply=InvitationReply.CANNOT_COME, absence_reason=AbsenceReason.OTHER_MEETING,
        )  # fmt: skip
    here = dict.fromkeys([scene.ecology, scene.management], "代表")
    second = hold(scene, two, "2026-03-12 15:30", here, scene.housing, further)
    first = hold(scene, one, "2026-03-12 16:00", here, scene.housing)
    assert (second.data["absent"], second.data["unexcused"]) == (sorted([scene.housing.pk, further.pk]), [])
    assert (first.data["absent"], first.data["unexcused"]) == ([scene.housing.pk], [])
    assert further.name not in draft(one)
    assert f"{further.name}请假" in draft(two).replace(f"{scene.housing.name}、", "")

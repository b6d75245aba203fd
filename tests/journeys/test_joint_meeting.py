"""专题协调会: invited in time, each says who speaks with what authority, comes, takes a stand; its word counts."""

from datetime import date
from typing import Any

import pytest

from cases.models import CaseDocument, Outcome
from core.errors import DomainError, NotPermitted, Stale
from core.vocabulary import (
    AbsenceReason,
    CaseState,
    GuestKind,
    InvitationReply,
    MeetingState,
    OutcomeState,
    Phase,
    SpeakingAuthority,
    StageResult,
    Stance,
    StandKind,
    Step,
    SuspensionGround,
    Tier,
)
from documents.selectors import path_of
from flows.errors import CaseSuspended, NotNow
from meetings import errors
from meetings.models import AgendaItem, Attendance, JointMeeting, MeetingTask, Presence, Stand
from organizations.models import Organization
from tests.factories import make_organization, moment
from tests.stage_set import Scene

MONDAY = "2026-03-09 09:00"


def at_tier_2(scene: Scene) -> None:
    """Referred on a Friday: the clock of tier 2 runs until 13 March, Friday, is over."""
    scene.open_case(at="2026-03-05 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-06 10:00")
    assert scene.clock(Step.CONVENING).expires_at == moment("2026-03-12 00:00")


def convened(scene: Scene) -> None:
    """For Thursday, 14:00: Tuesday, Wednesday and Thursday are the three workdays of notice."""
    at_tier_2(scene)
    scene.do("convene_meeting", scene.dispatch, at=MONDAY, starts_at=moment("2026-03-12 14:00"))


def comes(scene: Scene, department: Organization, authority: SpeakingAuthority, *, at: str, **fields: Any) -> None:
    scene.do(
        "reply_to_invitation", department, at=at, reply=InvitationReply.COMES, representative="王建国", post="副局长",
        authority=authority, **fields,
    )  # fmt: skip


def rows(scene: Scene, **says: StandKind | None) -> list[dict[str, object]]:
    """``rows(scene, ecology=AGREES, housing=None)``: who says what; None stays away."""
    return [
        {
            "organization": getattr(scene, name).code, "attended": kind is not None,
            "representative": "代表" if kind else "", "says": kind, "stand": "如会上所述" if kind else "",
        }
        for name, kind in says.items()
    ]  # fmt: skip


def seat(scene: Scene, department: Organization) -> Attendance:
    return JointMeeting.objects.get().attendances.get(organization=department)


def presence(scene: Scene, department: Organization) -> Presence:
    return AgendaItem.objects.get().presences.get(organization=department)


def test_the_invitation_comes_three_workdays_ahead_or_says_why_not(scene: Scene) -> None:
    at_tier_2(scene)
    with pytest.raises(errors.NoticeTooShort) as caught:
        scene.do("convene_meeting", scene.dispatch, at=MONDAY, starts_at=moment("2026-03-11 23:00"))
    assert caught.value.field == "starts_at"
    assert "2026-03-12" in caught.value.text()
    assert not JointMeeting.objects.exists()
    scene.do(
        "convene_meeting",
        scene.dispatch,
        at=MONDAY,
        starts_at=moment("2026-03-09 15:00"),
        urgent_reason="当晚仍要施工。",
    )
    assert JointMeeting.objects.get().urgent_reason == "当晚仍要施工。"
    assert Step.CONVENING not in scene.running()


def test_the_notice_counts_workdays_over_a_long_holiday(scene: Scene) -> None:
    """国庆: 29 and 30 September, then 8 October."""
    scene.open_case(at="2026-09-24 10:00")
    scene.do("refer_case", scene.ecology, at="2026-09-25 10:00")
    with pytest.raises(errors.NoticeTooShort) as caught:
        scene.do("convene_meeting", scene.dispatch, at="2026-09-28 09:00", starts_at=moment("2026-09-30 17:00"))
    assert "2026-10-08" in caught.value.text()


def test_papers_are_due_before_the_meeting(scene: Scene) -> None:
    at_tier_2(scene)
    with pytest.raises(errors.PapersDueTooLate):
        scene.do("convene_meeting", scene.dispatch, at=MONDAY, papers_due_on=date(2026, 3, 13))
    scene.do("convene_meeting", scene.dispatch, at=MONDAY, papers_due_on=date(2026, 3, 11))
    assert JointMeeting.objects.get().papers_due_on == date(2026, 3, 11)


def test_nobody_convenes_in_time_and_the_clock_reminds(scene: Scene) -> None:
    at_tier_2(scene)
    scene.live_until("2026-03-12 00:00")
    assert scene.events()[-1] == "deadline.reminded"
    assert scene.waiting() >= {("convene", scene.dispatch)}


def test_a_department_says_who_speaks_and_with_what_authority(scene: Scene) -> None:
    convened(scene)
    with pytest.raises(errors.SpeakerMissing):
        scene.do("reply_to_invitation", scene.ecology, at=MONDAY, reply=InvitationReply.COMES)
    with pytest.raises(errors.MandateMissing):
        comes(scene, scene.ecology, SpeakingAuthority.MANDATE, at=MONDAY)
    comes(scene, scene.ecology, SpeakingAuthority.MANDATE, at=MONDAY, mandate="限于施工噪声的监管环节。")
    assert seat(scene, scene.ecology).mandate == "限于施工噪声的监管环节。"
    scene.do(
        "reply_to_invitation", scene.ecology, at="2026-03-10 09:00", reply=InvitationReply.CANNOT_COME,
        absence_reason=AbsenceReason.EMERGENCY,
    )  # fmt: skip
    assert seat(scene, scene.ecology).reply == InvitationReply.CANNOT_COME


def test_that_a_duty_was_delegated_is_no_ground_for_staying_away(scene: Scene) -> None:
    convened(scene)
    with pytest.raises(errors.DelegationIsNoGround):
        scene.do(
            "reply_to_invitation", scene.housing, at=MONDAY, reply=InvitationReply.CANNOT_COME,
            absence_reason=AbsenceReason.DELEGATED,
        )  # fmt: skip
    with pytest.raises(errors.ReasonMissing):
        scene.do("reply_to_invitation", scene.housing, at=MONDAY, reply=InvitationReply.CANNOT_COME)
    assert seat(scene, scene.housing).reply == ""


def test_an_absence_without_excuse_is_recorded_and_is_no_consent(scene: Scene) -> None:
    convened(scene)
    scene.do(
        "reply_to_invitation", scene.management, at=MONDAY, reply=InvitationReply.CANNOT_COME,
        absence_reason=AbsenceReason.OTHER_MEETING,
    )  # fmt: skip
    event = scene.do(
        "hold_meeting", scene.dispatch, at="2026-03-12 16:00",
        attendances=rows(scene, ecology=StandKind.AGREES, management=None, housing=None),
    )  # fmt: skip
    assert presence(scene, scene.management).excused is True
    assert presence(scene, scene.housing).excused is False
    assert (event.data["absent"], event.data["unexcused"]) == ([scene.management.pk], [scene.housing.pk])
    assert [stand.organization for stand in Stand.objects.all()] == [scene.ecology]


def test_who_came_to_listen_speaks_for_nobody_until_its_head_says_so(scene: Scene) -> None:
    convened(scene)
    comes(scene, scene.housing, SpeakingAuthority.LISTEN, at=MONDAY)
    scene.do("sign_in", scene.housing, at="2026-03-12 13:50", representative="小李", post="科员")
    scene.do(
        "record_stand", scene.dispatch, at="2026-03-12 14:30", organization=scene.housing.code,
        says=StandKind.WITH_RESERVATION, text="原则同意，但要有执法力量。",
        stances=[{"phase": Phase.SUPERVISION, "stance": Stance.ASSIST}],
    )  # fmt: skip
    scene.do(
        "record_stand", scene.dispatch, at="2026-03-12 14:40", organization=scene.ecology.code, says=StandKind.AGREES,
        text="同意牵头。",
    )  # fmt: skip
    assert {stand.organization: stand.provisional for stand in Stand.objects.all()} == {
        scene.housing: True, scene.ecology: False,
    }  # fmt: skip
    assert "confirm_stand" in scene.offered(scene.housing)
    assert "confirm_stand" not in scene.offered(scene.ecology)
    scene.do("confirm_stand", scene.housing, at="2026-03-12 17:00")
    assert Stand.objects.get(organization=scene.housing).confirmed_at == moment("2026-03-12 17:00")
    scene.do(
        "hold_meeting", scene.dispatch, at="2026-03-12 17:30",
        attendances=[
            {"organization": scene.housing.code, "attended": True, "representative": "小李", "says": "WITH_RESERVATION",
             "stand": "原则同意，但要有执法力量。"},
            *rows(scene, ecology=StandKind.AGREES, management=StandKind.DISSENTS),
        ],
    )  # fmt: skip
    assert Stand.objects.get(organization=scene.housing).confirmed_at == moment("2026-03-12 17:00")


def test_who_speaks_within_a_mandate_says_how_far_it_goes(scene: Scene) -> None:
    """Whether the department said so beforehand, or the record of the meeting says it first."""
    convened(scene)
    came = {
        "organization": scene.housing.code, "attended": True, "representative": "小李", "says": StandKind.AGREES,
        "stand": "同意。", "authority": SpeakingAuthority.MANDATE,
    }  # fmt: skip
    with pytest.raises(errors.MandateMissing):
        scene.do("hold_meeting", scene.dispatch, at="2026-03-12 16:00", attendances=[came])
    within = {**came, "mandate": "可同意协助执法，不涉及经费。"}
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 16:00", attendances=[within])
    assert presence(scene, scene.housing).mandate == "可同意协助执法，不涉及经费。"


def test_the_record_says_who_spoke_and_the_reply_stays_as_it_was_given(scene: Scene) -> None:
    """Ecology had announced a mandate and came with full authority; of housing nothing new was said."""
    convened(scene)
    for department in (scene.ecology, scene.housing):
        comes(scene, department, SpeakingAuthority.MANDATE, at=MONDAY, mandate="限于监管环节。")
    told = rows(scene, ecology=StandKind.AGREES, housing=StandKind.AGREES, management=None)
    told[0] |= {"authority": SpeakingAuthority.FULL}
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 16:00", attendances=told)
    there = {one.organization: (one.representative, one.authority, one.mandate) for one in Presence.objects.all()}
    assert there == {
        scene.ecology: ("代表", "FULL", ""), scene.housing: ("代表", "MANDATE", "限于监管环节。"),
        scene.management: ("", "", ""),
    }  # fmt: skip
    assert (seat(scene, scene.ecology).representative, seat(scene, scene.ecology).authority) == ("王建国", "MANDATE")


def test_who_is_named_twice_or_spoke_and_is_not_named_is_refused(scene: Scene) -> None:
    convened(scene)
    scene.do(
        "record_stand", scene.dispatch, at="2026-03-12 14:30", organization=scene.housing.code,
        says=StandKind.DISSENTS, text="不宜牵头。",
    )  # fmt: skip
    told = rows(scene, ecology=StandKind.AGREES)
    with pytest.raises(errors.PresenceMissing) as missing:
        scene.do("hold_meeting", scene.dispatch, at="2026-03-12 16:00", attendances=told)
    assert scene.housing.name in missing.value.text()
    with pytest.raises(errors.PresenceTwice):
        scene.do("hold_meeting", scene.dispatch, at="2026-03-12 16:00", attendances=[*told, *told])
    assert not Presence.objects.exists()


def test_a_stand_noted_for_who_was_not_there_is_struck(scene: Scene) -> None:
    convened(scene)
    for department in (scene.housing, scene.management):
        scene.do(
            "record_stand", scene.dispatch, at="2026-03-12 14:30", organization=department.code,
            says=StandKind.DISSENTS, text="不宜牵头。",
        )  # fmt: skip
    event = scene.do(
        "hold_meeting", scene.dispatch, at="2026-03-12 16:00",
        attendances=rows(scene, management=StandKind.DISSENTS, housing=None),
    )  # fmt: skip
    assert [stand.organization for stand in Stand.objects.all()] == [scene.management]
    assert event.data["stands_struck"] == [scene.housing.pk]


def test_a_late_party_is_invited_to_the_meeting_that_is_to_come(scene: Scene) -> None:
    convened(scene)
    late = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.do("add_party", scene.dispatch, at="2026-03-10 10:00", organization=late.code)
    assert seat(scene, late).invited_at == moment("2026-03-10 10:00")
    assert "reply_to_invitation" in scene.offered(late)


def test_an_expert_is_invited_once_and_takes_no_stand(scene: Scene) -> None:
    convened(scene)
    guest: dict[str, Any] = {"kind": GuestKind.EXPERT, "name": "陈教授", "post": "大学法学院"}
    scene.do("invite_guest", scene.dispatch, at=MONDAY, **guest)
    with pytest.raises(errors.GuestTwice):
        scene.do("invite_guest", scene.dispatch, at=MONDAY, **guest)
    assert JointMeeting.objects.get().guests.get().name == "陈教授"


def test_a_meeting_is_put_off_to_later_only_and_called_off_with_a_reason(scene: Scene) -> None:
    convened(scene)
    with pytest.raises(errors.NotPutOff):
        scene.do("postpone_meeting", scene.dispatch, at=MONDAY, starts_at=moment("2026-03-12 13:00"))
    scene.do("postpone_meeting", scene.dispatch, at=MONDAY, starts_at=moment("2026-03-13 10:00"), place="第一会议室")
    meeting = JointMeeting.objects.get()
    assert (meeting.starts_at, meeting.place) == (moment("2026-03-13 10:00"), "第一会议室")
    assert meeting.postponements.get().before == moment("2026-03-12 14:00")
    scene.do("cancel_meeting", scene.dispatch, at="2026-03-10 10:00", reason="召集人另有安排。")
    assert JointMeeting.objects.get().state == MeetingState.CANCELLED
    assert ("convene", scene.dispatch) in scene.waiting()
    assert Step.CONVENING in scene.running()
    with pytest.raises(Stale):
        scene.do("hold_meeting", scene.dispatch, at="2026-03-10 11:00")


def test_only_who_is_invited_replies_and_only_the_convener_records(scene: Scene) -> None:
    convened(scene)
    with pytest.raises(NotPermitted):
        scene.do("hold_meeting", scene.ecology, at="2026-03-12 16:00")
    with pytest.raises(NotPermitted):
        comes(scene, scene.dispatch, SpeakingAuthority.FULL, at=MONDAY)
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 16:00")
    with pytest.raises(Stale):
        comes(scene, scene.ecology, SpeakingAuthority.FULL, at="2026-03-12 17:00")


def test_nothing_is_agreed_where_nobody_came(scene: Scene) -> None:
    convened(scene)
    scene.do(
        "hold_meeting", scene.dispatch, at="2026-03-12 16:00",
        attendances=rows(scene, ecology=None, management=None, housing=None),
    )  # fmt: skip
    assert "issue_minutes_agreed" not in scene.offered(scene.dispatch)
    with pytest.raises(NotNow):
        scene.do("issue_minutes_agreed", scene.dispatch, at="2026-03-12 17:00")


def test_a_meeting_is_not_recorded_when_the_clock_has_moved_the_case(scene: Scene) -> None:
    convened(scene)
    scene.live_until("2026-03-14 00:00")
    assert scene.case.tier == Tier.OFFICE_COORDINATION
    with pytest.raises(Stale) as caught:
        scene.do("hold_meeting", scene.dispatch, at="2026-03-14 09:00", held_at=moment("2026-03-13 15:00"))
    assert "2026-03-14 00:00" in caught.value.text()
    assert JointMeeting.objects.get().state == MeetingState.CANCELLED


def test_a_meeting_is_not_recorded_while_the_case_is_suspended(scene: Scene) -> None:
    convened(scene)
    scene.do("suspend_case", scene.dispatch, at="2026-03-10 10:00", ground=SuspensionGround.FORCE_MAJEURE)
    with pytest.raises(CaseSuspended) as caught:
        scene.do("hold_meeting", scene.dispatch, at="2026-03-12 16:00")
    assert "2026-03-10" in caught.value.text()


def test_one_act_carries_a_settled_item_to_outcome_filing_tasks_and_paper(scene: Scene) -> None:
    convened(scene)
    scene.do(
        "hold_meeting", scene.dispatch, at="2026-03-12 16:00",
        attendances=rows(scene, ecology=StandKind.AGREES, management=None, housing=None),
    )  # fmt: skip
    task: dict[str, Any] = {
        "organization": scene.ecology.code, "what": "制定夜间施工巡查办法", "due_on": date(2026, 3, 31),
    }  # fmt: skip
    with pytest.raises(errors.TaskForNobody):
        scene.do("issue_minutes_agreed", scene.dispatch, at="2026-03-13 10:00",
                 tasks=[{**task, "organization": scene.office.code}])  # fmt: skip
    event = scene.do(
        "issue_minutes_agreed",
        scene.dispatch,
        at="2026-03-13 10:00",
        minutes="一、由生态环境部门牵头监管。",
        tasks=[task],
    )
    item = AgendaItem.objects.get()
    assert (item.agreed, item.minutes_version, item.outcome.state) == (True, 1, OutcomeState.PROPOSED)
    assert Outcome.objects.get().pk == event.data["outcome"]
    paper = CaseDocument.objects.get(case=scene.case).document
    assert (paper, event.data["digest"]) == (item.document, paper.file.digest)
    text = path_of(paper.file.digest).read_text(encoding="utf-8")
    assert "由生态环境部门牵头监管" in text
    assert "制定夜间施工巡查办法" in text
    scene.do("confirm_minutes", scene.ecology, at="2026-03-13 15:00")
    assert scene.waiting() == {("filing", scene.office)}
    assert scene.case.state == CaseState.SETTLED
    assert "finish_meeting_task" in scene.offered(scene.ecology)
    own = MeetingTask.objects.get()
    with pytest.raises(errors.NoSuchTask):
        scene.do("finish_meeting_task", scene.ecology, at="2026-03-16 10:00", task=own.pk + 1)
    scene.do("finish_meeting_task", scene.ecology, at="2026-03-16 10:00", task=own.pk, remark="已印发。")
    assert MeetingTask.objects.get().done_at == moment("2026-03-16 10:00")
    assert "finish_meeting_task" not in scene.offered(scene.ecology)


def test_at_the_establishment_office_the_minutes_lead_back_to_its_study(scene: Scene) -> None:
    at_tier_2(scene)
    scene.live_until("2026-03-14 00:00")
    assert scene.stages()[-2:] == [(Tier.DISPATCH_COORDINATION, StageResult.TIMED_OUT), (Tier.OFFICE_COORDINATION, "")]
    scene.do("accept_application", scene.office, at="2026-03-16 10:00")
    scene.do("convene_meeting", scene.office, at="2026-03-16 11:00")
    scene.do("drop_from_agenda", scene.office, at="2026-03-17 11:00", reason="先行书面征求意见。")
    assert scene.waiting() == {("study", scene.office)}
    scene.do("convene_meeting", scene.office, at="2026-03-17 12:00")
    scene.do("hold_meeting", scene.office, at="2026-03-20 16:00")
    scene.do("issue_minutes_consensus", scene.office, at="2026-03-23 10:00")
    assert scene.waiting() == {("study", scene.office)}
    assert AgendaItem.objects.latest("pk").binding_at == moment("2026-03-23 10:00")


def test_a_refused_act_leaves_no_trace(scene: Scene) -> None:
    convened(scene)
    before = scene.case.revision
    with pytest.raises(DomainError):
        scene.do("record_stand", scene.dispatch, at=MONDAY, organization=scene.office.code, says=StandKind.AGREES)
    assert (scene.case.revision, Stand.objects.count()) == (before, 0)

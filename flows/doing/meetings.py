"""Joint meetings until they are on record: convene, agenda, invitations, sign-in, stands."""

from django.utils.translation import gettext, gettext_noop

from cases.errors import NotAParty
from cases.models import Case, Stage
from core.vocabulary import AbsenceReason, InvitationReply, SpeakingAuthority, Step
from flows.acting import Acting
from flows.choices import parties
from flows.doing.papers import done, signed
from flows.inputs import (
    CancelMeeting,
    ConfirmStand,
    ConveneMeeting,
    DropFromAgenda,
    InviteGuest,
    MoveOnAgenda,
    PostponeMeeting,
    PutOnAgenda,
    RecordStand,
    ReplyToInvitation,
    SignIn,
)
from meetings import recording
from meetings import services as sittings
from meetings.errors import (
    AgendaChanged,
    CaseNotFree,
    DelegationIsNoGround,
    MandateMissing,
    MeetingNotYet,
    NotInvited,
    NotPutOff,
    PapersDueTooLate,
    ReasonMissing,
    SpeakerMissing,
)
from meetings.models import AgendaItem, Attendance, JointMeeting
from meetings.recording import Said
from meetings.rules import check_notice
from meetings.selectors import cases_on_agenda, pending_item
from meetings.services import Reply, Sitting
from organizations.selectors import local_date

_NOT_HERE = gettext_noop("it is not open at this tier under the same convener")


def further_cases(case: Case, form: ConveneMeeting) -> list[int]:
    """The further cases that are convened with this one, of the same tier and conductor; raises ``CaseNotFree``."""
    own = Stage.objects.filter(case=case, closed_at=None).first()
    found = {
        stage.case.number: stage
        for stage in Stage.objects.filter(case__number__in=form.further_cases, closed_at=None).select_related("case")
    }
    for number in form.further_cases:
        stage = found.get(number)
        if own is None or stage is None or (stage.tier, stage.conductor_id) != (own.tier, own.conductor_id):
            raise CaseNotFree(field="further_cases", number=number, reason=gettext(_NOT_HERE))
    return [stage.case_id for stage in found.values()]


def cases_of_meeting(case: Case, _form: PostponeMeeting | CancelMeeting) -> list[int]:
    """Every case that is pending on the same agenda."""
    stage = Stage.objects.filter(case=case, closed_at=None).first()
    return cases_on_agenda(stage) if stage else []


def convene_meeting(acting: Acting, form: ConveneMeeting) -> None:
    """召集专题协调会: every party of every case on the agenda is invited, so many workdays ahead (R49)."""
    if acting.led_by is not None:
        meeting = JointMeeting.objects.get(pk=acting.led_by.act.data["meeting"])
        _add(acting, meeting)
        return
    _check_start(acting, form)
    sitting = Sitting(
        kind=form.kind, title=form.title, starts_at=form.starts_at, place=form.place, chair=form.chair,
        papers_due_on=form.papers_due_on, urgent_reason=form.urgent_reason,
    )  # fmt: skip
    sittings.convene(
        case=acting.case, stage=acting.open_stage, convener=acting.organization, sitting=sitting,
        invited=parties(acting), act=acting.act,
    )  # fmt: skip
    done(acting)


def _check_start(acting: Acting, form: ConveneMeeting) -> None:
    if form.starts_at < acting.at:
        raise MeetingNotYet(field="starts_at", starts_at=form.starts_at)
    check_notice(
        form.starts_at, invited_at=acting.at, notice=acting.by_rule(Step.MEETING_NOTICE).term,
        calendar=acting.calendar, urgent=bool(form.urgent_reason),
    )  # fmt: skip
    today, day = (local_date(acting.case.jurisdiction, moment) for moment in (acting.at, form.starts_at))
    if form.papers_due_on is not None and not today <= form.papers_due_on <= day:
        raise PapersDueTooLate(field="papers_due_on", day=day)


def put_on_agenda(acting: Acting, form: PutOnAgenda) -> None:
    """列入议程: this case joins a sitting of the same tier that its conductor has convened already."""
    meeting = sittings.open_meeting_of(acting.organization, form.meeting)
    tiers = set(meeting.agenda.filter(dropped_at=None).values_list("stage__tier", flat=True))
    if tiers - {acting.open_stage.tier}:
        raise CaseNotFree(field="meeting", number=acting.case.number, reason=gettext(_NOT_HERE))
    check_notice(
        meeting.starts_at, invited_at=acting.at, notice=acting.by_rule(Step.MEETING_NOTICE).term,
        calendar=acting.calendar, urgent=bool(form.urgent_reason),
    )  # fmt: skip
    _add(acting, meeting)


def _add(acting: Acting, meeting: JointMeeting) -> None:
    sittings.add_to_agenda(
        meeting=meeting, case=acting.case, stage=acting.open_stage, invited=parties(acting), act=acting.act
    )
    done(acting)


def drop_from_agenda(acting: Acting, form: DropFromAgenda) -> None:
    """移出议程: the case waits again for a meeting; the others go on."""
    sittings.drop_item(item=_item(acting), reason=form.reason, act=acting.act)
    done(acting)


def move_on_agenda(acting: Acting, form: MoveOnAgenda) -> None:
    """调整议程次序."""
    item = _item(acting)
    sittings.locked(item.meeting_id)
    sittings.move_item(item=item, place=form.place, act=acting.act)


def postpone_meeting(acting: Acting, form: PostponeMeeting) -> None:
    """改期: one act, an event in every case on the agenda."""
    meeting = _whole_meeting(acting)
    if acting.led_by is None:
        if form.starts_at <= max(meeting.starts_at, acting.at):
            raise NotPutOff(field="starts_at", before=meeting.starts_at)
        sittings.put_off(meeting=meeting, to=form.starts_at, place=form.place, reason=form.reason, act=acting.act)
    acting.act.data.update(meeting=meeting.pk, starts_at=form.starts_at.isoformat())


def cancel_meeting(acting: Acting, form: CancelMeeting) -> None:
    """取消会议: every case on the agenda waits again for a meeting."""
    if acting.led_by is None:
        meeting = _whole_meeting(acting)
        sittings.call_off(meeting=meeting, reason=form.reason, act=acting.act)
        acting.act.data["meeting"] = meeting.pk
    else:
        acting.act.data["meeting"] = acting.led_by.act.data["meeting"]
    done(acting)


def _whole_meeting(acting: Acting) -> JointMeeting:
    """The meeting, locked after all of its cases; raises ``AgendaChanged`` where another case came onto it since."""
    meeting = sittings.locked(_item(acting).meeting_id)
    leading = acting.led_by or acting
    pending = meeting.agenda.filter(minutes_issued_at=None, dropped_at=None).values_list("case", flat=True)
    if set(pending) - leading.together:
        raise AgendaChanged
    return meeting


def invite_guest(acting: Acting, form: InviteGuest) -> None:
    """邀请列席."""
    meeting = sittings.locked(_item(acting).meeting_id)
    sittings.invite_guest(meeting=meeting, kind=form.kind, name=form.name, post=form.post, act=acting.act)


def reply_to_invitation(acting: Acting, form: ReplyToInvitation) -> None:
    """参会回执: who speaks with what authority (R49); delegation is no ground for staying away (R18 第十一条)."""
    _check_reply(form)
    sittings.answer_invitation(
        seat=_seat(acting),
        answer=Reply(
            reply=form.reply, representative=form.representative, post=form.post, authority=form.authority,
            mandate=form.mandate, absence_reason=form.absence_reason, remark=form.remark,
        ),
        act=acting.act,
    )  # fmt: skip


def _check_reply(form: ReplyToInvitation) -> None:
    if form.reply is InvitationReply.CANNOT_COME:
        if form.absence_reason is None:
            raise ReasonMissing(field="absence_reason")
        if form.absence_reason is AbsenceReason.DELEGATED:
            raise DelegationIsNoGround(field="absence_reason")
        return
    if not form.representative or form.authority is None:
        raise SpeakerMissing(field="authority" if form.representative else "representative")
    if form.authority is SpeakingAuthority.MANDATE and not form.mandate:
        raise MandateMissing(field="mandate")


def sign_in(acting: Acting, form: SignIn) -> None:
    """签到."""
    sittings.sign_in(seat=_seat(acting), representative=form.representative, post=form.post, act=acting.act)


def record_stand(acting: Acting, form: RecordStand) -> None:
    """记录表态: what one department says on this item, while the meeting is on."""
    item = _item(acting)
    organization = next((one for one in parties(acting) if one.code == form.organization), None)
    if organization is None:
        raise NotAParty(field="organization", organization=form.organization)
    seat = item.meeting.attendances.filter(organization=organization).first()
    if seat is None:
        raise NotInvited(field="organization", organization=organization.name)
    stances = [(row.phase, row.stance) for row in form.stances]
    said = Said(organization=organization, kind=form.says, text=form.text, stances=stances)
    recording.record_stand(item=item, said=said, authority=seat.authority, act=acting.act)


def confirm_stand(acting: Acting, form: ConfirmStand) -> None:
    """确认表态: the head says that what was said without authority is the department's position."""
    item = _item(acting)
    stand = item.stands.get(organization=acting.organization, provisional=True, confirmed_at=None)
    recording.confirm_stand(stand=stand, signed=signed(acting, form), act=acting.act)


def _item(acting: Acting) -> AgendaItem:
    return pending_item(acting.open_stage)


def _seat(acting: Acting) -> Attendance:
    meeting = sittings.locked(_item(acting).meeting_id)
    return meeting.attendances.get(organization=acting.organization)

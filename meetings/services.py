"""Joint meetings: convene, invite, reply, put off, call off, sign in; callers hold the case's lock.

A meeting is shared by the cases on its agenda: who changes it locks its row, after the cases.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet

from audit.acting import Act
from cases.models import Case, Stage
from core.ahead import ahead
from core.vocabulary import (
    AbsenceReason,
    GuestKind,
    InvitationReply,
    MeetingKind,
    MeetingState,
    SpeakingAuthority,
)
from meetings.errors import GuestTwice, NoSuchMeeting
from meetings.models import AgendaItem, Attendance, JointMeeting, MeetingGuest, Postponement
from organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """会议安排: what is said of a sitting when it is convened."""

    kind: MeetingKind
    title: str
    starts_at: datetime
    place: str
    chair: str
    papers_due_on: date | None
    urgent_reason: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """参会回执: who speaks with what authority, or why nobody comes."""

    reply: InvitationReply
    representative: str = ""
    post: str = ""
    authority: SpeakingAuthority | None = None
    mandate: str = ""
    absence_reason: AbsenceReason | None = None
    remark: str = ""


def locked(meeting_id: int) -> JointMeeting:
    """The meeting, its row locked until the transaction ends."""
    return JointMeeting.objects.select_for_update(no_key=True).get(pk=meeting_id)


def convene(
    *, case: Case, stage: Stage, convener: Organization, sitting: Sitting, invited: list[Organization], act: Act
) -> AgendaItem:
    """召集: a sitting with this case on its agenda and every party invited."""
    meeting = JointMeeting.objects.create(
        convener=convener, kind=sitting.kind, title=sitting.title, starts_at=sitting.starts_at, place=sitting.place,
        chair=sitting.chair, papers_due_on=sitting.papers_due_on, urgent_reason=sitting.urgent_reason,
        state=MeetingState.CONVENED, convened_at=act.at,
    )  # fmt: skip
    return add_to_agenda(meeting=meeting, case=case, stage=stage, invited=invited, act=act)


def add_to_agenda(
    *, meeting: JointMeeting, case: Case, stage: Stage, invited: list[Organization], act: Act
) -> AgendaItem:
    """列入议程: one more case, last on the agenda; its parties are invited if they are not yet."""
    last = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    invite(meeting, invited, act)
    act.data["meeting"] = meeting.pk
    return AgendaItem.objects.create(meeting=meeting, case=case, stage=stage, order=last + 1)


def open_meeting_of(convener: Organization, meeting_id: int) -> JointMeeting:
    """The convener's sitting that is still to be held, locked. Raises ``NoSuchMeeting``."""
    rows = JointMeeting.objects.select_for_update(no_key=True)
    found = rows.filter(pk=meeting_id, convener=convener, state=MeetingState.CONVENED).first()
    if found is None:
        raise NoSuchMeeting(field="meeting", meeting=meeting_id)
    return found


def invite_late(*, stage: Stage, organization: Organization, act: Act) -> None:
    """补发通知: who joins the case is invited to the sitting that is still to be held."""
    item = AgendaItem.objects.filter(stage=stage, minutes_issued_at=None, dropped_at=None).first()
    if item is not None:
        invite(locked(item.meeting_id), [organization], act)
        act.data["meeting"] = item.meeting_id


def invite(meeting: JointMeeting, invited: Iterable[Organization], act: Act) -> None:
    """A seat for each of these that has none; the meeting is locked."""
    known = set(meeting.attendances.values_list("organization", flat=True))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, organization=guest, invited_at=act.at) for guest in invited if guest.pk not in known
    )


def invite_guest(*, meeting: JointMeeting, kind: GuestKind, name: str, post: str, act: Act) -> None:
    """邀请列席: an observer, expert or counsel."""
    if meeting.guests.filter(name=name, post=post).exists():
        raise GuestTwice(field="name", name=name)
    guest = MeetingGuest.objects.create(meeting=meeting, kind=kind, name=name, post=post, invited_at=act.at)
    act.data.update(meeting=meeting.pk, guest=guest.pk)


def move_item(*, item: AgendaItem, place: int, act: Act) -> None:
    """调整议程: the item moves to this place; the others keep their order."""
    rows = list(AgendaItem.objects.filter(meeting=item.meeting_id).order_by("order", "pk"))
    going = [row for row in rows if row.dropped_at is None and row.pk != item.pk]
    going.insert(max(place - 1, 0), item)
    for order, row in enumerate([*going, *(row for row in rows if row.dropped_at is not None)], 1):
        AgendaItem.objects.filter(pk=row.pk).update(order=order)
    act.data["meeting"] = item.meeting_id


def answer_invitation(*, seat: Attendance, answer: Reply, act: Act) -> None:
    """参会回执: may be given anew until the meeting is held."""
    seat.reply, seat.replied_at, seat.replied_by_name = answer.reply, act.at, act.actor.person_name
    seat.representative, seat.post, seat.mandate = answer.representative, answer.post, answer.mandate
    seat.authority, seat.absence_reason = answer.authority or "", answer.absence_reason or ""
    seat.remark = answer.remark
    seat.save(update_fields=[
        "reply", "replied_at", "replied_by_name", "representative", "post", "mandate", "authority", "absence_reason",
        "remark",
    ])  # fmt: skip
    act.data.update(meeting=seat.meeting_id, reply=answer.reply, authority=seat.authority)


def sign_in(*, seat: Attendance, representative: str, post: str, act: Act) -> None:
    """签到: who came for the organization, and when."""
    seat.representative, seat.post = representative, post
    seat.signed_in_at, seat.signed_in_by_name = act.at, act.actor.person_name
    seat.save(update_fields=["representative", "post", "signed_in_at", "signed_in_by_name"])
    act.data["meeting"] = seat.meeting_id


def put_off(*, meeting: JointMeeting, to: datetime, place: str, reason: str, act: Act) -> None:
    """改期: to a later moment, with the reason."""
    Postponement.objects.create(meeting=meeting, before=meeting.starts_at, after=to, reason=reason, postponed_at=act.at)
    meeting.starts_at, meeting.place = to, place or meeting.place
    meeting.save(update_fields=["starts_at", "place"])


def call_off(*, meeting: JointMeeting, reason: str, act: Act) -> None:
    """取消会议: every case falls off its agenda."""
    pending = meeting.agenda.filter(minutes_issued_at=None, dropped_at=None)
    pending.update(dropped_at=act.at, drop_reason=reason)
    meeting.state, meeting.cancelled_reason = MeetingState.CANCELLED, reason
    meeting.save(update_fields=["state", "cancelled_reason"])


def drop_item(*, item: AgendaItem, reason: str, act: Act) -> None:
    """移出议程: with the reason; a sitting without items is called off."""
    meeting = locked(item.meeting_id)
    item.dropped_at, item.drop_reason = act.at, reason
    item.save(update_fields=["dropped_at", "drop_reason"])
    settle(meeting)
    act.data["meeting"] = meeting.pk


def drop_pending(*, stage: Stage, act: Act) -> None:
    """The case left the tier: its item falls off the agenda, the other cases go on."""
    for item in ahead(stage, "pending_items", lambda: pending_items([stage])):
        drop_item(item=item, reason="", act=act)


def pending_items(stages: Sequence[Stage]) -> QuerySet[AgendaItem]:
    """What of these visits stands on an agenda and is not minuted yet."""
    return AgendaItem.objects.filter(stage__in=stages, minutes_issued_at=None, dropped_at=None)


def settle(meeting: JointMeeting) -> None:
    """The sitting's state after an item was minuted or dropped."""
    items = list(meeting.agenda.all())
    if any(item.minutes_issued_at is None and item.dropped_at is None for item in items):
        return
    if any(item.minutes_issued_at for item in items):
        meeting.state = MeetingState.MINUTED
    elif meeting.state == MeetingState.CONVENED:
        meeting.state = MeetingState.CANCELLED
    meeting.save(update_fields=["state"])

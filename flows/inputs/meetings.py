"""Joint meetings of tiers 2 and 3."""

from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import (
    AbsenceReason,
    GuestKind,
    InvitationReply,
    MeetingKind,
    SpeakingAuthority,
    StandKind,
)
from flows.inputs.fields import ActInput, Line, Moment, OrganizationCode, OutcomeInput, SignedInput, choice, line, text
from flows.inputs.negotiation import PhaseStance

_URGENT = _("Needed only where the invitation comes later than the procedure allows.")


class ConveneMeeting(ActInput):
    """召集专题协调会: several cases of the same tier may stand on one agenda."""

    kind: MeetingKind = choice(_("Kind of meeting"), default=MeetingKind.COORDINATION)
    title: Line = line(_("Title of the meeting"))
    starts_at: Moment = Field(title=_("Begins"))
    place: Line = line(_("Place"))
    chair: Line = line(_("Chair"), longest=60, required=False)
    papers_due_on: date | None = Field(default=None, title=_("Papers due on"))
    further_cases: tuple[Line, ...] = Field(
        default=(), title=_("Further cases on the agenda"), max_length=50, json_schema_extra={"widget": "cases"},
    )  # fmt: skip
    urgent_reason: Line = text(_("Why it is urgent"), required=False, hint=_URGENT)


class PutOnAgenda(ActInput):
    """列入已召集会议的议程."""

    meeting: int = Field(title=_("Meeting"), json_schema_extra={"widget": "meeting"})
    urgent_reason: Line = text(_("Why it is urgent"), required=False, hint=_URGENT)


class DropFromAgenda(ActInput):
    """移出议程."""

    reason: Line = text(_("Reason"))


class MoveOnAgenda(ActInput):
    """调整议程次序."""

    place: int = Field(title=_("Place on the agenda"), ge=1, le=100)


class PostponeMeeting(ActInput):
    """改期."""

    starts_at: Moment = Field(title=_("Begins"))
    place: Line = line(_("Place"), required=False, hint=_("Empty: as before."))
    reason: Line = text(_("Reason"))


class CancelMeeting(ActInput):
    """取消会议."""

    reason: Line = text(_("Reason"))


class InviteGuest(ActInput):
    """邀请列席."""

    kind: GuestKind = choice(_("In what capacity"))
    name: Line = line(_("Name"), longest=60)
    post: Line = line(_("Organization and post"), longest=120, required=False)


class ReplyToInvitation(ActInput):
    """参会回执: who speaks, with what authority; or why nobody comes."""

    reply: InvitationReply = choice(_("Reply"))
    representative: Line = line(_("Who speaks"), longest=60, required=False)
    post: Line = line(_("Post"), longest=60, required=False)
    authority: SpeakingAuthority | None = Field(
        default=None, title=_("With what authority"),
        description=_("What is said at the meeting counts as the department's position."),
    )  # fmt: skip
    mandate: Line = text(_("How far the mandate goes"), required=False)
    absence_reason: AbsenceReason | None = Field(default=None, title=_("Why nobody can come"))
    remark: Line = text(_("Remark"), required=False)


class SignIn(ActInput):
    """签到."""

    representative: Line = line(_("Who came"), longest=60)
    post: Line = line(_("Post"), longest=60, required=False)


class RecordStand(ActInput):
    """记录表态: at the meeting, department by department."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    says: StandKind = choice(_("Stand"))
    text: Line = line(_("What was said"), longest=1000)
    stances: tuple[PhaseStance, ...] = Field(
        default=(), title=_("Position per phase"), json_schema_extra={"widget": "stances"},
    )  # fmt: skip


class ConfirmStand(SignedInput):
    """确认会上表态: by a department whose representative had no authority to commit it."""


class AttendanceInput(ActInput):
    """出席与表态: one organization at the meeting."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    attended: bool = Field(title=_("Attended"))
    representative: Line = line(_("Representative"), longest=60, required=False)
    authority: SpeakingAuthority | None = Field(default=None, title=_("With what authority"))
    mandate: Line = line(_("How far the mandate goes"), longest=5000, required=False)
    says: StandKind | None = Field(default=None, title=_("Stand"))
    stand: Line = line(_("What was said"), longest=1000, required=False)


class HoldMeeting(ActInput):
    """记录会议: attendance and the stand of each department."""

    held_at: Moment = Field(title=_("Held at"))
    attendances: tuple[AttendanceInput, ...] = Field(
        title=_("Attendance and stands"), min_length=1, json_schema_extra={"widget": "attendances"},
    )  # fmt: skip


class TaskInput(ActInput):
    """交办事项: what follows from an item."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    what: Line = line(_("What is to be done"), longest=300)
    due_on: date = Field(title=_("Until"))


def _tasks() -> tuple[TaskInput, ...]:
    found: tuple[TaskInput, ...] = Field(
        default=(), title=_("Tasks that follow"), max_length=20, json_schema_extra={"widget": "tasks"},
    )  # fmt: skip
    return found


class IssueMinutesAgreed(SignedInput, OutcomeInput):
    """印发纪要（达成一致）."""

    minutes: Line = text(_("Minutes"))
    tasks: tuple[TaskInput, ...] = _tasks()


class IssueMinutesNotAgreed(SignedInput):
    """印发纪要（未达成一致）."""

    minutes: Line = text(_("Minutes"))
    tasks: tuple[TaskInput, ...] = _tasks()


class ReceiveMinutes(ActInput):
    """签收纪要."""


class RecordService(ActInput):
    """记录送达: the minutes were handed over in another way."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    received_by: Line = line(_("Received by"), longest=60)


class ConfirmMinutes(SignedInput):
    """确认纪要."""


class ObjectToMinutes(SignedInput):
    """对纪要提出更正意见."""

    objection: Line = text(_("What was recorded wrongly"))


class StandByMinutes(ActInput):
    """维持纪要."""

    note: Line = text(_("Why the minutes stand as they are"))


class FinishMeetingTask(ActInput):
    """完成交办事项."""

    task: int = Field(title=_("Task"), json_schema_extra={"widget": "task"})
    remark: Line = text(_("Remark"), required=False)

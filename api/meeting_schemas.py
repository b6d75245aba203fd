"""The shapes of joint meetings: the sitting, who came with what authority, the stands, the minutes and what follows."""

from datetime import date, datetime

from pydantic import Field

from api.file_schemas import StanceOut
from api.schemas import CaseRef, OrganizationRef, Shape
from core.vocabulary import (
    AbsenceReason,
    ConfirmationAnswer,
    GuestKind,
    InvitationReply,
    MeetingKind,
    MeetingState,
    SilenceEffect,
    SpeakingAuthority,
    StandKind,
)


class AttendanceOut(Shape):
    """出席: an organization invited to a meeting, its reply, and who is to speak with what authority."""

    organization: OrganizationRef
    invited_at: datetime
    reply: InvitationReply | None
    absence_reason: AbsenceReason | None
    representative: str
    post: str
    authority: SpeakingAuthority | None
    mandate: str
    signed_in_at: datetime | None

    @staticmethod
    def resolve_reply(obj: object) -> object:
        return getattr(obj, "reply", None) or None

    @staticmethod
    def resolve_absence_reason(obj: object) -> object:
        return getattr(obj, "absence_reason", None) or None

    @staticmethod
    def resolve_authority(obj: object) -> object:
        return getattr(obj, "authority", None) or None


class PresenceOut(Shape):
    """到会: whether an organization was there for one item, as put on record, and who spoke with what authority."""

    organization: OrganizationRef
    attended: bool
    excused: bool | None = Field(description="of an absence only; an absence is never consent")
    representative: str
    authority: SpeakingAuthority | None
    mandate: str

    @staticmethod
    def resolve_authority(obj: object) -> object:
        return getattr(obj, "authority", None) or None


class GuestOut(Shape):
    """列席."""

    kind: GuestKind
    name: str
    post: str


class StandOut(Shape):
    """部门表态."""

    organization: OrganizationRef
    kind: StandKind
    text: str
    provisional: bool = Field(description="said without authority to commit the organization")
    confirmed_at: datetime | None
    phases: list[StanceOut]


class ConfirmationOut(Shape):
    """纪要确认: of the version of the minutes that it names."""

    organization: OrganizationRef
    version: int
    silence: SilenceEffect
    received_at: datetime | None
    answer: ConfirmationAnswer | None
    answered_at: datetime | None
    objection: str
    note: str

    @staticmethod
    def resolve_answer(obj: object) -> object:
        return getattr(obj, "answer", None) or None


class MeetingTaskOut(Shape):
    """会议交办事项."""

    id: int
    organization: OrganizationRef
    what: str
    due_on: date
    done_at: datetime | None
    remark: str
    void_at: datetime | None


class MinutesOut(Shape):
    """议题 and its minutes."""

    recorded_at: datetime | None
    presences: list[PresenceOut] = Field(description="empty until the sitting on this case is on record")
    stands: list[StandOut]
    agreed: bool | None
    minutes: str
    minutes_version: int
    minutes_issued_at: datetime | None
    signed_by: str
    binding_at: datetime | None = Field(description="from when agreed minutes bind")
    dropped_at: datetime | None
    drop_reason: str
    confirmations: list[ConfirmationOut]
    tasks: list[MeetingTaskOut]


class AgendaItemOut(MinutesOut):
    """议题: one case on an agenda."""

    order: int
    case: CaseRef


class SittingHead(Shape):
    """会议安排."""

    id: int
    kind: MeetingKind
    title: str
    state: MeetingState
    convener: OrganizationRef
    starts_at: datetime
    held_at: datetime | None
    place: str
    chair: str
    papers_due_on: date | None
    urgent_reason: str
    cancelled_reason: str
    attendances: list[AttendanceOut]
    guests: list[GuestOut]


class MeetingOut(SittingHead):
    """专题协调会."""

    agenda: list[AgendaItemOut]


class SittingOut(SittingHead, MinutesOut):
    """专题协调会 about one case, with the minutes about it."""

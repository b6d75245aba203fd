"""Joint meetings: convene, hold, minute, drop."""

from dataclasses import dataclass
from datetime import datetime

from audit.acting import Act
from cases.models import Case, Outcome, Stage
from cases.statements import Signed
from core.vocabulary import MeetingState
from meetings.models import AgendaItem, Attendance, JointMeeting, Stand
from organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class Presence:
    """出席与表态: whether an organization came, who spoke for it, and what it stands for (``agrees`` None: nothing)."""

    organization: Organization
    attended: bool
    representative: str
    agrees: bool | None
    stand: str


def convene(
    *, case: Case, stage: Stage, convener: Organization, title: str, starts_at: datetime, place: str, chair: str,
    invited: list[Organization], act: Act,
) -> AgendaItem:  # fmt: skip
    """召集: a sitting with this case on its agenda and every party invited."""
    meeting = JointMeeting.objects.create(
        convener=convener, title=title, starts_at=starts_at, place=place, chair=chair, state=MeetingState.CONVENED,
        convened_at=act.at,
    )  # fmt: skip
    Attendance.objects.bulk_create(Attendance(meeting=meeting, organization=guest) for guest in invited)
    act.data["meeting"] = meeting.pk
    return AgendaItem.objects.create(meeting=meeting, case=case, stage=stage, order=1)


def pending_item(stage: Stage) -> AgendaItem:
    """The item of the stage whose minutes are still to come."""
    return AgendaItem.objects.select_related("meeting").get(stage=stage, minutes_issued_at=None, dropped_at=None)


def hold(*, item: AgendaItem, held_at: datetime, presences: list[Presence], act: Act) -> None:
    """记录: who came and what each department stands for."""
    meeting = item.meeting
    meeting.state, meeting.held_at = MeetingState.HELD, held_at
    meeting.save(update_fields=["state", "held_at"])
    for presence in presences:
        Attendance.objects.update_or_create(
            meeting=meeting, organization=presence.organization,
            defaults={"attended": presence.attended, "representative": presence.representative},
        )  # fmt: skip
    Stand.objects.bulk_create(
        Stand(item=item, organization=presence.organization, agrees=presence.agrees, text=presence.stand)
        for presence in presences
        if presence.agrees is not None
    )
    act.data["meeting"] = meeting.pk


def issue_minutes(
    *, item: AgendaItem, agreed: bool, minutes: str, signed: Signed, outcome: Outcome | None, act: Act
) -> None:
    """印发纪要: what was agreed, or that nothing was."""
    item.agreed, item.minutes, item.outcome = agreed, minutes, outcome
    item.signed_by, item.signed_on, item.minutes_issued_at = signed.by, signed.on, act.at
    item.save(update_fields=["agreed", "minutes", "outcome", "signed_by", "signed_on", "minutes_issued_at"])
    JointMeeting.objects.filter(pk=item.meeting_id).update(state=MeetingState.MINUTED)
    act.data["meeting"] = item.meeting_id


def drop_pending(*, stage: Stage, act: Act) -> None:
    """The case left the tier: its item falls off the agenda, and a sitting without items is cancelled."""
    dropped = list(AgendaItem.objects.filter(stage=stage, minutes_issued_at=None, dropped_at=None))
    AgendaItem.objects.filter(pk__in=[item.pk for item in dropped]).update(dropped_at=act.at)
    JointMeeting.objects.filter(pk__in=[item.meeting_id for item in dropped], state=MeetingState.CONVENED).update(
        state=MeetingState.CANCELLED
    )

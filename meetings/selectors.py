"""Reading sittings: what is pending, what can be joined."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from cases.models import Stage
from core.vocabulary import MeetingState
from meetings.models import AgendaItem, Attendance, JointMeeting, Stand


def pending_items() -> QuerySet[AgendaItem]:
    """Items whose minutes are still to come, with its meeting, who is invited, who was there, the stands so far."""
    items = AgendaItem.objects.filter(minutes_issued_at=None, dropped_at=None).select_related("meeting")
    seats: Prefetch[Any] = Prefetch("meeting__attendances", Attendance.objects.select_related("organization"))
    stands: Prefetch[Any] = Prefetch("stands", Stand.objects.select_related("organization"))
    return items.prefetch_related(seats, "presences", stands)


def pending_item(stage: Stage) -> AgendaItem:
    """The item of the stage whose minutes are still to come."""
    return pending_items().get(stage=stage)


def cases_on_agenda(stage: Stage) -> list[int]:
    """The ids of all cases whose items are pending on the same agenda as the stage's own."""
    own = AgendaItem.objects.filter(stage=stage, minutes_issued_at=None, dropped_at=None).values("meeting")
    rows = AgendaItem.objects.filter(meeting__in=own, minutes_issued_at=None, dropped_at=None)
    return list(rows.order_by("case").values_list("case", flat=True))


def open_meetings(stage: Stage) -> QuerySet[JointMeeting]:
    """The sittings still to be held that the stage's conductor has convened at its tier, the first to come first."""
    rows = JointMeeting.objects.filter(
        convener=stage.conductor_id, state=MeetingState.CONVENED, agenda__stage__tier=stage.tier,
        agenda__dropped_at=None,
    )  # fmt: skip
    return rows.distinct().order_by("starts_at", "pk")

"""专题协调会: the sittings about cases that somebody may see."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from ninja import Router

from api.callers import Caller
from api.file_schemas import AttendanceOut, StandOut
from api.requests import After, ApiRequest, Limit, next_address
from api.schemas import CaseRef, Next, OrganizationRef, Shape
from cases.access import visible_to
from core.paging import Order, moment, page_of
from core.vocabulary import MeetingState
from meetings.models import AgendaItem, JointMeeting

router = Router(tags=["meetings"])
LATEST = Order(column="starts_at", descending=True, read=moment)


class AgendaItemOut(Shape):
    """议题: one case, what each department stands for, the minutes."""

    case: CaseRef
    agreed: bool | None
    minutes: str
    minutes_issued_at: datetime | None
    dropped_at: datetime | None
    stands: list[StandOut]


class MeetingOut(Shape):
    """专题协调会."""

    id: int
    title: str
    state: MeetingState
    convener: OrganizationRef
    starts_at: datetime
    held_at: datetime | None
    place: str
    chair: str
    attendances: list[AttendanceOut]
    agenda: list[AgendaItemOut]


class Meetings(Next):
    items: list[MeetingOut]


@router.get("/meetings", response=Meetings, operation_id="list_meetings", url_name="meetings", summary="Joint meetings")
def list_meetings(request: ApiRequest, after: After = "", limit: Limit = 20) -> Meetings:
    """专题协调会, the latest first; of the agenda only the cases that you may see."""
    caller: Caller = request.auth
    visible = AgendaItem.objects.filter(case__in=visible_to(caller.held))
    agenda: Prefetch[Any] = Prefetch(
        "agenda", visible.select_related("case").prefetch_related("stands__organization").order_by("order")
    )
    meetings = JointMeeting.objects.filter(Exists(visible.filter(meeting=OuterRef("pk"))))
    meetings = meetings.select_related("convener").prefetch_related("attendances__organization", agenda)
    page = page_of(meetings, LATEST, after=after, size=limit)
    items = [MeetingOut.from_orm(meeting) for meeting in page.rows]
    return Meetings(items=items, next=next_address(request, page.next_after))

"""专题协调会: the sittings about cases that somebody may see."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from ninja import Router

from api.callers import Caller
from api.meeting_schemas import MeetingOut
from api.requests import After, ApiRequest, Limit, next_address
from api.schemas import Next
from cases.access import visible_to
from core.errors import NotFound
from core.paging import Order, moment, page_of
from meetings.models import AgendaItem, JointMeeting

router = Router(tags=["meetings"])
LATEST = Order(column="starts_at", descending=True, read=moment)


class Meetings(Next):
    items: list[MeetingOut]


@router.get("/meetings", response=Meetings, operation_id="list_meetings", url_name="meetings", summary="Joint meetings")
def list_meetings(request: ApiRequest, after: After = "", limit: Limit = 20) -> Meetings:
    """专题协调会, the latest first; of the agenda only the cases that you may see."""
    page = page_of(_visible(request.auth), LATEST, after=after, size=limit)
    items = [MeetingOut.from_orm(meeting) for meeting in page.rows]
    return Meetings(items=items, next=next_address(request, page.next_after))


@router.get(
    "/meetings/{meeting_id}", response=MeetingOut, operation_id="read_meeting", url_name="meeting",
    summary="One joint meeting",
)  # fmt: skip
def read_meeting(request: ApiRequest, meeting_id: int) -> MeetingOut:
    """一次会议; what can be done about it stands among the actions of the cases on its agenda."""
    meeting = _visible(request.auth).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound(field="meeting_id")
    return MeetingOut.from_orm(meeting)


def _visible(caller: Caller) -> QuerySet[JointMeeting]:
    visible = AgendaItem.objects.filter(case__in=visible_to(caller.held))
    agenda: Prefetch[Any] = Prefetch(
        "agenda",
        visible.select_related("case")
        .prefetch_related(
            "presences__organization",
            "stands__organization",
            "stands__phases",
            "confirmations__organization",
            "tasks__organization",
        )
        .order_by("order", "pk"),
    )
    meetings = JointMeeting.objects.filter(Exists(visible.filter(meeting=OuterRef("pk"))))
    return meetings.select_related("convener").prefetch_related("attendances__organization", "guests", agenda)

"""会议: my meetings, and the desk from which one is run: agenda, replies, sign-in, stands, what is open, minutes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.access import visible_to
from cases.models import Case
from core.errors import NotFound
from core.paging import Order, page_of
from core.vocabulary import MeetingState
from flows.acts.meetings import ACTS
from flows.selectors import Offer, offers, situation
from meetings.models import AgendaItem, JointMeeting
from web.dossier import file_of
from web.listing import Listing, in_full
from web.views.case_sitting import OpenPoints, open_points, sitting_of
from web.visitors import VisitorRequest, signed_in

PAGE = 20
TO_COME = Order(column="starts_at", read=datetime.fromisoformat)
LATEST = Order(column="starts_at", descending=True, read=datetime.fromisoformat)
_OPEN = (MeetingState.CONVENED, MeetingState.HELD)
_ACTS = {spec.name for spec in ACTS}


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """议题: one case as the desk shows it, and what the visitor may do about it now."""

    item: AgendaItem
    row: dict[str, Any]
    points: OpenPoints
    offers: list[Offer]

    @property
    def records_stands(self) -> bool:
        return any(offer.spec.name == "record_stand" for offer in self.offers)

    @property
    def other_offers(self) -> list[Offer]:
        return [offer for offer in self.offers if offer.spec.name != "record_stand"]


@require_safe
@signed_in
def my_meetings(request: VisitorRequest) -> HttpResponse:
    """我的会议: those that the visitor's organizations convene or are invited to; to come, then over."""
    over, after = request.GET.get("box") == "over", request.GET.get("after", "")
    mine = request.visitor.organization_ids
    rows = JointMeeting.objects.filter(
        Q(convener__in=mine) | Exists(AgendaItem.objects.filter(_invited(mine), meeting=OuterRef("pk")))
    )
    rows = rows.exclude(state__in=_OPEN) if over else rows.filter(state__in=_OPEN)
    page = page_of(rows, LATEST if over else TO_COME, after=after, size=PAGE)
    shown = JointMeeting.objects.select_related("convener").prefetch_related("agenda__case", "attendances")
    seats = {meeting.pk: meeting for meeting in in_full(shown, page.rows)}
    listed = [(meeting, _reply_of(meeting, mine)) for meeting in seats.values()]
    context = {
        "page": Listing(listed, page.next_after), "over": over, "after": after, "zone": request.visitor.zone,
    }  # fmt: skip
    return render(request, "web/meetings/list.html", context)


@require_safe
@signed_in
def desk(request: VisitorRequest, meeting_id: int) -> HttpResponse:
    """会议台: everything about one sitting on one page; loading it again shows it as it is now."""
    visible = visible_to(list(request.visitor.capacities))
    items = _items(meeting_id, visible)
    if not items:
        raise NotFound(field="meeting_id")
    meeting = JointMeeting.objects.select_related("convener").get(pk=meeting_id)
    context = {
        "meeting": meeting, "zone": request.visitor.zone, "items": [_view(request, item) for item in items],
        "guests": meeting.guests.order_by("pk"), "postponements": meeting.postponements.order_by("pk"),
        "seats": meeting.attendances.select_related("organization").order_by("pk"), "now_at": request.at,
    }  # fmt: skip
    return render(request, "web/meetings/desk.html", context)


def _invited(mine: list[int]) -> Q:
    return Q(meeting__attendances__organization__in=mine, case__parties__organization__in=mine)


def _reply_of(meeting: JointMeeting, mine: list[int]) -> str:
    return next((seat.reply for seat in meeting.attendances.all() if seat.organization_id in mine), "")


def _items(meeting_id: int, visible: QuerySet[Case]) -> list[AgendaItem]:
    items = AgendaItem.objects.filter(meeting=meeting_id, case__in=visible)
    return list(items.select_related("case__jurisdiction", "case__procedure__procedure", "case__opened_by"))


def _view(request: VisitorRequest, item: AgendaItem) -> ItemView:
    case = item.case
    now = situation(case, at=request.at)
    file = file_of(case, "sittings", "said")
    row = next(one for one in file["sittings"] if one["item_id"] == item.pk)
    pending = item.dropped_at is None and (now.sitting is None or now.sitting.pk == item.pk)
    found = [one for one in offers(now, request.visitor.capacities) if one.spec.name in _ACTS] if pending else []
    return ItemView(
        item=item, row=sitting_of(row, now.parties), points=open_points(row, file["said"], now.parties), offers=found
    )

"""待办、已办: the work of a person's organizations, with clocks; a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from core.paging import Order, page_of
from flows.assignments import in_own_hands
from flows.models import WorkItem
from web.clocks import ClockView, clocks_of, work_with_due
from web.listing import Listing, in_full
from web.visitors import Visitor

PAGE = 20
DUE_FIRST = Order(column="due", read=datetime.fromisoformat)
LATEST_FIRST = Order(column="ended_at", descending=True, read=datetime.fromisoformat)
_AT_HAND = ("case__jurisdiction", "organization", "stage", "task__process")


@dataclass(frozen=True)
class WorkRow:
    """One line: what is to be done in which case, by whom, and until when."""

    item: WorkItem
    title: str
    clock: ClockView | None = None


def work_to_do(visitor: Visitor, at: datetime, *, after: str = "", of_all: bool = False) -> Listing[WorkRow]:
    """待办: open work of the visitor's organizations, due first; without ``of_all``, what no colleague has in hand."""
    items = WorkItem.objects.filter(organization__in=visitor.organization_ids, ended_at=None)
    items = items if of_all else in_own_hands(items, visitor.person)
    page = page_of(work_with_due(items), DUE_FIRST, after=after, size=PAGE)
    shown = in_full(WorkItem.objects.select_related(*_AT_HAND), page.rows)
    clocks = clocks_of((item.case for item in shown), at)
    rows = [WorkRow(item, title_of(item), clocks.next_of(item.case, item.organization_id)) for item in shown]
    return Listing(rows, page.next_after)


def work_done(visitor: Visitor, *, after: str = "") -> Listing[WorkRow]:
    """已办: what the visitor did, the latest first."""
    items = WorkItem.objects.filter(done_by_id=visitor.person.pk, ended_at__isnull=False).select_related(*_AT_HAND)
    page = page_of(items, LATEST_FIRST, after=after, size=PAGE)
    return Listing([WorkRow(item, title_of(item)) for item in page.rows], page.next_after)


def title_of(item: WorkItem) -> str:
    """The step's name in the flow, in the language of the moment."""
    return gettext(str(item.task.flow_task.task_title or item.node))

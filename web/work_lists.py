"""待办、已办: the work of a person's organizations, with clocks; a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from cases.models import Case
from core.paging import Lane, Order, page_of, page_of_all
from flows.assignments import in_own_hands
from flows.models import WorkItem
from flows.waiting import Awaited, asked_of, asks_in_full
from hotline.models import WorkOrder
from hotline.waiting import OrderTask, order_tasks, orders_waiting_for
from web.ask_rows import AskRow, ask_row
from web.clocks import ClockView, clocks_of, clocks_of_orders, work_with_due
from web.listing import Listing, in_full
from web.visitors import Visitor
from web.work_order_lists import HandleBy, handle_by_of

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

    @property
    def case(self) -> Case:
        return self.item.case


@dataclass(frozen=True)
class OrderRow:
    """One line: which work order waits for whom; ``handle_by`` is the hotline's own moment where no clock runs."""

    task: OrderTask
    clock: ClockView | None
    handle_by: HandleBy | None


def work_to_do(
    visitor: Visitor, at: datetime, *, after: str = "", of_all: bool = False
) -> Listing[WorkRow | OrderRow | AskRow]:  # fmt: skip
    """待办: steps, work orders and asks that wait for the visitor's organizations, due first.

    Without ``of_all``, what no colleague has in hand, and of the asks what the visitor's own role can answer.
    """
    items = WorkItem.objects.filter(organization__in=visitor.organization_ids, ended_at=None)
    items = items if of_all else in_own_hands(items, visitor.person)
    asks = asked_of(visitor.capacities, visitor.person, at=at, of_all=of_all)
    lanes: list[Lane] = [work_with_due(items), orders_waiting_for(visitor.capacities), asks]
    page = page_of_all(lanes, DUE_FIRST, after=after, size=PAGE)
    rows = {**_in_cases(page.rows, visitor, at), **_on_orders(page.rows, visitor, at)}
    return Listing([rows[key] for key in page.rows if key in rows], page.next_after)


def _in_cases(keys: Sequence[Any], visitor: Visitor, at: datetime) -> dict[Any, WorkRow | OrderRow | AskRow]:
    items = in_full(WorkItem.objects.select_related(*_AT_HAND), [key for key in keys if isinstance(key, WorkItem)])
    asked = asks_in_full([key for key in keys if isinstance(key, Awaited)], visitor.capacities)
    clocks = clocks_of([item.case for item in items] + [ask.case for ask in asked.values()], at)
    work = {item: WorkRow(item, title_of(item), clocks.next_of(item.case, item.organization_id)) for item in items}
    return {**work, **{key: ask_row(ask, clocks) for key, ask in asked.items()}}


def _on_orders(keys: Sequence[Any], visitor: Visitor, at: datetime) -> dict[Any, WorkRow | OrderRow | AskRow]:
    tasks = order_tasks([key for key in keys if isinstance(key, WorkOrder)], visitor.organization_ids)
    clocks = clocks_of_orders((task.order for task in tasks.values()), at)
    return {
        task.order: OrderRow(
            task, clocks.next_of(task.order), handle_by_of(task.order, clocks.calendars[task.order.jurisdiction_id], at)
        )
        for task in tasks.values()
    }  # fmt: skip


def work_done(visitor: Visitor, *, after: str = "") -> Listing[WorkRow]:
    """已办: what the visitor did, the latest first."""
    items = WorkItem.objects.filter(done_by_id=visitor.person.pk, ended_at__isnull=False).select_related(*_AT_HAND)
    page = page_of(items, LATEST_FIRST, after=after, size=PAGE)
    return Listing([WorkRow(item, title_of(item)) for item in page.rows], page.next_after)


def title_of(item: WorkItem) -> str:
    """The step's name in the flow, in the language of the moment."""
    return gettext(str(item.task.flow_task.task_title or item.node))

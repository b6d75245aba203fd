"""工单列表: what the address asks for, as rows; the same for the page and for its export."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from cases.access import visible_to
from cases.models import Case
from core.paging import NoSuchPage
from core.text import tidy
from core.vocabulary import CaseState
from hotline.access import may_take_in, visible_work_orders
from hotline.models import WorkOrder, WorkOrderState
from hotline.selectors import dispatched_to, objected_by, work_order_page
from web.formatting import Light, deadline_text, light, remaining_text
from web.listing import Listing
from web.visitors import Visitor
from workdays.days import Calendar
from workdays.selectors import calendar_for_many

PAGE = 20
LONGEST_QUERY = 60
TASKS = {
    "to_dispatch": _("to dispatch"),
    "to_accept": _("to accept"),
    "to_verify": _("to verify"),
    "objected": _("objected to by us"),
    "in_hand": _("being handled by us"),
}
_STATES_OF_TASK = {
    "to_dispatch": (WorkOrderState.RECEIVED, WorkOrderState.RETURNED),
    "to_accept": (WorkOrderState.DISPATCHED,),
    "to_verify": (WorkOrderState.OBJECTED,),
    "objected": (),
    "in_hand": (WorkOrderState.ACCEPTED, WorkOrderState.DESIGNATED),
}
_DONE = (CaseState.CLOSED, CaseState.ARCHIVED)


@dataclass(frozen=True, kw_only=True)
class WorkOrderFilter:
    """筛选条件: as it stands in the address; an unknown state counts as not given."""

    q: str = ""
    state: str = ""
    task: str = ""
    case: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "WorkOrderFilter":
        """From the query string."""
        state, task = query.get("state", ""), query.get("task", "")
        return cls(
            q=tidy(query.get("q", ""))[:LONGEST_QUERY], state=state if state in list(WorkOrderState) else "",
            task=task if task in TASKS else "", case=tidy(query.get("case", ""))[:LONGEST_QUERY],
            after=query.get("after", ""),
        )  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return any((self.q, self.state, self.task, self.case))


@dataclass(frozen=True, kw_only=True)
class HandleBy:
    """办理时限: the hotline's own moment, with its light while the citizen waits."""

    until: str
    left: str = ""
    light: Light | None = None


@dataclass(frozen=True, kw_only=True)
class WorkOrderRow:
    """One line: the order, the hotline's moment, the case behind which it stands if the visitor may read that."""

    order: WorkOrder
    handle_by: HandleBy | None
    case_is_readable: bool

    @property
    def waits(self) -> bool:
        """Whether a case can be opened for it."""
        return self.order.case_id is None and self.order.state != WorkOrderState.ANSWERED


def work_orders_of(visitor: Visitor, wanted: WorkOrderFilter, at: datetime) -> Listing[WorkOrderRow]:
    """The work orders the visitor may see and asked for, newest intake first; a constant number of queries."""
    held = list(visitor.capacities)
    readable = visible_to(held)
    visible = visible_work_orders(held)
    if wanted.case:
        visible = visible.filter(case__in=readable.filter(number=wanted.case))
    if wanted.task:
        visible = _with_task(visible, wanted.task, visitor)
    page = work_order_page(
        visible, states=[WorkOrderState(wanted.state)] if wanted.state else (), q=wanted.q,
        before=_place(wanted.after), size=PAGE,
    )  # fmt: skip
    behind = {order.case_id for order in page.items if order.case_id}
    readable_ids = set(readable.filter(pk__in=behind).values_list("pk", flat=True))
    return Listing(_rows(page.items, readable_ids, at), str(page.next_before or ""))


def _with_task(visible: QuerySet[WorkOrder], task: str, visitor: Visitor) -> QuerySet[WorkOrder]:
    """待办筛选: what waits for the visitor's organizations, as the dispatch office or as receiver."""
    ids = visitor.organization_ids
    if states := _STATES_OF_TASK[task]:
        visible = visible.filter(state__in=states)
    if task == "objected":
        return visible.filter(objected_by(ids))
    if task in ("to_accept", "in_hand"):
        return visible.filter(dispatched_to(ids))
    places = {c.organization.jurisdiction_id for c in visitor.capacities if may_take_in(c)}
    return visible.filter(Q(office__in=ids) | Q(office=None, jurisdiction__in=places))


def _place(after: str) -> int | None:
    """Raises ``NoSuchPage``."""
    if after and not after.isdecimal():
        raise NoSuchPage(field="after", after=after)
    return int(after) if after else None


def _rows(orders: list[WorkOrder], readable: set[int], at: datetime) -> list[WorkOrderRow]:
    places = {order.jurisdiction_id: order.jurisdiction for order in orders}
    calendars = calendar_for_many(places.values()) if places else {}
    return [
        WorkOrderRow(
            order=order, handle_by=handle_by_of(order, calendars[order.jurisdiction_id], at),
            case_is_readable=order.case_id in readable,
        )
        for order in orders
    ]  # fmt: skip


def handle_by_of(order: WorkOrder, calendar: Calendar, at: datetime) -> HandleBy | None:
    """The hotline's moment of an order that is read with its case."""
    if order.handle_by is None:
        return None
    until = deadline_text(order.handle_by, calendar.zone)
    if _is_over(order.case):
        return HandleBy(until=until)
    left = remaining_text(order.handle_by, at, calendar)
    return HandleBy(until=until, left=left, light=light(order.handle_by, at, calendar))


def _is_over(case: Case | None) -> bool:
    return case is not None and case.state in _DONE

"""工单待办: whose move it is with an order, and until when; a constant number of queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from audit.models import ChainKind
from core.vocabulary import WorkOrderState
from deadlines.selectors import next_due_of_subject
from flows.acts import STAFF
from hotline.access import may_take_in, visible_work_orders
from hotline.acts import ORDER_ACTS
from hotline.models import WorkOrder
from hotline.selectors import dispatched_to
from hotline.situation import CASE_IS_OVER, OrderSituation, leads_in_force, order_situations
from organizations.models import Organization
from organizations.selectors import Capacity

_IN_FULL = ("jurisdiction", "office__jurisdiction", "procedure__procedure", "case", "first_recipient")


@dataclass(frozen=True)
class OrderStep:
    """步骤: what an order waits for."""

    code: str
    title: str


_DISPATCH = OrderStep("dispatch", _("Dispatch the order"))
_ANSWER = OrderStep("answer", _("Answer and close the order"))
_HANDLE = OrderStep("handle", _("Handle the citizen's matter"))
_HAND_OVER = OrderStep("hand_over", _("Hand over to the lead department"))
_DESIGNATE = OrderStep("designate", _("Designate a handler"))
_OF_RECEIVER = {
    WorkOrderState.DISPATCHED: OrderStep("take", _("Accept the order, or object")),
    WorkOrderState.ACCEPTED: _HANDLE,
    WorkOrderState.DESIGNATED: _HANDLE,
}
_OF_OFFICE = {
    WorkOrderState.RECEIVED: _DISPATCH,
    WorkOrderState.RETURNED: _DISPATCH,
    WorkOrderState.OBJECTED: OrderStep("verify", _("Verify the objection")),
    WorkOrderState.ACCEPTED: _ANSWER,
    WorkOrderState.DESIGNATED: _ANSWER,
}


@dataclass(frozen=True, kw_only=True)
class OrderTask:
    """One order that waits for an organization; ``acts`` are what that organization may do with it now."""

    order: WorkOrder
    organization: Organization
    step: OrderStep
    since: datetime
    acts: tuple[str, ...]

    @property
    def title(self) -> str:
        return gettext(self.step.title)


def orders_waiting_for(held: Iterable[Capacity]) -> QuerySet[WorkOrder]:
    """What waits for the capacities' organizations, with ``due``; while a case is in coordination, nothing does."""
    working = [capacity for capacity in held if capacity.role in STAFF]
    ids = {capacity.membership.organization_id for capacity in working}
    places = {capacity.organization.jurisdiction_id for capacity in working if may_take_in(capacity)}
    office = Q(office__in=ids) | Q(office=None, jurisdiction__in=places)
    received = Q(state__in=_OF_RECEIVER) & dispatched_to(ids)
    return _with_due(WorkOrder.objects.filter(received | (Q(state__in=_OF_OFFICE) | _case_is_done()) & office))


def orders_waiting(held: Iterable[Capacity]) -> QuerySet[WorkOrder]:
    """What waits for anybody, of the orders that the capacities see, with ``due``."""
    states = {*_OF_RECEIVER, *_OF_OFFICE}
    return _with_due(visible_work_orders(held).filter(Q(state__in=states) | _case_is_done()))


def order_tasks(orders: Sequence[WorkOrder], organization_ids: Collection[int] | None = None) -> dict[int, OrderTask]:
    """By the order's id: what it waits for, of these organizations if they are given; the receiver before the office.

    Beside the orders themselves five queries for all.
    """
    rows = WorkOrder.objects.select_related(*_IN_FULL).in_bulk([order.pk for order in orders]) if orders else {}
    situations = order_situations(list(rows.values())) if rows else {}
    found = ((pk, _task(now, organization_ids)) for pk, now in situations.items())
    return {pk: task for pk, task in found if task}


def _task(now: OrderSituation, ids: Collection[int] | None) -> OrderTask | None:
    for movers, step in ((now.receiver, _OF_RECEIVER.get(now.state)), (now.offices, _step_of_office(now))):
        mine = [mover for mover in movers if ids is None or mover.pk in ids]
        if step and mine:
            acts = tuple(spec.name for spec in ORDER_ACTS.values() if mine[0] in spec.who(now) and not spec.check(now))
            return OrderTask(order=now.order, organization=mine[0], step=step, since=_since(now), acts=acts)
    return None


def _step_of_office(now: OrderSituation) -> OrderStep | None:
    if now.state is not WorkOrderState.IN_CASE:
        return _OF_OFFICE.get(now.state)
    return _HAND_OVER if now.has_lead else _DESIGNATE


def _since(now: OrderSituation) -> datetime:
    """When the order came to this step."""
    moments = [now.order.taken_in_at]
    for dispatch in now.dispatches:
        moments += [moment for moment in (dispatch.dispatched_at, dispatch.taken_at, dispatch.ended_at) if moment]
    return max([*moments, now.objection.recorded_at] if now.objection else moments)


def _case_is_done() -> Q:
    """The case behind the order has a lead, or is over: the office hands the order over or designates."""
    led = Exists(leads_in_force().filter(outcome__case=OuterRef("case")))
    return Q(state=WorkOrderState.IN_CASE) & (Q(case__state__in=CASE_IS_OVER) | Q(led))


def _with_due(orders: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    return orders.annotate(due=next_due_of_subject(ChainKind.HOTLINE, otherwise="handle_by")).only("pk")

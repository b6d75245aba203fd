"""工单情形: what decides who may do what with an order now. Loaded once, a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from audit.models import ChainKind
from cases.models import OutcomeAssignment
from core.vocabulary import (
    CaseState,
    DeadlineState,
    DispatchEnd,
    DutyRole,
    OrganizationFunction,
    OutcomeState,
    WorkOrderState,
)
from deadlines.models import Deadline
from hotline.models import Dispatch, DispatchObjection, WorkOrder
from organizations.models import Organization
from procedures.pack import Pack
from procedures.selectors import pack_of

CASE_IS_OVER = (CaseState.CLOSED, CaseState.ARCHIVED)


@dataclass(kw_only=True)
class OrderSituation:
    """The order, to whom it was dispatched, who dispatches, its clocks without their warnings."""

    order: WorkOrder
    dispatches: list[Dispatch]
    offices: list[Organization]
    clocks: list[Deadline]
    has_lead: bool = False
    """Whether an outcome in force of the case behind the order names a lead."""

    @property
    def state(self) -> WorkOrderState:
        return WorkOrderState(self.order.state)

    @cached_property
    def pack(self) -> Pack | None:
        """The rules that the order is pinned to; None before its first dispatch."""
        return pack_of(self.order.procedure) if self.order.procedure else None

    @property
    def open_dispatch(self) -> Dispatch | None:
        return next((dispatch for dispatch in self.dispatches if not dispatch.ended), None)

    @property
    def objection(self) -> DispatchObjection | None:
        """The objection to the open dispatch."""
        dispatch = self.open_dispatch
        return objection_of(dispatch) if dispatch else None

    @property
    def receiver(self) -> list[Organization]:
        """Who holds the order, or is to accept it."""
        return [self.open_dispatch.organization] if self.open_dispatch else []

    @property
    def returned_by(self) -> list[Organization]:
        return [dispatch.organization for dispatch in self.dispatches if dispatch.ended == DispatchEnd.RETURNED]

    @property
    def may_be_returned(self) -> bool:
        """Whether the procedure allows one more return (R35, R39)."""
        return self.pack is not None and self.order.returns < self.pack.max_returns

    @property
    def case_is_over(self) -> bool:
        return self.order.case is not None and self.order.case.state in CASE_IS_OVER


def order_situation(order: WorkOrder) -> OrderSituation:
    """Reads the situation; four queries at most."""
    return order_situations([order])[order.pk]


def order_situations(orders: Sequence[WorkOrder]) -> dict[int, OrderSituation]:
    """The situations of several orders, by id, with as many queries as that of one."""
    dispatches, clocks, offices, led = _dispatches(orders), _clocks(orders), _offices(orders), _led(orders)
    return {
        order.pk: OrderSituation(
            order=order, dispatches=dispatches[order.pk], clocks=clocks[order.pk],
            offices=[order.office] if order.office else offices[order.jurisdiction_id],
            has_lead=order.state == WorkOrderState.IN_CASE and order.case_id in led,
        )
        for order in orders
    }  # fmt: skip


def objection_of(dispatch: Dispatch) -> DispatchObjection | None:
    """What its receiver had against the dispatch, if anything."""
    return getattr(dispatch, "objection", None)


def leads_in_force() -> QuerySet[OutcomeAssignment]:
    """牵头: whom an outcome in force names as lead."""
    return OutcomeAssignment.objects.filter(role=DutyRole.LEAD, outcome__state=OutcomeState.IN_FORCE)


def _dispatches(orders: Iterable[WorkOrder]) -> Mapping[int, list[Dispatch]]:
    rows = Dispatch.objects.filter(order__in=[order.pk for order in orders]).select_related(
        "organization__jurisdiction", "dispatched_by", "advised", "objection__proposed", "objection__scan"
    )
    found: dict[int, list[Dispatch]] = defaultdict(list)
    for dispatch in rows.order_by("number"):
        found[dispatch.order_id].append(dispatch)
    return found


def _clocks(orders: Iterable[WorkOrder]) -> Mapping[int, list[Deadline]]:
    rows = Deadline.objects.filter(subject_kind=ChainKind.HOTLINE, subject_id__in=[order.pk for order in orders])
    running = rows.filter(of=None, state=DeadlineState.RUNNING).select_related("organization")
    found: dict[int, list[Deadline]] = defaultdict(list)
    for clock in running.order_by("expires_at", "pk"):
        found[clock.subject_id or 0].append(clock)
    return found


def _offices(orders: Iterable[WorkOrder]) -> Mapping[int, list[Organization]]:
    """派单机构 by jurisdiction, where an order is nobody's in particular."""
    places = {order.jurisdiction_id for order in orders if order.office_id is None}
    found: dict[int, list[Organization]] = defaultdict(list)
    if places:
        function = OrganizationFunction.DISPATCH_OFFICE
        rows = Organization.objects.filter(jurisdiction__in=places, functions__contains=[function])
        for office in rows.select_related("jurisdiction").order_by("code"):
            found[office.jurisdiction_id].append(office)
    return found


def _led(orders: Iterable[WorkOrder]) -> set[int]:
    """The cases behind the orders that have a lead."""
    behind = {order.case_id for order in orders if order.case_id and order.state == WorkOrderState.IN_CASE}
    rows = leads_in_force().filter(outcome__case__in=behind) if behind else OutcomeAssignment.objects.none()
    return set(rows.values_list("outcome__case_id", flat=True))

"""工单情形: what decides who may do what with an order now. Loaded once, a constant number of queries."""

from dataclasses import dataclass
from functools import cached_property

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
from deadlines.services import running_of
from hotline.acting import subject_of
from hotline.models import Dispatch, DispatchObjection, WorkOrder
from organizations.models import Organization
from procedures.pack import Pack
from procedures.selectors import pack_of

_CLOSED = (CaseState.CLOSED, CaseState.ARCHIVED)


@dataclass(kw_only=True)
class OrderSituation:
    """The order, to whom it was dispatched, who dispatches, its clocks without their warnings."""

    order: WorkOrder
    dispatches: list[Dispatch]
    offices: list[Organization]
    clocks: list[Deadline]

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
        return self.order.case is not None and self.order.case.state in _CLOSED

    @cached_property
    def has_lead(self) -> bool:
        """Whether an outcome in force of the case behind the order names a lead."""
        if self.order.case is None or self.state is not WorkOrderState.IN_CASE:
            return False
        leads = OutcomeAssignment.objects.filter(role=DutyRole.LEAD, outcome__state=OutcomeState.IN_FORCE)
        return leads.filter(outcome__case=self.order.case).exists()


def order_situation(order: WorkOrder) -> OrderSituation:
    """Reads the situation; three queries."""
    dispatches = order.dispatches.select_related(
        "organization__jurisdiction", "dispatched_by", "advised", "objection__proposed", "objection__scan"
    )
    clocks = running_of(subject_of(order)).filter(of=None, state=DeadlineState.RUNNING).select_related("organization")
    return OrderSituation(
        order=order,
        dispatches=list(dispatches.order_by("number")),
        offices=[order.office] if order.office else _dispatch_offices(order),
        clocks=list(clocks.order_by("expires_at", "pk")),
    )


def objection_of(dispatch: Dispatch) -> DispatchObjection | None:
    """What its receiver had against the dispatch, if anything."""
    return getattr(dispatch, "objection", None)


def _dispatch_offices(order: WorkOrder) -> list[Organization]:
    function = OrganizationFunction.DISPATCH_OFFICE
    rows = Organization.objects.filter(jurisdiction=order.jurisdiction_id, functions__contains=[function])
    return list(rows.select_related("jurisdiction").order_by("code"))

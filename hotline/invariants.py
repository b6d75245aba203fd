"""What must always hold of work orders: who is under way has clocks, and the record says what the tables say."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from audit.models import ChainKind
from core.invariants import Finding, Invariant
from core.labels import label
from core.vocabulary import DeadlineState, DispatchEnd, Step, WorkOrderState
from deadlines.models import Deadline
from hotline.models import Dispatch, DispatchObjection, WorkOrder
from hotline.replay import differences, recorded_and_stored

_AT_REST = (WorkOrderState.RECEIVED, WorkOrderState.ANSWERED)
_WITH_RECEIVER = (
    WorkOrderState.DISPATCHED, WorkOrderState.ACCEPTED, WorkOrderState.OBJECTED, WorkOrderState.DESIGNATED,
)  # fmt: skip
_STEP_OF_STATE = {
    Step.DISPATCH_OBJECTION: WorkOrderState.DISPATCHED,
    Step.DISPATCH_VERIFICATION: WorkOrderState.OBJECTED,
}


def orders_have_their_clocks(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """从派单到答复: the citizen's own clock runs throughout, the terms to object and to verify where they belong.

    An order that came behind a case before orders had clocks of their own is under no procedure and has none.
    """
    ours = Deadline.objects.filter(subject_kind=ChainKind.HOTLINE, subject_id=OuterRef("pk"), of=None)
    for step in (Step.WORK_ORDER, *_STEP_OF_STATE):
        runs = Exists(ours.filter(step=step, state=DeadlineState.RUNNING))
        for order in WorkOrder.objects.annotate(runs=runs).exclude(_sound(step)).order_by("pk").iterator():
            yield _of(
                order, "order_and_clock_differ",
                gettext_noop("The order is “%(state)s”, and whether “%(step)s” runs does not agree with that."),
                state=label(WorkOrderState(order.state)), step=label(step),
            )  # fmt: skip


def _sound(step: Step) -> Q:
    if step in _STEP_OF_STATE:
        return Q(state=_STEP_OF_STATE[step], runs=True) | ~Q(state=_STEP_OF_STATE[step]) & Q(runs=False)
    rests = Q(state__in=_AT_REST) | Q(state=WorkOrderState.IN_CASE, procedure=None)
    return rests & Q(runs=False) | ~rests & Q(runs=True)


def orders_follow_their_case(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """并案: no order stands behind a case that was merged into another."""
    left = WorkOrder.objects.filter(case__merge__isnull=False).select_related("case__merge__into")
    for order in left.order_by("pk").iterator():
        yield _of(
            order, "order_left_behind", gettext_noop("Its case %(merged)s was merged into %(into)s without the order."),
            merged=order.case.number if order.case else "", into=order.case.merge.into.number if order.case else "",
        )  # fmt: skip


def clocks_have_their_order(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """No clock of a work order without the order."""
    known = WorkOrder.objects.filter(pk=OuterRef("subject_id"))
    for clock in Deadline.objects.filter(~Exists(known), subject_kind=ChainKind.HOTLINE).order_by("pk").iterator():
        yield Finding(
            code="order_is_gone", subject=f"{ChainKind.HOTLINE}:{clock.subject_id}",
            message=gettext_noop("A clock belongs to a work order that does not exist."),
        )  # fmt: skip


def orders_are_where_their_dispatch_is(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """派单与工单状态: who holds the order, what is to be verified and how often it came back agree with its state."""
    upheld = Count("dispatches", filter=Q(dispatches__ended=DispatchEnd.RETURNED))
    open_ones = Dispatch.objects.filter(order=OuterRef("pk"), ended="")
    taken = Exists(open_ones.exclude(taken=""))
    waiting = Exists(DispatchObjection.objects.filter(dispatch__order=OuterRef("pk"), verdict=""))
    rows = WorkOrder.objects.annotate(back=upheld, held=Exists(open_ones), is_taken=taken, waiting=waiting)
    held = Q(state__in=_WITH_RECEIVER, held=True) | ~Q(state__in=_WITH_RECEIVER) & Q(held=False)
    holding = (WorkOrderState.ACCEPTED, WorkOrderState.DESIGNATED)
    agreed = Q(state__in=holding, is_taken=True) | ~Q(state__in=holding) & Q(is_taken=False)
    objected = Q(state=WorkOrderState.OBJECTED, waiting=True) | ~Q(state=WorkOrderState.OBJECTED) & Q(waiting=False)
    for order in rows.exclude(held & agreed & objected).order_by("pk").iterator():
        yield _of(
            order, "order_and_dispatch_differ",
            gettext_noop("The order is “%(state)s”, and its dispatches say otherwise."),
            state=label(WorkOrderState(order.state)),
        )  # fmt: skip
    for order in rows.order_by("pk").iterator():
        if order.back != order.returns:
            yield _of(
                order, "returns_are_miscounted",
                gettext_noop("%(counted)s returns are counted, and %(back)s dispatches came back."),
                counted=order.returns, back=order.back,
            )  # fmt: skip


def record_rebuilds_the_order(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """重放: folding the events of an order gives its state, dispatches, objections, returns, case and clocks."""
    for order, recorded, stored in recorded_and_stored(WorkOrder.objects.order_by("pk").iterator()):
        if recorded.acts == 0:
            yield _of(order, "order_without_events", gettext_noop("Nothing is recorded of this work order."))
            continue
        for what in [*recorded.unknown, *recorded.clocked.unknown]:
            yield _of(
                order, "change_of_order_makes_no_sense",
                gettext_noop("The record notes “%(what)s” where it cannot be."), what=what,
            )  # fmt: skip
        for name, said, held in differences(recorded, stored):
            yield _of(
                order, "record_and_order_differ",
                gettext_noop("%(what)s: by the record %(recorded)s, in the tables %(stored)s."),
                what=name, recorded=str(said), stored=str(held),
            )  # fmt: skip


def _of(order: WorkOrder, code: str, message: str, **params: Any) -> Finding:
    return Finding(code=code, subject=order.reference, message=message, params=params)


INVARIANTS = (
    Invariant(
        code="orders_have_their_clocks", number=2, check=orders_have_their_clocks,
        title=gettext_noop("A work order under way has its clocks"),
    ),
    Invariant(
        code="clocks_have_their_order", number=2, check=clocks_have_their_order,
        title=gettext_noop("No clock of a work order without the order"),
    ),
    Invariant(
        code="orders_follow_their_case", number=6, check=orders_follow_their_case,
        title=gettext_noop("A work order goes along when its case is merged"),
    ),
    Invariant(
        code="orders_are_where_their_dispatch_is", number=6, check=orders_are_where_their_dispatch_is,
        title=gettext_noop("A work order's state is what its dispatches say"),
    ),
    Invariant(
        code="record_rebuilds_the_order", number=6, check=record_rebuilds_the_order,
        title=gettext_noop("Replaying the events gives the work order as it is"),
    ),
)  # fmt: skip

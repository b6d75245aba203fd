"""重放: what the events say of a work order, folded change by change, beside what the tables say."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit import replaying
from audit.models import ChainKind
from audit.replaying import Change, differing
from core.vocabulary import DispatchEnd, ObjectionVerdict, WorkOrderState
from deadlines.models import Deadline
from flows.replay import Replayed
from flows.replay import fold as fold_case
from hotline.models import Dispatch, DispatchObjection, WorkOrder


@dataclass(kw_only=True)
class ReplayedOrder:
    """重放结果: an order as plain codes and ids; the same shape from the record and from the tables.

    ``dispatches`` by number: receiver, how it took the order, whether its term to object lapsed, how the dispatch
    ended. ``objections`` by number of the dispatch: what was asked, what was found. ``clocked`` holds the clocks.
    """

    state: str = WorkOrderState.RECEIVED
    returns: int = 0
    urgent: bool = False
    case: int | None = None
    acts: int = 0
    dispatches: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    objections: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    clocked: Replayed = field(default_factory=Replayed)
    unknown: list[str] = field(default_factory=list)


def fold(order: ReplayedOrder, changes: list[Change]) -> None:
    """One event: each of its changes in order. A change that cannot be made is noted as unknown."""
    order.acts += 1
    fold_case(order.clocked, [change for change in changes if str(change.get("what", "")).startswith("clock.")])
    for change in changes:
        what = str(change.get("what", ""))
        if what.startswith("clock."):
            continue
        try:
            _FOLDS[what](order, change)
        except (KeyError, ValueError):
            order.unknown.append(what)


def differences(recorded: ReplayedOrder, stored: ReplayedOrder) -> list[tuple[str, Any, Any]]:
    """What differs: a name, what the record says, what the tables say."""
    found: list[tuple[str, Any, Any]] = []
    for name in ("state", "returns", "urgent", "case"):
        said, held = getattr(recorded, name), getattr(stored, name)
        if said != held:
            found.append((name, said, held))
    return found + differing(
        {
            "dispatches": (recorded.dispatches, stored.dispatches),
            "objections": (recorded.objections, stored.objections),
            "clocks": (recorded.clocked.clocks, stored.clocked.clocks),
        }
    )


def recorded_and_stored(orders: Iterable[WorkOrder]) -> Iterator[tuple[WorkOrder, ReplayedOrder, ReplayedOrder]]:
    """Every order with what the record says of it and what the tables say; four queries for each 500."""
    return replaying.recorded_and_stored(orders, kind=ChainKind.HOTLINE, blank=ReplayedOrder, fold=fold, stored=_stored)


def _stored(orders: list[WorkOrder]) -> dict[int, ReplayedOrder]:
    stored = {
        order.pk: ReplayedOrder(state=order.state, returns=order.returns, urgent=order.urgent, case=order.case_id)
        for order in orders
    }
    dispatches = Dispatch.objects.filter(order__in=stored)
    for dispatch in dispatches:
        row = (dispatch.organization_id, dispatch.taken, dispatch.lapsed_at is not None, dispatch.ended)
        stored[dispatch.order_id].dispatches[dispatch.number] = row
    objections = DispatchObjection.objects.filter(dispatch__order__in=stored)
    for order_id, number, *values in objections.values_list("dispatch__order", "dispatch__number", "aim", "verdict"):
        stored[order_id].objections[number] = tuple(values)
    clocks = Deadline.objects.filter(subject_kind=ChainKind.HOTLINE, subject_id__in=stored)
    rows = clocks.values_list("subject_id", "pk", "step", "effect", "of", "expires_at", "state")
    for subject_id, pk, *values in rows:
        stored[subject_id or 0].clocked.clocks[pk] = tuple(values)
    return stored


def _received(_order: ReplayedOrder, _change: Change) -> None:
    """The order is there; nothing else is known of it yet."""


def _state(order: ReplayedOrder, change: Change) -> None:
    order.state = WorkOrderState(change["state"])


def _dispatched(order: ReplayedOrder, change: Change) -> None:
    order.dispatches[change["dispatch"]] = (change["organization"], change["taken"], False, "")
    order.urgent = change["urgent"]


def _passed_on(order: ReplayedOrder, change: Change) -> None:
    _before, *rest = order.dispatches[change["dispatch"]]
    order.dispatches[change["dispatch"]] = (change["organization"], *rest)


def _taken(order: ReplayedOrder, change: Change) -> None:
    organization, before, lapsed, ended = order.dispatches[change["dispatch"]]
    if before:
        raise ValueError("a dispatch is taken once")
    order.dispatches[change["dispatch"]] = (organization, change["taken"], lapsed, ended)


def _lapsed(order: ReplayedOrder, change: Change) -> None:
    organization, taken, _lapsed, ended = order.dispatches[change["dispatch"]]
    order.dispatches[change["dispatch"]] = (organization, taken, True, ended)


def _dispatch_ended(order: ReplayedOrder, change: Change) -> None:
    organization, taken, lapsed, before = order.dispatches[change["dispatch"]]
    if before:
        raise ValueError("a dispatch ends once")
    order.dispatches[change["dispatch"]] = (organization, taken, lapsed, DispatchEnd(change["ended"]))


def _objected(order: ReplayedOrder, change: Change) -> None:
    order.objections[change["dispatch"]] = (change["aim"], "")


def _verified(order: ReplayedOrder, change: Change) -> None:
    aim, before = order.objections[change["dispatch"]]
    if before:
        raise ValueError("an objection is verified once")
    order.objections[change["dispatch"]] = (aim, ObjectionVerdict(change["verdict"]))


def _returned(order: ReplayedOrder, change: Change) -> None:
    order.returns = change["returns"]


def _in_case(order: ReplayedOrder, change: Change) -> None:
    order.case, order.state = change["case"], WorkOrderState.IN_CASE


def _moved(order: ReplayedOrder, change: Change) -> None:
    if order.case is None:
        raise ValueError("only an order behind a case moves with it")
    order.case = change["case"]


_FOLDS: Mapping[str, Callable[[ReplayedOrder, Change], None]] = {
    "work_order.received": _received,
    "work_order.state": _state,
    "work_order.dispatched": _dispatched,
    "work_order.passed_on": _passed_on,
    "work_order.taken": _taken,
    "work_order.lapsed": _lapsed,
    "work_order.dispatch_ended": _dispatch_ended,
    "work_order.objected": _objected,
    "work_order.verified": _verified,
    "work_order.returned": _returned,
    "work_order.in_case": _in_case,
    "work_order.moved": _moved,
}

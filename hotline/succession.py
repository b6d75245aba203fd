"""机构改革: what a dissolved organization held of work orders goes to its successor, terms unchanged.

An order that it had to accept, handled or dispatched is the successor's from then on; who held it before stands in
the record.
"""

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from audit.acting import Act
from audit.actors import SYSTEM
from audit.models import ChainKind
from core.vocabulary import WorkOrderState
from deadlines.models import Deadline
from deadlines.services import LIVE, running_of
from hotline.acting import OrderActing, acting_on, lock_order_if_free, subject_of
from hotline.models import Dispatch, WorkOrder
from organizations.models import Organization
from organizations.selectors import in_force, local_date, successor_of

SUCCEEDED = "work_order.succeeded"
logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class OrdersInherited:
    """承继结果: orders in which a successor stepped in; what failed, what others hold."""

    succeeded: int = 0
    failed: int = 0
    busy: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def inherit_orders(*, at: datetime, limit: int = 500) -> OrdersInherited:
    """承继: one pass over the orders that a dissolved organization holds, in ascending order of their ids.

    Safe to run any number of times at once; an order that somebody holds waits for the next pass.
    """
    report = OrdersInherited()
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    heirs = {before.pk: after for before in _dissolved(today) if (after := successor_of(before, today))}
    for pk in sorted({order for order, gone in _held(today) if gone in heirs})[:limit]:
        try:
            _settle(pk, at, report)
        except Exception:
            report.failed += 1
            logger.exception("inheriting failed", extra={"action": "inherit", "work_order": pk})
    return report


def orders_without_successor(on: date) -> Iterator[tuple[WorkOrder, Organization]]:
    """无承继机构: orders that a dissolved organization holds, with nobody on record in its place."""
    orphans = {gone.pk: gone for gone in _dissolved(on) if successor_of(gone, on) is None}
    held = sorted({(order, gone) for order, gone in _held(on) if gone in orphans})
    orders = WorkOrder.objects.in_bulk([order for order, _gone in held])
    for order, gone in held:
        yield orders[order], orphans[gone]


def _dissolved(on: date) -> list[Organization]:
    return list(Organization.objects.filter(valid_to__lte=on).select_related("successor").order_by("pk"))


def _held(on: date) -> Iterator[tuple[int, int]]:
    """Order and organization, wherever a dissolved one still has a hand in an order."""
    gone = Organization.objects.filter(valid_to__lte=on)
    yield from Dispatch.objects.filter(ended="", organization__in=gone).values_list("order", "organization")
    offices = WorkOrder.objects.exclude(state=WorkOrderState.ANSWERED).filter(office__in=gone)
    yield from ((pk, office) for pk, office in offices.values_list("pk", "office") if office)
    clocks = Deadline.objects.filter(subject_kind=ChainKind.HOTLINE, state__in=LIVE, organization__in=gone)
    yield from ((pk, owner) for pk, owner in clocks.values_list("subject_id", "organization") if pk)


@transaction.atomic
def _settle(pk: int, at: datetime, report: OrdersInherited) -> None:
    order = lock_order_if_free(pk)
    if order is None:
        report.busy += 1
        return
    on = local_date(order.jurisdiction, at)
    gone = Organization.objects.filter(pk__in={one for held, one in _held(on) if held == pk}).order_by("pk")
    heirs = [(one, after) for one in gone if not in_force(one, on) and (after := successor_of(one, on))]
    if not heirs:
        return
    act = Act(kind=SUCCEEDED, actor=SYSTEM, at=at, data={"heirs": [[one.pk, after.pk] for one, after in heirs]})
    with acting_on(order, act=act) as acting:
        for before, after in heirs:
            _step_in(acting, before, after)
    report.succeeded += 1


def _step_in(acting: OrderActing, before: Organization, after: Organization) -> None:
    order = acting.order
    if order.office_id == before.pk:
        order.office = after
    for dispatch in order.dispatches.filter(ended="", organization=before):
        dispatch.organization = after
        dispatch.save(update_fields=["organization"])
        acting.act.data["receiver_name"] = after.name
        acting.act.changed("work_order.passed_on", dispatch=dispatch.number, organization=after.pk)
    running_of(subject_of(order)).filter(organization=before).update(organization=after)

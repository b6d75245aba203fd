"""工单页的内容: one order with its course, clocks and papers, as the page shows them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from audit.models import ChainKind, Event
from core.errors import NotFound
from core.labels import label
from core.vocabulary import DeadlineEffect, WorkOrderState
from deadlines.models import Deadline
from hotline.access import visible_work_orders
from hotline.models import WorkOrder
from hotline.owners import advice_for
from hotline.selectors import work_orders_by_reference
from hotline.situation import OrderSituation
from notifications.wording import sentence
from web.dossier_rows import Row
from web.views.case_clocks import Clock, clocks_of
from web.visitors import VisitorRequest
from workdays.selectors import calendar_for

RECENT = 50
_TO_DISPATCH = (WorkOrderState.RECEIVED, WorkOrderState.RETURNED)


def the_order(request: VisitorRequest, reference: str) -> WorkOrder:
    """The order of this reference, if the visitor may read it. Raises ``NotFound``."""
    visible = visible_work_orders(list(request.visitor.capacities))
    found = work_orders_by_reference(visible, [reference])
    if reference not in found:
        raise NotFound(field="reference")
    return found[reference]


def clocks_of_order(order: WorkOrder, at: datetime) -> list[Clock]:
    """Running clocks first; with the working of each day by day."""
    rows = Deadline.objects.filter(subject_kind=ChainKind.HOTLINE, subject_id=order.pk)
    rows = (
        rows.exclude(effect=DeadlineEffect.WARN)
        .select_related("organization")
        .prefetch_related("extensions", "reprojections")
        .order_by("-pk")
    )
    clocks = clocks_of(map(_row, rows), at, calendar_for(order.jurisdiction))
    reminds = gettext("A reminder goes out; nothing else happens by itself.")
    return [
        replace(one, then=reminds) if one.then and one.row["effect"] == DeadlineEffect.REMIND else one for one in clocks
    ]


def page_of_order(now: OrderSituation, at: datetime) -> dict[str, Any]:
    """What the page shows beside what may be done; a constant number of queries."""
    order = now.order
    clocks = clocks_of_order(order, at)
    events = Event.objects.filter(chain_kind=ChainKind.HOTLINE, subject_id=order.pk).order_by("-sequence")[:RECENT]
    running = [clock for clock in clocks if clock.is_running]
    return {
        "order": order, "now": now, "zone": calendar_for(order.jurisdiction).zone,
        "clocks": running, "ended_clocks": [clock for clock in clocks if not clock.is_running],
        "first_clock": running[0] if running else None, "moves": moves_of(now),
        "papers": list(order.papers.select_related("document__file", "document__organization").order_by("pk")),
        "timeline": [(event, sentence(event)) for event in events],
        "advice": advice_for(order, at=at) if now.state in _TO_DISPATCH else None,
    }  # fmt: skip


def moves_of(now: OrderSituation) -> str:
    """轮到谁: the dispatch office while nobody holds the order or somebody waits for it, else the receiver."""
    with_office = (*_TO_DISPATCH, WorkOrderState.OBJECTED, WorkOrderState.IN_CASE)
    if now.state is WorkOrderState.ANSWERED:
        return ""
    holders = now.offices if now.state in with_office else now.receiver
    return gettext(", ").join(str(one) for one in holders)


def state_words(order: WorkOrder) -> str:
    return label(WorkOrderState(order.state))


def _reminds(clock: Clock) -> bool:
    return clock.is_running and clock.row["effect"] == DeadlineEffect.REMIND


def _row(clock: Deadline) -> Row:
    return {
        "id": clock.pk, "step": clock.step, "effect": clock.effect, "state": clock.state, "stage_id": None,
        "organization": clock.organization.short_name, "organization_id": clock.organization_id, "n": clock.term_n,
        "unit": clock.term_unit, "roll": clock.term_roll, "citation": clock.citation, "is_sample": clock.is_sample,
        "budget": clock.budget, "started_at": clock.started_at, "expires_at": clock.expires_at,
        "provisional": clock.provisional, "ended_at": clock.ended_at, "subject_kind": clock.subject_kind,
        "ledger": [
            {
                "added": one.added, "reason": one.reason, "granted_by": one.granted_by_name,
                "granted_at": one.granted_at, "before_at": one.before, "after_at": one.after,
            }
            for one in clock.extensions.all()
        ],
        "pauses": [],
        "recounts": [
            {
                "state": one.state, "recorded_at": one.recorded_at, "recorded_by": one.recorded_by_name,
                "days": one.days, "before_at": one.before, "counted_at": one.counted, "after_at": one.after,
                "left_before": one.left_before, "left_after": one.left_after, "decided_by": one.decided_by_name,
                "remark": one.remark,
            }
            for one in clock.reprojections.all()
        ],
    }  # fmt: skip

"""Reading work orders, and what a person may do with one now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from core.text import tidy
from hotline.acts import ORDER_ACTS, OrderAct
from hotline.models import Dispatch, WorkOrder, WorkOrderState
from hotline.situation import OrderSituation
from organizations.selectors import Capacity

_MOST_PER_PAGE = 200


@dataclass(frozen=True, kw_only=True)
class OrderOffer:
    """可办事项: an act on an order, and in which capacity."""

    spec: OrderAct
    capacity: Capacity


@dataclass(frozen=True, kw_only=True)
class WorkOrderPage:
    """一页: newest intake first; ``next_before`` is what to ask with for the page after, None on the last."""

    items: list[WorkOrder]
    next_before: int | None


def work_order_page(
    visible: QuerySet[WorkOrder], *, states: Collection[WorkOrderState] = (), q: str = "", before: int | None = None,
    size: int = 50,
) -> WorkOrderPage:  # fmt: skip
    """One page of the visible work orders, without counting them.

    ``q`` is looked for in number and text, or is an order's ``source:number``.
    """
    query = visible.select_related("jurisdiction", "first_recipient", "case").order_by("-pk")
    if states:
        query = query.filter(state__in=states)
    if before is not None:
        query = query.filter(pk__lt=before)
    word = tidy(q)
    if word:
        query = query.filter(Q(number__icontains=word) | Q(text__icontains=word) | _referred_to(word))
    size = max(1, min(size, _MOST_PER_PAGE))
    items = list(query[: size + 1])
    more = len(items) > size
    return WorkOrderPage(items=items[:size], next_before=items[size - 1].pk if more else None)


def work_orders_by_reference(visible: QuerySet[WorkOrder], references: Iterable[str]) -> dict[str, WorkOrder]:
    """The visible work orders of these ``source:number``, in one query; who is not found is not in the answer."""
    wanted = list(dict.fromkeys(references))
    if not wanted:
        return {}
    rules = reduce(or_, map(_referred_to, wanted))
    found = visible.filter(rules).select_related(
        "jurisdiction", "first_recipient__jurisdiction", "case", "office__jurisdiction", "procedure__procedure"
    )
    by_reference = {order.reference: order for order in found}
    return {reference: by_reference[reference] for reference in wanted if reference in by_reference}


def order_offers(now: OrderSituation, held: Sequence[Capacity]) -> list[OrderOffer]:
    """Every act that one of the capacities may do with the order now, in the order of the table, each once."""
    found = []
    for spec in ORDER_ACTS.values():
        open_to = {organization.pk for organization in spec.who(now)}
        if not open_to or spec.check(now):
            continue
        capacity = next((c for c in held if c.membership.organization_id in open_to and c.role in spec.roles), None)
        if capacity:
            found.append(OrderOffer(spec=spec, capacity=capacity))
    return found


def order_withheld(now: OrderSituation, held: Sequence[Capacity]) -> list[tuple[OrderAct, str]]:
    """The acts that are not offered, each with the reason in the language of the moment."""
    offered = {offer.spec.name for offer in order_offers(now, held)}
    return [(spec, _why(spec, now, held)) for spec in ORDER_ACTS.values() if spec.name not in offered]


def dispatched_to(organization_ids: Collection[int], *, still: bool = True) -> Q:
    """Orders that these organizations hold or are to accept; without ``still`` also those they once had."""
    dispatches = Dispatch.objects.filter(order=OuterRef("pk"), organization__in=organization_ids)
    return Q(Exists(dispatches.filter(ended="") if still else dispatches))


def objected_by(organization_ids: Collection[int]) -> Q:
    """Orders to whose dispatch these organizations objected."""
    objected = Dispatch.objects.filter(order=OuterRef("pk"), organization__in=organization_ids)
    return Q(Exists(objected.filter(objection__isnull=False)))


def _why(spec: OrderAct, now: OrderSituation, held: Sequence[Capacity]) -> str:
    open_to = spec.who(now)
    if not open_to:
        return gettext(_("the order is not at this step"))
    mine = [c for c in held if c.organization in open_to]
    if not mine:
        return gettext(_("it is for %(who)s")) % {"who": "、".join(sorted({str(o) for o in open_to}))}
    objection = spec.check(now)
    if objection:
        return gettext(objection)
    return gettext(_("it is for handlers, reviewers, heads and liaisons"))


def _referred_to(reference: str) -> Q:
    source, _colon, number = reference.partition(":")
    return Q(source=source, number=number)

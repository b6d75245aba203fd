"""Reading work orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from core.text import tidy
from hotline.models import WorkOrder, WorkOrderState

_MOST_PER_PAGE = 200


@dataclass(frozen=True, kw_only=True)
class WorkOrderPage:
    """一页: newest intake first; ``next_before`` is what to ask with for the page after, None on the last."""

    items: list[WorkOrder]
    next_before: int | None


def work_order_page(
    visible: QuerySet[WorkOrder], *, state: WorkOrderState | None = None, q: str = "", before: int | None = None,
    size: int = 50,
) -> WorkOrderPage:  # fmt: skip
    """One page of the visible work orders, without counting them.

    ``q`` is looked for in number and text, or is an order's ``source:number``.
    """
    query = visible.select_related("jurisdiction", "first_recipient", "case").order_by("-pk")
    if state is not None:
        query = query.filter(state=state)
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
    found = visible.filter(rules).select_related("jurisdiction", "first_recipient__jurisdiction", "case")
    by_reference = {order.reference: order for order in found}
    return {reference: by_reference[reference] for reference in wanted if reference in by_reference}


def _referred_to(reference: str) -> Q:
    source, _colon, number = reference.partition(":")
    return Q(source=source, number=number)

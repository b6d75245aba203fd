"""Reading work orders."""

from dataclasses import dataclass

from django.db.models import QuerySet

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
    """One page of the visible work orders, without counting them; ``q`` is looked for in number and text."""
    query = visible.select_related("jurisdiction", "first_recipient", "case").order_by("-pk")
    if state is not None:
        query = query.filter(state=state)
    if before is not None:
        query = query.filter(pk__lt=before)
    word = tidy(q)
    if word:
        query = query.filter(number__icontains=word) | query.filter(text__icontains=word)
    size = max(1, min(size, _MOST_PER_PAGE))
    items = list(query[: size + 1])
    more = len(items) > size
    return WorkOrderPage(items=items[:size], next_before=items[size - 1].pk if more else None)

"""由工单提起: which work orders the page that opens a case offers, and what the chosen ones suggest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.text import tidy
from hotline.access import may_see, may_take_in, visible_work_orders
from hotline.bounced import bounced
from hotline.errors import UnknownWorkOrder, WorkOrderAnswered, WorkOrderInCase
from hotline.models import WorkOrder, WorkOrderState
from hotline.selectors import work_order_page, work_orders_by_reference
from hotline.suggestions import suggest_case
from organizations.models import Jurisdiction
from organizations.selectors import Capacity
from web.forms.context import Choices, OrderChoice, OrderChoices

OFFERED = 20
_TO_OPEN = tuple(state for state in WorkOrderState if state not in (WorkOrderState.IN_CASE, WorkOrderState.ANSWERED))
MOST_NAMED = 50


@dataclass(frozen=True, kw_only=True)
class NamedOrders:
    """What an address or a form names: references, and the orders among them that the capacity may see."""

    references: Sequence[str]
    found: dict[str, WorkOrder]

    @property
    def place(self) -> Jurisdiction | None:
        """Where the first of them belongs."""
        return next((order.jurisdiction for order in self.found.values()), None)

    def usable_in(self, place: Jurisdiction) -> list[WorkOrder]:
        """Those of the jurisdiction that have no case yet, as they were received: the first began the matter."""
        usable = [one for one in self.found.values() if one.jurisdiction_id == place.pk and _may_be_used(one)]
        return sorted(usable, key=lambda order: order.received_at)

    def problems_in(self, place: Jurisdiction) -> list[str]:
        """Why the others cannot stand behind a new case, each named."""
        said = []
        for reference in self.references:
            order = self.found.get(reference)
            if order is None or order.jurisdiction_id != place.pk:
                said.append(UnknownWorkOrder(reference=reference, jurisdiction=place.name).text())
            elif order.case:
                said.append(WorkOrderInCase(reference=reference, case=order.case.number).text())
            elif not _may_be_used(order):
                said.append(WorkOrderAnswered(reference=reference).text())
        return said


def named_orders(capacity: Capacity, references: Sequence[str]) -> NamedOrders:
    """Of at most so many references; one query, none where nothing is named."""
    wanted = list(dict.fromkeys(map(tidy, references)))[:MOST_NAMED]
    return NamedOrders(references=wanted, found=work_orders_by_reference(visible_work_orders([capacity]), wanted))


def order_choices(capacity: Capacity, place: Jurisdiction, named: NamedOrders) -> OrderChoices | None:
    """The named ones and the latest that wait in the jurisdiction; None where they are not the person's matter."""
    if not may_see(capacity):
        return None
    visible = visible_work_orders([capacity]).filter(jurisdiction=place)
    waiting = work_order_page(visible, states=_TO_OPEN, size=OFFERED)
    chosen = named.usable_in(place)
    offered = [*chosen, *(order for order in waiting.items if order not in chosen)]
    if not offered and not named.references and not may_take_in(capacity):
        return None
    return OrderChoices(offered=tuple(map(_choice, offered)), there_are_more=waiting.next_before is not None)


def suggested(orders: Sequence[WorkOrder], organizations: Choices) -> dict[str, Any]:
    """What a form begins with when these orders were chosen; recipients that may not be named now are left out."""
    if not orders:
        return {}
    suggestion = suggest_case(orders, bounced(orders))
    listed = {code for code, _words in organizations}
    recipients = [code for code in suggestion.recipients if code in listed]
    return {
        "work_orders": [order.reference for order in orders], "title": suggestion.title, "summary": suggestion.summary,
        "source": str(suggestion.source), "parties": recipients, "interim_handler": next(iter(recipients), ""),
    }  # fmt: skip


def _may_be_used(order: WorkOrder) -> bool:
    return order.case is None and order.state in _TO_OPEN


def _choice(order: WorkOrder) -> OrderChoice:
    return OrderChoice(
        reference=order.reference, text=order.text, received_at=order.received_at,
        recipient=str(order.first_recipient or ""),
    )  # fmt: skip

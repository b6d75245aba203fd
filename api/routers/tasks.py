"""待办: work that waits for somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from ninja import Router
from pydantic import Field

from api.callers import Caller
from api.case_list import address_of
from api.requests import After, ApiRequest, Limit, next_address
from api.schemas import CaseRef, Next, OrganizationRef, Shape
from cases.access import visible_to
from core.paging import Lane, Order, moment, page_of_all
from core.vocabulary import Tier, WorkOrderState
from deadlines.selectors import NEVER, next_due
from flows.acts import ACTS
from flows.assignments import in_own_hands
from flows.models import WorkItem
from flows.waiting import AskInFull, Awaited, asked_of, asked_of_anybody, asks_in_full
from hotline.models import WorkOrder
from hotline.waiting import OrderTask, order_tasks, orders_waiting, orders_waiting_for

router = Router(tags=["tasks"])
DUE_FIRST = Order(column="due", read=moment)


class WaitingOrderOut(Shape):
    """工单, of which a step waits."""

    reference: str
    state: WorkOrderState
    category: str
    text: str
    urgent: bool


class TaskOut(Shape):
    """待办: one step that waits, and the acts that would do it; in a case, with a work order, or beside the steps.

    Beside the steps of a case somebody is asked for something else: to acknowledge, to answer what was asked, to
    decide what was applied for, to sign a paper.
    """

    id: int = Field(description="of the step; of a work order its own; of anything else, of what is asked")
    node: str = Field(description="code of the step, or of what is asked")
    title: str
    case: CaseRef | None = Field(
        description="null where the step is one of a work order, and where you are consulted on a case you do not read"
    )
    work_order: WaitingOrderOut | None = Field(description="null where the step is one in a case")
    tier: Tier | None
    stage: int | None
    organization: OrganizationRef
    opened_at: datetime
    due: datetime | None = Field(
        description="when the next clock about it runs out; of a work order without one the hotline's own moment, of a "
        "call to a meeting or a joint action its beginning, of a meeting's task the end of its day"
    )
    acts: list[str]
    href: str = Field(description="the case, the work order, or what you are consulted on")


class Tasks(Next):
    items: list[TaskOut]


@router.get("/tasks", response=Tasks, operation_id="list_tasks", url_name="tasks", summary="Open work, due first")
def list_tasks(
    request: ApiRequest, mine: bool = True, colleagues: bool = False, after: After = "", limit: Limit = 20
) -> Tasks:
    """待办: ``mine`` is the work of your organizations that no colleague has in hand; ``colleagues=1`` adds theirs,
    and what is for other roles than yours.

    ``mine=0`` is the work of everybody in the cases and with the work orders you may see. What waits inside another
    organization for its signature is told to that organization alone.
    """
    caller: Caller = request.auth
    if mine:
        asks = asked_of(caller.held, caller.person, at=caller.at, of_all=colleagues)
        orders = orders_waiting_for(caller.held)
    else:
        asks, orders = asked_of_anybody(caller.held, at=caller.at), orders_waiting(caller.held)
    lanes: list[Lane] = [_open_work(caller, mine=mine, colleagues=colleagues), orders, asks]
    page = page_of_all(lanes, DUE_FIRST, after=after, size=limit)
    shown = _in_words(page.rows, caller, caller.organization_ids if mine else None)
    return Tasks(items=[shown[row] for row in page.rows if row in shown], next=next_address(request, page.next_after))


def _in_words(rows: Sequence[Any], caller: Caller, ids: list[int] | None) -> dict[Any, TaskOut]:
    """Without what somebody has done between two of our queries."""
    orders = order_tasks([row for row in rows if isinstance(row, WorkOrder)], ids)
    asks = asks_in_full([row for row in rows if isinstance(row, Awaited)], caller.held)
    return {
        **{row: _task(row) for row in rows if isinstance(row, WorkItem)},
        **{row: _of_order(orders[row.pk], row) for row in rows if isinstance(row, WorkOrder) and row.pk in orders},
        **{row: _of_ask(ask) for row, ask in asks.items()},
    }


def _open_work(caller: Caller, *, mine: bool, colleagues: bool) -> QuerySet[WorkItem]:
    items = WorkItem.objects.filter(ended_at=None).annotate(due=next_due(case="case", organization="organization"))
    items = items.select_related("case", "stage", "organization", "task__process")
    if mine:
        own = items.filter(organization__in=caller.organization_ids)
        return own if colleagues else in_own_hands(own, caller.person)
    return items.filter(case__in=visible_to(caller.held))


def _task(item: WorkItem) -> TaskOut:
    return TaskOut(
        id=item.pk, node=item.node, title=gettext(str(item.task.flow_task.task_title or item.node)),
        case=CaseRef.from_orm(item.case), work_order=None, tier=Tier(item.stage.tier) if item.stage else None,
        stage=item.stage_id, organization=OrganizationRef.from_orm(item.organization), opened_at=item.opened_at,
        due=_due(item), acts=[spec.name for spec in ACTS.values() if item.node in spec.nodes],
        href=address_of(item.case),
    )  # fmt: skip


def _of_order(task: OrderTask, row: WorkOrder) -> TaskOut:
    return TaskOut(
        id=row.pk, node=task.step.code, title=task.title, case=None, work_order=WaitingOrderOut.from_orm(task.order),
        tier=None, stage=None, organization=OrganizationRef.from_orm(task.organization), opened_at=task.since,
        due=_due(row), acts=list(task.acts), href=reverse("api:work_order", args=[task.order.reference]),
    )  # fmt: skip


def _of_ask(ask: AskInFull) -> TaskOut:
    """Who is consulted from elsewhere learns nothing of the case but what it was sent."""
    awaited, stage = ask.awaited, ask.stage if ask.readable else None
    return TaskOut(
        id=awaited.about, node=awaited.ask.node, title=ask.title,
        case=CaseRef.from_orm(ask.case) if ask.readable else None, work_order=None,
        tier=Tier(stage.tier) if stage else None, stage=stage.pk if stage else None,
        organization=OrganizationRef.from_orm(ask.organization), opened_at=awaited.since, due=_due(awaited),
        acts=list(awaited.ask.acts),
        href=reverse("api:consultation", args=[awaited.about]) if ask.has_sheet else address_of(ask.case),
    )  # fmt: skip


def _due(row: Any) -> datetime | None:
    """As the query reckoned it."""
    due: datetime = row.due
    return None if due == NEVER else due

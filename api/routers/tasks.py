"""待办: work that waits for somebody."""

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
from core.paging import Order, moment, page_of_all
from core.vocabulary import Tier, WorkOrderState
from deadlines.selectors import NEVER, next_due
from flows.acts import ACTS
from flows.assignments import in_own_hands
from flows.models import WorkItem
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
    """待办: one step that waits, and the acts that would do it; in a case or with a work order."""

    id: int = Field(description="of the step; of a work order its own")
    node: str
    title: str
    case: CaseRef | None = Field(description="null where the step is one of a work order")
    work_order: WaitingOrderOut | None = Field(description="null where the step is one in a case")
    tier: Tier | None
    stage: int | None
    organization: OrganizationRef
    opened_at: datetime
    due: datetime | None = Field(
        description="when the next clock about it runs out; of a work order without one the hotline's own moment"
    )
    acts: list[str]
    href: str = Field(description="the case, or the work order")


class Tasks(Next):
    items: list[TaskOut]


@router.get("/tasks", response=Tasks, operation_id="list_tasks", url_name="tasks", summary="Open work, due first")
def list_tasks(
    request: ApiRequest, mine: bool = True, colleagues: bool = False, after: After = "", limit: Limit = 20
) -> Tasks:
    """待办: ``mine`` is the work of your organizations that no colleague has in hand; ``colleagues=1`` adds theirs.

    ``mine=0`` is the work of everybody in the cases and with the work orders you may see.
    """
    caller: Caller = request.auth
    orders = orders_waiting_for(caller.held) if mine else orders_waiting(caller.held)
    lanes = [_open_work(caller, mine=mine, colleagues=colleagues), orders]
    page = page_of_all(lanes, DUE_FIRST, after=after, size=limit)
    waiting = [row for row in page.rows if isinstance(row, WorkOrder)]
    tasks = order_tasks(waiting, caller.organization_ids if mine else None)
    rows = (_of_order(tasks.get(row.pk), row) if isinstance(row, WorkOrder) else _task(row) for row in page.rows)
    return Tasks(items=[row for row in rows if row], next=next_address(request, page.next_after))


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


def _of_order(task: OrderTask | None, row: WorkOrder) -> TaskOut | None:
    if task is None:  # somebody acted between two of our queries
        return None
    return TaskOut(
        id=row.pk, node=task.step.code, title=task.title, case=None, work_order=WaitingOrderOut.from_orm(task.order),
        tier=None, stage=None, organization=OrganizationRef.from_orm(task.organization), opened_at=task.since,
        due=_due(row), acts=list(task.acts), href=reverse("api:work_order", args=[task.order.reference]),
    )  # fmt: skip


def _due(row: Any) -> datetime | None:
    """As the query reckoned it."""
    due: datetime = row.due
    return None if due == NEVER else due

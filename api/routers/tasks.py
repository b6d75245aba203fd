"""待办: work that waits for somebody."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext
from ninja import Router
from pydantic import Field

from api.callers import Caller
from api.case_list import address_of
from api.requests import After, ApiRequest, Limit, next_address
from api.schemas import CaseRef, Next, OrganizationRef, Shape
from cases.access import visible_to
from core.paging import Order, moment, page_of
from core.vocabulary import Tier
from deadlines.selectors import NEVER, next_due
from flows.acts import ACTS
from flows.assignments import in_own_hands
from flows.models import WorkItem

router = Router(tags=["tasks"])
DUE_FIRST = Order(column="due", read=moment)


class TaskOut(Shape):
    """待办: one step that waits, and the acts that would do it."""

    id: int
    node: str
    title: str
    case: CaseRef
    tier: Tier | None
    stage: int | None
    organization: OrganizationRef
    opened_at: datetime
    due: datetime | None = Field(description="when the next clock about it runs out")
    acts: list[str]
    href: str = Field(description="the case")


class Tasks(Next):
    items: list[TaskOut]


@router.get("/tasks", response=Tasks, operation_id="list_tasks", url_name="tasks", summary="Open work, due first")
def list_tasks(
    request: ApiRequest, mine: bool = True, colleagues: bool = False, after: After = "", limit: Limit = 20
) -> Tasks:
    """待办: ``mine`` is the work of your organizations that no colleague has in hand; ``colleagues=1`` adds theirs.

    ``mine=0`` is the work of everybody in the cases you may see.
    """
    caller: Caller = request.auth
    page = page_of(_open_work(caller, mine=mine, colleagues=colleagues), DUE_FIRST, after=after, size=limit)
    return Tasks(items=[_task(item) for item in page.rows], next=next_address(request, page.next_after))


def _open_work(caller: Caller, *, mine: bool, colleagues: bool) -> QuerySet[WorkItem]:
    items = WorkItem.objects.filter(ended_at=None).annotate(due=next_due(case="case", organization="organization"))
    items = items.select_related("case", "stage", "organization", "task__process")
    if mine:
        own = items.filter(organization__in=caller.organization_ids)
        return own if colleagues else in_own_hands(own, caller.person)
    return items.filter(case__in=visible_to(caller.held))


def _task(item: WorkItem) -> TaskOut:
    due: datetime = item.due  # type: ignore[attr-defined]  # an annotation of the query
    return TaskOut(
        id=item.pk, node=item.node, title=gettext(str(item.task.flow_task.task_title or item.node)),
        case=CaseRef.from_orm(item.case), tier=Tier(item.stage.tier) if item.stage else None, stage=item.stage_id,
        organization=OrganizationRef.from_orm(item.organization), opened_at=item.opened_at,
        due=None if due == NEVER else due, acts=[spec.name for spec in ACTS.values() if item.node in spec.nodes],
        href=address_of(item.case),
    )  # fmt: skip

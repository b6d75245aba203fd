"""工单: intake, idempotent by source and number, and reading."""

from typing import Annotated

from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, ConfigDict, Field

from api.callers import Caller
from api.order_schemas import WorkOrderOut, WorkOrders
from api.requests import ApiRequest, Limit, next_address
from core.errors import NotPermitted
from core.labels import label
from core.vocabulary import OrganizationFunction, WorkOrderState
from hotline.access import may_take_in, visible_work_orders
from hotline.selectors import work_order_page
from hotline.services import intake
from organizations.models import Jurisdiction, Organization
from organizations.selectors import Capacity, jurisdiction_by_code, local_date, organization_by_code

router = Router(tags=["work orders"])


class WorkOrderIn(Schema):
    """工单, as the hotline sends it; phone and identity numbers in the text are masked on arrival."""

    model_config = ConfigDict(extra="forbid")
    jurisdiction: str = Field(description="code")
    source: str = Field(description="code of the system it comes from, e.g. 12345")
    number: str
    text: str
    category: str = ""
    received_at: AwareDatetime
    handle_by: AwareDatetime | None = None
    first_recipient: str = Field("", description="code of the organization it was passed to first")


@router.post(
    "/work-orders", response={201: WorkOrderOut, 200: WorkOrderOut}, operation_id="take_in_work_order",
    url_name="work_orders", summary="Take a work order in",
)  # fmt: skip
def take_in(request: ApiRequest, form: WorkOrderIn) -> Status[WorkOrderOut]:
    """接收工单: 201 when it is new, 200 when the same one is there; other content under its number is refused."""
    caller: Caller = request.auth
    place = jurisdiction_by_code(form.jurisdiction)
    capacity = caller.to_take_in()
    _check(capacity, place)
    order, created = intake(
        source=form.source, number=form.number, text=form.text, category=form.category, received_at=form.received_at,
        handle_by=form.handle_by, jurisdiction=place, first_recipient=_recipient(form, place), by=capacity.actor(),
        at=caller.at, request_key=caller.request_key,
    )  # fmt: skip
    return Status(201 if created else 200, WorkOrderOut.from_orm(order))


@router.get("/work-orders", response=WorkOrders, operation_id="list_work_orders", summary="Work orders, newest first")
def list_work_orders(
    request: ApiRequest, state: WorkOrderState | None = None, q: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None, limit: Limit = 20,
) -> WorkOrders:  # fmt: skip
    """工单: those you may see; ``q`` is looked for in number and text."""
    caller: Caller = request.auth
    page = work_order_page(
        visible_work_orders(caller.held), states=[state] if state else (), q=q, before=after, size=limit
    )
    items = [WorkOrderOut.from_orm(order) for order in page.items]
    return WorkOrders(items=items, next=next_address(request, page.next_before))


def _check(capacity: Capacity, place: Jurisdiction) -> None:
    """Work orders are taken in by the dispatch office of their place."""
    if not may_take_in(capacity) or capacity.organization.jurisdiction_id != place.pk:
        raise NotPermitted(who=f"{place}{label(OrganizationFunction.DISPATCH_OFFICE)}")


def _recipient(form: WorkOrderIn, place: Jurisdiction) -> Organization | None:
    if not form.first_recipient:
        return None
    return organization_by_code(form.first_recipient, local_date(place, form.received_at), field="first_recipient")

"""工单办理: one typed operation for each act on a work order; nothing else changes an order."""

from collections.abc import Callable
from typing import Annotated

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from api.callers import Caller
from api.event_schemas import EventOut
from api.order_file import find_order, order_file
from api.order_schemas import OrderFileOut
from api.requests import ApiRequest
from api.schemas import Shape
from core.errors import NotFound
from documents.selectors import content_of
from documents.services import check_size
from flows.acts import STAFF
from flows.inputs import ActInput
from hotline.acts import ORDER_ACTS, OrderAct
from hotline.conditions import who_adds_papers
from hotline.services import add_paper, perform
from hotline.situation import order_situation

router = Router(tags=["work orders"], by_alias=True)

Revision = Annotated[
    int | None,
    Query(description="revision of the order you looked at: when somebody acted since, it is refused (409)", le=2**62),
]


class OrderPerformed(Shape):
    """What was done, and the order as it stands after it."""

    event: EventOut
    order: OrderFileOut


def endpoint_of(spec: OrderAct) -> Callable[..., OrderPerformed]:
    """The endpoint of one act, with the act's own input as its body."""

    def endpoint(request: ApiRequest, reference: str, form: ActInput, revision: Revision = None) -> OrderPerformed:
        caller: Caller = request.auth
        order = find_order(caller, reference)
        capacity = caller.to_act_on(order, spec.who(order_situation(order)), spec.roles)
        event = perform(
            reference=order.reference, act=spec.name, form=form, capacity=capacity, at=caller.at,
            request_key=caller.request_key, revision=revision,
        )  # fmt: skip
        return OrderPerformed(event=EventOut.of(event), order=order_file(caller, reference))

    endpoint.__annotations__["form"] = spec.input
    endpoint.__doc__ = f"{(spec.input.__doc__ or '').strip()}\n\n{spec.consequence}"
    return endpoint


for _spec in ORDER_ACTS.values():
    router.post(
        f"/work-orders/{{path:reference}}/actions/{_spec.name}", response=OrderPerformed, operation_id=_spec.name,
        url_name=_spec.name, summary=_spec.title,
    )(endpoint_of(_spec))  # fmt: skip


@router.post(
    "/work-orders/{path:reference}/papers", response={201: OrderFileOut}, operation_id="add_order_paper",
    url_name="order_papers", summary="Put a paper into a work order's file",
)  # fmt: skip
def put_paper(
    request: ApiRequest, reference: str, file: Annotated[UploadedFile, File()],
    title: Annotated[str, Form(max_length=200)] = "",
) -> Status[OrderFileOut]:  # fmt: skip
    """存入工单材料: e.g. the signed sheet of an objection."""
    caller: Caller = request.auth
    order = find_order(caller, reference)
    name = file.name or ""
    check_size(size=file.size or 0, file_name=name)
    capacity = caller.to_act_on(order, who_adds_papers(order_situation(order)), STAFF)
    add_paper(
        reference=reference, upload=file.read(), file_name=name, title=title, capacity=capacity, at=caller.at,
        request_key=caller.request_key,
    )  # fmt: skip
    return Status(201, order_file(caller, reference))


@router.get(
    "/work-orders/{path:reference}/papers/{int:document}/content", operation_id="read_order_paper",
    url_name="order_paper", summary="Content of a paper of a work order",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": {}}}}},
)  # fmt: skip
def read_paper(request: ApiRequest, reference: str, document: int) -> HttpResponse:
    """文件内容, compared with its digest on the way out."""
    papers = find_order(request.auth, reference).papers.select_related("document__file")
    paper = papers.filter(document=document).first()
    if paper is None:
        raise NotFound(field="document")
    kept = paper.document
    response = HttpResponse(content_of(kept), content_type=kept.file.media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=kept.file_name) or "attachment"
    )
    return response


@router.get(
    "/work-orders/{path:reference}", response=OrderFileOut, operation_id="read_work_order", url_name="work_order",
    summary="Read a work order",
)  # fmt: skip
def read_work_order(request: ApiRequest, reference: str, working: bool = False) -> OrderFileOut:
    """工单详情; read for its receiver, the order counts as delivered."""
    return order_file(request.auth, reference, working=working)

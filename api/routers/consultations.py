"""征求意见函: what your organizations were asked about a case, also where they do not read it; and their answer."""

from typing import Annotated

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from api.callers import Caller
from api.consultation_file import (
    AskedRows,
    SheetAnswered,
    SheetOut,
    SheetPaperAdded,
    find_sheet,
    paper_of,
    paper_out,
    rows_of,
    sent_to,
    sheet_out,
)
from api.event_schemas import EventOut
from api.requests import After, ApiRequest, Limit, next_address
from cases.models import Consultation
from core.errors import NotPermitted
from core.paging import Order, page_of
from documents.selectors import content_of
from documents.services import check_size
from flows.consulting import add_sheet, answer, answerer
from flows.inputs import AnswerConsultation
from organizations.selectors import Capacity

router = Router(tags=["consultations"], by_alias=True)
NEWEST = Order(descending=True)


@router.get(
    "/consultations", response=AskedRows, operation_id="list_consultations", url_name="consultations",
    summary="What your organizations were asked, newest first",
)  # fmt: skip
def list_consultations(request: ApiRequest, waiting: bool = False, after: After = "", limit: Limit = 20) -> AskedRows:
    """征求意见函: asked by who conducts a case; ``waiting=1`` leaves those that still wait for an answer."""
    caller: Caller = request.auth
    sheets = sent_to(caller).filter(answered_at=None, lapsed_at=None) if waiting else sent_to(caller)
    page = page_of(sheets, NEWEST, after=after, size=limit)
    return AskedRows(items=rows_of(page.rows, caller.at), next=next_address(request, page.next_after))


@router.get(
    "/consultations/{int:consultation}", response=SheetOut, operation_id="read_consultation",
    url_name="consultation", summary="One question, its papers, its answer",
)  # fmt: skip
def read_sheet(request: ApiRequest, consultation: int) -> SheetOut:
    """征求意见函: all that a body of another jurisdiction reads of the case; who was not asked finds nothing here."""
    return sheet_out(request.auth, consultation)


@router.post(
    "/consultations/{int:consultation}/answer", response=SheetAnswered, operation_id="answer_question_asked",
    url_name="consultation_answer", summary="Answer what was asked",
)  # fmt: skip
def answer_sheet(request: ApiRequest, consultation: int, form: AnswerConsultation) -> SheetAnswered:
    """答复征求意见: the signed answer goes into the file of the case; what is over is refused (409)."""
    caller: Caller = request.auth
    asked = find_sheet(caller, consultation)
    event = answer(
        asked=asked, form=form, capacity=_capacity(asked, caller), at=caller.at, request_key=caller.request_key
    )
    return SheetAnswered(event=EventOut.of(event), consultation=sheet_out(caller, consultation))


@router.post(
    "/consultations/{int:consultation}/documents", response={201: SheetPaperAdded},
    operation_id="add_consultation_document", url_name="consultation_documents", summary="Add the signed sheet",
)  # fmt: skip
def put_sheet(
    request: ApiRequest, consultation: int, file: Annotated[UploadedFile, File()],
    title: Annotated[str, Form(max_length=200)] = "",
) -> Status[SheetPaperAdded]:  # fmt: skip
    """存入案卷: PDF, PNG, JPEG, DOCX, XLSX or text; it joins the file of the case, and can be named in the answer."""
    caller: Caller = request.auth
    asked = find_sheet(caller, consultation)
    name = file.name or ""
    check_size(size=file.size or 0, file_name=name)
    event = add_sheet(
        asked=asked, upload=file.read(), file_name=name, title=title, capacity=_capacity(asked, caller), at=caller.at,
        request_key=caller.request_key,
    )  # fmt: skip
    added = paper_out(asked, paper_of(asked, event.data["document"]))
    return Status(201, SheetPaperAdded(event=EventOut.of(event), document=added))


@router.get(
    "/consultations/{int:consultation}/documents/{int:document}/content",
    operation_id="read_consultation_document", url_name="consultation_document", summary="Content of such a paper",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": {}}}}},
)  # fmt: skip
def read_content(request: ApiRequest, consultation: int, document: int) -> HttpResponse:
    """附件: only what went along with the question, and what your organization added itself."""
    kept = paper_of(find_sheet(request.auth, consultation), document)
    response = HttpResponse(content_of(kept), content_type=kept.file.media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=kept.file_name) or "attachment"
    )
    return response


def _capacity(asked: Consultation, caller: Caller) -> Capacity:
    """Raises ``NotPermitted`` for who only looks on."""
    capacity = answerer(asked, caller.held)
    if capacity is None:
        raise NotPermitted(who=str(asked.organization))
    return capacity

"""案卷材料: papers into the file and out of it."""

from typing import Annotated

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from api.callers import Caller
from api.case_file import document_out, find_case, papers_of
from api.event_schemas import EventOut
from api.file_schemas import DocumentOut
from api.requests import ApiRequest
from api.schemas import Shape
from core.errors import NotFound
from documents.selectors import content_of
from documents.services import check_size
from flows.services import add_document

router = Router(tags=["documents"])


class Added(Shape):
    """The paper as it stands in the file, and the event that says so."""

    event: EventOut
    document: DocumentOut


@router.post(
    "/cases/{number}/documents", response={201: Added}, operation_id="add_document", url_name="documents",
    summary="Put a paper into the file",
)  # fmt: skip
def put_into_file(
    request: ApiRequest, number: str, file: Annotated[UploadedFile, File()],
    title: Annotated[str, Form(max_length=200)] = "",
) -> Status[Added]:  # fmt: skip
    """存入案卷: PDF, PNG, JPEG, DOCX, XLSX or text; the content counts, not the name."""
    caller: Caller = request.auth
    case = find_case(caller, number)
    name = file.name or ""
    check_size(size=file.size or 0, file_name=name)
    event = add_document(
        number=case.number, upload=file.read(), file_name=name, title=title, capacity=caller.to_add_document(case),
        at=caller.at, request_key=caller.request_key,
    )  # fmt: skip
    paper = papers_of(case).get(document=event.data["document"])
    return Status(201, Added(event=EventOut.of(event), document=document_out(case, paper)))


@router.get(
    "/cases/{number}/documents/{int:document}/content", operation_id="read_document", url_name="document",
    summary="Content of a paper", openapi_extra={"responses": {200: {"content": {"application/octet-stream": {}}}}},
)  # fmt: skip
def read_content(request: ApiRequest, number: str, document: int) -> HttpResponse:
    """文件内容, compared with its digest on the way out."""
    case = find_case(request.auth, number)
    paper = papers_of(case).filter(document=document).first()
    if paper is None:
        raise NotFound(field="document")
    kept = paper.document
    response = HttpResponse(content_of(kept), content_type=kept.file.media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=kept.file_name) or "attachment"
    )
    return response

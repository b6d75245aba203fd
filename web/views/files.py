"""案卷材料: papers into a case's file and out of it, through the case's own gate."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import CaseDocument
from core.errors import DomainError, NotFound
from documents.errors import EmptyFile
from documents.selectors import content_of
from documents.services import allowed_kinds, check_size, safe_file_name
from flows.bpmn import MEDIA_TYPE, bpmn, flow_names
from flows.selectors import situation
from flows.services import add_document
from web.views.case_access import the_case, working_capacity
from web.visitors import VisitorRequest, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def documents(request: VisitorRequest, number: str) -> HttpResponse:
    """上传: one paper joins the file; what is wrong with it is said beside the box."""
    case = the_case(request, number)
    if request.method != "POST":
        return render(request, "web/case/upload.html", {"case": case, "allowed_kinds": allowed_kinds()})
    try:
        _add(request, number)
    except NotFound:
        raise
    except DomainError as error:
        context = {
            "case": case,
            "error": error.text(),
            "title": request.POST.get("title", ""),
            "allowed_kinds": allowed_kinds(),
        }
        return render(request, "web/case/upload.html", context, status=error.status)
    messages.success(request, gettext("The paper is in the file."))
    return redirect(f"/cases/{case.number}/#papers")


@require_safe
@signed_in
def document(request: VisitorRequest, number: str, document_id: int) -> HttpResponse:
    """下载: always as a file to keep, never shown by the browser as if it were a page of ours."""
    case = the_case(request, number)
    paper = CaseDocument.objects.select_related("document__file").filter(case=case, document=document_id).first()
    if paper is None:
        raise NotFound(field="document")
    stored = paper.document
    return download(content_of(stored), stored.file_name, stored.file.media_type)


@require_safe
@signed_in
def flow_file(_request: VisitorRequest, name: str) -> HttpResponse:
    """BPMN 2.0: the flow of this name first, and the others it calls."""
    names = flow_names()
    if name not in names:
        raise NotFound(field="flow")
    xml = bpmn([name, *(other for other in names if other != name)])
    return download(xml.encode(), f"dingfen-{name}-{get_language()}.bpmn", MEDIA_TYPE)


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """上传的文件: under a name that is safe to keep, with the title it was given."""

    name: str
    content: bytes
    title: str


def uploaded(request: VisitorRequest) -> Uploaded:
    """What came with the form; its size is looked at before it is read. Raises ``EmptyFile`` and what it refuses."""
    upload = request.FILES.get("file")
    if upload is None:
        raise EmptyFile(field="file", file_name=gettext("no file"))
    name = safe_file_name(upload.name or "")
    check_size(size=upload.size or 0, file_name=name)
    return Uploaded(name=name, content=upload.read(), title=request.POST.get("title", ""))


def _add(request: VisitorRequest, number: str) -> None:
    sent = uploaded(request)
    now = situation(the_case(request, number), at=request.at)
    add_document(
        number=number, upload=sent.content, file_name=sent.name, title=sent.title,
        capacity=working_capacity(request, now), at=request.at, request_key=request.POST.get("request_key", ""),
    )  # fmt: skip


def download(content: bytes, file_name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    disposition = content_disposition_header(as_attachment=True, filename=file_name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response

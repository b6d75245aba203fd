"""征求意见函: what a body that does not read the case was asked, with its papers; here it answers and nothing else."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access import consultations_sent_to
from cases.models import CaseDocument, Consultation
from core.errors import DomainError, NotFound, NotPermitted
from deadlines.services import running
from documents.selectors import content_of
from documents.services import allowed_kinds
from flows.consulting import ANSWER, add_sheet, answer, answerer
from flows.inputs import AnswerConsultation
from organizations.selectors import Capacity, local_date
from web.forms.background import head_of
from web.forms.context import FormContext
from web.forms.from_input import ActForm
from web.views.files import download, uploaded
from web.visitors import VisitorRequest, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def consultation(request: VisitorRequest, pk: int) -> HttpResponse:
    """The question with its papers, and while it waits the form of the answer."""
    asked = _asked(request, pk)
    capacity = answerer(asked, request.visitor.capacities)
    if request.method == "POST":
        return _sent(request, asked, capacity)
    today = local_date(asked.case.jurisdiction, request.at)
    first = {"signed_on": today, "signed_by": head_of(capacity.organization, today)} if capacity else {}
    return _page(request, asked, capacity, ActForm(model=ANSWER.input, context=_context(asked), initial=first))


@require_POST
@signed_in
def consultation_papers(request: VisitorRequest, pk: int) -> HttpResponse:
    """上传: the signed sheet joins the file of the case, which its sender does not read."""
    asked = _asked(request, pk)
    try:
        capacity = answerer(asked, request.visitor.capacities)
        if capacity is None:
            raise NotPermitted(who=str(asked.organization))
        sent = uploaded(request)
        add_sheet(
            asked=asked, upload=sent.content, file_name=sent.name, title=sent.title, capacity=capacity,
            at=request.at,
        )  # fmt: skip
    except DomainError as error:
        messages.error(request, error.text())
    else:
        messages.success(request, gettext("The paper is in the file."))
    return redirect("consultation", pk=pk)


@require_safe
@signed_in
def consultation_paper(request: VisitorRequest, pk: int, document_id: int) -> HttpResponse:
    """附件: only what went along with the question."""
    found = _asked(request, pk).papers.select_related("document__file").filter(document=document_id).first()
    if found is None:
        raise NotFound(field="document")
    kept = found.document
    return download(content_of(kept), kept.file_name, kept.file.media_type)


def _asked(request: VisitorRequest, pk: int) -> Consultation:
    """Raises ``NotFound``."""
    mine = consultations_sent_to(list(request.visitor.capacities))
    asked = mine.select_related("case__jurisdiction", "asked_by", "organization").filter(pk=pk).first()
    if asked is None:
        raise NotFound(field="consultation")
    return asked


def _context(asked: Consultation) -> FormContext:
    """The page is about one question, and of the file it shows the answerer's own sheets only."""
    sheets = CaseDocument.objects.filter(case=asked.case, document__organization=asked.organization)
    return FormContext(
        zone=ZoneInfo(asked.case.jurisdiction.timezone), known=frozenset({"consultation"}),
        documents=[(str(row.document_id), row.document.title) for row in sheets.select_related("document")],
    )  # fmt: skip


def _sent(request: VisitorRequest, asked: Consultation, capacity: Capacity | None) -> HttpResponse:
    form = ActForm(request.POST, model=ANSWER.input, context=_context(asked))
    if not form.is_valid() or not isinstance(form.act_input, AnswerConsultation):
        return _page(request, asked, capacity, form, status=422)
    try:
        if capacity is None:
            raise NotPermitted(who=str(asked.organization))
        answer(
            asked=asked, form=form.act_input, capacity=capacity, at=request.at,
            request_key=form.cleaned_data["request_key"],
        )  # fmt: skip
    except DomainError as error:
        form.take(error)
        return _page(request, asked, capacity, form, status=error.status)
    messages.success(request, gettext("Done: %(act)s. %(consequence)s") % _words())
    return redirect("consultation", pk=asked.pk)


def _page(
    request: VisitorRequest, asked: Consultation, capacity: Capacity | None, form: ActForm, *, status: int = 200
) -> HttpResponse:
    clocks = running(asked.case).filter(organization=asked.organization_id, step=asked.step, of=None)
    context = {
        "asked": asked, "capacity": capacity, "form": form, "zone": ZoneInfo(asked.case.jurisdiction.timezone),
        "papers": list(asked.papers.select_related("document").order_by("pk")), "allowed_kinds": allowed_kinds(),
        "clock": clocks.order_by("expires_at").first(), **_words(),
    }  # fmt: skip
    return render(request, "web/consultation.html", context, status=status)


def _words() -> dict[str, str]:
    return {"act": gettext(ANSWER.title), "consequence": gettext(ANSWER.consequence)}

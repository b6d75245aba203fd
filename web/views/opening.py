"""提起协调: look first whether the duty is settled already; then open a case."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.drafts import discard_draft, drafts_of, find_draft, save_draft
from cases.models import Case, OpeningDraft
from core.errors import DomainError, NotPermitted
from core.text import tidy
from core.vocabulary import CaseState
from flows.acts import STAFF
from flows.inputs import OpenCase
from flows.inputs.opening import as_draft
from hotline.bounced import Bounced, bounced
from hotline.services import open_case_from_orders
from organizations.models import Jurisdiction
from organizations.selectors import Capacity, local_date
from registry.selectors import look_up
from web.forms.background import background_of_opening
from web.forms.from_input import ActForm
from web.jurisdictions import places_for
from web.opening_orders import named_orders, order_choices, suggested
from web.views.case_matrix import roles_by_phase
from web.visitors import VisitorRequest, signed_in

LONGEST_QUERY = 120
SHOWN = 5


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_page(request: VisitorRequest) -> HttpResponse:
    """The form that opens a case; beside it what the duty list says of the words typed."""
    capacity = _capacity(request)
    draft = _draft(request)
    kept = draft.content if draft and request.method != "POST" else {}
    asked = (request.POST or request.GET).getlist("work_orders")
    named = named_orders(capacity, [*kept.get("work_orders", ()), *asked])
    place = _place(request, named.place or capacity.organization.jurisdiction, kept.get("jurisdiction", ""))
    context = background_of_opening(
        places_for(request).offered, place, at=request.at, orders=order_choices(capacity, place, named)
    )
    if request.method != "POST":
        first = {
            "title": tidy(request.GET.get("title", ""))[:LONGEST_QUERY],
            **suggested(named.usable_in(place), context.organizations),
            **kept,
            "jurisdiction": place.code,
        }
        form = ActForm(model=OpenCase, context=context, initial=first)
        history = bounced(named.usable_in(place)) if named.found else None
        return _page(request, place, capacity, form, problems=named.problems_in(place), history=history, draft=draft)
    form = ActForm(request.POST, model=OpenCase, context=context)
    if not form.is_valid() or not isinstance(form.act_input, OpenCase):
        return _page(request, place, capacity, form, status=200 if form.seeks() else 422, draft=draft)
    try:
        case = open_case_from_orders(
            form=form.act_input, capacity=capacity, at=request.at, request_key=form.cleaned_data["request_key"],
            draft=draft.pk if draft else None,
        )  # fmt: skip
    except DomainError as error:
        form.take(error)
        return _page(request, place, capacity, form, status=error.status, draft=draft)
    messages.success(request, _said_of(case))
    return redirect("case", number=case.number)


def _said_of(case: Case) -> str:
    if case.state == CaseState.INTAKE:
        said = gettext("Case %(number)s is filed; it is reviewed first, and its terms begin when it is taken in.")
    else:
        said = gettext("Case %(number)s is open; every department concerned is told.")
    return said % {"number": case.number}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_drafts(request: VisitorRequest) -> HttpResponse:
    """我的草稿: the list; what is sent here is kept as a draft, in place of the one that it was resumed from."""
    if request.method != "POST":
        return render(request, "web/drafts.html", _list_of(request))
    capacity = _capacity(request)
    place = _place(request, capacity.organization.jurisdiction)
    named = named_orders(capacity, request.POST.getlist("work_orders"))
    orders = order_choices(capacity, place, named)
    context = background_of_opening(places_for(request).offered, place, at=request.at, orders=orders)
    form, draft = ActForm(request.POST, model=OpenCase, context=context), _draft(request)
    try:
        kept = save_draft(
            person=request.visitor.person, content=as_draft(form.typed()), at=request.at,
            replaces=draft.pk if draft else None,
        )  # fmt: skip
    except DomainError as error:
        messages.error(request, error.text())
        return _page(request, place, capacity, form, status=error.status, draft=draft)
    messages.success(request, gettext("The draft is kept; only you see it."))
    return redirect(f"{reverse('open_case')}?draft={kept.pk}&as={capacity.membership.pk}")


def _list_of(request: VisitorRequest) -> dict[str, Any]:
    return {"drafts": list(drafts_of(request.visitor.person)), "zone": request.visitor.zone}


@require_POST
@signed_in
def delete_draft(request: VisitorRequest, draft: int) -> HttpResponse:
    """删除草稿."""
    discard_draft(request.visitor.person, find_draft(request.visitor.person, draft).pk)
    messages.success(request, gettext("The draft is deleted."))
    return redirect("my_drafts")


@require_safe
@signed_in
def similar(request: VisitorRequest) -> HttpResponse:
    """先查清单: entries in force that answer what is typed, and nothing where nothing is."""
    place = _place(request, _capacity(request).organization.jurisdiction)
    context = _similar(request, place, request.GET.get("title") or request.GET.get("q", ""))
    return render(request, "web/case/_similar.html", context)


def _page(
    request: VisitorRequest, place: Jurisdiction, capacity: Capacity, form: ActForm, *, status: int = 200,
    problems: Sequence[str] = (), history: Bounced | None = None, draft: OpeningDraft | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "place": place, "capacity": capacity, "problems": problems, "history": history, "draft": draft,
        **_similar(request, place, str(form["title"].value() or "")),
    }  # fmt: skip
    return render(request, "web/case/open.html", context, status=status)


def _similar(request: VisitorRequest, place: Jurisdiction, words: str) -> dict[str, Any]:
    sought = tidy(words)[:LONGEST_QUERY]
    today = local_date(place, request.at)
    found = look_up(jurisdiction=place, q=sought, on=today, limit=SHOWN) if sought else []
    entries = [
        (
            hit.version,
            roles_by_phase(
                [
                    {"phase": one.phase, "role": one.role, "organization": one.organization.short_name}
                    for one in hit.version.assignments.all()
                ]
            ),
        )
        for hit in found
    ]
    return {"sought": sought, "entries": entries, "place": place}


def _capacity(request: VisitorRequest) -> Capacity:
    """As whom the case is opened: the capacity named, else the first one that works on cases."""
    working = [capacity for capacity in request.visitor.capacities if capacity.role in STAFF]
    named = request.POST.get("as") or request.GET.get("as", "")
    chosen = next((one for one in working if str(one.membership.pk) == named), next(iter(working), None))
    if chosen is None:
        raise NotPermitted(who=gettext("handlers, reviewers, heads and liaisons of an organization"))
    return chosen


def _draft(request: VisitorRequest) -> OpeningDraft | None:
    """The visitor's draft that the address or the form names; gone without a word where it was deleted meanwhile."""
    named = request.POST.get("draft") or request.GET.get("draft", "")
    pk = int(named) if named.isascii() and named.isdigit() else 0
    return drafts_of(request.visitor.person).filter(pk=pk).first() if pk else None


def _place(request: VisitorRequest, default: Jurisdiction, kept: str = "") -> Jurisdiction:
    code = request.POST.get("jurisdiction") or request.GET.get("jurisdiction", "") or kept
    offered = {place.code: place for place in places_for(request).offered}
    return offered.get(code, default)

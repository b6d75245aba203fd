"""工单页: one order with its course, and a form for each act on it."""

from datetime import date
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import DomainError, NotFound, NotPermitted, Stale
from documents.selectors import content_of
from documents.services import allowed_kinds
from flows.acts import STAFF
from hotline.acts import ORDER_ACTS, OrderAct
from hotline.conditions import who_adds_papers, who_opens_a_case
from hotline.owners import advice_for
from hotline.selectors import order_offers, order_withheld
from hotline.services import add_paper, note_opened, perform
from hotline.situation import OrderSituation, order_situation
from organizations.models import Organization
from organizations.selectors import Capacity, local_date, organizations_for_choice
from web.forms.background import head_of
from web.forms.context import FormContext
from web.forms.from_input import ActForm
from web.order_file import page_of_order, the_order
from web.views.files import download, uploaded
from web.visitors import VisitorRequest, signed_in

CONFLICT = 409
_NOT_KEPT = ("csrfmiddlewaretoken", "request_key", "stage", "again", "find")


@require_safe
@signed_in
def order_page(request: VisitorRequest, reference: str) -> HttpResponse:
    """工单页; that somebody of the receiver opens it proves that it was delivered."""
    order = the_order(request, reference)
    if request.method == "GET":
        note_opened(order=order, held=request.visitor.capacities, at=request.at)
    now = order_situation(order)
    held = request.visitor.capacities
    context = {
        **page_of_order(now, request.at), "offers": order_offers(now, held),
        "withheld": [(gettext(spec.title), why) for spec, why in order_withheld(now, held)],
        "opener": _of(held, who_opens_a_case(now)), "adder": _of(held, who_adds_papers(now)),
        "upload_key": uuid4(), "allowed_kinds": allowed_kinds(),
    }  # fmt: skip
    return render(request, "web/order/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def order_act(request: VisitorRequest, reference: str, name: str) -> HttpResponse:
    """The form of an act on an order, and what comes of sending it."""
    spec = ORDER_ACTS.get(name)
    if spec is None:
        raise Http404
    now = order_situation(the_order(request, reference))
    capacity = _capacity(request, now, spec)
    if capacity is None:
        return _not_offered(request, now, spec)
    if request.method == "POST":
        return _sent(request, now, spec, capacity)
    form = ActForm(
        model=spec.input, context=_background(now, request), stage_id=now.order.revision,
        initial=_first_values(now, spec, capacity, request),
    )  # fmt: skip
    return _form_page(request, now, spec, capacity, form)


@require_POST
@signed_in
def order_papers(request: VisitorRequest, reference: str) -> HttpResponse:
    """上传: one paper joins the order's papers."""
    now = order_situation(the_order(request, reference))
    capacity = _of(request.visitor.capacities, who_adds_papers(now))
    try:
        if capacity is None:
            raise NotPermitted(who=gettext("the dispatch office and whoever holds the order"))
        sent = uploaded(request)
        add_paper(
            reference=reference, upload=sent.content, file_name=sent.name, title=sent.title,
            capacity=capacity, at=request.at, request_key=request.POST.get("request_key", ""),
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, error.text())
    else:
        messages.success(request, gettext("The paper is in the file."))
    return redirect("work_order", reference=reference)


@require_safe
@signed_in
def order_paper(request: VisitorRequest, reference: str, document_id: int) -> HttpResponse:
    """下载: always as a file to keep."""
    papers = the_order(request, reference).papers.select_related("document__file")
    paper = papers.filter(document=document_id).first()
    if paper is None:
        raise NotFound(field="document")
    kept = paper.document
    return download(content_of(kept), kept.file_name, kept.file.media_type)


def _sent(request: VisitorRequest, now: OrderSituation, spec: OrderAct, capacity: Capacity) -> HttpResponse:
    form = ActForm(_typed(request, now), model=spec.input, context=_background(now, request))
    if not form.is_valid() or form.act_input is None:
        return _form_page(request, now, spec, capacity, form, status=200 if form.seeks() else 422)
    try:
        perform(
            reference=now.order.reference, act=spec.name, form=form.act_input, capacity=capacity, at=request.at,
            request_key=form.cleaned_data["request_key"], revision=form.cleaned_data["stage"],
        )  # fmt: skip
    except Stale as error:
        return _too_late(request, now, spec, form, error)
    except NotFound:
        raise
    except DomainError as error:
        form.take(error)
        return _form_page(request, now, spec, capacity, form, status=error.status)
    said = {"act": gettext(spec.title), "consequence": gettext(spec.consequence)}
    messages.success(request, gettext("Done: %(act)s. %(consequence)s") % said)
    return redirect("work_order", reference=now.order.reference)


def _typed(request: VisitorRequest, now: OrderSituation) -> QueryDict:
    """What was sent. A form that comes back after a lost race rests on the order of today and has a new key."""
    if "again" not in request.POST:
        return request.POST
    typed = request.POST.copy()
    typed["request_key"], typed["stage"] = str(uuid4()), str(now.order.revision)
    return typed


def _background(now: OrderSituation, request: VisitorRequest) -> FormContext:
    place = now.order.jurisdiction
    offices = {office.pk for office in now.offices}
    everybody = organizations_for_choice(place, local_date(place, request.at))
    listed = [organization for organization in everybody if organization.pk not in offices]
    papers = now.order.papers.select_related("document").order_by("-pk")
    return FormContext(
        zone=ZoneInfo(place.timezone),
        organizations=[(one.code, one.short_name) for one in listed],
        search_words={one.code: f"{one.name} {one.code} {one.initials}" for one in listed},
        documents=[(str(paper.document_id), paper.document.title) for paper in papers],
    )


def _first_values(now: OrderSituation, spec: OrderAct, capacity: Capacity, request: VisitorRequest) -> dict[str, Any]:
    """预填: whom the objection or the advice names, and the head who signs."""
    fields, today = spec.input.model_fields, local_date(now.order.jurisdiction, request.at)
    values: dict[str, Any] = {"urgent": now.order.urgent}
    if "organization" in fields:
        suggested = _suggested(now, request)
        values["organization"] = suggested.code if suggested else ""
    if "signed_on" in fields:
        values.update(_signature(capacity, today))
    return values


def _signature(capacity: Capacity, today: date) -> dict[str, Any]:
    return {"signed_on": today, "signed_by": head_of(capacity.organization, today)}


def _suggested(now: OrderSituation, request: VisitorRequest) -> Organization | None:
    """Whom the last receiver proposed, else whom the system suggests."""
    last = now.dispatches[-1] if now.dispatches else None
    proposed = last.objection.proposed if last is not None and hasattr(last, "objection") else None
    return proposed or advice_for(now.order, at=request.at).organization


def _form_page(
    request: VisitorRequest, now: OrderSituation, spec: OrderAct, capacity: Capacity, form: ActForm, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    page = page_of_order(now, request.at)
    context = {**page, "spec": spec, "form": form, "capacity": capacity, **_words(spec)}
    return render(request, "web/order/act.html", context, status=status)


def _too_late(
    request: VisitorRequest, now: OrderSituation, spec: OrderAct, form: ActForm, error: Stale
) -> HttpResponse:
    kept = [(name, value) for name, values in request.POST.lists() for value in values if name not in _NOT_KEPT]
    context = {
        "order": now.order, "spec": spec, "reason": error.text(), "typed": form.typed_lines(), "kept": kept,
        **_words(spec),
    }  # fmt: skip
    return render(request, "web/order/stale.html", context, status=CONFLICT)


def _not_offered(request: VisitorRequest, now: OrderSituation, spec: OrderAct) -> HttpResponse:
    reasons = {one.name: reason for one, reason in order_withheld(now, request.visitor.capacities)}
    context = {"order": now.order, "spec": spec, "reason": reasons.get(spec.name, ""), **_words(spec)}
    return render(request, "web/order/not_offered.html", context, status=CONFLICT)


def _words(spec: OrderAct) -> dict[str, str]:
    return {"act": gettext(spec.title), "consequence": gettext(spec.consequence)}


def _capacity(request: VisitorRequest, now: OrderSituation, spec: OrderAct) -> Capacity | None:
    """As whom the visitor takes this act: the capacity the form names, else the one in which it is offered."""
    held = request.visitor.capacities
    named = request.POST.get("as") or request.GET.get("as", "")
    chosen = [capacity for capacity in held if str(capacity.membership.pk) == named]
    offered = [offer.capacity for offer in order_offers(now, chosen or held) if offer.spec.name == spec.name]
    # who sends a form that was offered is told by the door itself who was first
    return next(iter(offered or (chosen if request.method == "POST" else [])), None)


def _of(held: Any, organizations: list[Organization]) -> Capacity | None:
    """Of the visitor's capacities the first that works for one of these."""
    ids = {organization.pk for organization in organizations}
    return next((c for c in held if c.role in STAFF and c.membership.organization_id in ids), None)

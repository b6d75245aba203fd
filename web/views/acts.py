"""办理: one form per act, made from what the act takes."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from core.errors import DomainError, NotFound, NotPermitted, Stale
from flows.acts import ACTS, ActSpec
from flows.inputs.fields import unsigned
from flows.selectors import situation, withheld
from flows.services import perform, send_for_sign_off
from flows.situation import Situation
from organizations.selectors import Capacity
from web.dossier import file_of
from web.forms.background import background_of, first_values
from web.forms.from_input import ActForm
from web.views.case_access import capacity_for_act, the_case
from web.views.case_at_hand import sheets_for
from web.views.case_clocks import clocks_of
from web.visitors import VisitorRequest, signed_in
from workdays.selectors import calendar_for

CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def act(request: VisitorRequest, number: str, name: str) -> HttpResponse:
    """The form of an act, and what comes of sending it."""
    case, spec = the_case(request, number), ACTS.get(name)
    if spec is None:
        raise Http404
    now = situation(case, at=request.at)
    capacity = capacity_for_act(request, now, spec)
    if capacity is None:
        return _not_offered(request, now, spec)
    if request.method == "POST":
        return _sent(request, now, spec, capacity)
    return _page(request, now, spec, capacity, _empty_form(request, now, spec, capacity))


def _sent(request: VisitorRequest, now: Situation, spec: ActSpec, capacity: Capacity) -> HttpResponse:
    context = background_of(now, spec.input, at=request.at, capacity=capacity)
    for_sign_off = "sign_off" in request.POST and spec.goes_to_sign_off
    model = unsigned(spec.input) if for_sign_off else spec.input
    form = ActForm(_typed(request, now), model=model, context=context)
    if not form.is_valid() or form.act_input is None:
        if for_sign_off:
            form = form.with_signature(spec.input)
        return _page(request, now, spec, capacity, form, status=200 if form.seeks() else 422)
    do = send_for_sign_off if for_sign_off else perform
    try:
        do(
            number=now.case.number, act=spec.name, form=form.act_input, capacity=capacity, at=request.at,
            request_key=form.cleaned_data["request_key"], stage_id=form.cleaned_data["stage"],
        )  # fmt: skip
    except Stale as error:
        return _too_late(request, now, spec, form, error)
    except NotFound:
        raise
    except DomainError as error:
        form.take(error)
        return _page(request, now, spec, capacity, form, status=error.status)
    if for_sign_off:
        messages.success(request, gettext("Sent for sign-off: %(act)s. It is done when the head signs.") % _words(spec))
    else:
        messages.success(request, gettext("Done: %(act)s. %(consequence)s") % _words(spec))
    return redirect("case", number=now.case.number)


def _typed(request: VisitorRequest, now: Situation) -> QueryDict:
    """What was sent. A form that comes back after a lost race rests on the stage of today and has a new key."""
    if "again" not in request.POST:
        return request.POST
    typed = request.POST.copy()
    typed["request_key"] = str(uuid4())
    typed["stage"] = str(now.stage.pk) if now.stage else ""
    return typed


def _empty_form(request: VisitorRequest, now: Situation, spec: ActSpec, capacity: Capacity) -> ActForm:
    needs_positions = {"assignments", "stances"} & set(spec.input.model_fields)
    positions = file_of(now.case, "said")["said"] if needs_positions else []
    return ActForm(
        model=spec.input,
        context=background_of(now, spec.input, at=request.at, capacity=capacity),
        initial={**first_values(now, spec.input, capacity, positions, at=request.at), **_named(request, spec)},
        stage_id=now.stage.pk if now.stage else None,
    )


def _named(request: VisitorRequest, spec: ActSpec) -> dict[str, str]:
    """What the address says already: a link from a table of departments names the one it stands beside."""
    return {name: request.GET[name] for name in spec.input.model_fields if name in request.GET}


def _page(
    request: VisitorRequest, now: Situation, spec: ActSpec, capacity: Capacity, form: ActForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "case": now.case, "now": now, "spec": spec, "form": form, "capacity": capacity,
        "own_papers": [paper for paper in now.papers if paper.organization == capacity.organization],
        "levels": now.pack.sign_off[spec.paper] if spec.goes_to_sign_off else 0,
        "clock": _clock_at_hand(request, now, capacity), **_words(spec), "sheets": sheets_for(now, spec, capacity),
    }  # fmt: skip
    return render(request, "web/case/act.html", context, status=status)


def _clock_at_hand(request: VisitorRequest, now: Situation, capacity: Capacity) -> Any:
    """The clock in the hands of the organization, else that of the tier."""
    file = file_of(now.case, "terms")
    running = [
        clock for clock in clocks_of(file["terms"], request.at, calendar_for(now.case.jurisdiction)) if clock.is_running
    ]
    own = [clock for clock in running if clock.row["organization_id"] == capacity.organization.pk]
    return next(iter(own or running), None)


def _too_late(request: VisitorRequest, now: Situation, spec: ActSpec, form: ActForm, error: Stale) -> HttpResponse:
    context = {
        "case": now.case, "spec": spec, "reason": error.text(), "typed": form.typed_lines(),
        "kept": [(name, value) for name, values in request.POST.lists() for value in values if name not in _NOT_KEPT],
        **_words(spec),
    }  # fmt: skip
    return render(request, "web/case/stale.html", context, status=CONFLICT)


_NOT_KEPT = ("csrfmiddlewaretoken", "request_key", "stage", "again", "find")


def _not_offered(request: VisitorRequest, now: Situation, spec: ActSpec) -> HttpResponse:
    """Said with the reason: the step may have passed since the page was opened."""
    reasons = {one.name: reason for one, reason in withheld(now, request.visitor.capacities)}
    reason = reasons.get(spec.name) or NotPermitted(who="").text()
    context = {"case": now.case, "spec": spec, "reason": reason, **_words(spec)}
    return render(request, "web/case/not_offered.html", context, status=CONFLICT)


def _words(spec: ActSpec) -> dict[str, str]:
    return {"act": gettext(spec.title), "consequence": gettext(spec.consequence)}

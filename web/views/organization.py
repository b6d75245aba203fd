"""机构: one body with its people, deputies, duty roster, names, seats and groups; and what may be changed about it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import DomainError
from flows.hand_over import in_hands
from flows.staff import STAFF_ACTS, Desk, StaffAct, offered_staff_acts, perform_staff_act
from organizations.access import who_lets_go
from organizations.deputies import deputyships_of
from organizations.duty import roster_of
from organizations.groups import groups_hosted_by
from organizations.models import Organization, Person
from organizations.names import plates_of
from organizations.selectors import local_date, members_of
from organizations.standing import managing_organ, seats_of
from web.forms.from_input import ActForm
from web.forms.staff import background_of_staff_act, with_something_to_choose
from web.visitors import VisitorRequest, signed_in

ROSTER_DAYS = timedelta(days=30)


@require_safe
@signed_in
def organization(request: VisitorRequest, code: str) -> HttpResponse:
    """The body as it is today."""
    body = _body(code)
    today = local_date(body.jurisdiction, request.at)
    context = {
        "organization": body, "today": today, "plates": plates_of(body, today),
        "manager": managing_organ(body, today), "people": members_of(body, today),
        "deputyships": deputyships_of(body, today), "roster": roster_of(body, today, today + ROSTER_DAYS),
        "seats": seats_of(body, today), "groups": groups_hosted_by(body, today),
        "acts": _acts(request, body),
        "may_look_into_hands": who_lets_go(request.visitor.capacities, body) is not None,
    }  # fmt: skip
    return render(request, "web/organization.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def staff_act(request: VisitorRequest, code: str, name: str) -> HttpResponse:
    """One act on the body: its form, and what comes of sending it."""
    body, spec = _body(code), STAFF_ACTS.get(name)
    if spec is None or not spec.open_to(request.visitor.capacities, body):
        raise Http404
    context = background_of_staff_act(body, at=request.at)
    if request.method != "POST":
        return _form(request, body, spec, ActForm(model=spec.input, context=context, initial=_first(request, body)))
    form = ActForm(request.POST, model=spec.input, context=context)
    if not form.is_valid() or form.act_input is None:
        return _form(request, body, spec, form, status=200 if form.seeks() else 422)
    desk = Desk(
        organization=body, held=request.visitor.capacities, at=request.at,
        request_key=form.cleaned_data["request_key"],
    )  # fmt: skip
    try:
        perform_staff_act(name, desk, form.act_input)
    except DomainError as error:
        form.take(error)
        return _form(request, body, spec, form, status=error.status)
    said = {"act": gettext(spec.title), "consequence": gettext(spec.consequence)}
    messages.success(request, gettext("Done: %(act)s. %(consequence)s") % said)
    return redirect("organization", code=body.code)


@require_safe
@signed_in
def hands(request: VisitorRequest, code: str, username: str) -> HttpResponse:
    """在手事项: what is in this person's hands, for who may let them go."""
    body = _body(code)
    person = get_object_or_404(Person, username=username)
    allowed = who_lets_go(request.visitor.capacities, body) is not None or person == request.visitor.person
    if not allowed or not person.memberships.filter(organization=body).exists():
        raise Http404
    found = in_hands(person, body, local_date(body.jurisdiction, request.at))
    context = {"organization": body, "person": person, "hands": found}
    return render(request, "web/organization_hands.html", context)


def _body(code: str) -> Organization:
    rows = Organization.objects.select_related("jurisdiction", "managed_by", "successor")
    return get_object_or_404(rows, code=code)


def _acts(request: VisitorRequest, body: Organization) -> list[StaffAct]:
    offered = offered_staff_acts(request.visitor.capacities, body)
    return with_something_to_choose(offered, background_of_staff_act(body, at=request.at)) if offered else []


def _first(request: VisitorRequest, body: Organization) -> dict[str, Any]:
    today = local_date(body.jurisdiction, request.at)
    return {"first_day": today, "last_day": today, "valid_from": today, "since": today, "valid_to": None}


def _form(
    request: VisitorRequest, body: Organization, spec: StaffAct, form: ActForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "organization": body, "form": form, "act": gettext(spec.title), "consequence": gettext(spec.consequence),
    }  # fmt: skip
    return render(request, "web/organization_act.html", context, status=status)

"""日历变动: what moves, what waits for a decision, and the days that a place has fixed for itself."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import DomainError
from flows.recounts.applying import ApplyReport, apply
from flows.recounts.day_acts import DAY_ACTS, DayAct, InHand
from flows.recounts.deciding import decide
from flows.recounts.keepers import check_keeper, keeper_among
from flows.recounts.local_days import exception_by_id
from flows.recounts.preview import Preview, preview
from flows.trials.services import reviews_for
from organizations.models import Jurisdiction
from organizations.selectors import Capacity
from web.calendar_moves import MoveRow, move_rows, waiting_rows
from web.formatting import who_text
from web.forms.context import FormContext
from web.forms.from_input import ActForm
from web.jurisdictions import places_for
from web.visitors import VisitorRequest, signed_in
from workdays.models import CalendarException, NoticeEdition
from workdays.news import exceptions_of

_SHOWN = 200


@require_safe
@signed_in
def calendar_changes(request: VisitorRequest) -> HttpResponse:
    """变动预览: for the establishment office of the place; only its head applies and decides."""
    place = _place(request)
    found = preview(place, at=request.at)
    context = {
        "place": place, "keeps": keeper_among(request.visitor.capacities, place) is not None,
        **_moves(found, request), "waiting": waiting_rows(found.waiting, request.visitor.zone),
        "days": exceptions_of(place), "editions": _editions(),
    }  # fmt: skip
    return render(request, "web/calendar_changes.html", context)


@require_POST
@signed_in
def apply_changes(request: VisitorRequest) -> HttpResponse:
    """应用: every term of the place by today's calendar; asked for twice it changes nothing more."""
    place = _place(request)
    report = apply(place, by=_keeper(request, place).actor(), at=request.at)
    messages.success(request, _said(report))
    return redirect(_address(place))


@require_POST
@signed_in
def decide_end(request: VisitorRequest, entry_id: int) -> HttpResponse:
    """确认: an end that has passed."""
    place = _place(request)
    sooner = "sooner" in request.POST
    remark = request.POST.get("remark", "")[:300]
    decide(entry_id=entry_id, sooner=sooner, remark=remark, capacity=_keeper(request, place), at=request.at)
    said = gettext("The term ends with this working day.") if sooner else gettext("The term ends as was promised.")
    messages.success(request, said)
    return redirect(_address(place))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change_day(request: VisitorRequest, name: str, exception_id: int | None = None) -> HttpResponse:
    """地方放假与上班日: the form of one act; “look” shows what would move and records nothing."""
    spec = DAY_ACTS.get(name)
    if spec is None or spec.of_existing != (exception_id is not None):
        raise Http404
    exception = exception_by_id(exception_id) if exception_id is not None else None
    place = exception.jurisdiction if exception else _place(request)
    keeper = _keeper(request, place)
    context = FormContext(zone=request.visitor.zone)
    if request.method != "POST":
        form = ActForm(model=spec.input, context=context, initial=_first(exception))
        return _day_form(request, spec, place, form)
    form = ActForm(request.POST, model=spec.input, context=context)
    if not form.is_valid() or form.act_input is None:
        return _day_form(request, spec, place, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    hand = InHand(
        place=place, exception=exception, capacity=keeper, at=request.at, request_key=form.cleaned_data["request_key"]
    )
    try:
        if "look" in request.POST:
            found = preview(place, at=request.at, supposed=spec.suppose(hand, form.act_input))
            return _day_form(request, spec, place, form, found=found)
        spec.service(hand, form.act_input)
    except DomainError as error:
        form.take(error)
        return _day_form(request, spec, place, form, status=error.status)
    said = {"act": gettext(spec.title), "consequence": gettext(spec.consequence)}
    messages.success(request, gettext("Done: %(act)s. %(consequence)s") % said)
    return redirect(_address(place))


def _day_form(
    request: VisitorRequest, spec: DayAct, place: Jurisdiction, form: ActForm, *, found: Preview | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:  # fmt: skip
    context = {
        "place": place, "form": form, "act": gettext(spec.title), "consequence": gettext(spec.consequence),
        "looked": found is not None, **(_moves(found, request) if found else {}),
    }  # fmt: skip
    return render(request, "web/calendar_day.html", context, status=status)


def _moves(found: Preview, request: VisitorRequest) -> dict[str, list[MoveRow] | int]:
    rows = move_rows(found.moves[:_SHOWN], request.visitor.zone)
    return {"moves": rows, "more": len(found.moves) - len(rows), "settled": len(found.settled)}


def _editions() -> list[tuple[NoticeEdition, str]]:
    """Every notice with who brought it, the latest first."""
    rows = NoticeEdition.objects.order_by("-pk")[:_SHOWN]
    return [(edition, who_text(edition.recorded_by_name)) for edition in rows]


def _first(exception: CalendarException | None) -> dict[str, object]:
    """A correction begins with what was recorded; the document is another."""
    if exception is None:
        return {}
    return {"day": exception.day, "kind": exception.kind, "name": exception.name}


def _place(request: VisitorRequest) -> Jurisdiction:
    """The place asked for, whose establishment office the visitor belongs to; others find no such page."""
    place = places_for(request).chosen
    if place is None or not any(reviews_for(one, place) for one in request.visitor.capacities):
        raise Http404
    return place


def _keeper(request: VisitorRequest, place: Jurisdiction) -> Capacity:
    keeper = keeper_among(request.visitor.capacities, place)
    if keeper is None:
        held = next(iter(request.visitor.capacities), None)
        if held is None:
            raise Http404
        check_keeper(held, place)
        raise Http404
    return keeper


def _address(place: Jurisdiction) -> str:
    return f"{reverse('calendar_changes')}?place={place.code}"


def _said(report: ApplyReport) -> str:
    said = gettext("%(moved)s ends moved in %(cases)s cases and %(others)s others; %(waiting)s wait for a decision.")
    words = said % report.as_json()
    if report.busy or report.failed:
        words += gettext(" %(busy)s were being worked on and %(failed)s failed: apply again.") % report.as_json()
    return words

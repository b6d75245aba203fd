"""期限计算器与试算: terms counted and supposed, every day shown; nothing is saved."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.errors import DomainError
from core.labels import label
from core.vocabulary import Step, TermUnit
from flows.recounts.what_if import SupposedClock, clocks_to_suppose, what_if
from web.formatting import day_text, deadline_text
from web.forms.calculator import SpanForm, TermForm, WhatIfForm
from web.jurisdictions import places_for
from web.views.case_access import the_case
from web.views.case_clocks import days_in_words
from web.visitors import VisitorRequest, signed_in
from workdays.days import Calendar
from workdays.rules import expires_at
from workdays.selectors import calendar_for, national_calendar
from workdays.working import span, working_of_term


@require_safe
@signed_in
def calculator(request: VisitorRequest) -> HttpResponse:
    """期限计算器: from a day so many units, and the workdays between two days."""
    places = places_for(request)
    calendar = calendar_for(places.chosen) if places.chosen else national_calendar()
    today = request.at.astimezone(calendar.zone).date()
    term = TermForm(request.GET if "n" in request.GET else None, today=today)
    between = SpanForm(request.GET if "first" in request.GET else None)
    context = {
        "places": places, "term": term, "between": between,
        "counted": _counted(term, calendar) if term.is_bound and term.is_valid() else None,
        "span": _span(between, calendar) if between.is_bound and between.is_valid() else None,
    }  # fmt: skip
    refused = (term.is_bound and not term.is_valid()) or (between.is_bound and not between.is_valid())
    return render(request, "web/calculator.html", context, status=422 if refused else 200)


@require_safe
@signed_in
def case_what_if(request: VisitorRequest, number: str) -> HttpResponse:
    """试算: what the terms of one case would say; whoever may read the case may ask."""
    case = the_case(request, number)
    calendar = calendar_for(case.jurisdiction)
    clocks = [(clock, label(Step(clock.step))) for clock in clocks_to_suppose(case)]
    form = WhatIfForm(request.GET if request.GET else None, clocks=clocks)
    found: list[SupposedClock] = []
    if form.is_bound and form.is_valid():
        try:
            found = what_if(case, form.supposition(), at=request.at)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.text())
    context = {"case": case, "form": form, "rows": [_row(one, calendar) for one in found]}
    return render(request, "web/case/what_if.html", context, status=422 if form.is_bound and form.errors else 200)


def _counted(form: TermForm, calendar: Calendar) -> dict[str, Any]:
    start, n = form.start_moment(calendar.zone), form.length
    unit, roll = form.unit_chosen, form.roll_chosen
    found = expires_at(start, n, unit, roll, calendar)
    working = working_of_term(form.cleaned_data["start"], n, unit, roll, calendar)
    return {
        "until": _until(found.expires_at, start, calendar), "provisional": found.provisional,
        "last_day": day_text(found.last_day) if found.last_day else "", "working": days_in_words(working),
        "in_hours": unit is TermUnit.HOUR,
    }  # fmt: skip


def _until(moment: datetime, start: datetime, calendar: Calendar) -> str:
    """Nothing was counted where the term has no length and no day: it ends where it begins."""
    return deadline_text(max(moment, start), calendar.zone)


def _span(form: SpanForm, calendar: Calendar) -> dict[str, Any]:
    found = span(form.cleaned_data["first"], form.cleaned_data["last"], calendar)
    return {"counted": found.counted, "provisional": found.provisional, "working": days_in_words(found.working)}


def _row(one: SupposedClock, calendar: Calendar) -> dict[str, Any]:
    clock = one.clock
    return {
        "step": label(Step(clock.step)), "organization": clock.organization.short_name,
        "before": deadline_text(clock.expires_at, calendar.zone), "after": deadline_text(one.expires_at, calendar.zone),
        "days": one.days, "earlier": abs(one.days) if one.days < 0 else 0, "provisional": one.provisional,
        "working": days_in_words(one.working.days),
    }  # fmt: skip

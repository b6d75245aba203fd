"""工作日历: the year of one jurisdiction, with 休 and 班."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS
from django.views.decorators.http import require_safe

from flows.trials.services import reviews_for
from web.jurisdictions import places_for
from web.visitors import VisitorRequest, signed_in
from workdays.days import DayKind, DayWorking
from workdays.labels import DAY_KINDS, MARKS, WEEKDAYS, day_mark, day_reason
from workdays.notice_files import Notice, loaded_notices
from workdays.selectors import MonthView, year_view

YEARS = range(2000, 2101)


@dataclass(frozen=True)
class DayCell:
    """One square of the calendar."""

    number: int
    css: str
    mark: str
    reason: str
    is_today: bool


@dataclass(frozen=True)
class MonthTable:
    """One month as a table of weeks."""

    title: str
    workdays: int
    weeks: list[list[DayCell | None]]


@require_safe
@signed_in
def calendar(request: VisitorRequest) -> HttpResponse:
    """The year asked for, or this one."""
    today = request.at.astimezone(request.visitor.zone).date()
    year = _year(request.GET.get("year", ""), today.year)
    places = places_for(request)
    months = year_view(places.chosen, year)
    notice = _notice_of(year)
    context = {
        "year": year,
        "earlier": year - 1 if year - 1 in YEARS else None,
        "later": year + 1 if year + 1 in YEARS else None,
        "places": places,
        "months": [_month(month, today) for month in months],
        "workdays": sum(month.workdays for month in months),
        "weekdays": WEEKDAYS,
        "notice": notice,
        "provisional": notice is None,
        "legend": [(kind, MARKS.get(kind, ""), DAY_KINDS[kind]) for kind in DayKind],
        "sees_changes": places.chosen is not None
        and any(reviews_for(one, places.chosen) for one in request.visitor.capacities),
        "turns": [_reason_row(day) for month in months for day in month.days if day.name],
    }
    return render(request, "web/calendar.html", context)


def _year(text: str, present: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) in YEARS else present


def _notice_of(year: int) -> Notice | None:
    return next((notice for notice in loaded_notices() if notice.year == year), None)


def _month(month: MonthView, today: date) -> MonthTable:
    cell = partial(_cell, today=today)
    weeks = [[cell(day) if day else None for day in week] for week in month.weeks]
    return MonthTable(str(MONTHS[month.first.month]), month.workdays, weeks)


def _cell(day: DayWorking, today: date) -> DayCell:
    return DayCell(day.day.day, f"day-{day.kind}", day_mark(day), day_reason(day), day.day == today)


def _reason_row(day: DayWorking) -> tuple[date, str, str]:
    return day.day, day_mark(day), day_reason(day)

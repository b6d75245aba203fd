"""``workday add DATE N`` and ``workday between A B``: counts a term and shows every day counted or skipped."""

import json
from argparse import ArgumentTypeError
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError
from core.vocabulary import RollRule, TermUnit
from organizations.models import Jurisdiction
from workdays.days import Calendar, DayWorking
from workdays.labels import WEEKDAYS, day_data, day_reason
from workdays.rules import LONGEST_TERM, Projection, expires_at
from workdays.selectors import calendar_for, national_calendar
from workdays.working import Term, span, working_of_term

_YEARS = range(1990, 2101)


class Command(BaseCommand):
    help = "Counts workdays and shows the working: add DATE N, or between A B."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add | between")
        add = actions.add_parser("add", help="The end of a term that starts on DATE; the start day is not counted.")
        add.add_argument("start", metavar="DATE", type=_moment, help="2026-09-28, or 2026-09-28T09:30 for hours")
        add.add_argument("n", metavar="N", type=_length)
        add.add_argument("--unit", choices=[str(unit) for unit in TermUnit], default=str(TermUnit.WORKDAY))
        add.add_argument(
            "--roll", choices=[str(rule) for rule in RollRule], default=str(RollRule.NONE),
            help="for days: whether a term that ends on a day off moves on to the next workday",
        )  # fmt: skip
        between = actions.add_parser("between", help="The workdays from A (not counted) to B (counted).")
        between.add_argument("start", metavar="A", type=_day)
        between.add_argument("end", metavar="B", type=_day)
        for action in (add, between):
            action.add_argument("--jurisdiction", metavar="CODE", help="GB/T 2260 code; without it the notices alone")
            action.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            calendar = _calendar(options["jurisdiction"])
            if options["action"] == "add":
                self._add(calendar, options)
            else:
                self._between(calendar, options)
        except DomainError as error:
            raise CommandError(error.text()) from error

    def _add(self, calendar: Calendar, options: dict[str, Any]) -> None:
        start = options["start"].replace(tzinfo=calendar.zone)
        unit, roll = TermUnit(options["unit"]), RollRule(options["roll"])
        projection = expires_at(start, options["n"], unit, roll, calendar)
        working = working_of_term(start.date(), options["n"], unit, roll, calendar)
        if options["json"]:
            self._print_json(_projection_data(projection, working, start, options, calendar))
            return
        self._print_days(working)
        if projection.last_day:
            self.stdout.write(_("Last day: %(day)s") % {"day": projection.last_day})
        moment = projection.expires_at.astimezone(calendar.zone)
        values = {"local": f"{moment:%Y-%m-%d %H:%M}", "zone": calendar.zone.key, "utc": _utc(projection.expires_at)}
        self.stdout.write(_("Runs out at: %(local)s %(zone)s (%(utc)s)") % values)
        if projection.provisional:
            last_day = projection.last_day or start.date()
            self._warn_provisional({last_day.year} | {day.day.year for day in working if day.provisional})

    def _between(self, calendar: Calendar, options: dict[str, Any]) -> None:
        start, end = options["start"], options["end"]
        if end < start:
            raise CommandError(_("%(end)s lies before %(start)s.") % {"end": end, "start": start})
        term = span(start, end, calendar)
        if options["json"]:
            self._print_json(_span_data(term, start, options))
            return
        self._print_days(term.working)
        text = ngettext(
            "%(count)s workday after %(start)s up to %(end)s", "%(count)s workdays after %(start)s up to %(end)s",
            term.counted,
        )  # fmt: skip
        self.stdout.write(text % {"count": term.counted, "start": start, "end": end})
        if term.provisional:
            self._warn_provisional({day.day.year for day in term.working if day.provisional})

    def _print_days(self, working: Iterable[DayWorking]) -> None:
        counted = 0
        for day in working:
            counted += day.counted
            number = f"{counted:>4}" if day.counted else "   –"
            rolled = _(" · moved on: the term ended on a day off") if day.rolled else ""
            self.stdout.write(f"{number}  {day.day} {WEEKDAYS[day.day.weekday()]}  {day_reason(day)}{rolled}")

    def _warn_provisional(self, years: set[int]) -> None:
        text = _("Provisional: the notice for %(years)s is not loaded; counted by the standing holiday law alone.")
        self.stdout.write(self.style.WARNING(text % {"years": ", ".join(str(year) for year in sorted(years))}))

    def _print_json(self, data: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))


def _calendar(code: str | None) -> Calendar:
    if not code:
        return national_calendar()
    try:
        return calendar_for(Jurisdiction.objects.get(code=code))
    except Jurisdiction.DoesNotExist as error:
        raise CommandError(_("There is no jurisdiction with the code %(code)s.") % {"code": code}) from error


def _projection_data(
    projection: Projection, working: Iterable[DayWorking], start: datetime, options: dict[str, Any], calendar: Calendar
) -> dict[str, Any]:
    return {
        "start": start.isoformat(), "n": options["n"], "unit": options["unit"], "roll": options["roll"],
        "jurisdiction": options["jurisdiction"], "zone": calendar.zone.key,
        "last_day": projection.last_day.isoformat() if projection.last_day else None,
        "expires_at": _utc(projection.expires_at), "provisional": projection.provisional,
        "working": [day_data(day) for day in working],
    }  # fmt: skip


def _span_data(term: Term, start: date, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "start": start.isoformat(), "end": term.last_day.isoformat(), "jurisdiction": options["jurisdiction"],
        "workdays": term.counted, "provisional": term.provisional, "working": [day_data(day) for day in term.working],
    }  # fmt: skip


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    for pattern in ("%Y-%m-%d", "%Y-%m-%dT%H:%M"):
        try:
            moment = datetime.strptime(text, pattern)  # noqa: DTZ007  (the zone is the calendar's, added later)
        except ValueError:
            continue
        if moment.year in _YEARS:
            return moment
        reason = _("%(value)s lies outside %(first)s–%(last)s.")
        raise ArgumentTypeError(reason % {"value": text, "first": _YEARS[0], "last": _YEARS[-1]})
    raise ArgumentTypeError(_("%(value)s is not a date such as 2026-10-08.") % {"value": text})


def _day(text: str) -> date:
    if "T" in text:
        raise ArgumentTypeError(_("%(value)s: give a date without a time.") % {"value": text})
    return _moment(text).date()


def _length(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= LONGEST_TERM:
        return int(text)
    reason = _("%(value)s is not a whole number from 0 to %(most)s.")
    raise ArgumentTypeError(reason % {"value": text, "most": LONGEST_TERM})

"""Moves the clock of a rehearsal ahead; says where it stands."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import clock
from core.commands import AnsweringCommand
from core.errors import DomainError
from organizations.selectors import jurisdiction_by_code
from workdays.days import Calendar
from workdays.rules import LONGEST_TERM, same_hour_later
from workdays.selectors import calendar_for, national_calendar


class NoRehearsal(DomainError):
    """The clock of the real world is nobody's to move."""

    code = "no_rehearsal"
    message = gettext_noop("This is no rehearsal: its clock cannot be moved. Start one with ./run --rehearsal.")


class CannotMoveThere(DomainError):
    """The moment is none, or lies before the one the clock stands at."""

    code = "cannot_move_there"
    message = gettext_noop("%(text)s is no moment after %(now)s: the clock of a rehearsal goes forward only.")


class Command(AnsweringCommand):
    help = "Moves the clock of a rehearsal ahead; without an option says where it stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--advance-workdays", type=int, metavar="N", help="to the same hour, N workdays later")
        how.add_argument("--advance", metavar="TIME", help="to a moment such as 2026-11-23T09:00")
        parser.add_argument("--jurisdiction", metavar="CODE", default="", help="whose workdays; default: the country's")

    def answer(self, **options: Any) -> dict[str, Any]:
        if not settings.REHEARSAL:
            raise NoRehearsal
        before = clock.now()
        target = _target(before, options)
        if target != before:
            clock.move(to_offset=clock.offset() + (target - before))
        zone = ZoneInfo(settings.TIME_ZONE)
        if not options["json"]:
            moment = target.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
            self.stdout.write(_("The clock stands at %(moment)s.") % {"moment": moment})
        return {"before": before.isoformat(), "now": target.isoformat()}


def _target(before: datetime, options: dict[str, Any]) -> datetime:
    days, text = options["advance_workdays"], options["advance"]
    if days is not None:
        if not 1 <= days <= LONGEST_TERM:
            raise CannotMoveThere(field="advance_workdays", text=days, now=before.date())
        return same_hour_later(before, days, _calendar(options["jurisdiction"]))
    return _moment(text, before) if text else before


def _moment(text: str, before: datetime) -> datetime:
    zone = ZoneInfo(settings.TIME_ZONE)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CannotMoveThere(field="advance", text=text, now=before.astimezone(zone)) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment < before:
        raise CannotMoveThere(field="advance", text=text, now=before.astimezone(zone))
    return moment


def _calendar(code: str) -> Calendar:
    return calendar_for(jurisdiction_by_code(code)) if code else national_calendar()

"""Acts on a calendar."""

from datetime import date, datetime

from django.db import transaction

from audit.acting import Act
from audit.actors import Actor
from audit.models import ChainKind
from audit.services import record
from core.text import tidy
from organizations.models import Jurisdiction
from workdays.days import DayKind, describe
from workdays.errors import ExceptionExists, ExceptionIncomplete, HolidayStands
from workdays.models import CalendarException, ExceptionKind
from workdays.selectors import calendar_for

_LONGEST_TEXT = 200
_HOLIDAYS = frozenset({DayKind.HOLIDAY, DayKind.EXTRA_HOLIDAY})


def add_exception(
    *, jurisdiction: Jurisdiction, day: date, kind: ExceptionKind, name: str, authority: str, by: Actor, at: datetime,
    request_key: str = "",
) -> CalendarException:  # fmt: skip
    """增设地方放假日或上班日: a jurisdiction's own day off or day of work, with the document that fixes it.

    Raises ``ExceptionIncomplete``, ``ExceptionExists``, ``HolidayStands``. Clocks already running keep their moment
    until they are projected again.
    """
    name, authority = tidy(name), tidy(authority)
    for field, text in (("name", name), ("authority", authority)):
        if not 0 < len(text) <= _LONGEST_TEXT:
            raise ExceptionIncomplete(field=field)
    with transaction.atomic():
        # One jurisdiction's calendar is changed by one person at a time.
        Jurisdiction.objects.select_for_update(no_key=True).get(pk=jurisdiction.pk)
        _check_day_is_free(jurisdiction, day, kind)
        exception = CalendarException.objects.create(
            jurisdiction=jurisdiction, day=day, kind=kind, name=name, authority=authority, recorded_at=at
        )
        act = Act(kind="calendar.exception_added", actor=by, at=at, request_key=request_key)
        act.data = {
            "exception": exception.pk, "jurisdiction": jurisdiction.code, "day": day.isoformat(), "kind": str(kind),
        }  # fmt: skip
        act.changed("calendar.exception", **act.data)
        record(chain=ChainKind.CALENDAR, subject_id=jurisdiction.pk, act=act)
    return exception


def _check_day_is_free(jurisdiction: Jurisdiction, day: date, kind: ExceptionKind) -> None:
    known = CalendarException.objects.filter(jurisdiction=jurisdiction, day=day).first()
    if known:
        raise ExceptionExists(
            field="day", jurisdiction=jurisdiction.name, day=day, name=known.name, authority=known.authority
        )
    today = describe(day, calendar_for(jurisdiction))
    if kind is ExceptionKind.WORKDAY and today.kind in _HOLIDAYS:
        raise HolidayStands(field="day", day=day, name=today.name)

"""Acts on a calendar: days that a place fixes for itself, and takes back."""

from datetime import date, datetime

from django.db import transaction

from audit.acting import Act
from audit.actors import Actor
from audit.models import ChainKind
from audit.services import record
from core.text import tidy
from core.vocabulary import ExceptionKind
from organizations.models import Jurisdiction
from workdays.days import DayKind, describe
from workdays.errors import (
    ExceptionExists,
    ExceptionIncomplete,
    ExceptionWithdrawn,
    HolidayStands,
    NothingCorrected,
    NoWorkingTime,
)
from workdays.hours import read_hours
from workdays.models import CalendarException
from workdays.selectors import NOTHING_SUPPOSED, Supposed, calendar_for

_LONGEST_TEXT = 200
_HOLIDAYS = frozenset({DayKind.HOLIDAY, DayKind.EXTRA_HOLIDAY})


def add_exception(
    *, jurisdiction: Jurisdiction, day: date, kind: ExceptionKind, name: str, authority: str, by: Actor, at: datetime,
    request_key: str = "",
) -> CalendarException:  # fmt: skip
    """增设地方放假日或上班日: a jurisdiction's own day off or day of work, with the document that fixes it.

    Raises ``ExceptionIncomplete``, ``ExceptionExists``, ``HolidayStands``. Clocks already running keep their moment
    until they are counted again.
    """
    with transaction.atomic():
        _lock(jurisdiction)
        act = Act(kind="calendar.exception_added", actor=by, at=at, request_key=request_key)
        exception = _fix(jurisdiction, day, kind, name, authority, act)
        record(chain=ChainKind.CALENDAR, subject_id=jurisdiction.pk, act=act)
    return exception


def set_working_time(*, jurisdiction: Jurisdiction, text: str, by: Actor, at: datetime) -> Jurisdiction:
    """规定工作时间: when warnings go out and letters about clocks leave; terms are counted in days and know no hours.

    Warnings that are armed already keep their moment. Raises ``NoWorkingTime``.
    """
    try:
        hours = str(read_hours(text))
    except ValueError as error:
        raise NoWorkingTime(field="text", text=text[:_LONGEST_TEXT]) from error
    with transaction.atomic():
        _lock(jurisdiction)
        jurisdiction.refresh_from_db(fields=["working_time"])
        if jurisdiction.working_time != hours:
            data = {"before": jurisdiction.working_time, "working_time": hours}
            jurisdiction.working_time = hours
            jurisdiction.save(update_fields=["working_time"])
            act = Act(kind="calendar.working_time_set", actor=by, at=at, data=data)
            record(chain=ChainKind.CALENDAR, subject_id=jurisdiction.pk, act=act)
    return jurisdiction


def withdraw_exception(
    *, exception: CalendarException, authority: str, by: Actor, at: datetime, request_key: str = ""
) -> CalendarException:
    """撤销地方例外: the day is again what the notice, or the week, makes of it. The row stays on record.

    Raises ``ExceptionIncomplete``, ``ExceptionWithdrawn``.
    """
    with transaction.atomic():
        _lock(exception.jurisdiction)
        act = Act(kind="calendar.exception_withdrawn", actor=by, at=at, request_key=request_key)
        known = _take_back(exception, authority, act)
        record(chain=ChainKind.CALENDAR, subject_id=known.jurisdiction_id, act=act)
    return known


def correct_exception(
    *, exception: CalendarException, day: date, kind: ExceptionKind, name: str, authority: str, by: Actor,
    at: datetime, request_key: str = "",
) -> CalendarException:  # fmt: skip
    """更正地方例外: one act takes back what was wrong and fixes what is right; ``authority`` is the document of both.

    Raises ``NothingCorrected`` and what adding and withdrawing raise.
    """
    if (day, kind, tidy(name)) == (exception.day, exception.kind, exception.name):
        raise NothingCorrected(field="day", day=day)
    with transaction.atomic():
        _lock(exception.jurisdiction)
        act = Act(kind="calendar.exception_corrected", actor=by, at=at, request_key=request_key)
        known = _take_back(exception, authority, act)
        corrected = _fix(known.jurisdiction, day, kind, name, authority, act)
        record(chain=ChainKind.CALENDAR, subject_id=known.jurisdiction_id, act=act)
    return corrected


def check_day(place: Jurisdiction, day: date, kind: ExceptionKind, *, supposed: Supposed = NOTHING_SUPPOSED) -> None:
    """Raises ``ExceptionExists``, ``HolidayStands``; what is supposed to be withdrawn stands in no way."""
    fixed = CalendarException.objects.filter(jurisdiction=place, day=day, withdrawn_at=None)
    known = fixed.exclude(pk__in=supposed.without).first()
    if known:
        raise ExceptionExists(field="day", jurisdiction=place.name, day=day, name=known.name, authority=known.authority)
    today = describe(day, calendar_for(place, supposed))
    if kind is ExceptionKind.WORKDAY and today.kind in _HOLIDAYS:
        raise HolidayStands(field="day", day=day, name=today.name)


def _lock(place: Jurisdiction) -> None:
    """One jurisdiction's calendar is changed by one person at a time."""
    Jurisdiction.objects.select_for_update(no_key=True).get(pk=place.pk)


def _fix(place: Jurisdiction, day: date, kind: ExceptionKind, name: str, authority: str, act: Act) -> CalendarException:
    name, authority = _text("name", name), _text("authority", authority)
    check_day(place, day, kind)
    exception = CalendarException.objects.create(
        jurisdiction=place, day=day, kind=kind, name=name, authority=authority, recorded_at=act.at,
        recorded_by_name=act.actor.person_name,
    )  # fmt: skip
    fact = {"exception": exception.pk, "jurisdiction": place.code, "day": day.isoformat(), "kind": str(kind)}
    act.data.update(fact)
    act.changed("calendar.exception", **fact)
    return exception


def _take_back(exception: CalendarException, authority: str, act: Act) -> CalendarException:
    authority = _text("authority", authority)
    known = CalendarException.objects.select_related("jurisdiction").get(pk=exception.pk)
    if known.withdrawn_at is not None:
        raise ExceptionWithdrawn(day=known.day, authority=known.withdrawn_on_authority)
    known.withdrawn_at, known.withdrawn_by_name = max(act.at, known.recorded_at), act.actor.person_name
    known.withdrawn_on_authority = authority
    known.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_on_authority"])
    fact = {"exception": known.pk, "jurisdiction": known.jurisdiction.code, "day": known.day.isoformat()}
    act.data.update(withdrawn=known.pk, **fact)
    act.changed("calendar.exception_withdrawn", **fact)
    return known


def _text(field: str, text: str) -> str:
    text = tidy(text)
    if not 0 < len(text) <= _LONGEST_TEXT:
        raise ExceptionIncomplete(field=field)
    return text

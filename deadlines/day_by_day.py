"""逐日说明: the whole course of a clock, day by day, through extensions and suspensions; and what of it is used.

Pages and the API ask here; clocks themselves never do. Nothing here reads the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.vocabulary import RollRule, TermUnit
from deadlines.models import Deadline
from workdays.days import Calendar, DayWorking
from workdays.rules import Projection, elapsed, expires_at, last_day_before, remaining_workdays
from workdays.working import span, working_of_term

_MICROSECOND = timedelta(microseconds=1)
_HOUR = 3600


@dataclass(frozen=True, kw_only=True)
class Run:
    """中止: from when to when the clock stood still (None: it still does), and how many units were ``left``."""

    paused_at: datetime
    resumed_at: datetime | None
    left: int


@dataclass(frozen=True, kw_only=True)
class Course:
    """期限的经过: ``budget`` is the term with its extensions, ``extensions`` when each was granted and how much."""

    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    budget: int
    unit: TermUnit
    roll: RollRule
    extensions: Sequence[tuple[datetime, int]] = ()
    pauses: Sequence[Run] = ()


@dataclass(frozen=True, kw_only=True)
class DayByDay:
    """逐日说明: ``as_today``: today's calendar leads to the same end as the clock has."""

    days: Sequence[DayWorking]
    as_today: bool


def course_of(clock: Deadline) -> Course:
    """Of a clock with its ledgers."""
    pauses = sorted(clock.pauses.all(), key=lambda one: one.pk)
    return Course(
        started_at=clock.started_at, expires_at=clock.expires_at, ended_at=clock.ended_at, budget=clock.budget,
        unit=TermUnit(clock.term_unit), roll=RollRule(clock.term_roll),
        extensions=[(one.granted_at, one.added) for one in clock.extensions.all()],
        pauses=[Run(paused_at=one.paused_at, resumed_at=one.resumed_at, left=one.left) for one in pauses],
    )  # fmt: skip


def count_course(course: Course, calendar: Calendar) -> tuple[Projection, list[int]]:
    """重新计算: the end to which this calendar leads, and what each pause leaves (of hours: in seconds)."""
    since, left = course.started_at, []
    units = course.budget - sum(added for _at, added in course.extensions)
    seconds = units * _HOUR
    for run in range(len(course.pauses) + 1):
        more = sum(added for at, added in course.extensions if _run_of(at, course.pauses) == run)
        units, seconds = units + more, seconds + more * _HOUR
        reached = _reached(course, since, units, seconds, calendar)
        if run == len(course.pauses):
            break
        pause = course.pauses[run]
        left.append(units_left(course.unit, reached.expires_at, pause.paused_at, calendar))
        if pause.resumed_at is None:
            break
        since, units, seconds = pause.resumed_at, left[-1], left[-1]
    return reached, left


def _reached(course: Course, since: datetime, units: int, seconds: int, calendar: Calendar) -> Projection:
    if course.unit is TermUnit.HOUR:
        return Projection(since + timedelta(seconds=max(seconds, 1)), None, provisional=False)
    return expires_at(since, units, course.unit, course.roll, calendar)


def _run_of(granted_at: datetime, pauses: Sequence[Run]) -> int:
    """During which of its runs the clock got an extension: how often it had been resumed before."""
    return sum(1 for one in pauses if one.resumed_at is not None and one.resumed_at <= granted_at)


def day_by_day(course: Course, calendar: Calendar) -> DayByDay:
    """Every day after the start: counted, skipped, or spent standing still. Hours have no days."""
    if course.unit is TermUnit.HOUR:
        return DayByDay(days=(), as_today=True)
    days: list[DayWorking] = []
    since, units = _day(course.started_at, calendar), course.budget
    for pause in course.pauses:
        stopped = _day(pause.paused_at, calendar)
        days += _run(since, stopped, course.unit, calendar)
        if pause.resumed_at is None:
            return DayByDay(days=days, as_today=True)
        since = _day(pause.resumed_at, calendar)
        days += [replace(day, counted=False, stood_still=True) for day in span(stopped, since, calendar).working]
        units = pause.left + sum(added for at, added in course.extensions if at >= pause.resumed_at)
    last = last_day_before(course.expires_at, calendar.zone)
    term = working_of_term(since, units, course.unit, course.roll, calendar)
    if (term[-1].day if term else since) == last:
        return DayByDay(days=[*days, *term], as_today=True)
    return DayByDay(days=days + _run(since, max(last, since), course.unit, calendar), as_today=False)


def elapsed_workdays(course: Course, at: datetime, calendar: Calendar) -> int:
    """已用工作日: of the time in which the clock ran, up to ``at`` or to its end; standing still uses nothing."""
    until = min(at, course.ended_at or at, course.expires_at - _MICROSECOND)
    used, since = 0, course.started_at
    for pause in course.pauses:
        used += elapsed(since, min(pause.paused_at, until), calendar)
        if pause.resumed_at is None or pause.resumed_at > until:
            return used
        since = pause.resumed_at
    return used + elapsed(since, until, calendar)


def units_left(unit: TermUnit, expires_at: datetime, at: datetime, calendar: Calendar) -> int:
    """余下的期限: what a pause at ``at`` leaves of a term that would have ended at ``expires_at``; hours in seconds."""
    if unit is TermUnit.HOUR:
        return max(int((expires_at - at).total_seconds()), 0)
    if unit is TermUnit.WORKDAY:
        return remaining_workdays(at, expires_at, calendar)
    last_day = last_day_before(expires_at, calendar.zone)
    return max((last_day - at.astimezone(calendar.zone).date()).days, 0)


def _run(since: date, last: date, unit: TermUnit, calendar: Calendar) -> list[DayWorking]:
    """Days of a run; calendar days all count."""
    days = span(since, last, calendar).working
    return list(days) if unit is TermUnit.WORKDAY else [replace(day, counted=True) for day in days]


def _day(moment: datetime, calendar: Calendar) -> date:
    return moment.astimezone(calendar.zone).date()

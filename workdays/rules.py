"""工作日的计算: pure counting rules. No Django, no clock, no database.

Sources (R53): the day on which a term begins is not counted; a term in days whose last day is a day off may roll
to the next workday; a make-up workday beats the weekend and a holiday beats everything (放假办法与调休通知).
A term is stored as the first moment after its last day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from core.vocabulary import RollRule, TermUnit
from workdays.standing_law import statutory_holidays

LONGEST_TERM = 10_000
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class DayKind(StrEnum):
    """日期种类: what a day is in a calendar."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    EXTRA_HOLIDAY = "extra_holiday"
    EXTRA_WORKDAY = "extra_workday"


class DayBasis(StrEnum):
    """认定依据: why a day is what it is."""

    WEEK = "week"
    NOTICE = "notice"
    LAW = "law"
    LOCAL = "local"


COUNTED_KINDS = frozenset({DayKind.WEEKDAY, DayKind.MAKEUP, DayKind.EXTRA_WORKDAY})
_HOLIDAYS = frozenset({DayKind.HOLIDAY, DayKind.EXTRA_HOLIDAY})
_LOCAL = frozenset({DayKind.EXTRA_HOLIDAY, DayKind.EXTRA_WORKDAY})


@dataclass(frozen=True, slots=True)
class DayFact:
    """日期事实: what a notice, or a local authority, says of one day; ``notice`` is the document's number."""

    kind: DayKind
    name: str
    notice: str


@dataclass(frozen=True)
class Calendar:
    """工作日历: the facts that depart from the ordinary week, and the years whose notice is loaded."""

    days: Mapping[date, DayFact]
    years: frozenset[int]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class DayWorking:
    """逐日说明: how one day was treated.

    ``counted``: whether the day counts toward the term at hand. ``rolled``: the term had ended on a day off and
    was moved over this day. ``provisional``: the notice of its year is not loaded.
    """

    day: date
    kind: DayKind
    basis: DayBasis
    counted: bool
    name: str = ""
    notice: str = ""
    provisional: bool = False
    rolled: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """期限的计算: ``counted`` days after the start day lead to ``last_day``; ``working`` lists every day passed."""

    last_day: date
    counted: int
    working: tuple[DayWorking, ...]
    provisional: bool


@dataclass(frozen=True, slots=True)
class Projection:
    """到期时刻: the first moment after a term, in UTC. A term in hours has no last day and no daily working."""

    expires_at: datetime
    last_day: date | None
    working: tuple[DayWorking, ...]
    provisional: bool


def merge_facts(*layers: Iterable[tuple[date, DayFact]]) -> Mapping[date, DayFact]:
    """One fact a day: a holiday beats all, then what is local beats the notice, then what came later wins."""
    merged: dict[date, DayFact] = {}
    for layer in layers:
        for day, fact in layer:
            known = merged.get(day)
            if known is None or _weight(fact) >= _weight(known):
                merged[day] = fact
    return MappingProxyType(merged)


def _weight(fact: DayFact) -> tuple[bool, bool]:
    return fact.kind in _HOLIDAYS, fact.kind in _LOCAL


def describe(day: date, cal: Calendar) -> DayWorking:
    """What a day is in a calendar, and on what basis."""
    provisional = day.year not in cal.years
    fact = cal.days.get(day)
    if provisional and (fact is None or fact.kind not in _HOLIDAYS):
        statutory = statutory_holidays(day.year).get(day)
        if statutory:
            return DayWorking(day, DayKind.HOLIDAY, DayBasis.LAW, counted=False, name=statutory, provisional=True)
    if fact is None:
        weekend = day.weekday() >= _SATURDAY
        kind = DayKind.WEEKEND if weekend else DayKind.WEEKDAY
        return DayWorking(day, kind, DayBasis.WEEK, counted=not weekend, provisional=provisional)
    basis = DayBasis.LOCAL if fact.kind in _LOCAL else DayBasis.NOTICE
    return DayWorking(
        day, fact.kind, basis, counted=fact.kind in COUNTED_KINDS,
        name=fact.name, notice=fact.notice, provisional=provisional,
    )  # fmt: skip


def is_workday(day: date, cal: Calendar) -> bool:
    """工作日: whether work is done on that day."""
    return describe(day, cal).counted


def add_workdays(start: date, n: int, cal: Calendar) -> Term:
    """``n`` workdays after ``start``, the start day not counted; ``n = 0`` ends on the start day itself."""
    _check_length(n)
    working: list[DayWorking] = []
    left = n
    days = _days_after(start)
    while left:
        working.append(describe(next(days), cal))
        left -= working[-1].counted
    return _term(start, working)


def span(start: date, end: date, cal: Calendar) -> Term:
    """The workdays from ``start`` (not counted) to ``end`` (counted, not earlier than ``start``), day by day."""
    if end < start:
        raise ValueError(f"a span ends on {end} before it starts on {start}")
    working = [describe(start + timedelta(days=offset), cal) for offset in range(1, (end - start).days + 1)]
    return replace(_term(start, working), last_day=end)


def workdays_between(start: date, end: date, cal: Calendar) -> int:
    """How many workdays lie from ``start`` (not counted) to ``end`` (counted)."""
    return span(start, end, cal).counted


def first_moment_after(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of the next day in ``zone``, as UTC; where midnight is skipped there, the moment of the skip."""
    return datetime.combine(day + _ONE_DAY, time.min, tzinfo=zone).astimezone(UTC)


def last_day_before(moment: datetime, zone: ZoneInfo) -> date:
    """The last day in ``zone`` that has a moment before ``moment``: the inverse of ``first_moment_after``."""
    _check_aware(moment)
    return (moment - timedelta(microseconds=1)).astimezone(zone).date()


def expires_at(start: datetime, n: int, unit: TermUnit, roll: RollRule, cal: Calendar) -> Projection:
    """到期时刻: a term of ``n`` units from ``start``.

    Workdays and days begin with the day after the start day in the calendar's zone. Hours run literally, through
    nights and days off. ``roll`` is about terms in days only.
    """
    _check_aware(start)
    _check_length(n)
    if unit is TermUnit.HOUR:
        return Projection(start.astimezone(UTC) + timedelta(hours=n), None, (), provisional=False)
    first = start.astimezone(cal.zone).date()
    term = add_workdays(first, n, cal) if unit is TermUnit.WORKDAY else _add_days(first, n, roll, cal)
    return Projection(first_moment_after(term.last_day, cal.zone), term.last_day, term.working, term.provisional)


def until_day(start: datetime, last_day: date, cal: Calendar) -> Projection:
    """至某日: what runs from ``start`` through ``last_day``, which is no earlier than the day of ``start``."""
    days = span(_day_of(start, cal), last_day, cal)
    return Projection(first_moment_after(last_day, cal.zone), last_day, days.working, days.provisional)


def remaining_workdays(at: datetime, expires_at: datetime, cal: Calendar) -> int:
    """剩余工作日: the workdays after the day of ``at`` up to the last day of the term; 0 when it has run out.

    A clock paused on any day and resumed on another with this budget has lost no day and gained none.
    """
    return _count(_day_of(at, cal), last_day_before(expires_at, cal.zone), cal)


def elapsed(start: datetime, at: datetime, cal: Calendar) -> int:
    """已用工作日: the workdays after the start day up to the day of ``at``, that day included."""
    return _count(_day_of(start, cal), _day_of(at, cal), cal)


def same_hour_later(at: datetime, n: int, cal: Calendar) -> datetime:
    """The hour of ``at``, ``n`` workdays later, in UTC."""
    _check_aware(at)
    local = at.astimezone(cal.zone)
    last_day = add_workdays(local.date(), n, cal).last_day
    return datetime.combine(last_day, local.time(), tzinfo=cal.zone).astimezone(UTC)


def _count(after: date, last: date, cal: Calendar) -> int:
    return sum(is_workday(after + timedelta(days=offset), cal) for offset in range(1, (last - after).days + 1))


def _add_days(start: date, n: int, roll: RollRule, cal: Calendar) -> Term:
    """Calendar days: the term depends on the calendar, and so can be provisional, only through its roll."""
    working = [replace(describe(start + timedelta(days=offset), cal), counted=True) for offset in range(1, n + 1)]
    last_day = start + timedelta(days=n)
    if roll is RollRule.NONE:
        return Term(last_day, n, tuple(working), provisional=False)
    provisional = describe(last_day, cal).provisional
    while not is_workday(last_day, cal):
        last_day += _ONE_DAY
        passed = describe(last_day, cal)
        working.append(replace(passed, counted=False, rolled=True))
        provisional = provisional or passed.provisional
    return Term(last_day, n, tuple(working), provisional)


def _days_after(start: date) -> Iterator[date]:
    day = start
    while True:
        day += _ONE_DAY
        yield day


def _term(start: date, working: list[DayWorking]) -> Term:
    last_day = working[-1].day if working else start
    counted = sum(passed.counted for passed in working)
    return Term(last_day, counted, tuple(working), any(passed.provisional for passed in working))


def _day_of(moment: datetime, cal: Calendar) -> date:
    _check_aware(moment)
    return moment.astimezone(cal.zone).date()


def _check_length(n: int) -> None:
    if not 0 <= n <= LONGEST_TERM:
        raise ValueError(f"a term has 0 to {LONGEST_TERM} units, not {n}")


def _check_aware(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError(f"the moment {moment} has no time zone")

"""工作日的计算: pure counting rules. No Django, no clock, no database.

Sources (R53): the day on which a term begins is not counted; a term in days whose last day is a day off may roll
to the next workday. A term is stored as the first moment after its last day. How each day was treated is told by
``workdays.working``, from the same facts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.vocabulary import RollRule, TermUnit
from workdays.days import Calendar, describe
from workdays.table import can_table

LONGEST_TERM = 10_000
_ONE_DAY = timedelta(days=1)
_DAYS_AROUND = 60


@dataclass(frozen=True, slots=True)
class Projection:
    """到期时刻: the first moment after a term, in UTC, and how it was counted.

    ``counted`` units after the day ``since``. A term in hours has no days.
    """

    expires_at: datetime
    last_day: date | None
    provisional: bool
    since: date | None = None
    counted: int = 0
    unit: TermUnit = TermUnit.HOUR


def is_workday(day: date, cal: Calendar) -> bool:
    """工作日: whether work is done on that day."""
    if not can_table(day, day):
        return describe(day, cal).counted
    table = cal.reaching(day, day)
    return table.workdays[table.count_to(day)] == day


def add_workdays(start: date, n: int, cal: Calendar) -> date:
    """The last of ``n`` workdays after ``start``, the start day not counted; ``n = 0`` ends on the start day itself."""
    table = cal.table
    position = start.toordinal() - table.base
    if position >= 0 and 0 < n <= LONGEST_TERM:
        try:
            return table.workdays[table.counts[position] + n]
        except IndexError:
            pass  # the table does not reach so far
    return _add_beyond(start, n, cal)


def is_provisional(after: date, last: date, cal: Calendar) -> bool:
    """暂定: whether a day after ``after`` up to ``last`` belongs to a year whose notice is not loaded."""
    return after < last and any(year not in cal.years for year in range((after + _ONE_DAY).year, last.year + 1))


def workdays_between(start: date, end: date, cal: Calendar) -> int:
    """How many workdays lie from ``start`` (not counted) to ``end`` (counted, not earlier than ``start``)."""
    if end < start:
        raise ValueError(f"a span ends on {end} before it starts on {start}")
    return _count(start, end, cal)


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
    nights and days off. ``roll`` is about terms in days only, which depend on the calendar through it alone.
    """
    _check_aware(start)
    _check_length(n)
    if unit is TermUnit.HOUR:
        return Projection(start.astimezone(UTC) + timedelta(hours=n), None, provisional=False)
    since = start.astimezone(cal.zone).date()
    if unit is TermUnit.WORKDAY:
        last_day = add_workdays(since, n, cal)
        provisional = is_provisional(since, last_day, cal)
    else:
        literal = since + timedelta(days=n)
        last_day = rolled(literal, roll, cal)
        provisional = roll is not RollRule.NONE and is_provisional(literal - _ONE_DAY, last_day, cal)
    return Projection(first_moment_after(last_day, cal.zone), last_day, provisional, since, n, unit)


def rolled(day: date, roll: RollRule, cal: Calendar) -> date:
    """顺延: where the rule says so, the next workday instead of a day off."""
    return day if roll is RollRule.NONE or is_workday(day, cal) else add_workdays(day, 1, cal)


def until_day(start: datetime, last_day: date, cal: Calendar) -> Projection:
    """至某日: what runs from ``start`` through ``last_day``, which is no earlier than the day of ``start``."""
    since = _day_of(start, cal)
    counted = workdays_between(since, last_day, cal)
    return Projection(
        first_moment_after(last_day, cal.zone), last_day, is_provisional(since, last_day, cal), since, counted,
        TermUnit.WORKDAY,
    )  # fmt: skip


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
    return datetime.combine(add_workdays(local.date(), n, cal), local.time(), tzinfo=cal.zone).astimezone(UTC)


def _add_beyond(start: date, n: int, cal: Calendar) -> date:
    """As ``add_workdays``, where the table must grow first or cannot reach."""
    _check_length(n)
    if n == 0:
        return start
    reach = start + timedelta(days=2 * n + _DAYS_AROUND)
    while can_table(start, reach):
        table = cal.reaching(start, reach)
        last = table.count_to(start) + n
        if last < len(table.workdays):
            return table.workdays[last]
        reach += timedelta(days=n + _DAYS_AROUND)
    return _add_one_by_one(start, n, cal)


def _add_one_by_one(start: date, n: int, cal: Calendar) -> date:
    day, left = start, n
    while left:
        day += _ONE_DAY
        left -= describe(day, cal).counted
    return day


def _count(after: date, last: date, cal: Calendar) -> int:
    if last <= after:
        return 0
    if not can_table(after, last):
        days = range(after.toordinal() + 1, last.toordinal() + 1)
        return sum(describe(date.fromordinal(ordinal), cal).counted for ordinal in days)
    table = cal.reaching(after, last)
    return table.count_to(last) - table.count_to(after)


def _day_of(moment: datetime, cal: Calendar) -> date:
    _check_aware(moment)
    return moment.astimezone(cal.zone).date()


def _check_length(n: int) -> None:
    if not 0 <= n <= LONGEST_TERM:
        raise ValueError(f"a term has 0 to {LONGEST_TERM} units, not {n}")


def _check_aware(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError(f"the moment {moment} has no time zone")

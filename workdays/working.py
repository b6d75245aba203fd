"""逐日说明: how each day of a term was treated. Pure: no Django, no clock, no database.

What is counted here and in ``workdays.rules`` rests on the same facts; pages and people ask here, clocks there.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.vocabulary import RollRule, TermUnit
from workdays.days import Calendar, DayWorking, describe
from workdays.rules import add_workdays, is_provisional, rolled


@dataclass(frozen=True, slots=True)
class Term:
    """期限的计算: ``counted`` days after the start day lead to ``last_day``; ``working`` lists every day passed."""

    last_day: date
    counted: int
    working: tuple[DayWorking, ...]
    provisional: bool


def working_of_term(start: date, n: int, unit: TermUnit, roll: RollRule, cal: Calendar) -> tuple[DayWorking, ...]:
    """期限的逐日说明: every day after ``start`` up to the last of the term; none for a term in hours."""
    if unit is TermUnit.HOUR:
        return ()
    if unit is TermUnit.WORKDAY:
        return _days(start, add_workdays(start, n, cal), cal)
    literal = start + timedelta(days=n)
    counted = [replace(day, counted=True) for day in _days(start, literal, cal)]
    passed = [replace(day, counted=False, rolled=True) for day in _days(literal, rolled(literal, roll, cal), cal)]
    return (*counted, *passed)


def span(start: date, end: date, cal: Calendar) -> Term:
    """The workdays from ``start`` (not counted) to ``end`` (counted, not earlier than ``start``), day by day."""
    if end < start:
        raise ValueError(f"a span ends on {end} before it starts on {start}")
    working = _days(start, end, cal)
    return Term(end, sum(day.counted for day in working), working, is_provisional(start, end, cal))


def _days(after: date, last: date, cal: Calendar) -> tuple[DayWorking, ...]:
    return tuple(describe(after + timedelta(days=offset), cal) for offset in range(1, (last - after).days + 1))

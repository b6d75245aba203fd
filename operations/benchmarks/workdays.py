"""工作日计算: what one term costs, by the table and by a walk from day to day."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import median
from time import perf_counter_ns
from typing import Any

from operations.benchmarks.measuring import WrongEndState
from workdays.days import Calendar, describe
from workdays.rules import add_workdays
from workdays.selectors import national_calendar

_ONE_DAY = timedelta(days=1)
_FIRST, _DAYS = date(2024, 1, 1), 366 + 365 + 365
_LENGTHS = (1, 5, 20, 60, 250)
_REPEATS = 5
_TIMES = 20

Counting = Callable[[date, int, Calendar], date]


def workdays() -> Iterator[dict[str, Any]]:
    """A line for each length. Raises ``WrongEndState`` unless both ways end every term on the same day."""
    calendar = national_calendar()
    starts = [_FIRST + timedelta(days=offset) for offset in range(_DAYS)]
    for n in _LENGTHS:
        _verify(starts, n, calendar)
        table = _cost(add_workdays, starts * _TIMES, n, calendar)
        walk = _cost(walked, starts[:: 1 + n // 5], n, calendar)
        yield {
            "benchmark": "workdays", "n": n, "starts": len(starts), "repeats": _REPEATS, "table_ns": round(table),
            "walk_ns": round(walk), "ratio": round(walk / table), "verified": True,
        }  # fmt: skip


def walked(start: date, n: int, calendar: Calendar) -> date:
    """The same term counted from day to day, with no table."""
    day = start
    while n:
        day += _ONE_DAY
        n -= describe(day, calendar).counted
    return day


def _cost(counting: Counting, starts: list[date], n: int, calendar: Calendar) -> float:
    """Nanoseconds a call, the median of several runs, the loop around the calls included."""
    return median(_run(counting, starts, n, calendar) for _ in range(_REPEATS))


def _run(counting: Counting, starts: list[date], n: int, calendar: Calendar) -> float:
    begun = perf_counter_ns()
    for start in starts:
        counting(start, n, calendar)
    return (perf_counter_ns() - begun) / len(starts)


def _verify(starts: list[date], n: int, calendar: Calendar) -> None:
    for start in starts:
        if add_workdays(start, n, calendar) != walked(start, n, calendar):
            raise WrongEndState(f"{n} workdays after {start}: {add_workdays(start, n, calendar)} by the table")

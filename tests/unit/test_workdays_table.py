"""The table that counts and a walk from day to day say the same, for every start and every length."""

import importlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from workdays.days import Calendar, DayFact, DayKind, describe, merge_facts
from workdays.notice_files import SHIPPED, read_notice
from workdays.rules import LONGEST_TERM, add_workdays, is_provisional, is_workday, workdays_between
from workdays.standing_law import LAST_YEAR

LONGEST = 250
EVERY_START = [date(2024, 1, 1) + timedelta(days=offset) for offset in range(366 + 365 + 365)]
NOTICES = [read_notice(path) for path in sorted(SHIPPED.glob("*.toml"))]
LOCAL = {
    "2024-04-11": DayKind.EXTRA_HOLIDAY, "2024-04-13": DayKind.EXTRA_WORKDAY, "2025-03-31": DayKind.EXTRA_HOLIDAY,
    "2025-12-27": DayKind.EXTRA_WORKDAY, "2026-02-14": DayKind.EXTRA_HOLIDAY, "2026-04-20": DayKind.EXTRA_HOLIDAY,
    "2026-12-31": DayKind.EXTRA_HOLIDAY, "2027-01-02": DayKind.EXTRA_WORKDAY,
}  # fmt: skip


def calendar(*, years: frozenset[int], local: dict[str, DayKind] | None = None) -> Calendar:
    national = [notice.days.items() for notice in NOTICES if notice.year in years]
    days = [(date.fromisoformat(day), DayFact(kind, "三月三", "某文件")) for day, kind in (local or {}).items()]
    return Calendar(merge_facts(*national, days), years, ZoneInfo("Asia/Shanghai"))


CALENDARS = {
    "the notices alone": calendar(years=frozenset({2024, 2025, 2026})),
    "with days of the place": calendar(years=frozenset({2024, 2025, 2026}), local=LOCAL),
    "a year without its notice": calendar(years=frozenset({2024, 2026})),
    "no notice at all": calendar(years=frozenset()),
}


def walked(start: date, works: Callable[[date], bool]) -> Iterator[date]:
    day = start
    while True:
        day += timedelta(days=1)
        if works(day):
            yield day


@pytest.mark.parametrize("cal", CALENDARS.values(), ids=CALENDARS.keys())
def test_the_table_ends_each_term_where_a_walk_ends_it(cal: Calendar) -> None:
    for start in EVERY_START:
        ends = list(islice(walked(start, lambda day: describe(day, cal).counted), LONGEST))
        assert [add_workdays(start, n, cal) for n in range(LONGEST + 1)] == [start, *ends]


def test_the_table_ends_each_term_where_an_independent_calendar_ends_it() -> None:
    """As far as that calendar reaches: to the end of 2026."""
    independent = importlib.import_module("chinese_calendar")
    cal, last = CALENDARS["the notices alone"], date(2026, 12, 31)
    works = [day for day in EVERY_START if independent.is_workday(day)]
    for start in EVERY_START:
        ends = [day for day in works if start < day <= last][:LONGEST]
        assert [add_workdays(start, n, cal) for n in range(1, len(ends) + 1)] == ends


@pytest.mark.parametrize("cal", CALENDARS.values(), ids=CALENDARS.keys())
def test_what_lies_between_two_days_is_counted_and_marked_as_a_walk_does(cal: Calendar) -> None:
    for start in EVERY_START[::11]:
        counted, provisional = 0, False
        for offset in range(1, 400):
            day = start + timedelta(days=offset)
            described = describe(day, cal)
            counted, provisional = counted + described.counted, provisional or described.provisional
            assert is_workday(day, cal) == described.counted
            assert (workdays_between(start, day, cal), is_provisional(start, day, cal)) == (counted, provisional)


def test_the_table_grows_both_ways_and_keeps_what_it_said() -> None:
    cal = calendar(years=frozenset({2024, 2025, 2026}))
    asked = [date(2026, 3, 2), date(2038, 5, 1), date(2001, 7, 9), date(2026, 3, 2)]
    assert [add_workdays(day, 5, cal) for day in asked] == [
        next(islice(walked(day, lambda one: describe(one, cal).counted), 4, None)) for day in asked
    ]
    assert add_workdays(date(2026, 3, 2), LONGEST_TERM, cal) == next(
        islice(walked(date(2026, 3, 2), lambda one: describe(one, cal).counted), LONGEST_TERM - 1, None)
    )


def test_years_no_table_covers_are_counted_day_by_day() -> None:
    cal = calendar(years=frozenset({2026}))
    for start in (date(2200, 12, 20), date(1899, 12, 20), date(2201, 3, 1)):
        ends = list(islice(walked(start, lambda one: describe(one, cal).counted), 15))
        assert [add_workdays(start, n, cal) for n in range(1, 16)] == ends
        assert workdays_between(start, ends[-1], cal) == 15
        assert is_workday(ends[-1], cal)
    with pytest.raises(OverflowError):
        add_workdays(date(9999, 12, 30), 5, cal)


@pytest.mark.parametrize("n", [-1, LONGEST_TERM + 1])
def test_a_length_no_term_has_is_refused_whether_the_table_is_built_or_not(n: int) -> None:
    cal = calendar(years=frozenset({2026}))
    for _ in range(2):
        with pytest.raises(ValueError, match="0 to 10000"):
            add_workdays(date(2026, 3, 2), n, cal)
        add_workdays(date(2026, 3, 2), 1, cal)


def test_the_law_alone_counts_up_to_the_last_year_of_its_table_and_beyond() -> None:
    cal = calendar(years=frozenset())
    start = date(LAST_YEAR, 12, 1)
    assert add_workdays(start, 60, cal) == next(islice(walked(start, lambda one: describe(one, cal).counted), 59, None))

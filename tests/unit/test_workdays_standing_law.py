"""The holidays of the law alone, and the table of lunar days."""

import importlib
from datetime import date, datetime

import pytest

from workdays.standing_law import FIRST_YEAR, LAST_YEAR, statutory_holidays

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)


def by_name(year: int) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {}
    for day, names in statutory_holidays(year).items():
        for name in names.split("、"):
            found.setdefault(name, []).append(day)
    return {name: sorted(days) for name, days in found.items()}


@pytest.mark.parametrize("year", YEARS)
def test_lunar_days_and_qingming_agree_with_a_calendar_library(year: int) -> None:
    library = importlib.import_module("cnlunar")

    def lunar(day: date) -> tuple[int, int, bool]:
        found = library.Lunar(datetime(day.year, day.month, day.day, 12))
        return found.lunarMonth, found.lunarDay, found.isLunarLeapMonth

    holidays = by_name(year)
    assert [lunar(day) for day in holidays["春节"][-3:]] == [(1, 1, False), (1, 2, False), (1, 3, False)]
    assert [lunar(day) for day in holidays["端午节"]] == [(5, 5, False)]
    assert [lunar(day) for day in holidays["中秋节"]] == [(8, 15, False)]
    (qingming,) = holidays["清明节"]
    assert library.Lunar(datetime(year, qingming.month, qingming.day, 12)).todaySolarTerms == "清明"


@pytest.mark.parametrize("year", range(2025, LAST_YEAR + 1))
def test_the_law_since_2025_gives_thirteen_days(year: int) -> None:
    lengths = {name: len(days) for name, days in by_name(year).items()}
    assert lengths == {"元旦": 1, "春节": 4, "清明节": 1, "劳动节": 2, "端午节": 1, "中秋节": 1, "国庆节": 3}


def test_before_the_amendment_the_eve_and_may_2_were_no_holidays() -> None:
    holidays = by_name(2024)
    assert holidays["春节"] == [date(2024, 2, 10), date(2024, 2, 11), date(2024, 2, 12)]
    assert holidays["劳动节"] == [date(2024, 5, 1)]
    assert sum(map(len, holidays.values())) == 11


def test_two_holidays_on_one_day_are_both_named() -> None:
    assert statutory_holidays(2031)[date(2031, 10, 1)] == "国庆节、中秋节"


def test_beyond_the_table_only_fixed_days_are_known() -> None:
    assert set(by_name(LAST_YEAR + 1)) == {"元旦", "劳动节", "国庆节"}

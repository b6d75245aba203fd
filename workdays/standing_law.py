"""全国年节及纪念日放假办法: the holidays the law itself gives, for years whose notice is not loaded.

Pure: no Django, no clock. The law names lunar days; their dates stand in a table below.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

AMENDED_FROM = 2025
"""The amendment of 2024-11-10 added lunar New Year's Eve and May 2; it holds from 2025-01-01."""

# 春节（正月初一）, 清明, 端午（五月初五）, 中秋（八月十五） as (month, day).
# Rule: GB/T 33661-2017 农历的编算和颁行. Computed with lunar-python 1.4.8; cnlunar 0.2.5 and lunardate 0.3.0 agree.
_MOVING_DAYS = {
    2023: ((1, 22), (4, 5), (6, 22), (9, 29)),
    2024: ((2, 10), (4, 4), (6, 10), (9, 17)),
    2025: ((1, 29), (4, 4), (5, 31), (10, 6)),
    2026: ((2, 17), (4, 5), (6, 19), (9, 25)),
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27)),
    2035: ((2, 8), (4, 5), (6, 10), (9, 16)),
    2036: ((1, 28), (4, 4), (5, 30), (10, 4)),
    2037: ((2, 15), (4, 4), (6, 18), (9, 24)),
    2038: ((2, 4), (4, 5), (6, 7), (9, 13)),
    2039: ((1, 24), (4, 5), (5, 27), (10, 2)),
    2040: ((2, 12), (4, 4), (6, 14), (9, 20)),
}
FIRST_YEAR, LAST_YEAR = min(_MOVING_DAYS), max(_MOVING_DAYS)


@lru_cache(maxsize=64)
def statutory_holidays(year: int) -> Mapping[date, str]:
    """法定节假日: the law's own holidays of a year, each with its name.

    The substitute day for a holiday on a weekend is fixed by the notice alone and so is not here. Outside
    ``FIRST_YEAR``–``LAST_YEAR`` only the holidays with a fixed date are known.
    """
    amended = year >= AMENDED_FROM
    days: dict[date, str] = {}

    def add(name: str, first: date, length: int = 1) -> None:
        for offset in range(length):
            day = first + timedelta(days=offset)
            days[day] = f"{days[day]}、{name}" if day in days else name

    add("元旦", date(year, 1, 1))
    add("劳动节", date(year, 5, 1), 2 if amended else 1)
    add("国庆节", date(year, 10, 1), 3)
    if year in _MOVING_DAYS:
        new_year, qingming, dragon_boat, mid_autumn = (date(year, *day) for day in _MOVING_DAYS[year])
        add("春节", new_year - timedelta(days=1) if amended else new_year, 4 if amended else 3)
        add("清明节", qingming)
        add("端午节", dragon_boat)
        add("中秋节", mid_autumn)
    return MappingProxyType(days)

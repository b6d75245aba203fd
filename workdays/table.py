"""前缀表: how many workdays lie up to each day, and which day the k-th is. Pure: no Django, no clock, no database.

With it a term is counted by two look-ups, however long it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

TABLED_YEARS = range(1900, 2201)
_YEARS_BEFORE, _YEARS_AFTER = 1, 2


@dataclass(frozen=True, slots=True)
class PrefixTable:
    """前缀表: over whole years, the first of whose days has the ordinal ``base``.

    ``counts[i]``: the workdays among the first ``i + 1`` days. ``workdays[k]``: the k-th workday; the day before the
    first stands at 0.
    """

    base: int
    counts: Sequence[int]
    workdays: Sequence[date]

    def has(self, day: date) -> bool:
        return 0 <= day.toordinal() - self.base < len(self.counts)

    def count_to(self, day: date) -> int:
        """The workdays up to that day, which the table has, the day itself included."""
        return self.counts[day.toordinal() - self.base]


NO_TABLE = PrefixTable(date.max.toordinal() + 1, (), ())


def can_table(first: date, last: date) -> bool:
    """Whether both days lie in the years a table may cover; beyond them days are counted one by one."""
    return first.year in TABLED_YEARS and last.year in TABLED_YEARS


def built_over(known: PrefixTable, first: date, last: date, is_workday: Callable[[date], bool]) -> PrefixTable:
    """A new table of the years that ``known`` has, those of both days, and some around them."""
    years = [first.year - _YEARS_BEFORE, last.year + _YEARS_AFTER]
    if known.counts:
        years += [date.fromordinal(known.base).year, date.fromordinal(known.base + len(known.counts) - 1).year]
    base = date(max(min(years), TABLED_YEARS[0]), 1, 1).toordinal()
    end = date(min(max(years), TABLED_YEARS[-1]), 12, 31).toordinal()
    counts: list[int] = []
    workdays = [date.fromordinal(base - 1)]
    for ordinal in range(base, end + 1):
        day = date.fromordinal(ordinal)
        if is_workday(day):
            workdays.append(day)
        counts.append(len(workdays) - 1)
    return PrefixTable(base, counts, workdays)

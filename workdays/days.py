"""工作日历: what each day is, and on what basis. Pure: no Django, no clock, no database.

A make-up workday beats the weekend and a holiday beats everything (放假办法与调休通知).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from workdays.hours import DEFAULT_HOURS, WorkingHours
from workdays.standing_law import statutory_holidays
from workdays.table import NO_TABLE, PrefixTable, built_over

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
    """工作日历: the facts that depart from the ordinary week, the years whose notice is loaded, and the hours of work.

    ``table`` answers what is counted often; it is built of these facts when the first term is counted, and grows with
    the days that are asked for.
    """

    days: Mapping[date, DayFact]
    years: frozenset[int]
    zone: ZoneInfo
    hours: WorkingHours = DEFAULT_HOURS
    table: PrefixTable = field(default=NO_TABLE, init=False, repr=False, compare=False)

    def reaching(self, first: date, last: date) -> PrefixTable:
        """A table in which both days stand. Whoever asks at the same moment gets a table of the same facts."""
        if not (self.table.has(first) and self.table.has(last)):
            object.__setattr__(self, "table", built_over(self.table, first, last, self._is_workday))
        return self.table

    def _is_workday(self, day: date) -> bool:
        return describe(day, self).counted


@dataclass(frozen=True, slots=True)
class DayWorking:
    """逐日说明: how one day was treated.

    ``counted``: whether the day counts toward the term at hand. ``rolled``: the term had ended on a day off and
    was moved over this day. ``stood_still``: the term was suspended on that day. ``provisional``: the notice of its
    year is not loaded.
    """

    day: date
    kind: DayKind
    basis: DayBasis
    counted: bool
    name: str = ""
    notice: str = ""
    provisional: bool = False
    rolled: bool = False
    stood_still: bool = False


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

"""Calendars and views of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from core.ahead import remembered
from core.vocabulary import ExceptionKind
from organizations.models import Jurisdiction
from workdays.days import Calendar, DayFact, DayKind, DayWorking, describe, merge_facts
from workdays.hours import DEFAULT_HOURS, read_hours
from workdays.models import CalendarException
from workdays.notice_files import Notice, loaded_notices

NATIONAL_ZONE = ZoneInfo("Asia/Shanghai")
NEXT_NOTICE_FROM_MONTH = 11
"""The State Council's notice of a year comes out in the autumn before, mostly in the first days of November."""
_LOCAL_KINDS = {ExceptionKind.HOLIDAY: DayKind.EXTRA_HOLIDAY, ExceptionKind.WORKDAY: DayKind.EXTRA_WORKDAY}

# UNION drops rows already seen, so that even a circle in the tree comes to an end.
_EXCEPTIONS_OF_CHAINS = """
WITH RECURSIVE chain (leaf, member, distance) AS (
    SELECT id, id, 0 FROM organizations_jurisdiction WHERE id = ANY(%s)
    UNION
    SELECT chain.leaf, place.parent_id, chain.distance + 1
    FROM chain JOIN organizations_jurisdiction AS place ON place.id = chain.member
    WHERE place.parent_id IS NOT NULL AND chain.distance < 10
)
SELECT exception.*, chain.leaf FROM workdays_calendarexception AS exception
JOIN chain ON chain.member = exception.jurisdiction_id
WHERE exception.withdrawn_at IS NULL OR %s
ORDER BY chain.leaf, chain.distance DESC, exception.id
"""


@dataclass(frozen=True, kw_only=True)
class Supposed:
    """假设: a notice that is not installed, days that no document has fixed, exceptions as if they were withdrawn.

    What is supposed of days holds for every jurisdiction that is asked about.
    """

    notices: tuple[Notice, ...] = ()
    days: tuple[tuple[date, DayFact], ...] = ()
    without: frozenset[int] = frozenset()


NOTHING_SUPPOSED = Supposed()


@dataclass(frozen=True, slots=True)
class MonthView:
    """月历: a month by days, and by weeks from Monday to Sunday with ``None`` outside the month."""

    first: date
    days: tuple[DayWorking, ...]
    weeks: tuple[tuple[DayWorking | None, ...], ...]
    workdays: int


def national_calendar(zone: ZoneInfo = NATIONAL_ZONE) -> Calendar:
    """全国工作日历: the notices alone, without any local exception. Raises ``NoticeInvalid``."""
    return _calendar(zone, (), loaded_notices())


@remembered(lambda jurisdiction, supposed=NOTHING_SUPPOSED: (jurisdiction.pk, id(supposed)))
def calendar_for(jurisdiction: Jurisdiction, supposed: Supposed = NOTHING_SUPPOSED) -> Calendar:
    """工作日历: the notices with the exceptions of the jurisdiction and of those above it; one query."""
    return calendar_for_many([jurisdiction], supposed)[jurisdiction.pk]


def calendar_for_many(
    jurisdictions: Iterable[Jurisdiction], supposed: Supposed = NOTHING_SUPPOSED
) -> Mapping[int, Calendar]:
    """The calendars of several jurisdictions by their ids; one query for all."""
    places = {place.pk: place for place in jurisdictions}
    rows = exceptions_by_place(list(places))
    local = {
        leaf: tuple(fact_of(row) for row in group if row.pk not in supposed.without) for leaf, group in rows.items()
    }
    notices = notices_with(supposed)
    return {
        pk: _calendar(ZoneInfo(place.timezone), local.get(pk, ()) + supposed.days, notices, place.working_time)
        for pk, place in places.items()
    }


def exceptions_by_place(places: list[int], *, withdrawn: bool = False) -> Mapping[int, list[CalendarException]]:
    """The exceptions that hold in each place, its own and those of the places above, the highest first."""
    rows = CalendarException.objects.raw(_EXCEPTIONS_OF_CHAINS, [places, withdrawn])
    return {leaf: list(group) for leaf, group in groupby(rows, key=attrgetter("leaf"))}


def notices_with(supposed: Supposed) -> tuple[Notice, ...]:
    """The notices in use; a supposed one takes the place of that of its year."""
    loaded = loaded_notices()
    if not supposed.notices:
        return loaded
    by_year = {notice.year: notice for notice in (*loaded, *supposed.notices)}
    return tuple(by_year[year] for year in sorted(by_year))


def missing_notice(on: date) -> int | None:
    """缺放假通知: the year whose notice should be here on that day and is not; from 1 November the next year's."""
    due = [on.year] + [on.year + 1] * (on.month >= NEXT_NOTICE_FROM_MONTH)
    loaded = {notice.year for notice in loaded_notices()}
    return next((year for year in due if year not in loaded), None)


def year_view(jurisdiction: Jurisdiction | None, year: int) -> list[MonthView]:
    """年历: the twelve months of a year as one jurisdiction counts them (``None``: the country as a whole)."""
    calendar = national_calendar() if jurisdiction is None else calendar_for(jurisdiction)
    return [_month_view(year, month, calendar) for month in range(1, 13)]


def fact_of(row: CalendarException) -> tuple[date, DayFact]:
    return row.day, DayFact(_LOCAL_KINDS[ExceptionKind(row.kind)], row.name, row.authority)


@lru_cache(maxsize=256)
def _calendar(
    zone: ZoneInfo, local: tuple[tuple[date, DayFact], ...], notices: tuple[Notice, ...], hours: str = ""
) -> Calendar:
    """Kept while neither a notice nor an exception changes, and with it the table it counts by."""
    days = merge_facts(*(notice.days.items() for notice in notices), local)
    at_work = read_hours(hours) if hours else DEFAULT_HOURS
    return Calendar(days, frozenset(notice.year for notice in notices), zone, at_work)


def _month_view(year: int, month: int, calendar: Calendar) -> MonthView:
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    days = tuple(describe(first + timedelta(days=offset), calendar) for offset in range((after - first).days))
    cells = [None] * first.weekday() + list(days) + [None] * (-(first.weekday() + len(days)) % 7)
    weeks = tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))
    return MonthView(first, days, weeks, sum(day.counted for day in days))

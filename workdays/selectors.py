"""Calendars and views of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from organizations.models import Jurisdiction
from workdays.days import Calendar, DayFact, DayKind, DayWorking, describe, merge_facts
from workdays.models import CalendarException, ExceptionKind
from workdays.notice_files import Notice, loaded_notices

NATIONAL_ZONE = ZoneInfo("Asia/Shanghai")
_LocalDay = tuple[date, DayFact]
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
ORDER BY chain.leaf, chain.distance DESC
"""


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


def calendar_for(jurisdiction: Jurisdiction) -> Calendar:
    """工作日历: the notices with the exceptions of the jurisdiction and of those above it; one query."""
    return calendar_for_many([jurisdiction])[jurisdiction.pk]


def calendar_for_many(jurisdictions: Iterable[Jurisdiction]) -> Mapping[int, Calendar]:
    """The calendars of several jurisdictions by their ids; one query for all."""
    zones = {place.pk: ZoneInfo(place.timezone) for place in jurisdictions}
    rows = CalendarException.objects.raw(_EXCEPTIONS_OF_CHAINS, [list(zones)])
    local = {leaf: tuple(_fact(row) for row in group) for leaf, group in groupby(rows, key=attrgetter("leaf"))}
    notices = loaded_notices()
    return {pk: _calendar(zone, local.get(pk, ()), notices) for pk, zone in zones.items()}


def year_view(jurisdiction: Jurisdiction | None, year: int) -> list[MonthView]:
    """年历: the twelve months of a year as one jurisdiction counts them (``None``: the country as a whole)."""
    calendar = national_calendar() if jurisdiction is None else calendar_for(jurisdiction)
    return [_month_view(year, month, calendar) for month in range(1, 13)]


def _fact(row: CalendarException) -> _LocalDay:
    return row.day, DayFact(_LOCAL_KINDS[ExceptionKind(row.kind)], row.name, row.authority)


@lru_cache(maxsize=256)
def _calendar(zone: ZoneInfo, local: tuple[_LocalDay, ...], notices: tuple[Notice, ...]) -> Calendar:
    """Kept while neither a notice nor an exception changes, and with it the table it counts by."""
    days = merge_facts(*(notice.days.items() for notice in notices), local)
    return Calendar(days, frozenset(notice.year for notice in notices), zone)


def _month_view(year: int, month: int, calendar: Calendar) -> MonthView:
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    days = tuple(describe(first + timedelta(days=offset), calendar) for offset in range((after - first).days))
    cells = [None] * first.weekday() + list(days) + [None] * (-(first.weekday() + len(days)) % 7)
    weeks = tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))
    return MonthView(first, days, weeks, sum(day.counted for day in days))

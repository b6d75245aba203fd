"""日历变动: which document made which day something else, and since when it is known."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from organizations.models import Jurisdiction
from workdays.days import Calendar, DayFact, DayKind, describe
from workdays.models import CalendarException, NoticeEdition
from workdays.notice_files import Notice, shipped_notice
from workdays.selectors import (
    NATIONAL_ZONE,
    NOTHING_SUPPOSED,
    Supposed,
    exceptions_by_place,
    fact_of,
    national_calendar,
    notices_with,
)

_Facts = Mapping[date, DayFact]
SUPPOSED = "–"


@dataclass(frozen=True, order=True, slots=True)
class News:
    """日历变动: ``document`` made ``day`` what it is ``now``; known since ``at``.

    ``is_first``: by the first notice of its year, which is news only to who was counted without it.
    """

    day: date
    was: DayKind
    now: DayKind
    document: str
    at: datetime
    is_first: bool = False


def news_in(place: Jurisdiction, *, at: datetime, supposed: Supposed = NOTHING_SUPPOSED) -> list[News]:
    """Every change of a day from workday to day off or back, by day; what is only supposed is known since ``at``.

    A notice in use that is on record nowhere yet is known since ``at`` too.
    """
    return sorted({*_of_notices(at, supposed), *_of_the_place(place, at, supposed)})


def unrecorded(notices: Iterable[Notice]) -> list[Notice]:
    """The notices that are not the last edition on record of their year."""
    last = {edition.year: edition.digest for edition in NoticeEdition.objects.order_by("pk")}
    return [notice for notice in notices if last.get(notice.year) != notice.digest]


def _of_the_place(place: Jurisdiction, at: datetime, supposed: Supposed) -> Iterator[News]:
    national = national_calendar()
    for row in exceptions_by_place([place.pk], withdrawn=True).get(place.pk, []):
        ordinary, (_day, fact) = describe(row.day, national).kind, fact_of(row)
        yield News(row.day, ordinary, fact.kind, row.authority, row.recorded_at)
        if row.withdrawn_at is not None:
            yield News(row.day, fact.kind, ordinary, row.withdrawn_on_authority, row.withdrawn_at)
        elif row.pk in supposed.without:
            yield News(row.day, fact.kind, ordinary, SUPPOSED, at)
    for day, fact in supposed.days:
        yield News(day, describe(day, national).kind, fact.kind, fact.notice or SUPPOSED, at)


def _of_notices(at: datetime, supposed: Supposed) -> Iterator[News]:
    standing: dict[int, _Facts] = {}
    for edition in NoticeEdition.objects.order_by("pk"):
        facts = facts_of(edition)
        yield from _turned(edition.year, standing.get(edition.year), facts, edition.reference, edition.recorded_at)
        standing[edition.year] = facts
    for notice in unrecorded(notices_with(supposed)):
        yield from _turned(notice.year, standing.get(notice.year), notice.days, notice.reference, at)


def facts_of(edition: NoticeEdition) -> _Facts:
    """What the edition says of each day."""
    return {
        date.fromisoformat(day): DayFact(DayKind(kind), name, edition.reference) for day, kind, name in edition.facts
    }


def _turned(year: int, before: _Facts | None, after: _Facts, document: str, at: datetime) -> Iterator[News]:
    """The days that are counted otherwise; the first edition takes the place of the shipped one, else of the law."""
    if before is None:
        shipped = shipped_notice(year)
        before = shipped.days if shipped is not None and shipped.days != after else None
    is_first = before is None
    old = Calendar(before or {}, frozenset() if is_first else frozenset({year}), NATIONAL_ZONE)
    new = Calendar(after, frozenset({year}), NATIONAL_ZONE)
    for day in _days_of(year, {*(before or {}), *after}):
        was, now = describe(day, old), describe(day, new)
        if was.counted != now.counted:
            yield News(day, was.kind, now.kind, document, at, is_first)


def _days_of(year: int, fixed: Iterable[date]) -> list[date]:
    first = date(year, 1, 1)
    within = {first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days)}
    return sorted(within.union(fixed))


def in_window(news: Iterable[News], *, after: date, last: date, since: datetime) -> list[News]:
    """What touches a term: the days after its start up to its end, that became known since it was counted."""
    return [one for one in news if after < one.day <= last and one.at >= since]


def exceptions_of(place: Jurisdiction) -> list[CalendarException]:
    """地方例外: what the jurisdiction itself has fixed, the withdrawn ones too, the latest day first."""
    return list(CalendarException.objects.filter(jurisdiction=place).order_by("-day", "-pk"))

"""变动预览: which live terms today's calendar, or a supposed one, counts otherwise; nothing is changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cases.models import Case
from deadlines.models import Deadline, Reprojection
from deadlines.recounting import Move, countable, moves_of, waiting_for_decision
from deadlines.subjects import room_of
from organizations.models import Jurisdiction
from workdays.news import News, news_in
from workdays.selectors import NOTHING_SUPPOSED, Supposed, calendar_for


@dataclass(frozen=True, kw_only=True)
class Preview:
    """变动预览: of one place. ``moves`` come first, then what merely is not provisional any more (``settled``).

    ``waiting`` are ends that had passed when they were counted again, and wait for a decision.
    """

    place: Jurisdiction
    moves: Sequence[Move]
    settled: Sequence[Move]
    waiting: Sequence[Reprojection]
    news: Sequence[News]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to apply."""
        return not (self.moves or self.settled)


def preview(place: Jurisdiction, *, at: datetime, supposed: Supposed = NOTHING_SUPPOSED) -> Preview:
    """Counts every live term of the place once; the number of queries does not depend on how many there are."""
    calendar, news = calendar_for(place, supposed), news_in(place, at=at, supposed=supposed)
    found = moves_of(clocks_in(place), calendar, news, at=at)
    return Preview(
        place=place, moves=[move for move in found if move.moves_end],
        settled=[move for move in found if not move.moves_end], waiting=waiting_in(place), news=news,
    )  # fmt: skip


def clocks_in(place: Jurisdiction) -> list[Deadline]:
    """The terms that go by the calendar of the place: of its cases, and of what is no case."""
    return [*countable().filter(case__jurisdiction=place), *_of_others(place)]


def places_with_clocks() -> list[Jurisdiction]:
    """Where something runs at all, by code."""
    cases = Case.objects.filter(deadlines__in=countable()).values("jurisdiction")
    ids = set(Jurisdiction.objects.filter(pk__in=cases).values_list("pk", flat=True))
    ids |= {place.pk for _clock, place in _placed(countable().filter(case=None))}
    return list(Jurisdiction.objects.filter(pk__in=ids).order_by("code"))


def waiting_in(place: Jurisdiction) -> list[Reprojection]:
    """待确认: the ends of the place that wait for a decision, the first to end first."""
    rows = waiting_for_decision().order_by("deadline__expires_at", "pk")
    of_others = dict(_placed(Deadline.objects.filter(pk__in=rows.filter(deadline__case=None).values("deadline"))))
    here = {clock.pk for clock, its in of_others.items() if its == place}
    return [row for row in rows if _is_in(row.deadline, place, here)]


def _is_in(clock: Deadline, place: Jurisdiction, here: set[int]) -> bool:
    return clock.case.jurisdiction_id == place.pk if clock.case else clock.pk in here


def _of_others(place: Jurisdiction) -> list[Deadline]:
    return [clock for clock, its in _placed(countable().filter(case=None)) if its == place]


def _placed(clocks: QuerySet[Deadline]) -> Iterator[tuple[Deadline, Jurisdiction]]:
    """Clocks of other subjects, each with the place whose calendar it goes by; a query for each kind of subject."""
    by_kind: dict[str, list[Deadline]] = {}
    for clock in clocks:
        by_kind.setdefault(clock.subject_kind, []).append(clock)
    for kind, found in by_kind.items():
        places = room_of(kind).places({clock.subject_id or 0 for clock in found})
        for clock in found:
            place = places.get(clock.subject_id or 0)
            if place is not None:
                yield clock, place

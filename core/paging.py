"""分页: by the last row seen, never by counting; a page's address stays good while rows come and go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_noop

from core.errors import DomainError

Row = TypeVar("Row", bound=Model)
SEPARATOR = "~"


class NoSuchPage(DomainError):
    """The place after which a page was asked for is none that a page before it gave."""

    code = "no_such_page"
    message = gettext_noop("“%(after)s” is not the end of a page; take it from the page before, under “next”.")
    status = 400


def moment(text: str) -> datetime:
    """A moment as ``place_of`` wrote it; ValueError for anything else, one without a time zone too."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return read


@dataclass(frozen=True, kw_only=True)
class Order:
    """排序: by one column, then by id in the same direction; ``read`` takes a value out of an address."""

    column: str = "pk"
    descending: bool = False
    read: Callable[[str], Any] = int

    @property
    def order_by(self) -> tuple[str, ...]:
        sign = "-" if self.descending else ""
        return (f"{sign}pk",) if self.column == "pk" else (f"{sign}{self.column}", f"{sign}pk")

    def place_of(self, row: Any) -> str:
        """Where the row stands, for the address of the next page."""
        value = getattr(row, self.column)
        return f"{value.isoformat() if isinstance(value, datetime) else value}{SEPARATOR}{row.pk}"

    def parse(self, place: str) -> tuple[Any, int]:
        """The value and the id at a place; raises ``NoSuchPage``."""
        text, _separator, pk = place.rpartition(SEPARATOR)
        try:
            return self.read(text), int(pk)
        except ValueError as error:
            raise NoSuchPage(field="after", after=place) from error

    def beyond(self, place: str, *, lane: int = 0) -> Q:
        """The rows after a place; raises ``NoSuchPage``.

        ``lane`` is 0 for the table of the place; of a table before it (-) or after it (+) the column alone decides.
        """
        value, last = self.parse(place)
        way = "lt" if self.descending else "gt"
        further, level = Q(**{f"{self.column}__{way}": value}), Q(**{self.column: value})
        if lane == 0:
            level &= Q(**{f"pk__{way}": last})
        return further if lane < 0 else further | level


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page; ``next_after`` asks for the following one and is empty at the end."""

    rows: Sequence[Row]
    next_after: str


class Lanes(Protocol):
    """合道: several lanes that are read with one query; each row has a ``pk`` and the column that orders it."""

    def __len__(self) -> int: ...

    def read(self, order: Order, *, place: str, lane: int, size: int) -> Sequence[tuple[Any, int]]:
        """The first rows after the place, each with the number of its lane among these.

        ``lane`` is the lane of the place as they count; outside their range it is a table before or after them.
        """


def page_of(rows: QuerySet[Row], order: Order, *, after: str, size: int) -> Page[Row]:
    """The page after a place (``""``: the first), with one query."""
    if after:
        rows = rows.filter(order.beyond(after))
    found = list(rows.order_by(*order.order_by)[: size + 1])
    return Page(found[:size], order.place_of(found[size - 1]) if len(found) > size else "")


Lane: TypeAlias = QuerySet[Any] | Lanes


def page_of_all(lanes: Sequence[Lane], order: Order, *, after: str, size: int) -> Page[Any]:
    """One page of the rows of several tables together, with one query for each (``Lanes``: one for all of them).

    Of rows that stand level, those of the earlier table come first. A place names its table behind its row.
    """
    starts = [0, *accumulate(_width(rows) for rows in lanes)]
    lane, place = _lane_of(after, starts[-1]) if after else (0, "")
    found: list[tuple[Any, int]] = []
    for start, rows in zip(starts, lanes, strict=False):
        if isinstance(rows, QuerySet):
            asked = rows.filter(order.beyond(place, lane=start - lane)) if place else rows
            found += [(row, start) for row in asked.order_by(*order.order_by)[: size + 1]]
        else:
            read = rows.read(order, place=place, lane=lane - start, size=size + 1)
            found += [(row, start + number) for row, number in read]
    found.sort(key=lambda pair: getattr(pair[0], order.column), reverse=order.descending)
    shown = found[:size]
    last = f"{order.place_of(shown[-1][0])}{SEPARATOR}{shown[-1][1]}" if len(found) > size else ""
    return Page([row for row, _number in shown], last)


def _width(rows: Lane) -> int:
    return 1 if isinstance(rows, QuerySet) else len(rows)


def _lane_of(after: str, lanes: int) -> tuple[int, str]:
    """Raises ``NoSuchPage``."""
    place, _separator, lane = after.rpartition(SEPARATOR)
    if not (place and lane.isdecimal() and int(lane) < lanes):
        raise NoSuchPage(field="after", after=after)
    return int(lane), place

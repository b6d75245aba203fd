"""待复: what organizations are asked for beside the steps of the flow, across all cases, due first; one query."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from cases.access import visible_to
from cases.models import Case, Stage
from core.paging import Order
from core.statements import IsOneOf, Slot, Statement
from core.vocabulary import CaseState
from deadlines.selectors import next_due
from flows.acts import STAFF
from flows.asks import ASKS, CONSULTED, Ask, Part, Viewer
from flows.asks.spec import open_stages
from flows.assignments import in_a_colleagues_hands
from organizations.models import Organization, Person
from organizations.selectors import Capacity

_KEY, _DUE, _LANE = "asked_key", "asked_due", "asked_lane"
_COLUMNS = (_LANE, _KEY, _DUE, "asked_about", "asked_case", "asked_organization", "asked_since")
_AT, _PERSON = Slot("at", DateTimeField()), Slot("person", BigIntegerField())
_WHOEVER = Viewer(at=_AT)
LANES: Sequence[Ask] = [ask for ask in ASKS for _part in ask.parts(_WHOEVER)]
"""The ask of each lane."""

Narrow = Callable[[Ask, QuerySet[Any]], QuerySet[Any]]
Write = Callable[[int, bool], Statement]


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """待复事项: one organization is asked for one thing in one case; ``about`` is the id of the row that asks.

    ``pk`` tells it apart from others of its lane; ``due`` is NEVER where nothing runs out.
    """

    ask: Ask
    pk: int
    about: int
    case_id: int
    organization_id: int
    since: datetime
    due: datetime


@dataclass(frozen=True, kw_only=True)
class AskInFull:
    """待复事项 with its case and organization; ``readable``: whether who looks at the list may read the case."""

    awaited: Awaited
    case: Case
    stage: Stage | None
    organization: Organization
    readable: bool

    @property
    def title(self) -> str:
        return self.awaited.ask.title

    @property
    def has_sheet(self) -> bool:
        """Whether it stands on a sheet of its own, which who does not read the case may read (征求意见函)."""
        return self.awaited.ask is CONSULTED


class AskedLanes:
    """Each part of each ask is a lane; all are read with one query."""

    def __init__(self, write: Write, values: Mapping[str, Any]) -> None:
        self._write = write
        self._values = values

    def __len__(self) -> int:
        return len(LANES)

    def read(self, order: Order, *, place: str, lane: int, size: int) -> Sequence[tuple[Awaited, int]]:
        """The first rows after the place, each with the number of its lane; ``order`` is by ``due``."""
        due, key = order.parse(place) if place else (None, None)
        after = {"due": due, "key": key, "lane": lane}
        rows = self._write(size, bool(place)).run({**self._values, **after})
        return [(_row(*values), values[0]) for values in rows]


def asked_of(held: Iterable[Capacity], person: Person, *, at: datetime, of_all: bool) -> AskedLanes:
    """What the capacities' organizations are asked for.

    Without ``of_all``, what the person's own role can answer, and no colleague has in hand.
    """
    working = [capacity for capacity in held if capacity.role in STAFF]
    values: dict[str, Any] = {"at": at, "person": person.pk}
    for ask in ASKS:
        able = {c.membership.organization_id for c in working if of_all or c.role in ask.roles}
        values[_able(ask)] = sorted(able)
    return AskedLanes(_of_all if of_all else _of_one, values)


def asked_of_anybody(held: Sequence[Capacity], *, at: datetime) -> AskedLanes:
    """What anybody is asked for in the cases that the capacities may see, and what is asked of themselves."""
    ids = sorted({capacity.membership.organization_id for capacity in held if capacity.role in STAFF})
    visible = visible_to(list(held)).values("pk")

    def narrow(ask: Ask, rows: QuerySet[Any]) -> QuerySet[Any]:
        own = Q(asked_organization__in=ids)
        if ask.tells == "nobody":
            return rows.filter(own)
        if ask.tells == "conductors":
            return rows.filter(own | _conducted_by(ids))
        return rows.filter(own | Q(asked_case__in=visible))

    return AskedLanes(lambda size, further: written(_WHOEVER, narrow, size=size, further=further), {"at": at})


def asked_in(cases: Collection[int], *, at: datetime) -> list[Awaited]:
    """What anybody is asked for in these cases, due first; one query."""
    return [_row(*values) for values in _in_cases().run({"at": at, "cases": sorted(cases)})] if cases else []


@lru_cache(maxsize=1)
def _in_cases() -> Statement:
    """Written once per process."""
    among = IsOneOf(F("asked_case"), Slot("cases", ArrayField(BigIntegerField())))
    return written(_WHOEVER, lambda _ask, rows: rows.filter(among), size=None, further=False)


@lru_cache(maxsize=64)
def _of_all(size: int, further: bool) -> Statement:
    """Written once per process: what the organizations are asked for."""
    return written(_WHOEVER, lambda ask, rows: rows.filter(_asks_one_of(ask)), size=size, further=further)


@lru_cache(maxsize=64)
def _of_one(size: int, further: bool) -> Statement:
    """Likewise, what one person of them can answer."""
    theirs = in_a_colleagues_hands(_PERSON, case="asked_case", organization="asked_organization")

    def narrow(ask: Ask, rows: QuerySet[Any]) -> QuerySet[Any]:
        mine = rows.filter(_asks_one_of(ask))
        return mine.filter(~theirs) if ask.is_for_handlers else mine

    return written(Viewer(at=_AT, person=_PERSON), narrow, size=size, further=further)


def written(viewer: Viewer, narrow: Narrow, *, size: int | None, further: bool) -> Statement:
    """The query for the first rows, of None for all; ``further`` those after a place."""
    asked = []
    for number, (ask, part) in enumerate(_parts(viewer)):
        rows = narrow(ask, _columns(ask, part)).annotate(**{_LANE: Value(number)})
        asked.append((rows.filter(_beyond()) if further else rows).order_by().values_list(*_COLUMNS))
    together = asked[0].union(*asked[1:], all=True).order_by(_DUE, _LANE, _KEY)
    return Statement.of(together[:size])


def _parts(viewer: Viewer) -> list[tuple[Ask, Part]]:
    return [(ask, part) for ask in ASKS for part in ask.parts(viewer)]


def _row(lane: int, key: int, due: datetime, about: int, case: int, organization: int, since: datetime) -> Awaited:
    return Awaited(
        ask=LANES[lane], pk=key, about=about, case_id=case, organization_id=organization, since=since, due=due
    )  # fmt: skip


def _beyond() -> Q:
    """Due later; of what is due at the same moment, in a later lane, or in the same lane further on."""
    due, key, lane = Slot("due", DateTimeField()), Slot("key", BigIntegerField()), Slot("lane", IntegerField())
    level = Q(asked_lane__gt=lane) | Q(asked_lane=lane, asked_key__gt=key)
    return Q(asked_due__gt=due) | Q(asked_due=due) & level


def _able(ask: Ask) -> str:
    """The name of the slot for the organizations for which somebody can answer."""
    return "_".join(("asked", *sorted(ask.roles)))


def _asks_one_of(ask: Ask) -> IsOneOf:
    return IsOneOf(F("asked_organization"), Slot(_able(ask), ArrayField(BigIntegerField())))


def asks_in_full(asked: Collection[Awaited], held: Sequence[Capacity]) -> dict[Awaited, AskInFull]:
    """With cases, open stages and organizations; four queries for all."""
    if not asked:
        return {}
    numbers = {one.case_id for one in asked}
    cases = Case.objects.select_related("jurisdiction").in_bulk(numbers)
    stages = {stage.case_id: stage for stage in open_stages().filter(case__in=numbers)}
    bodies = Organization.objects.in_bulk({one.organization_id for one in asked})
    readable = set(visible_to(list(held)).filter(pk__in=numbers).values_list("pk", flat=True))
    return {
        one: AskInFull(
            awaited=one, case=cases[one.case_id], stage=stages.get(one.case_id),
            organization=bodies[one.organization_id], readable=one.case_id in readable,
        )
        for one in asked
    }  # fmt: skip


def _conducted_by(ids: Collection[int]) -> Q:
    return Q(Exists(Stage.objects.filter(case=OuterRef("asked_case"), conductor__in=ids)))


def _columns(ask: Ask, part: Part) -> QuerySet[Any]:
    """The rows in live cases, with the columns that all parts have."""
    clock = next_due(case="asked_case", organization="asked_organization", tiers=ask.tiers)
    rows: QuerySet[Any] = part.rows.annotate(
        asked_case=F(part.case), asked_organization=F(part.organization), asked_about=_column(part.about),
        asked_since=_column(part.since), asked_key=_column(part.key), asked_due=part.until or clock,
    )  # fmt: skip
    rows = rows.filter(~Q(**{f"{part.case}__state": CaseState.ARCHIVED}))
    return rows if ask.while_suspended else rows.filter(**{f"{part.case}__suspended_at": None})


def _column(name: str | Combinable) -> Combinable:
    return F(name) if isinstance(name, str) else name

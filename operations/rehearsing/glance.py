"""一瞥: what is to be known of the cases in which something has happened; each question is written once."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F

from audit.models import Event
from cases.models import Case, Party, Stage
from core.statements import IsOneOf, Slot, Statement
from core.vocabulary import CaseState, DeadlineState
from deadlines.models import Deadline

_CASES = Slot("cases", ArrayField(BigIntegerField()))
Happening = tuple[int, str, int, str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """层级阶段, as far as somebody plans by it."""

    pk: int
    tier: str
    visit: int
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Glance:
    """一瞥 at a case: its parties by their codes, in the order of these, and its visits, the first first."""

    pk: int
    number: str
    state: CaseState
    opener_id: int
    opener: str
    parties: Sequence[str]
    visits: Sequence[Visit]


def happened_since(event: int) -> list[Happening]:
    """The events after that one: id, kind of chain, whom it is about, kind, data."""
    return [(*about, json.loads(data)) for *about, data in _events().run({"seen": event})]


def next_strike() -> datetime | None:
    """When the next clock strikes."""
    rows = _strikes().run({})
    return rows[0][0] if rows else None


def glances_at(cases: Collection[int]) -> list[Glance]:
    """The cases in the order of their ids; three statements."""
    wanted = {"cases": sorted(cases)}
    parties: Mapping[int, list[str]] = _grouped(_parties().run(wanted))
    visits: Mapping[int, list[Visit]] = _grouped(
        (case, Visit(pk=pk, tier=tier, visit=visit, opened_at=opened_at, closed_at=closed_at))
        for case, pk, tier, visit, opened_at, closed_at in _visits().run(wanted)
    )
    return [
        Glance(
            pk=pk, number=number, state=CaseState(state), opener_id=opener_id, opener=opener,
            parties=sorted(parties[pk]), visits=visits[pk],
        )
        for pk, number, state, opener_id, opener in _cases().run(wanted)
    ]  # fmt: skip


def _grouped(rows: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for case, what in rows:
        found[case].append(what)
    return found


@cache
def _events() -> Statement:
    later = Event.objects.filter(pk__gt=Slot("seen", BigIntegerField())).order_by("pk")
    return Statement.of(later.values_list("pk", "chain_kind", "subject_id", "kind", "data"))


@cache
def _strikes() -> Statement:
    running = Deadline.objects.filter(state=DeadlineState.RUNNING).order_by("next_try_at")
    return Statement.of(running.values_list("next_try_at")[:1])


@cache
def _cases() -> Statement:
    rows = Case.objects.filter(IsOneOf(F("pk"), _CASES)).order_by("pk")
    return Statement.of(rows.values_list("pk", "number", "state", "opened_by_id", "opened_by__code"))


@cache
def _parties() -> Statement:
    rows = Party.objects.filter(IsOneOf(F("case_id"), _CASES)).order_by("pk")
    return Statement.of(rows.values_list("case_id", "organization__code"))


@cache
def _visits() -> Statement:
    rows = Stage.objects.filter(IsOneOf(F("case_id"), _CASES)).order_by("pk")
    return Statement.of(rows.values_list("case_id", "pk", "tier", "visit", "opened_at", "closed_at"))

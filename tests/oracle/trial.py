"""One trial of a case as it stands: everybody tries every act, each distinct combination once, nothing is kept."""

import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.db import transaction

from audit.models import ChainKind, Event
from cases.models import Case
from flows.acts import ACTS, ActSpec
from flows.inputs import ActInput
from flows.records import recorded_and_stored
from flows.replay import differences
from flows.selectors import offers
from flows.services import check_allowed, perform
from flows.situation import Situation
from organizations.selectors import Capacity
from tests.oracle.cast import Cast, relation
from tests.oracle.hints import Asked
from tests.oracle.inputs import REFUSALS, succeed

Where = tuple[str, str, bool, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Table:
    """What is offered on a case as it stands, asked once for each capacity.

    ``open_to`` and ``objections`` of the acts tell one trial from another; what is offered, the product says itself.
    """

    now: Situation
    open_to: dict[str, set[int]]
    objections: frozenset[str]
    asked: dict[tuple[int, int], frozenset[str]] = field(default_factory=dict)

    def offered(self, capacity: Capacity) -> frozenset[str]:
        """The names of the acts that are offered to this capacity; none to whom nothing is open."""
        key = (capacity.person.pk, capacity.membership.pk)
        if key not in self.asked:
            concerned = any(capacity.organization.pk in open_to for open_to in self.open_to.values())
            listed = offers(self.now, [capacity]) if concerned else []
            self.asked[key] = frozenset(offer.spec.name for offer in listed)
        return self.asked[key]

    def refusal(self, spec: ActSpec, capacity: Capacity) -> str:
        """Why it is not offered; "" where it is."""
        if spec.name in self.offered(capacity):
            return ""
        if not self.open_to[spec.name]:
            return "nobody's"
        if capacity.organization.pk not in self.open_to[spec.name]:
            return "somebody else's"
        return "not now" if capacity.role in spec.roles else "another role's"

    def as_seen_by(self, capacity: Capacity) -> frozenset[str]:
        """What is open to its organization and not objected to: with the role, nearly always what is offered."""
        open_to = {name for name, organizations in self.open_to.items() if capacity.organization.pk in organizations}
        return frozenset(open_to - self.objections)


def table_of(now: Situation) -> Table:
    """Asks each act once to whom it is open."""
    open_to = {spec.name: {organization.pk for organization in spec.open_to(now)} for spec in ACTS.values()}
    objections = frozenset(spec.name for spec in ACTS.values() if open_to[spec.name] and spec.check(now))
    return Table(now=now, open_to=open_to, objections=objections)


@dataclass(kw_only=True)
class Oracle:
    """Remembers what was tried in this session, and what turned out otherwise than the offers said.

    ``met`` are the acts that were offered, and those that were not.
    An act is tried once for each distinct state, kind of stage, mark of suspension and relation to the case; where it
    is not offered, once for each reason, the first time of each act and reason through the act's own door.
    ``thorough``: always through it, also for each set of steps at which work waits, and by every role, whether it is
    offered or not.
    """

    thorough: bool = False
    tried: Counter[tuple[object, ...]] = field(default_factory=Counter)
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)
    met: dict[bool, set[str]] = field(default_factory=lambda: {True: set(), False: set()})

    def examine(self, table: Table, cast: Cast, *, at: datetime) -> None:
        """Everybody tries every act on the case as it stands at ``at``."""
        where = where_is(table.now)
        for capacity in cast.capacities(at):
            related = relation(table.now, capacity)
            if self._is_new(("offers", *where, capacity.role, related, table.as_seen_by(capacity))):
                self._try_all(table, capacity, related, at=at)

    def _try_all(self, table: Table, capacity: Capacity, related: tuple[str, ...], *, at: datetime) -> None:
        where = where_is(table.now)
        for spec in ACTS.values():
            refusal = table.refusal(spec, capacity)
            if not self._is_new(self._combination(where, spec, capacity, related, refusal)):
                continue
            self.met[not refusal].add(spec.name)
            asked = Asked(spec=spec, now=table.now, capacity=capacity, at=at)
            by_itself = not self.thorough and not self._is_new(("refused", spec.name, refusal))
            complaint = _try(asked, refusal, by_itself=by_itself)
            if complaint:
                told = f"{spec.name} {refusal or 'offered'}, {capacity.role} of {related}, {where}"
                self.wrong.setdefault((spec.name, complaint[0]), f"{told}\n{complaint[1]}")

    def _is_new(self, combination: tuple[object, ...]) -> bool:
        self.tried[combination] += 1
        return self.tried[combination] == 1

    def _combination(
        self, where: Where, spec: ActSpec, capacity: Capacity, related: tuple[str, ...], refusal: str
    ) -> tuple[object, ...]:
        if self.thorough:
            return (*where, spec.name, capacity.role, related, refusal)
        return (*where[:3], spec.name, refusal or related[:1])


def where_is(now: Situation) -> Where:
    """State, tier, whether suspended, and the steps at which work waits."""
    case = now.case
    return case.state, case.tier, case.suspended_at is not None, tuple(sorted({item.node for item in now.items}))


def _try(asked: Asked, refusal: str, *, by_itself: bool) -> tuple[str, str] | None:
    """What is wrong about it, its kind first; None where all is as it was said.

    ``by_itself``: of a refusal only the rule is asked, which every door asks.
    """
    try:
        if refusal and by_itself:
            with pytest.raises(REFUSALS):
                check_allowed(asked.spec, asked.now, asked.capacity)
        elif refusal:
            _is_refused(asked)
        else:
            succeed(asked, lambda form: _performs(asked, form))
    except Exception as error:  # noqa: BLE001  (whatever is raised is what the oracle has found)
        return type(error).__name__, traceback.format_exc(limit=-3)
    return None


def _performs(asked: Asked, form: ActInput) -> None:
    """The act succeeds: one event, one revision, and the record rebuilds the case; then all of it is undone."""
    case, capacity = asked.now.case, asked.capacity
    before = _events(case)
    with undone():
        perform(number=case.number, act=asked.spec.name, form=form, capacity=capacity, at=asked.at)
        after = Case.objects.get(pk=case.pk)
        assert (_events(case), after.revision) == (before + 1, case.revision + 1), "not one event and one revision"
        for _case, recorded, stored in recorded_and_stored([after]):
            assert recorded.unknown == []
            assert differences(recorded, stored) == []


def _is_refused(asked: Asked) -> None:
    """In words, by one of the errors that say so, with nothing on record."""
    case, spec = asked.now.case, asked.spec
    before = _events(case)
    form = spec.input.model_construct()  # nobody looks at it
    with pytest.raises(REFUSALS) as refusal, transaction.atomic():
        perform(number=case.number, act=spec.name, form=form, capacity=asked.capacity, at=asked.at)
    assert refusal.value.text()
    assert _events(case) == before, "refused, and yet something is on record"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _events(case: Case) -> int:
    return Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=case.pk).count()

"""Walks cases through the procedure, always towards what was done least, until every act was performed."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from cases.models import Case
from core.errors import DomainError
from core.vocabulary import CaseState, DeadlineState, MembershipRole
from deadlines.models import Deadline
from escalation.sweep import sweep
from flows.acts import ACTS, STAFF, ActSpec
from flows.inputs import ActInput
from flows.selectors import situation
from flows.services import add_document, perform, send_for_sign_off
from flows.signed_acts import SIGNED_ACTS
from flows.situation import Situation
from organizations.selectors import Capacity
from tests.factories import moment
from tests.oracle.cast import Cast, assemble, relation
from tests.oracle.hints import Asked
from tests.oracle.inputs import succeed
from tests.oracle.openings import Opening, openings
from tests.oracle.trails import CLOCK, PREPARED, Trail
from tests.oracle.trial import Table, Where, table_of, where_is
from tests.stage_set import Scene, set_the_stage

BEGIN = moment("2026-03-02 09:00")
LONGEST_WALK, LONGEST_TRAIL = 40, 60
SOON = timedelta(minutes=10)
_OVER = (CaseState.CLOSED, CaseState.ARCHIVED)
TIME_PASSES = 0.08
FARSIGHT, PATIENCE, WHIMS, OFTEN_PREPARED = 12, 0.9, 0.1, 0.3
Look = Callable[[Table, Cast, datetime], None]


Choice = tuple[ActSpec, Capacity]
Place = tuple[Where, tuple[int, ...]]


@dataclass(kw_only=True)
class Walker:
    """Chooses the next step, and learns from each where it leads.

    ``look`` is called before each step. What ends a case is put off while something else can be done. ``stuck`` are
    the acts that were offered and could not be performed.
    """

    chance: random.Random
    look: Look
    performed: Counter[str] = field(default_factory=Counter)
    ending: set[str] = field(default_factory=set)
    choices: dict[Place, list[str]] = field(default_factory=dict)
    led_to: dict[tuple[Place, str], Counter[Place]] = field(default_factory=dict)
    stuck: dict[tuple[Place, str], tuple[str, str, str]] = field(default_factory=dict)
    wished: list[str] = field(default_factory=list)

    def walk(self, opening: Opening, *, steps: int = LONGEST_WALK) -> None:
        """One case from its opening to its end, or as far as ``steps`` take it."""
        cast = assemble(set_the_stage(pack=opening.pack))
        at = BEGIN + timedelta(minutes=self.chance.randrange(60 * 24 * 60))
        if _open(cast, opening, at):
            self._go_on(cast, at, steps)

    def follow(self, trail: Trail) -> None:
        """A case along the trail; a neighbour of it goes before, as far as its own trail leads."""
        cast = assemble(set_the_stage(text=trail.rules()))
        at = BEGIN
        for wished in (trail.neighbour_steps(), trail.steps()):
            if wished and _open(cast, trail.opening, at):
                self.wished = wished
                at = self._go_on(cast, at, LONGEST_TRAIL)

    def _go_on(self, cast: Cast, at: datetime, steps: int) -> datetime:
        """So many steps; on a trail no further than it leads."""
        on_trail = bool(self.wished)
        for _ in range(steps):
            self.look(table_of(situation(cast.scene.case, at=at)), cast, at)
            if on_trail and not self.wished:
                return at
            then = self._step(cast.scene, cast, at + SOON if on_trail else _later(at, self.chance))
            if then is None:
                break
            at = then
        self.wished = []
        return at

    def _step(self, scene: Scene, cast: Cast, at: datetime) -> datetime | None:
        """An act, or what the clock does, and when it was; None when nothing is left to do."""
        table = table_of(situation(scene.case, at=at))
        possible = self._possible(table, cast)
        clocks = Deadline.objects.filter(case=table.now.case, state=DeadlineState.RUNNING).order_by("next_try_at")
        due = clocks.values_list("next_try_at", flat=True).first()
        if due and (due <= at or not possible or self._time_passes()):
            report = sweep(at=due)
            assert report.fired, report
            assert report.failed == 0, report
            return due
        if possible:
            spec, capacity, prepared = self._next(table.now, possible, scene)
            self._perform(table.now, spec, capacity, at, prepared=prepared)
        return at if possible else None

    def _time_passes(self) -> bool:
        """On a trail where it says so; else now and then."""
        if self.wished:
            return self.wished[0] == CLOCK and bool(self.wished.pop(0))
        return self.chance.random() < TIME_PASSES

    def _next(self, now: Situation, possible: list[Choice], scene: Scene) -> tuple[ActSpec, Capacity, bool]:
        """What the trail wishes next and is possible; without a trail, what the walker chooses."""
        by_name = {spec.name: (spec, capacity) for spec, capacity in possible}
        while self.wished:
            wished = self.wished.pop(0)
            if choice := by_name.get(wished.removeprefix(PREPARED)):
                spec, capacity = choice
                if not wished.startswith(PREPARED):
                    return spec, capacity, False
                return spec, scene.capacity(capacity.organization), True  # its handler, so that others review and sign
        spec, capacity = self._choose(now, possible)
        may_prepare = spec.name in SIGNED_ACTS and capacity.role is MembershipRole.HANDLER
        return spec, capacity, may_prepare and self.chance.random() < OFTEN_PREPARED

    def _possible(self, table: Table, cast: Cast) -> list[Choice]:
        everybody = [capacity for capacity in cast.capacities(table.now.at) if capacity.role in STAFF]
        self.chance.shuffle(everybody)
        place = place_of(table.now)
        found: dict[str, Choice] = {}
        for capacity in everybody:
            for name in sorted(table.offered(capacity)):
                if (place, name) not in self.stuck:
                    found.setdefault(name, (ACTS[name], capacity))
        return [found[name] for name in sorted(found)]

    def _choose(self, now: Situation, possible: list[Choice]) -> Choice:
        """An act never performed; else what, by all that was seen, leads soonest to what was seldom performed."""
        place = place_of(now)
        by_name = {spec.name: (spec, capacity) for spec, capacity in possible}
        names = sorted(by_name.keys() - self.ending) or sorted(by_name)
        self.choices[place] = names
        new = sorted(by_name.keys() - self.performed.keys())
        if new or self.chance.random() < WHIMS:
            return by_name[self.chance.choice(new or names)]
        worth = dict.fromkeys(self.choices, 0.0)
        for _ in range(FARSIGHT):
            worth = {at: max(self._hope(worth, at, name) for name in known) for at, known in self.choices.items()}
        hopes = {name: self._hope(worth, place, name) for name in names}
        best = max(names, key=lambda name: hopes[name])
        if hopes[best] > 0:
            return by_name[best]
        weights = [(5 if ACTS[name].nodes else 1) / (1 + self.performed[name]) for name in names]
        return by_name[self.chance.choices(names, weights)[0]]

    def _hope(self, worth: dict[Place, float], place: Place, name: str) -> float:
        """Where an act was not done yet, more is hoped of what is rare and of what leads on; else of what it led to."""
        ends = self.led_to.get((place, name))
        if ends is None:
            return 1 / (1 + self.performed[name]) + (0.4 if ACTS[name].nodes else 0.02)
        return PATIENCE * sum(worth.get(end, 0) * times for end, times in ends.items()) / ends.total()

    def _perform(self, now: Situation, spec: ActSpec, capacity: Capacity, at: datetime, *, prepared: bool) -> None:
        """By the act itself, or through the sign-off of its organization."""
        door = send_for_sign_off if prepared else perform

        def do(form: ActInput) -> None:
            with transaction.atomic():
                door(number=now.case.number, act=spec.name, form=form, capacity=capacity, at=at)

        way = (place_of(now), spec.name)
        try:
            succeed(Asked(spec=spec, now=now, capacity=capacity, at=at), do)
        except (AssertionError, DomainError) as error:
            told = f"{door.__name__} {spec.name} by {capacity.role} of {relation(now, capacity)}: {error}"
            self.stuck.setdefault(way, (spec.name, type(error).__name__, told))
            return
        if door is not perform:
            return
        self.performed[spec.name] += 1
        after = situation(Case.objects.select_related("procedure").get(pk=now.case.pk), at=at)
        self.led_to.setdefault(way, Counter())[place_of(after)] += 1
        if after.case.state in _OVER:
            self.ending.add(spec.name)


def _open(cast: Cast, opening: Opening, at: datetime) -> bool:
    """Whether this procedure opens a case so; with a paper in its file, and another case of the kind beside it."""
    scene, opener = cast.scene, cast.named(opening.by)
    if opening.begin(cast, at=at) is None or opening.begin(cast, at=at) is None:
        return False
    add_document(
        number=scene.number, upload=b"%PDF-1.4\n%%EOF", file_name="scan.pdf", title="扫描件",
        capacity=scene.capacity(opener), at=at,
    )  # fmt: skip
    return True


def place_of(now: Situation) -> Place:
    """Where the case is, and for how many the work waits: with each signature a little further."""
    waiting = Counter(item.node for item in now.items)
    where = where_is(now)
    return where, tuple(min(waiting[node], 3) for node in where[3])


def _later(at: datetime, chance: random.Random) -> datetime:
    return at + chance.choice([timedelta(minutes=10), timedelta(hours=2), timedelta(days=1), timedelta(days=2)])


def endless(chance: random.Random) -> Iterator[Opening]:
    """The openings, shuffled, over and over; the first round begins with the procedure that has all tiers."""
    first = sorted(openings(), key=lambda one: one.pack != "longquanyi")
    yield from first[:4]
    while True:
        chance.shuffle(first)
        yield from first

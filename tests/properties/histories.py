"""Histories: hypothesis chooses who does what and when; after each step the case is as the model says, and sound."""

import random
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from django.db import transaction
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from audit.models import ChainKind, Event
from cases.models import Case, Paper, Stage
from cases.outcome_invariants import results_stand_as_decided
from core.errors import DomainError, Stale
from core.vocabulary import DeadlineEffect, DeadlineState
from deadlines.models import Deadline
from escalation.sweep import sweep
from flows.acts import ACTS, STAFF, ActSpec
from flows.inputs import ActInput
from flows.records import recorded_and_stored
from flows.replay import differences
from flows.selectors import situation
from flows.services import add_document, check_allowed, perform
from flows.signing_invariants import missing_signers_are_asked
from flows.situation import Situation
from operations.doctor import examine
from organizations.selectors import Capacity, local_date
from procedures.files import shipped
from procedures.selectors import pack_of
from tests.factories import moment
from tests.oracle.cast import Cast, assemble
from tests.oracle.hints import Asked
from tests.oracle.inputs import REFUSALS, succeed
from tests.oracle.openings import openings
from tests.properties.model import Model, Step, moved, observed, opened, swept
from tests.stage_set import set_the_stage

_BEGIN = moment("2026-03-02 09:00")
_TOLD_LATER = 7  # the invariant on notices: nobody fans events out between the steps
_IMPATIENCE = 0.03
_DRAWN = 0.5
_SENT_TWICE = 3
_ENDS = frozenset(
    (
        "withdraw_case",
        "merge_case",
        "grant_withdrawal",
        "terminate_case",
        "decline_application",
        "transfer_case",
        "suspend_case",
    )
)
_AT_EACH_STEP = (results_stand_as_decided, missing_signers_are_asked)
_keys = count(1)


@dataclass(kw_only=True)
class Tally:
    """统计: what the histories of this session came to."""

    histories: int = 0
    clocks: int = 0
    refused: int = 0
    performed: Counter[str] = field(default_factory=Counter)
    states: Counter[tuple[str, str, bool]] = field(default_factory=Counter)


TALLY = Tally()


@cache
def world(pack: str) -> Cast:
    """A district under the procedure, with everybody in it; the histories are played in it and taken back."""
    cast = assemble(set_the_stage(pack=pack))
    assert list(cast.capacities(_BEGIN))  # everybody steps on before the first history begins
    return cast


def furnish() -> None:
    """Everything that all histories share is there before the first one begins."""
    for path in shipped():
        world(path.stem)


class History(RuleBasedStateMachine):
    """一段经过: one case from its opening on; half of the choices fall on an act it is ``drawn_to``, if one is open."""

    drawn_to: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        self.steps = self.events = 0
        self.done: Counter[str] = Counter()
        self.last: tuple[ActSpec, Capacity] | tuple[()] = ()

    def teardown(self) -> None:
        """What is due takes effect, and doctor looks; not where something was found already."""
        try:
            if self.steps and self.is_sound:
                if (self.due() or self.at) < self.at:
                    self.the_clock_strikes()
                self.look_after()
                TALLY.histories += 1
        finally:
            transaction.set_rollback(True)
            self.undo.close()

    @initialize(seed=st.integers(0, 2**32))
    def opens(self, seed: int) -> None:
        ways, self.at = openings(), _BEGIN
        random.Random(seed).shuffle(ways)
        tried = ((one, one.begin(world(one.pack), at=self.at)) for one in ways)
        self.opening, case = next((one, case) for one, case in tried if case)
        note(f"opened as {self.opening}")
        self.number, self.cast, self.pack = case.number, world(self.opening.pack), pack_of(case.procedure)
        self.everybody = list(self.cast.capacities(self.at))
        parties = [department.code for department in self.cast.scene.district.departments]
        self.compare([opened(self.opening, parties, self.pack)], events=1)
        self.put_into_file()

    def put_into_file(self) -> None:
        """A scanned sheet, which some acts need."""
        add_document(
            number=self.number, upload=b"%PDF-1.4\n%%EOF", file_name="scan.pdf", title="扫描件",
            capacity=self.cast.scene.capacity(self.cast.named(self.opening.by)), at=self.at,
        )  # fmt: skip
        self.compare([self.model], events=1)

    @precondition(lambda self: self.steps)
    @rule(seed=st.integers(0, 2**32), minutes=st.integers(1, 2000), acts=st.integers(1, 2))
    def some_do_what_is_open(self, seed: int, minutes: int, acts: int) -> None:
        self.several(random.Random(f"{seed} {self.steps}"), minutes=minutes, acts=acts, leads_on=False)

    @precondition(lambda self: self.steps)
    @rule(seed=st.integers(0, 2**32), minutes=st.integers(1, 2000), acts=st.integers(1, 3))
    def the_work_that_waits_is_done(self, seed: int, minutes: int, acts: int) -> None:
        self.several(random.Random(f"{seed} {self.steps}"), minutes=minutes, acts=acts, leads_on=True)

    def several(self, chance: random.Random, *, minutes: int, acts: int, leads_on: bool) -> None:
        for _ in range(acts):
            self.at += timedelta(minutes=minutes // acts)
            now = self.now()
            if chosen := self.possible(now, chance, leads_on=leads_on):
                self.does(now, *chosen)

    @precondition(lambda self: self.last)
    @rule(minutes=st.integers(0, 60))
    def the_same_person_does_the_same_again(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
        self.does(self.now(), *self.last)

    @precondition(lambda self: self.steps)
    @rule(act=st.sampled_from(sorted(ACTS)), who=st.integers(0, 10_000), minutes=st.integers(0, 60))
    def anybody_tries_anything(self, act: str, who: int, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
        self.does(self.now(), ACTS[act], self.everybody[who % len(self.everybody)])

    @precondition(lambda self: self.steps and self.model.has_ended_visits)
    @rule(seed=st.integers(0, 2**32))
    def somebody_acts_on_a_stage_that_has_ended(self, seed: int) -> None:
        now = self.now()
        ended = Stage.objects.filter(case=now.case).exclude(closed_at=None).order_by("pk").first()
        if chosen := self.possible(now, random.Random(seed), leads_on=False):
            self.is_refused(*chosen, Stale, stage_id=ended.pk)

    @precondition(lambda self: self.steps and self.due())
    @rule(late=st.integers(0, 30_000))
    def the_clock_goes_on(self, late: int) -> None:
        """To the next moment that matters; often past several."""
        due = self.due() or self.at
        self.at = max(self.at, due) + timedelta(minutes=late // 3 if late > 15_000 else 0)
        self.the_clock_strikes()

    def the_clock_strikes(self) -> None:
        clocks = Deadline.objects.filter(case__number=self.number, state=DeadlineState.RUNNING)
        due = dict(clocks.filter(next_try_at__lte=self.at).values_list("pk", "effect"))
        effects = {DeadlineEffect(effect) for effect in due.values()}
        report = sweep(at=self.at)
        fired = Deadline.objects.filter(pk__in=due, state=DeadlineState.FIRED).count()
        note(f"{self.at}: the clock: {sorted(effects)}: {report}")
        assert fired, report
        assert report.failed == 0, report
        TALLY.clocks += fired
        again = sweep(at=self.at)
        assert (again.fired, again.failed) == (0, 0), "a clock took effect twice"
        self.compare(swept(self.model, effects, self.step("", "", None)), events=fired)

    def does(self, now: Situation, spec: ActSpec, capacity: Capacity) -> None:
        if not self.is_offered(now, spec, capacity):
            self.is_refused(spec, capacity, *REFUSALS)
            return
        key, taken = f"history-{next(_keys)}", []

        def do(form: ActInput) -> Event:
            event = self.perform(spec, capacity, form, key)
            taken.append(form)
            return event

        event = succeed(Asked(spec=spec, now=now, capacity=capacity, at=self.at), do)
        note(f"{self.at}: {spec.name} by {capacity.role} of {capacity.organization.code}")
        TALLY.performed[spec.name] += 1
        self.done[spec.name] += 1
        self.last = spec, capacity
        if self.done.total() % _SENT_TWICE == 0:
            assert self.perform(spec, capacity, taken[0], key) == event, "sent twice, it was done twice"
        self.compare(moved(self.model, self.step_of(spec, capacity, taken[0])), events=1)

    def is_refused(
        self, spec: ActSpec, capacity: Capacity, *errors: type[DomainError], stage_id: int | None = None
    ) -> None:
        form = spec.input.model_construct()  # nobody looks at it
        try:
            perform(number=self.number, act=spec.name, form=form, capacity=capacity, at=self.at, stage_id=stage_id)
        except errors:
            TALLY.refused += 1
            assert self.case().revision == self.events, "refused, and yet something was done"
        else:
            raise AssertionError(f"{spec.name} of {capacity.role} of {capacity.organization} was not refused")

    def compare(self, allowed: list[Model], *, events: int) -> None:
        """The case is like one of the models, as many events were written on it, and they rebuild it."""
        self.is_sound = False
        case = self.case()
        seen, told = observed(case), [model.facts() for model in allowed]
        assert seen in told, f"seen {seen}, allowed {told}"
        self.model = allowed[told.index(seen)]
        self.steps += 1
        self.events += events
        on_record = Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=case.pk).count()
        assert (on_record, case.revision) == (self.events, self.events), "not one event for each act"
        for _case, recorded, stored in recorded_and_stored([case]):
            assert recorded.unknown == []
            assert differences(recorded, stored) == []
        assert [one.text() for check in _AT_EACH_STEP for one in check(self.at)] == []
        TALLY.states[case.state, case.tier, self.model.suspended] += 1
        self.is_sound = True

    def look_after(self) -> None:
        """Doctor finds nothing, once the clocks that are due have taken effect."""
        found = [one for one in examine(self.at) if one.invariant.number != _TOLD_LATER]
        told = [f"{one.finding.code} {one.finding.subject}: {one.finding.text()}" for one in found]
        assert not told, f"doctor at {self.at}: {told}"

    def perform(self, spec: ActSpec, capacity: Capacity, form: ActInput, key: str) -> Event:
        return perform(
            number=self.number, act=spec.name, form=form, capacity=capacity, at=self.at, request_key=key
        )  # fmt: skip

    def step_of(self, spec: ActSpec, capacity: Capacity, form: Any) -> Step:
        """The act itself; of a signed paper, the act that it was prepared for."""
        paper = Paper.objects.filter(pk=form.paper).first() if spec.name == "sign_paper" else None
        return self.step(paper.act if paper else spec.name, capacity.organization.code, form)

    def step(self, act: str, by: str, form: Any) -> Step:
        return Step(act=act, by=by, form=form, pack=self.pack, source=self.opening.source)

    def possible(self, now: Situation, chance: random.Random, *, leads_on: bool) -> tuple[ActSpec, Capacity] | None:
        """An act that is open to somebody: what was seldom done first; what ends a case last, or now and then first."""
        ending = chance.random() < _IMPATIENCE
        drawn_to = self.drawn_to if self.drawn_to and chance.random() < _DRAWN else frozenset()
        specs = chance.sample(list(ACTS.values()), len(ACTS))
        specs.sort(
            key=lambda one: (
                one.name not in drawn_to, (one.name in _ENDS) != ending, leads_on and not one.nodes, self.done[one.name]
            )
        )  # fmt: skip
        for spec in specs:
            concerned = {organization.pk for organization in spec.open_to(now)}
            able = [c for c in self.everybody if c.organization.pk in concerned and c.role in spec.roles & STAFF]
            if able and self.is_offered(now, spec, capacity := chance.choice(able)):
                return spec, replace(capacity, on=local_date(now.case.jurisdiction, self.at))
        return None

    def is_offered(self, now: Situation, spec: ActSpec, capacity: Capacity) -> bool:
        """As the act itself would ask; whether the list of offers says the same, the oracle asks."""
        try:
            check_allowed(spec, now, capacity)
        except REFUSALS:
            return False
        return True

    def due(self) -> datetime | None:
        clocks = Deadline.objects.filter(case__number=self.number, state=DeadlineState.RUNNING)
        return clocks.order_by("next_try_at").values_list("next_try_at", flat=True).first()

    def now(self) -> Situation:
        return situation(self.case(), at=self.at)

    def case(self) -> Case:
        return Case.objects.select_related("jurisdiction", "procedure__procedure", "opened_by").get(number=self.number)

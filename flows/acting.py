"""The act in hand, as the flow's nodes see it: one lock per case, one transaction and one event per act."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property

from django.db import transaction
from django.db.models import BigIntegerField, CharField, QuerySet

from audit.acting import Act
from audit.models import ChainKind, Event
from audit.services import append, locked_head
from cases.models import Case, Paper, Party, Stage
from core.ahead import ahead
from core.failpoints import failpoint
from core.statements import Rows, Slot, Statement
from core.vocabulary import (
    ClosingReason,
    DeadlineEffect,
    EscalationMode,
    RollRule,
    SilenceEffect,
    StageResult,
    Step,
    TermUnit,
    Tier,
)
from deadlines.models import Deadline
from deadlines.services import Arming
from flows.models import WorkItem
from organizations.models import Organization
from organizations.selectors import Capacity
from procedures.pack import Pack, Term
from procedures.selectors import pack_of
from workdays.days import Calendar
from workdays.selectors import calendar_for

_EFFECT_OF_MODE = {
    EscalationMode.AUTO: DeadlineEffect.MOVE_UP,
    EscalationMode.AUTO_AFTER_GRACE: DeadlineEffect.GRACE,
    EscalationMode.DRAFT_FOR_SIGN_OFF: DeadlineEffect.DRAFT_LETTER,
    EscalationMode.NOTIFY_ONLY: DeadlineEffect.REMIND,
}
_EFFECT_OF_SILENCE = {
    (Step.REPLY, SilenceEffect.CLOSE_ROUND): DeadlineEffect.CLOSE_ROUND,
    (Step.SUPPLEMENT, SilenceEffect.ABANDONED): DeadlineEffect.ABANDON,
    (Step.CORRECTION, SilenceEffect.ABANDONED): DeadlineEffect.ABANDON,
    (Step.NEGOTIATION_REPLY, SilenceEffect.NO_OBJECTION): DeadlineEffect.NO_OBJECTION,
    (Step.MINUTES_CONFIRMATION, SilenceEffect.CONFIRMED): DeadlineEffect.CONFIRM,
}


@dataclass(kw_only=True)
class Acting:
    """One act on one case, while the case's row is locked.

    ``name`` is the act's name, by which gateways of the flow choose their way. ``stage`` is the open stage and
    follows the flow; ``ended_with`` is the result of the stage that this act closed,
    ``closing`` why it closes a case before any stage. ``paper`` is the one that the
    head signs by this act. Of an act on several cases ``together`` holds their ids, and ``led_by`` is the first one's.
    """

    name: str
    act: Act
    case: Case
    stage: Stage | None
    capacity: Capacity | None = None
    item: WorkItem | None = None
    paper: Paper | None = None
    led_by: "Acting | None" = None
    together: frozenset[int] = frozenset()
    ended_with: StageResult | None = None
    closing: ClosingReason | None = None
    event: Event | None = None
    stages_by_process: dict[int, Stage | None] = field(default_factory=dict)

    @cached_property
    def pack(self) -> Pack:
        return pack_of(self.case.procedure)

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_for(self.case.jurisdiction)

    @property
    def at(self) -> datetime:
        return self.act.at

    @property
    def open_stage(self) -> Stage:
        if self.stage is None:
            raise RuntimeError(f"case {self.case.number} has no open stage")
        return self.stage

    @property
    def person_id(self) -> int:
        """Whose act it is; the system acts as nobody."""
        if self.act.actor.person_id is None:
            raise RuntimeError("the system is no person")
        return self.act.actor.person_id

    @property
    def organization(self) -> Organization:
        if self.capacity is None:
            raise RuntimeError("the system acts for no organization")
        return self.capacity.organization

    def parties(self) -> list[Party]:
        return list(ahead(self.case, "parties", lambda: self.case.parties.select_related("organization")))

    def by_rule(self, step: Step, *, reminder: bool = False) -> Arming:
        """The term of a step under the procedure the case is pinned to; tier 4 has a reminder for a term."""
        if reminder or step is Step.TIER_REFERRAL:
            return Arming(term=self.pack.tier4_reminder, calendar=self.calendar)
        term = self.pack.term(step, urgent=self.case.urgent)
        return Arming(term=term, calendar=self.calendar, marks=self.pack.marks_within(term))

    def term_of(self, clock: Deadline) -> Term:
        """The term by which a clock was armed, as the clock keeps it."""
        return Term(
            n=clock.budget, unit=TermUnit(clock.term_unit), roll=RollRule(clock.term_roll), citation=clock.citation,
            is_sample=clock.is_sample, reason="",
        )  # fmt: skip

    def effect_of(self, step: Step) -> DeadlineEffect:
        """What the clock of a step does when it runs out: by the procedure; where it says nothing, it reminds."""
        for tier, policy in self.pack.tiers.items():
            if step is Step.of_tier(tier) and tier is not Tier.REFERRAL:
                return _EFFECT_OF_MODE[policy.escalation_mode]
        said = self.pack.silence_effect.get(step, SilenceEffect.NONE)
        silence = self.pack.silence(step, Tier(self.case.tier)) if self.case.tier else said
        return _EFFECT_OF_SILENCE.get((step, silence), DeadlineEffect.REMIND)

    def tier_step(self) -> Step:
        """The step whose term is the clock of the open tier."""
        return Step.of_tier(Tier(self.open_stage.tier))


_WRITTEN_BY_ACTS = [
    "state", "tier", "urgent", "suspended_at", "closed_at", "closing_reason", "closing_remark",
    "archived_at",
]  # fmt: skip
_in_hand: ContextVar[Acting | None] = ContextVar("acting", default=None)
_CASE = Slot("case", BigIntegerField())
_LOCKED = Rows(
    lambda: Case.objects.filter(number=Slot("number", CharField())),
    "jurisdiction", "procedure", "procedure__procedure", without=["procedure__content"], locking=True,
)  # fmt: skip
_OPEN_STAGE = Rows(lambda: Stage.objects.filter(case=_CASE, closed_at=None)[:1], "conductor")


def in_hand() -> Acting:
    """The act in hand; nodes may run inside one only."""
    acting = _in_hand.get()
    if acting is None:
        raise RuntimeError("the flow moves through flows.services only")
    return acting


@contextmanager
def acting_on(case: Case, *, name: str, act: Act, capacity: Capacity | None = None) -> Iterator[Acting]:
    """Hold the act for the nodes and write its one event at the end. ``case`` must be locked by this transaction.

    Who waited for the lock acts after whom it waited for, whatever its clock said before: the moment of an act never
    lies before that of the act on record.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act needs the transaction that locked its case")
    act.at = max([act.at, *ahead(case, "latest_act", lambda: _latest_act(case))])
    stage = next(iter(ahead(case, "open_stage", lambda: _open_stage(case))), None) if case.pk else None
    acting = Acting(name=name, act=act, case=case, stage=stage, capacity=capacity)
    token = _in_hand.set(acting)
    try:
        yield acting
    finally:
        _in_hand.reset(token)
    act.rows.change(case, revision=case.revision + 1, **{name: getattr(case, name) for name in _WRITTEN_BY_ACTS})
    (head,) = ahead(case, "chain_head", lambda: [locked_head(ChainKind.CASE, case.pk)])
    acting.event = append(head=head, chain=ChainKind.CASE, subject_id=case.pk, act=act)
    failpoint("act.recorded")


def _latest_act(case: Case) -> Iterable[datetime]:
    # Asked under the lock: a statement that began before it was granted would not see whom we waited for.
    return (at for (at,) in _latest_of().run({_CASE.name: case.pk}))


@cache
def _latest_of() -> Statement:
    events = Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=_CASE)
    return Statement.of(events.order_by("-pk").values_list("at")[:1])


def _open_stage(case: Case) -> Iterable[Stage]:
    for stage in _OPEN_STAGE.run(case=case.pk):
        stage.case = case
        yield stage


def lock_case(number: str) -> Case | None:
    """The case, its row locked until the transaction ends; None where there is no such case."""
    return next(iter(_LOCKED.run(number=number)), None)


def lock_cases(ids: Iterable[int]) -> dict[int, Case]:
    """The cases, their rows locked in ascending order until the transaction ends."""
    return {case.pk: case for case in _lockable().filter(pk__in=list(ids)).order_by("pk")}


def lock_case_if_free(pk: int) -> Case | None:
    """The case, or None while somebody else holds it."""
    return _lockable(skip_locked=True).filter(pk=pk).first()


def lock_free_cases(ids: Iterable[int]) -> list[Case]:
    """Of these cases the ones that nobody holds, their rows locked in ascending order until the transaction ends."""
    rows = Case.objects.select_for_update(no_key=True, skip_locked=True)
    return list(rows.filter(pk__in=list(ids)).order_by("pk"))


def _lockable(*, skip_locked: bool = False) -> QuerySet[Case]:
    rows = Case.objects.select_for_update(no_key=True, of=("self",), skip_locked=skip_locked)
    return rows.select_related("jurisdiction", "procedure__procedure").defer("procedure__content")


@contextmanager
def case_lock(_flow_class: type, _process_pk: int) -> Iterator[None]:
    """The engine's lock for every flow: the case row, which the act in hand already holds."""
    in_hand()
    yield

"""时钟的显示: for lists, the one clock of a case or a piece of work that matters next, in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import DateTimeField, Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from audit.models import ChainKind
from cases.models import Case
from core.labels import label
from core.vocabulary import DeadlineEffect, DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import NEVER, TIER_STEPS
from flows.models import WorkItem
from hotline.models import WorkOrder
from web.formatting import Light, LightColour, deadline_text, light, remaining_text
from workdays.days import Calendar
from workdays.selectors import calendar_for_many

LIVE = (DeadlineState.RUNNING, DeadlineState.PAUSED)
_REMINDED = Q(state=DeadlineState.FIRED, effect=DeadlineEffect.REMIND)
_SHOWN = (Q(state__in=LIVE) | _REMINDED) & ~Q(effect=DeadlineEffect.WARN)


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """One clock as a list shows it: light, until when, what is left, and what happens if nobody moves."""

    deadline: Deadline
    light: Light
    until: str
    left: str
    then: str

    @property
    def provisional(self) -> bool:
        return self.deadline.provisional


@dataclass(frozen=True, kw_only=True)
class MomentView:
    """时刻: until when something is awaited where no clock of the procedure runs: a meeting begins, a day ends."""

    light: Light
    until: str
    left: str


def work_with_due(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """The keys of work with ``due``, when the next clock of the tier or of the organization runs out; else NEVER.

    Joined and grouped, not looked up row by row: that takes ten times longer.
    """
    concerns = Q(case__deadlines__step__in=TIER_STEPS) | Q(case__deadlines__organization=F("organization"))
    live = Q(case__deadlines__state=DeadlineState.RUNNING, case__deadlines__of=None) & concerns
    first = Coalesce(Min("clock__expires_at"), Value(NEVER, output_field=DateTimeField()))
    with_clocks = items.annotate(clock=FilteredRelation("case__deadlines", condition=live))
    return with_clocks.annotate(due=first).only("pk")


def cases_with_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The keys of cases that have a running clock, with ``due``, when the next one takes effect.

    Written so that the database can walk the clocks in their order and stop when the page is full.
    """
    running = Deadline.objects.filter(state=DeadlineState.RUNNING, of=None, case=OuterRef("pk"))
    sooner = Q(next_try_at__lt=OuterRef("due")) | Q(next_try_at=OuterRef("due"), pk__lt=OuterRef("clock"))
    cases = cases.filter(deadlines__state=DeadlineState.RUNNING, deadlines__of=None)
    cases = cases.annotate(due=F("deadlines__next_try_at"), clock=F("deadlines__pk"))
    return cases.filter(~Exists(running.filter(sooner))).only("pk")


def clocks_of(cases: Iterable[Case], at: datetime) -> "ClocksInAList":
    """The clocks of these cases and the calendars to read them by; two queries for all."""
    by_id = {case.pk: case for case in cases}
    found: dict[int, list[Deadline]] = defaultdict(list)
    for deadline in Deadline.objects.filter(_SHOWN, case__in=by_id).order_by("expires_at", "pk"):
        found[deadline.case_id or 0].append(deadline)
    return ClocksInAList(found, _calendars(by_id.values()), at)


def clocks_of_orders(orders: Iterable[WorkOrder], at: datetime) -> "ClocksInAList":
    """The clocks of these work orders, likewise."""
    by_id = {order.pk: order for order in orders}
    found: dict[int, list[Deadline]] = defaultdict(list)
    rows = Deadline.objects.filter(_SHOWN, subject_kind=ChainKind.HOTLINE, subject_id__in=by_id)
    for deadline in rows.order_by("expires_at", "pk"):
        found[deadline.subject_id or 0].append(deadline)
    return ClocksInAList(found, _calendars(by_id.values()), at)


def _calendars(subjects: Iterable[Case | WorkOrder]) -> Mapping[int, Calendar]:
    places = {subject.jurisdiction_id: subject.jurisdiction for subject in subjects}
    return calendar_for_many(places.values()) if places else {}


@dataclass(frozen=True)
class ClocksInAList:
    """The clocks of several cases, or of several work orders, by the id of the case or order."""

    by_subject: Mapping[int, Sequence[Deadline]]
    calendars: Mapping[int, Calendar]
    at: datetime

    def next_of(
        self, case: Case | WorkOrder, organization_id: int | None = None, *, tiers: bool = True
    ) -> ClockView | None:
        """The clock that runs out first: any, or one of the tier (``tiers``) or in the hands of the organization."""
        live = [
            clock
            for clock in self.by_subject.get(case.pk, ())
            if clock.state in LIVE and (organization_id is None or _concerns(clock, organization_id, tiers=tiers))
        ]
        return self._view(case, live[0]) if live else None

    def moment_of(self, case: Case, moment: datetime) -> MomentView:
        """A moment that is no clock's, by the calendar of the case."""
        calendar = self.calendars[case.jurisdiction_id]
        return MomentView(
            light=light(moment, self.at, calendar), until=deadline_text(moment, calendar.zone),
            left=remaining_text(moment, self.at, calendar),
        )  # fmt: skip

    def _view(self, case: Case | WorkOrder, clock: Deadline) -> ClockView:
        calendar = self.calendars[case.jurisdiction_id]
        paused = clock.state == DeadlineState.PAUSED
        return ClockView(
            deadline=clock, light=self._light(case, clock, calendar),
            until=deadline_text(clock.expires_at, calendar.zone),
            left="" if paused else remaining_text(clock.expires_at, self.at, calendar),
            then=label(DeadlineEffect(clock.effect)),
        )  # fmt: skip

    def _light(self, case: Case | WorkOrder, clock: Deadline, calendar: Calendar) -> Light:
        if clock.state == DeadlineState.PAUSED:
            return Light(LightColour.PAUSED)
        if any(_is_reminded_by(earlier, clock) for earlier in self.by_subject[case.pk]):
            return Light(LightColour.EXPIRED)
        return light(clock.expires_at, self.at, calendar)


def _is_reminded_by(earlier: Deadline, clock: Deadline) -> bool:
    """Whether ``earlier`` ran out for the same step, so that ``clock`` only reminds."""
    same = _of_what(earlier) == _of_what(clock)
    return same and earlier.state == DeadlineState.FIRED and earlier.started_at < clock.started_at


def _of_what(clock: Deadline) -> tuple[int | None, str, int]:
    return clock.stage_id, clock.step, clock.organization_id


def _concerns(clock: Deadline, organization_id: int, *, tiers: bool) -> bool:
    return clock.organization_id == organization_id or (tiers and clock.step in TIER_STEPS)

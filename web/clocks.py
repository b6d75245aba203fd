"""时钟的显示: for lists, the one clock of a case or a piece of work that matters next, in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cases.models import Case
from core.labels import label
from core.vocabulary import DeadlineEffect, DeadlineState, Step
from deadlines.models import Deadline
from web.formatting import Light, LightColour, deadline_text, light, remaining_text
from workdays.rules import Calendar
from workdays.selectors import calendar_for_many

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
TIER_STEPS = (Step.TIER_NEGOTIATION, Step.TIER_DISPATCH, Step.TIER_OFFICE, Step.TIER_REFERRAL)
LIVE = (DeadlineState.RUNNING, DeadlineState.PAUSED)


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


def next_due(case: str, organization: str) -> Coalesce:
    """The moment the next clock of a case runs out, of the tier or in the organization's hands; NEVER without one."""
    clocks = _live().filter(Q(step__in=TIER_STEPS) | Q(organization=OuterRef(organization)), case=OuterRef(case))
    return _moment(clocks)


def next_due_of_case() -> Coalesce:
    """The moment the next clock of a case runs out, in whoever's hands."""
    return _moment(_live().filter(case=OuterRef("pk")))


def overdue(at: datetime) -> Q:
    """Clocks that ran out and wait: not yet taken up by the sweep, or reminding only."""
    waiting = Q(state=DeadlineState.RUNNING, expires_at__lte=at)
    return (waiting | Q(state=DeadlineState.FIRED, effect=DeadlineEffect.REMIND)) & ~Q(effect=DeadlineEffect.WARN)


def clocks_of(cases: Iterable[Case], at: datetime) -> "ClocksOfCases":
    """The clocks of these cases and the calendars to read them by; two queries for all."""
    by_id = {case.pk: case for case in cases}
    found: dict[int, list[Deadline]] = defaultdict(list)
    states = Q(state__in=LIVE) | Q(state=DeadlineState.FIRED, effect=DeadlineEffect.REMIND)
    rows = Deadline.objects.filter(states, case__in=by_id).exclude(effect=DeadlineEffect.WARN)
    for deadline in rows.order_by("expires_at", "pk"):
        found[deadline.case_id].append(deadline)
    places = {case.jurisdiction_id: case.jurisdiction for case in by_id.values()}
    return ClocksOfCases(found, calendar_for_many(places.values()) if places else {}, at)


@dataclass(frozen=True)
class ClocksOfCases:
    """The clocks of several cases, by case."""

    by_case: Mapping[int, Sequence[Deadline]]
    calendars: Mapping[int, Calendar]
    at: datetime

    def next_of(self, case: Case, organization_id: int | None = None) -> ClockView | None:
        """The clock that runs out first: any, or one of the tier or in the hands of the organization."""
        live = [
            clock
            for clock in self.by_case.get(case.pk, ())
            if clock.state in LIVE and (organization_id is None or _concerns(clock, organization_id))
        ]
        return self._view(case, live[0]) if live else None

    def _view(self, case: Case, clock: Deadline) -> ClockView:
        calendar = self.calendars[case.jurisdiction_id]
        paused = clock.state == DeadlineState.PAUSED
        return ClockView(
            deadline=clock, light=self._light(case, clock, calendar),
            until=deadline_text(clock.expires_at, calendar.zone),
            left="" if paused else remaining_text(clock.expires_at, self.at, calendar),
            then=label(DeadlineEffect(clock.effect)),
        )  # fmt: skip

    def _light(self, case: Case, clock: Deadline, calendar: Calendar) -> Light:
        if clock.state == DeadlineState.PAUSED:
            return Light(LightColour.PAUSED)
        if any(_is_reminded_by(earlier, clock) for earlier in self.by_case[case.pk]):
            return Light(LightColour.EXPIRED)
        return light(clock.expires_at, self.at, calendar)


def _is_reminded_by(earlier: Deadline, clock: Deadline) -> bool:
    """Whether ``earlier`` ran out for the same step, so that ``clock`` only reminds."""
    same = _of_what(earlier) == _of_what(clock)
    return same and earlier.state == DeadlineState.FIRED and earlier.started_at < clock.started_at


def _of_what(clock: Deadline) -> tuple[int | None, str, int]:
    return clock.stage_id, clock.step, clock.organization_id


def _concerns(clock: Deadline, organization_id: int) -> bool:
    return clock.organization_id == organization_id or clock.step in TIER_STEPS


def _live() -> QuerySet[Deadline]:
    return Deadline.objects.filter(state=DeadlineState.RUNNING).exclude(effect=DeadlineEffect.WARN)


def _moment(clocks: QuerySet[Deadline]) -> Coalesce:
    first: Any = Subquery(clocks.order_by("expires_at").values("expires_at")[:1])
    return Coalesce(first, Value(NEVER, output_field=DateTimeField()))

"""时间在谁手里: working days per organization, tier and stage. No Django, no clock, no database.

One rule for all of it, that of the terms (R53): the day on which something comes is not counted, the day on which it
leaves is; only working days count. So a working day belongs to who had the case when the day began, and a term of five
days that ran out shows as five. What the clock moves at midnight leaves on the day before, and the date of the move
is counted for nobody, as it is in the next term.

Several organizations that have work at once each count the day: they waited in parallel. A day on which the case was
suspended counts for nobody, and is counted as suspension by the same rule.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.vocabulary import Tier
from workdays.days import Calendar
from workdays.rules import is_workday, last_day_before


@dataclass(frozen=True, kw_only=True)
class Hold:
    """一段在手: one piece of work of an organization, at a tier or (None) outside the tiers."""

    organization: int
    tier: Tier | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Visit:
    """一个阶段: when a visit to a tier began and ended."""

    stage: int
    tier: Tier
    since: datetime
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Pause:
    """一次中止: from when to when the case was suspended."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Life:
    """案件始末: when it was opened and closed, and its suspensions."""

    opened_at: datetime
    closed_at: datetime | None
    pauses: Sequence[Pause] = ()


@dataclass(frozen=True, kw_only=True)
class InHands:
    """一家用时: working days with one organization, of these so many while others had work too, and by tier."""

    organization: int
    workdays: int
    in_parallel: int
    by_tier: Mapping[Tier | None, int]
    has_it_now: bool


@dataclass(frozen=True, kw_only=True)
class StageTime:
    """阶段用时."""

    stage: int
    tier: Tier
    workdays: int
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class TimeInHands:
    """时间在谁手里: ``total`` since the opening, of these ``suspended`` and with ``nobody``; longest first."""

    total: int
    suspended: int
    nobody: int
    hands: tuple[InHands, ...]
    stages: tuple[StageTime, ...]


def time_in_hands(
    *, life: Life, holds: Sequence[Hold], visits: Iterable[Visit], at: datetime, calendar: Calendar
) -> TimeInHands:
    """Counts up to ``at``, or to the closing of the case; work after the closing (archiving) is not counted."""
    count = _Count(life, at, calendar)
    suspended = count.suspended
    days = {hold: count.days(hold.since, hold.until) - suspended for hold in set(holds)}
    by_organization: dict[int, list[Hold]] = {}
    for hold in days:
        by_organization.setdefault(hold.organization, []).append(hold)
    held = {who: _union(days[hold] for hold in theirs) for who, theirs in by_organization.items()}
    hands = [
        InHands(
            organization=who, workdays=len(held[who]), in_parallel=_in_parallel(who, held),
            by_tier=_by_tier(theirs, days), has_it_now=count.is_open and any(hold.until is None for hold in theirs),
        )
        for who, theirs in by_organization.items()
    ]  # fmt: skip
    total = count.days(life.opened_at, None)
    stages = tuple(
        StageTime(
            stage=visit.stage, tier=visit.tier, workdays=len(count.days(visit.since, visit.until) - suspended),
            is_open=visit.until is None,
        )
        for visit in visits
    )  # fmt: skip
    return TimeInHands(
        total=len(total), suspended=len(suspended), nobody=len(total - suspended - _union(held.values())),
        hands=tuple(sorted(hands, key=lambda one: (-one.workdays, one.organization))), stages=stages,
    )  # fmt: skip


class _Count:
    """Working days between moments, from a calendar that is walked through once."""

    def __init__(self, life: Life, at: datetime, calendar: Calendar) -> None:
        self.is_open = life.closed_at is None or life.closed_at > at
        self._zone = calendar.zone
        first = life.opened_at.astimezone(self._zone).date()
        self._last = at.astimezone(self._zone).date()
        if not self.is_open and life.closed_at is not None:
            self._last = last_day_before(life.closed_at, self._zone)
        days = (first + timedelta(days=offset) for offset in range(1, (self._last - first).days + 1))
        self._workdays = [day for day in days if is_workday(day, calendar)]
        self.suspended = _union(self.days(pause.since, pause.until) for pause in life.pauses)

    def days(self, since: datetime, until: datetime | None) -> frozenset[date]:
        """The working days after the day of ``since`` up to that of ``until``; midnight ends the day before it."""
        came = since.astimezone(self._zone).date()
        left = self._last if until is None else last_day_before(until, self._zone)
        return frozenset(self._workdays[bisect_right(self._workdays, came) : bisect_right(self._workdays, left)])


def _union(days: Iterable[frozenset[date]]) -> frozenset[date]:
    return frozenset().union(*days)


def _in_parallel(who: int, held: Mapping[int, frozenset[date]]) -> int:
    others = _union(days for other, days in held.items() if other != who)
    return len(held[who] & others)


def _by_tier(holds: Iterable[Hold], days: Mapping[Hold, frozenset[date]]) -> dict[Tier | None, int]:
    by_tier: dict[Tier | None, frozenset[date]] = {}
    for hold in holds:
        by_tier[hold.tier] = by_tier.get(hold.tier, frozenset()) | days[hold]
    return {tier: len(by_tier[tier]) for tier in (*Tier, None) if tier in by_tier}

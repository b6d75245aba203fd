"""中止与恢复: a clock stands still and later runs on with exactly what was left of its term (design §2).

The day of the suspension counts as used, the day of the resumption does not count; so a term loses no day by being
suspended and gains none. Callers hold the case's lock; each change is noted in the act.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from audit.acting import Act
from core.vocabulary import DeadlineEffect, DeadlineState, RollRule, TermUnit
from deadlines.day_by_day import units_left
from deadlines.models import Deadline, Pause
from deadlines.services import LIVE, end, rearm_warnings
from workdays.days import Calendar
from workdays.rules import Projection, expires_at


def pause(clocks: Iterable[Deadline], *, calendar: Calendar, act: Act) -> None:
    """中止: the clocks stand still; their warnings fall away and come back with the resumption."""
    for clock in [one for one in clocks if one.effect != DeadlineEffect.WARN]:
        Pause.objects.create(
            deadline=clock,
            paused_at=act.at,
            before=clock.expires_at,
            left=units_left(TermUnit(clock.term_unit), clock.expires_at, act.at, calendar),
        )
        clock.state = DeadlineState.PAUSED
        clock.generation += 1
        clock.save(update_fields=["state", "generation"])
        act.changed("clock.paused", clock=clock.pk)
        end(clock.warnings.filter(state__in=LIVE), DeadlineState.CANCELLED, act)


def resume(clocks: Iterable[Deadline], *, calendar: Calendar, marks: tuple[int, ...], act: Act) -> None:
    """恢复: what was left of each term begins to run with the day after the resumption."""
    for clock in clocks:
        entry = clock.pauses.get(resumed_at=None)
        projection = _run_on(clock, entry.left, act.at, calendar)
        clock.state = DeadlineState.RUNNING
        clock.generation += 1
        clock.attempts = 0
        clock.last_day, clock.expires_at = projection.last_day, projection.expires_at
        clock.next_try_at, clock.provisional = projection.expires_at, projection.provisional
        clock.save(
            update_fields=["state", "generation", "attempts", "last_day", "expires_at", "next_try_at", "provisional"]
        )
        entry.resumed_at, entry.after = act.at, projection.expires_at
        entry.save(update_fields=["resumed_at", "after"])
        act.changed("clock.resumed", clock=clock.pk, expires_at=clock.expires_at.isoformat())
        rearm_warnings(clock, projection, marks, calendar, act)


def _run_on(clock: Deadline, left: int, at: datetime, calendar: Calendar) -> Projection:
    if clock.term_unit == TermUnit.HOUR:
        return Projection(at + timedelta(seconds=max(left, 1)), None, provisional=False)
    return expires_at(at, left, TermUnit(clock.term_unit), RollRule(clock.term_roll), calendar)

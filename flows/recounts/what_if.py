"""试算: what the clocks of a case would say if one were extended, the case suspended, a day another; saves nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils.translation import gettext_noop

from cases.models import Case
from core.errors import DomainError
from core.vocabulary import DeadlineEffect, DeadlineState, ExceptionKind
from deadlines.day_by_day import Course, DayByDay, Run, count_course, course_of, day_by_day
from deadlines.models import Deadline
from deadlines.selectors import TIER_STEPS
from flows.recounts.local_days import suppose_day
from workdays.days import Calendar
from workdays.rules import last_day_before
from workdays.selectors import calendar_for

_NOON = time(12)


class NothingSupposed(DomainError):
    """A question without a supposition."""

    code = "nothing_supposed"
    message = gettext_noop("Suppose something: an extension, a suspension with its resumption, or another day.")


class HalfASuspension(DomainError):
    """A suspension without its resumption, or the other way round."""

    code = "half_a_suspension"
    message = gettext_noop("Give both days: that of the suspension and that of the resumption.")


class ResumedBefore(DomainError):
    """A resumption before the suspension."""

    code = "resumed_before"
    message = gettext_noop("%(resumed)s lies before %(suspended)s, the day of the suspension.")


class OutsideTheTerm(DomainError):
    """A suspension on a day on which no clock of the case runs."""

    code = "outside_the_term"
    message = gettext_noop("On %(day)s no term of the case runs; its terms end on %(last)s at the latest.")


class NoSuchClock(DomainError):
    """The clock to extend does not run in this case."""

    code = "no_such_clock"
    message = gettext_noop("Clock %(clock)s does not run in this case.")


@dataclass(frozen=True, kw_only=True)
class Supposition:
    """假设: ``added`` units for the ``clock`` (None: that of the tier), a suspension, a day that becomes another."""

    clock: int | None = None
    added: int = 0
    suspended_on: date | None = None
    resumed_on: date | None = None
    day: date | None = None
    kind: ExceptionKind = ExceptionKind.HOLIDAY


@dataclass(frozen=True, kw_only=True)
class SupposedClock:
    """试算结果: a clock, the end it would have, and how that is counted."""

    clock: Deadline
    expires_at: datetime
    provisional: bool
    working: DayByDay

    @property
    def days(self) -> int:
        """By how many calendar days the end would move; earlier is less than nothing."""
        return round((self.expires_at - self.clock.expires_at).total_seconds() / 86_400)


def what_if(case: Case, given: Supposition, *, at: datetime) -> list[SupposedClock]:
    """试算: every running clock of the case, the first to end first.

    Raises ``NothingSupposed``, ``HalfASuspension``, ``ResumedBefore``, ``OutsideTheTerm``, ``NoSuchClock``,
    ``ExceptionExists``, ``HolidayStands``.
    """
    clocks = clocks_to_suppose(case)
    _check(given, clocks, calendar_for(case.jurisdiction), at)
    calendar = calendar_for(case.jurisdiction)
    if given.day is not None:
        calendar = calendar_for(case.jurisdiction, suppose_day(case.jurisdiction, given.day, given.kind))
    extended = _extended(given, clocks)
    return [_supposed(clock, given, calendar, at, added=given.added if clock == extended else 0) for clock in clocks]


def clocks_to_suppose(case: Case) -> list[Deadline]:
    """The running clocks of the case, without warnings; the first to end first."""
    rows = Deadline.objects.filter(case=case, state=DeadlineState.RUNNING).exclude(effect=DeadlineEffect.WARN)
    rows = rows.select_related("organization").prefetch_related("extensions", "pauses")
    return list(rows.order_by("expires_at", "pk"))


def _supposed(clock: Deadline, given: Supposition, calendar: Calendar, at: datetime, *, added: int) -> SupposedClock:
    course = course_of(clock)
    if added:
        course = replace(course, budget=course.budget + added, extensions=[*course.extensions, (at, added)])
    course = _suspended(course, given, calendar)
    if clock.effect == DeadlineEffect.LAPSE:
        projection_end, provisional = clock.expires_at, clock.provisional
    else:
        projection, left = count_course(course, calendar)
        projection_end, provisional = projection.expires_at, projection.provisional
        runs = zip(course.pauses, left, strict=True)
        course = replace(course, pauses=[replace(pause, left=units) for pause, units in runs])
    working = day_by_day(replace(course, expires_at=projection_end), calendar)
    return SupposedClock(clock=clock, expires_at=projection_end, provisional=provisional, working=working)


def _suspended(course: Course, given: Supposition, calendar: Calendar) -> Course:
    """A clock that has begun by then and not ended stands still from noon of the one day to noon of the other."""
    if given.suspended_on is None or given.resumed_on is None:
        return course
    stops, runs_on = (
        datetime.combine(day, _NOON, tzinfo=calendar.zone) for day in (given.suspended_on, given.resumed_on)
    )
    stops = max(stops, course.started_at)
    if not stops < course.expires_at:
        return course
    pause = Run(paused_at=stops, resumed_at=max(runs_on, stops), left=0)
    return replace(course, pauses=[*course.pauses, pause])


def _check(given: Supposition, clocks: Sequence[Deadline], calendar: Calendar, at: datetime) -> None:
    suspended, resumed = given.suspended_on, given.resumed_on
    if not (given.added or suspended or resumed or given.day):
        raise NothingSupposed(field="added")
    if suspended is None or resumed is None:
        if suspended or resumed:
            raise HalfASuspension(field="resumed_on" if suspended else "suspended_on")
        return
    if resumed < suspended:
        raise ResumedBefore(field="resumed_on", resumed=resumed, suspended=suspended)
    today = at.astimezone(calendar.zone).date()
    last = max((last_day_before(clock.expires_at, calendar.zone) for clock in clocks), default=today)
    if not today <= suspended <= last:
        raise OutsideTheTerm(field="suspended_on", day=suspended, last=last)


def _extended(given: Supposition, clocks: Sequence[Deadline]) -> Deadline | None:
    if not given.added:
        return None
    chosen = (
        clock for clock in clocks if clock.pk == given.clock or (given.clock is None and clock.step in TIER_STEPS)
    )
    found = next(chosen, None)
    if found is None:
        raise NoSuchClock(field="clock", clock=given.clock or "–")
    return found

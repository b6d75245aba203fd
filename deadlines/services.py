"""Clocks: arm, meet, cancel, extend, claim. Each change is noted in the act that caused it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_noop

from audit.acting import Act
from cases.models import Case, Stage
from core.ahead import ahead, is_laid_by, laid_by, noted
from core.errors import DomainError
from core.vocabulary import DeadlineEffect, DeadlineState, RollRule, Step, TermUnit
from deadlines.models import Deadline, Extension
from deadlines.subjects import Subject
from deadlines.warning_moments import warning_moments
from organizations.models import Organization
from procedures.pack import Term
from workdays.days import Calendar
from workdays.rules import Projection, expires_at

LIVE = (DeadlineState.RUNNING, DeadlineState.PAUSED)


class DeadlineEnded(DomainError):
    """The clock has run out, was met or cancelled: it can no longer be extended."""

    code = "deadline_ended"
    message = gettext_noop("This term has ended already; it cannot be extended.")
    status = 409


@dataclass(frozen=True, kw_only=True)
class Arming:
    """What a clock needs to know of its procedure: the term, the days, and the marks at which it warns."""

    term: Term
    calendar: Calendar
    marks: tuple[int, ...] = ()


def arm(
    *, case: Case | None, stage: Stage | None, organization: Organization, step: Step, effect: DeadlineEffect,
    by_rule: Arming, act: Act, subject: Subject | None = None,
) -> Deadline:  # fmt: skip
    """期限起算: counts the term from ``act.at`` (that day excluded) and starts the clock and its warnings.

    The clock is of the case, or where that is None of the ``subject``.
    """
    term = by_rule.term
    projection = expires_at(act.at, term.n, term.unit, term.roll, by_rule.calendar)
    deadline = Deadline(
        case=case, stage=stage, organization=organization, **_columns(subject),
        step=step, effect=effect, state=DeadlineState.RUNNING,
        term_n=term.n, term_unit=term.unit, term_roll=term.roll, citation=(term.citation or term.reason)[:300],
        is_sample=term.is_sample, budget=term.n, started_at=act.at, last_day=projection.last_day,
        expires_at=projection.expires_at, provisional=projection.provisional, next_try_at=projection.expires_at,
    )  # fmt: skip
    _write([deadline], act)
    rearm_warnings(deadline, projection, by_rule.marks, by_rule.calendar, act)
    return deadline


def arm_until(
    *, subject: Subject, organization: Organization, step: Step, effect: DeadlineEffect, until: Projection,
    by_rule: Arming, act: Act,
) -> Deadline:  # fmt: skip
    """期限至某日: a clock of another subject that runs out after a day that is fixed already; warnings as ever."""
    term, counted = by_rule.term, until.counted
    deadline = Deadline(
        case=None, stage=None, organization=organization, **_columns(subject), step=step, effect=effect,
        state=DeadlineState.RUNNING, term_n=counted, term_unit=TermUnit.WORKDAY, term_roll=RollRule.NONE,
        citation=(term.citation or term.reason)[:300], is_sample=term.is_sample, budget=counted,
        started_at=act.at, last_day=until.last_day, expires_at=until.expires_at, provisional=until.provisional,
        next_try_at=until.expires_at,
    )  # fmt: skip
    _write([deadline], act)
    rearm_warnings(deadline, until, by_rule.marks, by_rule.calendar, act)
    return deadline


def _columns(subject: Subject | None) -> dict[str, Any]:
    return {"subject_kind": subject.kind, "subject_id": subject.pk} if subject else {}


def rearm_warnings(
    deadline: Deadline, projection: Projection, marks: tuple[int, ...], calendar: Calendar, act: Act
) -> None:
    """预警起算: each mark that still lies ahead, inside working time."""
    urgent = deadline.case is not None and deadline.case.urgent
    moments = warning_moments(projection, marks, calendar, since=act.at, urgent=urgent)
    warnings = [
        Deadline(
            case_id=deadline.case_id, stage_id=deadline.stage_id, subject_kind=deadline.subject_kind,
            subject_id=deadline.subject_id, organization_id=deadline.organization_id, of=deadline,
            step=deadline.step, effect=DeadlineEffect.WARN, state=DeadlineState.RUNNING, term_n=deadline.term_n,
            term_unit=deadline.term_unit, term_roll=deadline.term_roll, citation=deadline.citation,
            is_sample=deadline.is_sample, budget=deadline.budget, started_at=act.at,
            expires_at=moment, provisional=deadline.provisional, next_try_at=moment,
        )
        for moment in moments
    ]  # fmt: skip
    _write(warnings, act)


def remind_within(deadline: Deadline, *, step: Step, by_rule: Arming, act: Act) -> None:
    """提示期限: within a clock, a shorter term that tells once and moves nothing; none where it ends no earlier."""
    term = by_rule.term
    projection = expires_at(act.at, term.n, term.unit, term.roll, by_rule.calendar)
    if projection.expires_at >= deadline.expires_at:
        return
    reminder = Deadline(
        case=deadline.case, stage=deadline.stage, organization=deadline.organization, of=deadline, step=step,
        effect=DeadlineEffect.WARN, state=DeadlineState.RUNNING, term_n=term.n, term_unit=term.unit,
        term_roll=term.roll, citation=(term.citation or term.reason)[:300], is_sample=term.is_sample, budget=term.n,
        started_at=act.at, last_day=projection.last_day, expires_at=projection.expires_at,
        provisional=projection.provisional, next_try_at=projection.expires_at,
    )  # fmt: skip
    _write([reminder], act)


def running(case: Case) -> QuerySet[Deadline]:
    return Deadline.objects.filter(case=case, state__in=LIVE)


def live_clocks(case: Case) -> list[Deadline]:
    """The clocks of the case that run or are paused, their warnings too."""
    return [clock for clock in ahead(case, "clocks", lambda: running(case)) if clock.state in LIVE]


def running_of(subject: Subject) -> QuerySet[Deadline]:
    """The clocks of a subject that is no case, their warnings too."""
    return Deadline.objects.filter(case=None, subject_kind=subject.kind, subject_id=subject.pk, state__in=LIVE)


def end(deadlines: Iterable[Deadline], state: DeadlineState, act: Act) -> None:
    """Stop clocks as met or cancelled, their warnings with them."""
    chosen = sorted(deadlines, key=attrgetter("pk"))
    ids = {deadline.pk for deadline in chosen}
    warnings = [warning for warning in _warnings_of(chosen) if warning.pk not in ids]
    _end(chosen, state, act)
    _end(warnings, DeadlineState.CANCELLED, act)


def _end(clocks: list[Deadline], state: DeadlineState, act: Act) -> None:
    for clock in clocks:
        act.changed("clock.ended", clock=clock.pk, state=state)
        clock.state, clock.ended_at = state, act.at
    ids = [clock.pk for clock in clocks]
    act.rows.change_where(Deadline, "pk", ids, {}, state=state, ended_at=act.at)


def _warnings_of(clocks: list[Deadline]) -> list[Deadline]:
    """The warnings that still run of these clocks."""
    main = [clock for clock in clocks if clock.effect != DeadlineEffect.WARN]
    asked = [clock.pk for clock in main if not is_laid_by(clock, "warnings")]
    found: list[Deadline] = list(Deadline.objects.filter(of__in=asked, state__in=LIVE)) if asked else []
    for clock in main:
        found += laid_by(clock, "warnings")
    return sorted((warning for warning in found if warning.state in LIVE), key=attrgetter("pk"))


def extend(
    *, deadline: Deadline, added: int, reason: str, calendar: Calendar, marks: tuple[int, ...], act: Act
) -> None:
    """延期: adds to the budget and counts the term again from its start, or from where it was last resumed."""
    if deadline.state != DeadlineState.RUNNING:
        raise DeadlineEnded
    before = deadline.expires_at
    deadline.budget += added
    projection = _projection(deadline, added, calendar)
    if projection.expires_at <= before:
        # The calendar has changed since, or a person kept the end: what is added comes after the end as it stands.
        last_moment = before - timedelta(microseconds=1)
        unit, roll = TermUnit(deadline.term_unit), RollRule(deadline.term_roll)
        projection = expires_at(last_moment, added, unit, roll, calendar)
    deadline.generation += 1
    deadline.attempts = 0
    deadline.last_day, deadline.expires_at = projection.last_day, projection.expires_at
    deadline.next_try_at, deadline.provisional = projection.expires_at, projection.provisional
    deadline.save(
        update_fields=["budget", "generation", "attempts", "last_day", "expires_at", "next_try_at", "provisional"]
    )
    Extension.objects.create(
        deadline=deadline, added=added, reason=reason, granted_by_name=act.actor.person_name, granted_at=act.at,
        before=before, after=deadline.expires_at,
    )  # fmt: skip
    act.changed("clock.moved", clock=deadline.pk, expires_at=deadline.expires_at.isoformat())
    end(deadline.warnings.filter(state__in=LIVE, step=deadline.step), DeadlineState.CANCELLED, act)
    rearm_warnings(deadline, projection, marks, calendar, act)


def _projection(deadline: Deadline, added: int, calendar: Calendar) -> Projection:
    """The whole term with all that was added; after a pause, what was left of it with all that was added since."""
    unit, roll = TermUnit(deadline.term_unit), RollRule(deadline.term_roll)
    entry = deadline.pauses.filter(resumed_at__isnull=False).order_by("-pk").first()
    if entry is None or entry.resumed_at is None:
        return expires_at(deadline.started_at, deadline.budget, unit, roll, calendar)
    since = deadline.extensions.filter(granted_at__gte=entry.resumed_at).aggregate(total=Sum("added"))["total"] or 0
    if unit is TermUnit.HOUR:
        moment = entry.resumed_at + timedelta(seconds=entry.left, hours=since + added)
        return Projection(moment, None, provisional=False)
    return expires_at(entry.resumed_at, entry.left + since + added, unit, roll, calendar)


def claim(deadline: Deadline, act: Act) -> bool:
    """Take a due clock for firing; False when somebody else ended, moved or fired it first."""
    seen = {"state": DeadlineState.RUNNING, "generation": deadline.generation, "expires_at": deadline.expires_at}
    if deadline.expires_at > act.at:
        return False
    if not act.rows.change_if(deadline, seen, state=DeadlineState.FIRED, ended_at=act.at):
        return False
    act.changed("clock.ended", clock=deadline.pk, state=DeadlineState.FIRED)
    end(_warnings_of([deadline]), DeadlineState.CANCELLED, act)
    return True


def _write(clocks: list[Deadline], act: Act) -> None:
    act.rows.add_all(clocks)
    for clock in clocks:
        if clock.of is not None:
            noted(clock.of, "warnings", clock)
        act.changed(
            "clock.armed", clock=clock.pk, step=clock.step, effect=clock.effect, of=clock.of_id,
            expires_at=clock.expires_at.isoformat(),
        )  # fmt: skip

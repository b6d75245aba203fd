"""What must always hold of clocks: who is waited for has one, and each takes effect once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from cases.models import Case
from core.invariants import Finding, Invariant
from core.labels import label
from core.vocabulary import CaseState, DeadlineEffect, DeadlineState, Step, Tier
from deadlines.incidents import BACK_OFF
from deadlines.models import Deadline, Incident
from deadlines.recount_invariants import RECOUNTS
from deadlines.services import LIVE
from deadlines.subjects import owner_name

PATIENCE = timedelta(minutes=5)
_TIER_STEPS = [Step.of_tier(tier) for tier in Tier]
_AFTER_MINUTES = (Step.MINUTES_CONFIRMATION, Step.MINUTES)
_AFTER_THE_TIERS = (CaseState.SETTLED, CaseState.CARRYING_OUT)

_FIRINGS = """
WITH firing AS (
    SELECT (change ->> 'clock')::bigint AS clock, count(*) AS times
    FROM audit_event, jsonb_array_elements(changes) AS change
    WHERE changes @> '[{"what": "clock.ended", "state": "FIRED"}]'
      AND change ->> 'what' = 'clock.ended' AND change ->> 'state' = 'FIRED'
    GROUP BY 1
)
SELECT coalesce(owner.number, deadline.subject_kind || ':' || deadline.subject_id), deadline.step, deadline.state,
       coalesce(firing.times, 0), coalesce(deadline.id, firing.clock)
FROM deadlines_deadline AS deadline
FULL JOIN firing ON firing.clock = deadline.id
LEFT JOIN cases_case AS owner ON owner.id = deadline.case_id
WHERE coalesce(firing.times, 0) <> CASE WHEN deadline.state = 'FIRED' THEN 1 ELSE 0 END
ORDER BY 5
"""


def open_cases_have_a_clock(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """The tier a case is open in has its clock running, unless the case is suspended.

    Minutes that were agreed in time have met that clock: from then on the clock of their confirmation runs, or of the
    answer to an objection.
    """
    clocks = Deadline.objects.filter(case=OuterRef("pk"), stage__closed_at=None)
    running = clocks.filter(state=DeadlineState.RUNNING).exclude(effect=DeadlineEffect.WARN)
    met = clocks.filter(step__in=_TIER_STEPS, state=DeadlineState.MET)
    minuted = Exists(running.filter(step__in=_AFTER_MINUTES)) & Exists(met)
    sound = Exists(running.filter(step__in=_TIER_STEPS)) | minuted
    for case in Case.objects.exclude(sound).filter(state=CaseState.OPEN, suspended_at=None).order_by("pk").iterator():
        yield Finding(
            code="open_case_without_clock",
            subject=case.number,
            message=gettext_noop("The case is open and no clock of its tier runs: nothing will ever move or remind."),
        )


def resting_cases_have_no_clock(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """A suspended case has no running clock but that of the suspension itself, a closed one none at all."""
    resting = Deadline.objects.filter(
        Q(case__suspended_at__isnull=False, state=DeadlineState.RUNNING) & ~Q(step=Step.SUSPENSION)
        | Q(case__state__in=[CaseState.CLOSED, CaseState.ARCHIVED], state__in=LIVE)
    )
    for clock in resting.select_related("case").order_by("pk").iterator():
        yield _about(
            clock, "clock_runs_in_resting_case",
            gettext_noop("“%(step)s” still runs although the case is suspended or closed."),
        )  # fmt: skip


def suspensions_have_their_clock(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """中止: a suspended case has exactly one clock that reminds of it, any other has none, and no paused one either."""
    reminds = Q(deadlines__step=Step.SUSPENSION, deadlines__state=DeadlineState.RUNNING)
    counted = Case.objects.annotate(
        watching=Count("deadlines", filter=reminds & ~Q(deadlines__effect=DeadlineEffect.WARN)),
        paused=Count("deadlines", filter=Q(deadlines__state=DeadlineState.PAUSED)),
    )
    suspended, moving = Q(suspended_at__isnull=False), Q(suspended_at=None)
    wrong = counted.filter(suspended & ~Q(watching=1) | moving & (Q(watching__gt=0) | Q(paused__gt=0)))
    for case in wrong.order_by("pk").iterator():
        yield Finding(
            code="suspension_and_clocks_differ",
            subject=case.number,
            message=gettext_noop("%(watching)s clocks of a suspension run, %(paused)s clocks are paused: %(state)s."),
            params={
                "watching": case.watching, "paused": case.paused,
                "state": gettext("suspended") if case.suspended_at else gettext("not suspended"),
            },
        )  # fmt: skip


def clocks_end_with_their_stage(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """No clock of a stage outlives it, and no warning the clock it warns about."""
    outliving = Deadline.objects.filter(
        Q(stage__closed_at__isnull=False) | Q(of__isnull=False) & ~Q(of__state__in=LIVE), state__in=LIVE
    )
    for clock in outliving.select_related("case").order_by("pk").iterator():
        yield _about(
            clock, "clock_outlives_its_stage", gettext_noop("“%(step)s” still runs although what it measures is over.")
        )


def settled_cases_are_reminded(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Settled and carrying out: at least one clock, and none that moves the case."""
    live = Q(deadlines__state=DeadlineState.RUNNING) & ~Q(deadlines__effect=DeadlineEffect.WARN)
    counted = Case.objects.filter(state__in=_AFTER_THE_TIERS, suspended_at=None).annotate(
        clocks=Count("deadlines", filter=live),
        reminding=Count("deadlines", filter=live & Q(deadlines__effect=DeadlineEffect.REMIND)),
    )
    for case in counted.filter(Q(clocks=0) | ~Q(clocks=F("reminding"))).order_by("pk").iterator():
        yield Finding(
            code="settled_case_is_not_reminded",
            subject=case.number,
            message=gettext_noop(
                "%(clocks)s clocks run, %(reminding)s of them remind; all should, and at least one should run."
            ),
            params={"clocks": case.clocks, "reminding": case.reminding},
        )


def cases_at_intake_have_their_clock(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """立项审查: while a matter is reviewed, or corrected, exactly one clock runs: that of this step."""
    live = Q(deadlines__state=DeadlineState.RUNNING) & ~Q(deadlines__effect=DeadlineEffect.WARN)
    counted = Case.objects.filter(state=CaseState.INTAKE).annotate(
        clocks=Count("deadlines", filter=live),
        own=Count("deadlines", filter=live & Q(deadlines__step__in=[Step.INTAKE, Step.CORRECTION])),
    )
    for case in counted.exclude(clocks=1, own=1).order_by("pk").iterator():
        yield Finding(
            code="intake_has_not_its_clock",
            subject=case.number,
            message=gettext_noop("%(clocks)s clocks run, %(own)s of them of the review; exactly one should."),
            params={"clocks": case.clocks, "own": case.own},
        )


def whole_case_clocks_end_with_settling(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """全程期限: at most one lives, and only while the case is open in a tier."""
    live = Q(deadlines__step=Step.WHOLE_CASE, deadlines__state__in=LIVE) & ~Q(deadlines__effect=DeadlineEffect.WARN)
    counted = Case.objects.annotate(watching=Count("deadlines", filter=live)).exclude(watching=0)
    for case in counted.exclude(state=CaseState.OPEN, watching=1).order_by("pk").iterator():
        yield Finding(
            code="whole_case_clock_is_left_over",
            subject=case.number,
            message=gettext_noop("%(watching)s clocks of the whole coordination run; the case is “%(state)s”."),
            params={"watching": case.watching, "state": label(CaseState(case.state))},
        )


def effects_happen_once(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """A fired clock has exactly one event that says so, one that did not fire has none."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRINGS)
        rows = cursor.fetchall()
    for number, step, state, times, clock in rows:
        yield Finding(
            code="clock_and_record_differ",
            subject=number or "?",
            message=gettext_noop("Clock %(clock)s (%(step)s) is “%(state)s”; on record it fired %(times)s times."),
            params={
                "clock": clock, "times": times, "step": label(Step(step)) if step else "?",
                "state": label(DeadlineState(state)) if state else "?",
            },
        )  # fmt: skip


def due_clocks_take_effect(at: datetime) -> Iterator[Finding]:
    """No running clock is past its moment for longer than a sweep may take."""
    stuck = Deadline.objects.filter(state=DeadlineState.RUNNING, expires_at__lt=at - PATIENCE)
    for clock in stuck.select_related("case").order_by("pk").iterator():
        yield Finding(
            code="clock_is_stuck",
            subject=owner_name(clock),
            message=gettext_noop("“%(step)s” ran out at %(due)s and took no effect; tries: %(tries)s. %(error)s"),
            params={
                "step": label(Step(clock.step)), "due": clock.expires_at.isoformat(), "tries": clock.attempts,
                "error": clock.last_error,
            },
        )  # fmt: skip


def warnings_come_before_the_end(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """预警: a warning lies before the end of its clock as that stands now; one of an earlier end comes too late."""
    live = Q(state=DeadlineState.RUNNING, of__state=DeadlineState.RUNNING, step=F("of__step"))
    late = Deadline.objects.filter(live, effect=DeadlineEffect.WARN, expires_at__gte=F("of__expires_at"))
    for clock in late.select_related("case").order_by("pk").iterator():
        yield _about(
            clock, "warning_comes_too_late", gettext_noop("A warning of “%(step)s” lies after the end it warns of.")
        )


def failing_clocks_are_incidents(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """故障: a clock that failed so often that it should be an incident is one, and waits for a person."""
    known = Incident.objects.filter(deadline=OuterRef("pk"), closed_at=None)
    failing = Deadline.objects.filter(~Exists(known), state=DeadlineState.RUNNING, attempts__gte=len(BACK_OFF))
    for clock in failing.select_related("case").order_by("pk").iterator():
        yield _about(
            clock, "failing_clock_is_no_incident",
            gettext_noop("“%(step)s” failed again and again, and no incident tells anybody."),
        )  # fmt: skip


def _clocks() -> QuerySet[Deadline]:
    return Deadline.objects.filter(state=DeadlineState.RUNNING).exclude(effect=DeadlineEffect.WARN)


def _about(clock: Deadline, code: str, message: str) -> Finding:
    return Finding(code=code, subject=owner_name(clock), message=message, params={"step": label(Step(clock.step))})


INVARIANTS = (
    Invariant(
        code="open_cases_have_a_clock", number=2, check=open_cases_have_a_clock,
        title=gettext_noop("An open case has a running clock"),
    ),
    Invariant(
        code="resting_cases_have_no_clock", number=2, check=resting_cases_have_no_clock,
        title=gettext_noop("A suspended or closed case has no running clock"),
    ),
    Invariant(
        code="suspensions_have_their_clock", number=2, check=suspensions_have_their_clock,
        title=gettext_noop("A suspension has its own clock, and pauses all others"),
    ),
    Invariant(
        code="clocks_end_with_their_stage", number=2, check=clocks_end_with_their_stage,
        title=gettext_noop("A clock ends with what it measures"),
    ),
    Invariant(
        code="settled_cases_are_reminded", number=2, check=settled_cases_are_reminded,
        title=gettext_noop("A settled case has one clock, which reminds"),
    ),
    Invariant(
        code="cases_at_intake_have_their_clock", number=2, check=cases_at_intake_have_their_clock,
        title=gettext_noop("A matter that is reviewed before a tier has its clock"),
    ),
    Invariant(
        code="whole_case_clocks_end_with_settling", number=2, check=whole_case_clocks_end_with_settling,
        title=gettext_noop("The clock of the whole coordination ends with it"),
    ),
    Invariant(
        code="effects_happen_once", number=3, check=effects_happen_once,
        title=gettext_noop("A deadline takes effect exactly once"),
    ),
    Invariant(
        code="due_clocks_take_effect", number=3, check=due_clocks_take_effect,
        title=gettext_noop("A due deadline takes effect"),
    ),
    Invariant(
        code="warnings_come_before_the_end", number=3, check=warnings_come_before_the_end,
        title=gettext_noop("A warning comes before what it warns of"),
    ),
    Invariant(
        code="failing_clocks_are_incidents", number=3, check=failing_clocks_are_incidents,
        title=gettext_noop("A deadline that cannot take effect is an incident"),
    ),
    *RECOUNTS,
)  # fmt: skip

"""到期转级: many clocks run out at the same midnight, many more do not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from time import perf_counter
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from audit.models import ChainKind, Event
from cases.models import Case
from core.vocabulary import CaseState, DeadlineEffect, DeadlineState, StageResult, Tier
from deadlines.models import Deadline
from escalation.sweep import SweepReport, sweep
from flows.services import open_case
from operations.benchmarks.copies import copy_cases
from operations.benchmarks.measuring import WrongEndState, measured, milliseconds, spread
from operations.benchmarks.stage import BEGIN, opening_form, set_stage

_PARTIES = 3
_PASS = 500
_LATER = timedelta(days=7)
_LOCKS_A_CASE = "FOR NO KEY UPDATE"


def escalation(*, cases: int, backlog: int, owner_url: str) -> Iterator[dict[str, Any]]:
    """One line. Raises ``WrongEndState`` unless exactly the due cases moved, each once."""
    due, waiting = _prepare(cases, backlog, owner_url)
    at = _first_clock(due)
    report, watch = SweepReport(), Watch()
    begun = perf_counter()
    with measured() as measure, connection.execute_wrapper(watch):
        while (one := sweep(at=at, limit=_PASS)).fired:
            report.fired, report.cases = report.fired + one.fired, report.cases + one.cases
            report.failed, report.busy = report.failed + one.failed, report.busy + one.busy
    seconds = perf_counter() - begun
    check(cases=cases, backlog=backlog, report=report)
    yield {
        "benchmark": "escalation", "cases": cases, "backlog": backlog, "seconds": round(seconds, 2),
        "cases_per_second": round(cases / seconds, 1), "statements_per_case": round(measure.statements / cases, 1),
        "ms_per_case": spread(watch.milliseconds()), "due": due, "waiting": waiting, "verified": True,
    }  # fmt: skip


def _prepare(cases: int, backlog: int, owner_url: str) -> tuple[str, str]:
    district = set_stage(departments=_PARTIES, at=BEGIN)
    form, opener = opening_form(district, district.departments), district.capacity(district.dispatch)
    due = open_case(form=form, capacity=opener, at=BEGIN)
    waiting = open_case(form=form, capacity=opener, at=BEGIN + _LATER)
    copy_cases(owner_url, {due.pk: cases - 1, waiting.pk: backlog - 1})
    return due.number, waiting.number


def _first_clock(number: str) -> datetime:
    clocks = Deadline.objects.filter(case__number=number, effect=DeadlineEffect.MOVE_UP, state=DeadlineState.RUNNING)
    return clocks.get().expires_at


class Watch:
    """Tells one case from the next by the lock that each begins with, and keeps how long each took."""

    def __init__(self) -> None:
        self._moments: list[tuple[Any, float]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _LOCKS_A_CASE in sql and "cases_case" in sql:
            case_id = params[0]
            if not self._moments or self._moments[-1][0] != case_id:
                self._moments.append((case_id, perf_counter()))
        return execute(sql, params, many, context)

    def milliseconds(self) -> list[float]:
        """Of every case but the last, whose end is not seen."""
        begun = [moment for _, moment in self._moments]
        return [milliseconds(after - before) for before, after in pairwise(begun)]


def check(*, cases: int, backlog: int, report: SweepReport) -> None:
    """Each due case is in tier 2 with one ``stage.timed_out``; none of the backlog moved."""
    timed_out = Event.objects.filter(chain_kind=ChainKind.CASE, kind="stage.timed_out")
    moved = Case.objects.filter(state=CaseState.OPEN, tier=Tier.DISPATCH_COORDINATION).annotate(
        ended=Count("stages", filter=Q(stages__result=StageResult.TIMED_OUT)), visits=Count("stages")
    )
    found = {
        "fired": report.fired, "failed": report.failed, "busy": report.busy,
        "moved": moved.filter(ended=1, visits=2).count(),
        "events": timed_out.count(), "cases_with_event": timed_out.values("subject_id").distinct().count(),
        "unmoved": Case.objects.filter(state=CaseState.OPEN, tier=Tier.NEGOTIATION).count(),
        "unmoved_clocks": Deadline.objects.filter(
            case__tier=Tier.NEGOTIATION, effect=DeadlineEffect.MOVE_UP, state=DeadlineState.RUNNING
        ).count(),
    }  # fmt: skip
    wanted = {
        "fired": cases, "failed": 0, "busy": 0, "moved": cases, "events": cases, "cases_with_event": cases,
        "unmoved": backlog, "unmoved_clocks": backlog,
    }  # fmt: skip
    if found != wanted:
        raise WrongEndState(f"found {found}, wanted {wanted}")

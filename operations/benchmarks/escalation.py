"""到期转级: many clocks run out at the same midnight, many more do not.

*Whole effect*: flow, stage, clocks, warnings, letter, event, as the sweep leaves them; who hears of it is measured
apart. Beside it, in the same run and on tables of the same size, what hand-written SQL does for a much smaller effect.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median
from time import process_time
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from audit.models import ChainKind, Event
from cases.models import Case
from core.vocabulary import CaseState, DeadlineEffect, DeadlineState, StageResult, Tier
from deadlines.models import Deadline
from flows.services import open_case
from notifications.models import Notice
from notifications.services import fan_out
from operations.benchmarks.bound import BATCH, bound
from operations.benchmarks.copies import copy_cases
from operations.benchmarks.draining import Drained, Person, drain
from operations.benchmarks.measuring import WrongEndState, measured
from operations.benchmarks.stage import BEGIN, opening_form, set_stage

_PARTIES = 3
_A_DAY = timedelta(days=1)
_LOOKED_AT = 50
_NEVER = BEGIN + 60 * _A_DAY
_ALL_TOLD = """
    WITH heard AS (DELETE FROM notifications_untold RETURNING event_id)
    INSERT INTO notifications_fanout (event_id, done_at, person_ids, deliveries_owed)
    SELECT event_id, %s, '{}', 0 FROM heard
"""


def escalation(
    *, cases: int, waiting: int, runs: int, processes: int, people: bool, owner_url: str
) -> Iterator[dict[str, Any]]:
    """A line for each run, then what they come to. Raises ``WrongEndState`` unless exactly the due cases moved, once.

    ``cases`` run out at one moment, in each of the ``runs`` at another; ``waiting`` never do.
    """
    groups, person = _prepare(cases, waiting, runs, owner_url)
    rates = []
    for number, (first, at) in enumerate(groups, 1):
        done = drain(at, processes=processes, person=person if people else None)
        check(first, cases=cases, fired=done.fired, failed=done.failed)
        rates.append(cases / done.seconds)
        yield {"benchmark": "escalation", "side": "dingfen", "run": number, **_told(done, cases, waiting, processes)}
    check_waiting(waiting)
    bounds = dict.fromkeys((BATCH, 1), 0.0)
    for batch, rate in _bounds(owner_url, cases, waiting, runs).items():
        bounds[batch] = rate
        yield {
            "benchmark": "escalation", "side": f"plain SQL, {batch} in a transaction", "cases": cases,
            "waiting": waiting, "cases_per_second": round(rate),
        }  # fmt: skip
    yield _fan_out_line(at, cases)
    yield {
        "benchmark": "escalation", "cases": cases, "waiting": waiting, "runs": runs, "processes": processes,
        "cases_per_second": round(median(rates), 1),
        "of_plain_sql": {str(batch): round(median(rates) / rate, 3) for batch, rate in bounds.items()},
        "verified": True,
    }  # fmt: skip


def _told(done: Drained, cases: int, waiting: int, processes: int) -> dict[str, Any]:
    return {
        "cases": cases, "waiting": waiting, "processes": processes, "seconds": round(done.seconds, 2),
        "cases_per_second": round(cases / done.seconds, 1),
        "cpu_ms_per_case": round(1000 * done.cpu_seconds / cases, 2),
        "statements_per_case": round(done.statements / cases, 2), "rss_mb": done.rss_mb, **done.people,
    }  # fmt: skip


def _prepare(cases: int, waiting: int, runs: int, owner_url: str) -> tuple[list[tuple[str, datetime]], Person]:
    """The first case of each run's group, by number, with the moment it runs out; and somebody with other cases."""
    district = set_stage(departments=_PARTIES, at=BEGIN)
    form, opener = opening_form(district, district.departments), district.capacity(district.dispatch)
    opened = [open_case(form=form, capacity=opener, at=BEGIN + run * _A_DAY) for run in range(runs)]
    looked_at, never = (open_case(form=form, capacity=opener, at=_NEVER) for _ in range(2))
    copies = {case.pk: cases - 1 for case in opened} | {looked_at.pk: _LOOKED_AT - 1}
    copy_cases(owner_url, copies, waiting={never.pk: max(waiting - _LOOKED_AT - 1, 0)})
    _nobody_waits_to_hear()
    numbers = Case.objects.filter(number__startswith=looked_at.number).values_list("number", flat=True)
    person = Person(capacity=district.capacity(district.departments[0]), numbers=list(numbers), at=_NEVER)
    return [(case.number, _tier_clock(case).expires_at) for case in opened], person


def _tier_clock(case: Case) -> Deadline:
    return Deadline.objects.get(case=case, effect=DeadlineEffect.MOVE_UP, state=DeadlineState.RUNNING)


def _bounds(owner_url: str, cases: int, waiting: int, runs: int) -> dict[int, float]:
    seconds: dict[int, list[float]] = {}
    for batch, taken in bound(owner_url, cases=cases, waiting=waiting, runs=runs):
        seconds.setdefault(batch, []).append(taken)
    return {batch: cases / median(taken) for batch, taken in seconds.items()}


def _nobody_waits_to_hear() -> None:
    """Of the opening of all these cases people have heard: what is told later is what the runs brought."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL_TOLD, [BEGIN])


def _fan_out_line(at: datetime, limit: int) -> dict[str, Any]:
    """As many events as cases move in one run."""
    worked = process_time()
    with measured() as measure:
        events = fan_out(at=at, limit=limit)
    worked = process_time() - worked
    each = max(events, 1)
    return {
        "benchmark": "escalation", "side": "who hears of it", "events": events, "of_events": Event.objects.count(),
        "events_per_second": round(events / measure.seconds, 1), "cpu_ms_per_event": round(1000 * worked / each, 2),
        "statements_per_event": round(measure.statements / each, 3),
        "notices_per_event": round(Notice.objects.count() / each, 1),
    }  # fmt: skip


def check(first: str, *, cases: int, fired: int, failed: int) -> None:
    """Each case of the group is in tier 2 with one ``stage.timed_out``."""
    group = Case.objects.filter(number__startswith=first)
    timed_out = Event.objects.filter(
        chain_kind=ChainKind.CASE, kind="stage.timed_out", subject_id__in=group.values("pk")
    )
    moved = group.filter(state=CaseState.OPEN, tier=Tier.DISPATCH_COORDINATION).annotate(
        ended=Count("stages", filter=Q(stages__result=StageResult.TIMED_OUT)), visits=Count("stages")
    )
    found = {
        "cases": group.count(), "fired_enough": fired >= cases, "failed": failed,
        "moved": moved.filter(ended=1, visits=2).count(),
        "events": timed_out.count(), "cases_with_event": timed_out.values("subject_id").distinct().count(),
    }  # fmt: skip
    wanted = {
        "cases": cases, "fired_enough": True, "failed": 0, "moved": cases, "events": cases, "cases_with_event": cases,
    }  # fmt: skip
    if found != wanted:
        raise WrongEndState(f"found {found}, wanted {wanted}")


def check_waiting(waiting: int) -> None:
    """None of the others has moved."""
    still = Case.objects.filter(state=CaseState.OPEN, tier=Tier.NEGOTIATION).count()
    clocks = Deadline.objects.filter(
        case__tier=Tier.NEGOTIATION, effect=DeadlineEffect.MOVE_UP, state=DeadlineState.RUNNING
    ).count()
    should = max(waiting, _LOOKED_AT + 1)
    if (still, clocks) != (should, should):
        raise WrongEndState(f"{still} cases with {clocks} clocks wait, {should} should")

"""到期巡检: every due clock takes its effect, one case after the other, whatever else fails."""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from core.vocabulary import DeadlineEffect, DeadlineState
from deadlines.models import Deadline
from deadlines.services import note_failure
from flows.acting import lock_case_if_free
from flows.clock import fire

logger = logging.getLogger(__name__)
_ORDER = {DeadlineEffect.MOVE_UP: 0, DeadlineEffect.ABANDON: 1, DeadlineEffect.CLOSE_ROUND: 2}
_LAST = 3


@dataclass(kw_only=True)
class SweepReport:
    """巡检结果: clocks that took effect, and in how many cases; what failed and was put off; what others hold."""

    fired: int = 0
    cases: int = 0
    failed: int = 0
    busy: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def sweep(*, at: datetime, limit: int = 500) -> SweepReport:
    """One pass over at most ``limit`` cases with a due clock, in ascending order of their ids.

    Safe to run any number of times at once: each case is locked by one pass, the others skip it.
    """
    report = SweepReport()
    for case_id in _cases_due(at, limit):
        _settle(case_id, at, report)
    return report


def _cases_due(at: datetime, limit: int) -> list[int]:
    due = Deadline.objects.filter(state=DeadlineState.RUNNING, next_try_at__lte=at)
    oldest = due.order_by("next_try_at").values_list("case_id", flat=True)[: limit * 4]
    return sorted(set(oldest))[:limit]


def _settle(case_id: int, at: datetime, report: SweepReport) -> None:
    """All due clocks of one case, one transaction each: what happened first stays, whatever the next one does."""
    tried: set[int] = set()
    while True:
        deadline_id = 0
        try:
            with transaction.atomic():
                case = lock_case_if_free(case_id)
                if case is None:
                    report.busy += 1
                    return
                deadline = _next_due(case_id, at, tried)
                if deadline is None:
                    break
                deadline_id = deadline.pk
                tried.add(deadline_id)
                if fire(case, deadline, at=at):
                    report.fired += 1
        except Exception as error:  # noqa: BLE001  (one broken case never stops the sweep; it becomes an incident)
            _put_off(deadline_id, case_id, error, at, report)
            if not deadline_id:
                return
    report.cases += 1


def _next_due(case_id: int, at: datetime, tried: set[int]) -> Deadline | None:
    """What moves the case comes first: it takes away the lesser clocks of the stage it ends."""
    due = Deadline.objects.filter(case=case_id, state=DeadlineState.RUNNING, next_try_at__lte=at).exclude(pk__in=tried)
    waiting = due.select_related("stage__conductor", "organization", "of")
    return min(waiting, key=lambda d: (_ORDER.get(DeadlineEffect(d.effect), _LAST), d.expires_at, d.pk), default=None)


def _put_off(deadline_id: int, case_id: int, error: Exception, at: datetime, report: SweepReport) -> None:
    """A firing that failed was rolled back whole; it is tried again later and stops nobody else."""
    report.failed += 1
    logger.error(
        "deadline did not take effect",
        extra={"action": "sweep", "case": case_id, "deadline": deadline_id},
        exc_info=error,
    )
    if deadline_id:
        note_failure(deadline_id=deadline_id, error=f"{type(error).__name__}: {error}", at=at)

"""到期巡检: every due clock takes its effect, many cases at a time, whatever else fails.

Cases are settled in batches; what a batch leaves out, and every other subject, is settled one after the other.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from core.connections import is_lost
from core.failpoints import failpoint
from core.vocabulary import DeadlineEffect, DeadlineState
from deadlines.in_hand import count_deaths, in_hand
from deadlines.incidents import FEWER, LONELY_FROM, note_failure
from deadlines.models import Deadline
from deadlines.subjects import room_of
from flows.acting import lock_case_if_free
from flows.batch import fire_together
from flows.clock import fire

logger = logging.getLogger(__name__)
_ORDER = {DeadlineEffect.MOVE_UP: 0, DeadlineEffect.ABANDON: 1, DeadlineEffect.CLOSE_ROUND: 2}
_LAST = 3


@dataclass(kw_only=True)
class SweepReport:
    """巡检结果: clocks that took effect, in how many cases and ``others``; what failed, what is held, what is left.

    Left are owners whose clocks failed before, and for whom this pass had no time.
    """

    fired: int = 0
    cases: int = 0
    others: int = 0
    failed: int = 0
    busy: int = 0
    left: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True, order=True)
class Owner:
    """时钟所属: a case (no ``kind``), or another subject, which its room locks and fires; cases sort first."""

    kind: str
    pk: int

    def __str__(self) -> str:
        return f"{self.kind or 'case'}:{self.pk}"

    def clocks(self) -> QuerySet[Deadline]:
        mine = {"subject_kind": self.kind, "subject_id": self.pk} if self.kind else {"case": self.pk}
        return Deadline.objects.filter(**mine)

    def lock(self) -> Any:
        """Its row, or None while somebody else holds it."""
        return room_of(self.kind).lock(self.pk) if self.kind else lock_case_if_free(self.pk)

    def fire(self, row: Any, deadline: Deadline, at: datetime) -> bool:
        """Whether the clock took its effect."""
        return room_of(self.kind).fire(row, deadline, at) if self.kind else fire(row, deadline, at=at) is not None


def _never() -> bool:
    return False


def sweep(
    *, at: datetime, limit: int = 500, stop: Callable[[], bool] = _never, patience: float | None = None
) -> SweepReport:
    """One pass over at most ``limit`` cases and other subjects with a due clock, and as many whose clock failed before.

    Safe to run any number of times at once: each row is locked by one pass, the others skip it. Whatever failed, or was
    in hand when processes died, comes after all others, in ever smaller batches; ``patience`` says for how many seconds
    that may go on, so that who falls due meanwhile does not wait for it. Once ``stop`` says so, no batch is begun.
    """
    report = SweepReport()
    count_deaths(at=at)
    sound, suspect = _owners_due(at, limit)
    for batch in _batches(sound):
        if stop():
            return report
        _settle_batch(batch, at, report)
    until = None if patience is None else time.monotonic() + patience
    for batch in _batches(suspect):
        if stop():
            return report
        if until is not None and time.monotonic() >= until:
            report.left += len(batch)
        else:
            _settle_batch(batch, at, report)
    return report


def next_due(*, after: datetime) -> datetime | None:
    """When the next clock runs out."""
    running = Deadline.objects.filter(state=DeadlineState.RUNNING, next_try_at__gt=after)
    return running.order_by("next_try_at").values_list("next_try_at", flat=True).first()


@dataclass(kw_only=True)
class _Due:
    """Whose clocks are due: their ids, and how often one of them has failed."""

    owner: Owner
    clocks: list[int]
    tries: int


def _owners_due(at: datetime, limit: int) -> tuple[list[_Due], list[_Due]]:
    """Who waits longest first; apart from them those of whose clocks one has failed before."""
    due = Deadline.objects.filter(state=DeadlineState.RUNNING, next_try_at__lte=at).order_by("next_try_at")
    found: dict[Owner, _Due] = {}
    for some in (due.filter(attempts=0), due.filter(attempts__gt=0)):
        for pk, case_id, kind, subject_id, attempts in some.values_list(
            "pk", "case_id", "subject_kind", "subject_id", "attempts"
        )[: limit * 4]:
            owner = Owner(kind, case_id or subject_id or 0)
            one = found.setdefault(owner, _Due(owner=owner, clocks=[], tries=0))
            one.clocks.append(pk)
            one.tries = max(one.tries, attempts)
    sound = [one for one in found.values() if not one.tries]
    return sound[:limit], [one for one in found.values() if one.tries][:limit]


def _batches(due: list[_Due]) -> Iterator[list[_Due]]:
    """Those that failed equally often together, the fewer the oftener, and in ascending order of their ids."""
    together = (settings.SWEEP_BATCH, *FEWER)
    for tries in sorted({one.tries for one in due}):
        size = min(together[0], together[tries]) if tries < len(together) else 1
        alike = sorted((one for one in due if one.tries == tries), key=lambda one: one.owner)
        yield from (alike[first : first + size] for first in range(0, len(alike), size))


def _settle_batch(batch: list[_Due], at: datetime, report: SweepReport) -> None:
    with in_hand([clock for one in batch for clock in one.clocks]):
        failpoint("sweep.in_hand")
        if batch[0].tries >= LONELY_FROM:
            _settle(batch[0].owner, at, report)
            return
        _settle_together([one.owner.pk for one in batch if not one.owner.kind], at, report)
        for one in batch:
            if one.owner.kind:
                _settle(one.owner, at, report)


def _settle_together(case_ids: Sequence[int], at: datetime, report: SweepReport) -> None:
    """All due clocks of these cases, one of each case per transaction; then the cases that were left out, alone."""
    more, alone = set(case_ids), set[int]()
    while more:
        done = fire_together(sorted(more), at=at, choose=lambda clocks: _first_due(clocks, at))
        report.fired += done.fired
        report.busy += len(done.held)
        report.cases += len(more - done.held - done.more - done.alone)
        more, alone = done.more, alone | done.alone
    for case_id in sorted(alone):
        _settle(Owner("", case_id), at, report)


def _settle(owner: Owner, at: datetime, report: SweepReport) -> None:
    """All due clocks of one owner, one transaction each: what happened first stays, whatever the next one does."""
    tried: set[int] = set()
    while True:
        deadline: Deadline | None = None
        try:
            with transaction.atomic():
                row = owner.lock()
                if row is None:
                    report.busy += 1
                    return
                deadline = _next_due(owner, at, tried)
                if deadline is None:
                    break
                tried.add(deadline.pk)
                if owner.fire(row, deadline, at):
                    report.fired += 1
            failpoint("fire.committed")
        except Exception as error:  # noqa: BLE001  (one broken case never stops the sweep; it becomes an incident)
            _put_off(deadline, owner, error, at, report)
            if deadline is None:
                return
    if owner.kind:
        report.others += 1
    else:
        report.cases += 1


def _next_due(owner: Owner, at: datetime, tried: set[int]) -> Deadline | None:
    """What moves the case comes first: it takes away the lesser clocks of the stage it ends."""
    due = owner.clocks().filter(state=DeadlineState.RUNNING, next_try_at__lte=at).exclude(pk__in=tried)
    return _first_due(due.select_related("stage__conductor", "organization", "of"), at)


def _first_due(clocks: Iterable[Deadline], at: datetime) -> Deadline | None:
    due = [clock for clock in clocks if clock.state == DeadlineState.RUNNING and clock.next_try_at <= at]
    return min(due, key=lambda d: (_ORDER.get(DeadlineEffect(d.effect), _LAST), d.expires_at, d.pk), default=None)


def _put_off(deadline: Deadline | None, owner: Owner, error: Exception, at: datetime, report: SweepReport) -> None:
    """A firing that failed was rolled back whole; it is tried again later and stops nobody else.

    Raises the error where the database is lost: nothing more can be done, and no clock is to blame.
    """
    if is_lost():
        raise error
    report.failed += 1
    logger.error(
        "deadline did not take effect",
        extra={
            "action": "sweep",
            "case": None if owner.kind else owner.pk,
            "subject": str(owner),
            "deadline": deadline.pk if deadline else None,
        },
        exc_info=error,
    )
    if deadline is not None:
        note_failure(deadline, error=error, at=at)

"""期限守护: sweeps every few seconds for as long as it lives; two of them at once do each other's work once."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from django.db import connections

from core import clock
from escalation.gate import ClockGateShut, guarded_sweep
from escalation.sweep import SweepReport, next_due
from operations.heartbeats import DAEMON, record, retire
from operations.loose_ends import give_up_broken_transactions
from operations.supervisor import pause_before

logger = logging.getLogger(__name__)
PATIENCE = 1.0
"""Seconds of a pass for clocks that failed before."""


@dataclass(kw_only=True)
class Daemon:
    """期限守护进程: one pass after the other until ``stop`` is set, which it looks at between batches.

    A pass takes at most ``limit`` cases: several batches, so that two daemons work at different ones; while there is
    more to do than that, or something is left of what failed before, the next pass follows at once. Otherwise it rests
    for ``every`` seconds, or until the next clock runs out. Whatever fails (the database above all) is logged, the
    connection is given up, and the next attempt waits a quarter of a second, then twice as long each time, up to 7.5.
    """

    every: float
    limit: int
    stop: Event = field(default_factory=Event)
    turn: Callable[..., SweepReport] = guarded_sweep
    failures: int = 0

    def run(self) -> None:
        """Until it is stopped."""
        while not self.stop.is_set():
            self.stop.wait(self.round())
        self._leave()

    def round(self) -> float:
        """One pass; returns how many seconds to rest before the next."""
        try:
            for connection in connections.all(initialized_only=True):
                connection.close_if_unusable_or_obsolete()
            report = self._turn()
            at = clock.now()
            record(DAEMON, at=at, pid=os.getpid(), detail=report.as_json())
            rest = self._rest(report, at)
        except Exception:
            pause = pause_before(self.failures) / 4
            self.failures += 1
            logger.exception("the sweep failed; it is tried again", extra={"action": "run_deadlines"})
            give_up_broken_transactions()
            connections.close_all()
            return pause
        self.failures = 0
        return rest

    def _rest(self, report: SweepReport, at: datetime) -> float:
        if report.left or report.cases + report.others >= self.limit:
            return 0.0
        due = next_due(after=at)
        return min(self.every, (due - at).total_seconds()) if due else self.every

    def _turn(self) -> SweepReport:
        """While the time cannot be trusted the daemon lives on and does nothing."""
        try:
            return self.turn(
                at=clock.now(), read=clock.reading, limit=self.limit, stop=self.stop.is_set, patience=PATIENCE
            )
        except ClockGateShut:
            return SweepReport()

    def _leave(self) -> None:
        try:
            retire(DAEMON, pid=os.getpid())
        except Exception:
            logger.exception("the heartbeat stays behind", extra={"action": "run_deadlines"})
        connections.close_all()

"""The beat that shows that it beats."""

import logging
import os
import time
from typing import Any

from celery.beat import PersistentScheduler
from django.db import DatabaseError, connections

from core import clock
from operations.heartbeats import BEAT, record, retire

logger = logging.getLogger(__name__)
EVERY_SECONDS = 10.0


class RecordedScheduler(PersistentScheduler):
    """节拍器: Celery's own, kept in a file; besides, it leaves a heartbeat of its process while it ticks.

    A database that does not answer never stops it: messages go on, and the heartbeat is what it is for.
    """

    _recorded = float("-inf")

    def tick(self, *args: Any, **options: Any) -> float:
        """One turn; how long until the next one."""
        pause = float(super().tick(*args, **options))
        if time.monotonic() - self._recorded >= EVERY_SECONDS:
            self._recorded = time.monotonic()
            self._record()
        return min(pause, EVERY_SECONDS)

    def close(self) -> None:
        super().close()
        try:
            retire(BEAT, pid=os.getpid())
        except DatabaseError:
            logger.warning("the heartbeat of beat stays behind", extra={"action": "beat"})

    def _record(self) -> None:
        try:
            record(BEAT, at=clock.now(), pid=os.getpid())
        except DatabaseError:
            logger.warning("beat leaves no heartbeat: the database does not answer", extra={"action": "beat"})
            connections.close_all()

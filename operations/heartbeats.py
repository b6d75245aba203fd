"""Heartbeats: the only sign of life that is believed.

A worker that lost its consumer still answers pings; a row that stops moving in PostgreSQL cannot lie.
"""

import json
import os
import socket
from datetime import datetime
from pathlib import Path
from typing import Any

from celery import Task
from django.db import connection
from django.db.models import Max

from core import clock
from operations.loose_ends import give_up_broken_transactions
from operations.models import Heartbeat

SWEEP = "escalation.tasks.sweep_deadlines"
DAEMON = "daemon"
CRON = "escalate"
WORKER = "worker"
BEAT = "beat"
# Each of them runs the same sweep; one that does so is enough.
SWEEPING = (SWEEP, DAEMON, CRON)

_BEAT = """
INSERT INTO operations_heartbeat AS known (name, host, pid, beat_at, detail, shown_at)
VALUES (%s, %s, %s, %s, %s, clock_timestamp())
ON CONFLICT (name, host, pid) DO UPDATE
SET beat_at = excluded.beat_at, detail = excluded.detail, shown_at = excluded.shown_at
WHERE excluded.beat_at >= known.beat_at OR excluded.beat_at < known.beat_at - interval '1 minute'
RETURNING xmax = 0
"""


def record(name: str, *, at: datetime, pid: int = 0, detail: dict[str, Any] | None = None) -> None:
    """记录心跳: ``name`` works at ``at``, on this host, in the process ``pid``.

    A moment a little before the one on record comes from a slower writer and is ignored; one that lies far before it
    comes from a clock that was put back, and is what counts from now on.
    """
    host = socket.gethostname()
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, [name, host, pid, at, json.dumps(detail or {})])
        row = cursor.fetchone()
    if pid and row and row[0]:
        _forget_the_dead(name, host)


def last_of(*names: str) -> datetime | None:
    """The latest beat of any of them; None where none ever beat."""
    found: datetime | None = Heartbeat.objects.filter(name__in=names).aggregate(last=Max("beat_at"))["last"]
    return found


def retire(name: str, *, pid: int) -> None:
    """A process that ends in order takes its heartbeat along."""
    Heartbeat.objects.filter(name=name, host=socket.gethostname(), pid=pid).delete()


def _forget_the_dead(name: str, host: str) -> None:
    """A new process has come: those of its kind on this host that are no more are not waited for."""
    for beat in Heartbeat.objects.filter(name=name, host=host).exclude(pid=0):
        if not is_alive(beat.pid):
            beat.delete()


def is_alive(pid: int) -> bool:
    """Whether this host has a process of that number."""
    return Path(f"/proc/{pid}").exists()


class OutOfMemory(Exception):
    """A task needed more memory than there is; it failed like any other."""


class RecordedTask(Task[Any, Any]):
    """留心跳的任务: every task of this installation; a success leaves a heartbeat of the task and of its worker."""

    abstract = True

    def __call__(self, *args: Any, **options: Any) -> Any:
        """A MemoryError that reaches Celery would stop the worker's consumer and leave the worker alive, deaf."""
        try:
            return self.run(*args, **options)
        except MemoryError as error:
            raise OutOfMemory(str(error)) from None
        finally:
            if not (self.request.is_eager or self.request.called_directly):
                give_up_broken_transactions()

    def on_success(self, _retval: Any, _task_id: str, _args: Any, _kwargs: Any) -> None:
        at = clock.now()
        record(self.name, at=at)
        if not self.request.is_eager:
            # Tasks run in children of the worker, which come and go; the worker is their parent.
            record(WORKER, at=at, pid=os.getppid(), detail={"task": self.name})

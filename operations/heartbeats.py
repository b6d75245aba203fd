"""Heartbeats: the only sign of life that is believed.

A worker that lost its consumer still answers pings; a row that stops moving in PostgreSQL cannot lie.
"""

from datetime import datetime
from typing import Any

from celery import Task

from core import clock
from operations.models import Heartbeat

SWEEP = "escalation.tasks.sweep_deadlines"


def record(name: str, *, at: datetime, detail: dict[str, Any] | None = None) -> None:
    """记录心跳: ``name`` ended well at ``at``; a moment that lies before the one on record is ignored."""
    beat, created = Heartbeat.objects.get_or_create(name=name, defaults={"beat_at": at, "detail": detail or {}})
    if not created:
        Heartbeat.objects.filter(pk=beat.pk, beat_at__lte=at).update(beat_at=at, detail=detail or {})


class RecordedTask(Task[Any, Any]):
    """留心跳的任务: every task of this installation; a success leaves a heartbeat under the task's name."""

    abstract = True

    def on_success(self, _retval: Any, _task_id: str, _args: Any, _kwargs: Any) -> None:
        record(self.name, at=clock.now())

"""What the beat wakes every few seconds; the rows in PostgreSQL are the truth."""

from celery import shared_task

from core import clock
from notifications import services

_EVENTS_PER_RUN = 200
_MESSAGES_PER_RUN = 20


@shared_task
def fan_out() -> None:
    """分发."""
    services.fan_out(at=clock.now(), limit=_EVENTS_PER_RUN)


@shared_task
def deliver() -> None:
    """送达."""
    services.deliver(at=clock.now(), limit=_MESSAGES_PER_RUN)

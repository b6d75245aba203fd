"""What the beat wakes every few seconds; the rows in PostgreSQL are the truth."""

from time import monotonic

from celery import shared_task

from core import clock
from notifications import services

_EVENTS_AT_ONCE = 5_000
_MESSAGES_PER_RUN = 20
_PART_OF_SOFT_LIMIT = 0.5


@shared_task
def fan_out() -> None:
    """分发, until nobody waits; after half the time that a task may take the rest is left to the next."""
    longest: float = _PART_OF_SOFT_LIMIT * fan_out.app.conf.task_soft_time_limit
    until = monotonic() + longest

    def late() -> bool:
        return monotonic() > until

    while services.fan_out(at=clock.now(), limit=_EVENTS_AT_ONCE, stop=late) and not late():
        pass


@shared_task
def find_lost() -> None:
    """找回."""
    services.find_lost()


@shared_task
def deliver() -> None:
    """送达."""
    services.deliver(at=clock.now(), limit=_MESSAGES_PER_RUN)

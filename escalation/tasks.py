"""Wake-ups of the sweep. The rows in PostgreSQL are the truth; a lost message costs nothing but seconds."""

from celery import shared_task

from core import clock
from escalation.gate import trusts_the_time
from escalation.sweep import sweep
from flows.reorganization import inherit

PATIENCE = 3.0
"""Seconds of a pass for clocks that failed before; the same worker has other work."""


@shared_task(name="escalation.tasks.sweep_deadlines")
def sweep_deadlines() -> dict[str, int]:
    """到期巡检, while the time can be trusted."""
    at = clock.now()
    return sweep(at=at, patience=PATIENCE).as_json() if trusts_the_time(at=at, read=clock.reading) else {}


@shared_task(name="escalation.tasks.inherit_from_dissolved")
def inherit_from_dissolved() -> dict[str, int]:
    """承继: what dissolved organizations left in open cases."""
    at = clock.now()
    return inherit(at=at).as_json() if trusts_the_time(at=at, read=clock.reading) else {}

"""Wake-ups of the sweep. The rows in PostgreSQL are the truth; a lost message costs nothing but seconds."""

from celery import shared_task

from core import clock
from escalation.sweep import sweep
from flows.reorganization import inherit


@shared_task(name="escalation.tasks.sweep_deadlines")
def sweep_deadlines() -> dict[str, int]:
    return sweep(at=clock.now()).as_json()


@shared_task(name="escalation.tasks.inherit_from_dissolved")
def inherit_from_dissolved() -> dict[str, int]:
    """承继: what dissolved organizations left in open cases."""
    return inherit(at=clock.now()).as_json()

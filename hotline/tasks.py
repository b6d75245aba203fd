"""Wake-ups of the work orders."""

from celery import shared_task

from core.clock import now
from hotline.succession import inherit_orders as inherit


@shared_task(name="hotline.tasks.inherit_orders")
def inherit_orders() -> dict[str, int]:
    """承继: what dissolved organizations held of work orders."""
    return inherit(at=now()).as_json()

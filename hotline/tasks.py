"""Wake-ups of the work orders."""

from celery import shared_task

from core import clock
from hotline.succession import inherit_orders as inherit


@shared_task(name="hotline.tasks.inherit_orders")
def inherit_orders() -> dict[str, int]:
    """承继: what dissolved organizations held of work orders."""
    return inherit(at=clock.now()).as_json()

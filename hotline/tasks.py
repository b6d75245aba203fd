"""Wake-ups of the work orders."""

from celery import shared_task

from core import clock
from escalation.gate import trusts_the_time
from hotline.succession import inherit_orders as inherit


@shared_task(name="hotline.tasks.inherit_orders")
def inherit_orders() -> dict[str, int]:
    """承继: what dissolved organizations held of work orders."""
    at = clock.now()
    return inherit(at=at).as_json() if trusts_the_time(at=at, read=clock.reading) else {}

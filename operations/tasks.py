"""Tasks of the installation itself."""

from celery import shared_task


@shared_task
def beat_heartbeat() -> None:
    """节拍: proves that beat, broker, worker and database are joined; the success itself is what is recorded."""

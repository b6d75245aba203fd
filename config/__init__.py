"""Settings, addresses, the Celery application and the beat table: the only place that knows everything."""

from config.celery import app as celery_app

__all__ = ["celery_app"]

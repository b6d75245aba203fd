"""The Celery application. Its settings are in ``config.celery_settings``, read when first needed."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("dingfen", task_cls="operations.heartbeats:RecordedTask")
app.config_from_object("config.celery_settings")
app.autodiscover_tasks()

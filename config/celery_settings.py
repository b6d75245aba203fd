"""Celery: a message only wakes a worker, the row in PostgreSQL is the truth.

Tasks are idempotent and may run twice; attempts are counted in PostgreSQL, never in the broker. Nothing is
scheduled through the broker beyond seconds.
"""

import os
from typing import Any

from django.conf import settings

broker_url = settings.REDIS_URL
broker_connection_retry_on_startup = True
broker_connection_timeout = 5
# A lost message is found again within visibility_timeout; the default throttle would make that a hundred seconds more.
broker_transport_options: dict[str, Any] = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 25,
}

result_backend = None
task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
task_default_queue = "dingfen"
timezone = settings.TIME_ZONE

task_acks_late = True
task_reject_on_worker_lost = True
task_time_limit = float(os.environ.get("DINGFEN_TASK_SECONDS", "120"))
task_soft_time_limit = task_time_limit * 3 / 4

worker_hijack_root_logger = False  # the log is one, in the settings' own form
worker_prefetch_multiplier = 1
worker_max_tasks_per_child = 500
worker_max_memory_per_child = 300_000  # kilobytes
worker_cancel_long_running_tasks_on_connection_loss = True
# SIGTERM (with REMAP_SIGTERM=SIGQUIT) gives running tasks this long before their messages go back to the queue.
worker_soft_shutdown_timeout = float(os.environ.get("DINGFEN_WORKER_GRACE", "30"))
worker_enable_soft_shutdown_on_idle = True

beat_scheduler = "operations.beat:RecordedScheduler"
# A tick that could not run in time is worth nothing: the next one does its work. That of the sweep outlives whatever
# task may stand before it: where one worker had much to tell, each sweep would have expired when its turn came.
beat_schedule: dict[str, dict[str, Any]] = {
    "sweep-deadlines": {
        "task": "escalation.tasks.sweep_deadlines",
        "schedule": 5.0,
        "options": {"expires": task_time_limit},
    },
    "inherit": {
        "task": "escalation.tasks.inherit_from_dissolved",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "inherit-orders": {
        "task": "hotline.tasks.inherit_orders",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "note-notices": {"task": "workdays.tasks.note_notices", "schedule": 60.0, "options": {"expires": 60}},
    "fan-out": {"task": "notifications.tasks.fan_out", "schedule": 5.0, "options": {"expires": 5}},
    "find-lost": {"task": "notifications.tasks.find_lost", "schedule": 3600.0, "options": {"expires": 600}},
    "deliver": {"task": "notifications.tasks.deliver", "schedule": 5.0, "options": {"expires": 5}},
    "beat-heartbeat": {"task": "operations.tasks.beat_heartbeat", "schedule": 10.0, "options": {"expires": 10}},
}

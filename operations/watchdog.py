"""看护: a process that lives and does nothing is ended, so that whoever looks after it starts it again.

A worker whose consumer died, or that was stopped, still counts as running. What tells is that messages wait and nothing
is done: no sign of life for longer than any task may run.
"""

import logging
import os
import socket
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now
from redis import Redis
from redis.exceptions import RedisError

from operations.heartbeats import DAEMON, WORKER
from operations.models import Heartbeat

logger = logging.getLogger(__name__)
QUEUE = "dingfen"
_BROKER_MAY_TAKE = 2.0
_STARTED = 19  # of /proc/PID/stat, counted behind the name in brackets


def silence_allowed() -> float:
    """Seconds without a sign of life that are no trouble."""
    return float(settings.WATCHDOG_SECONDS)


def worker_is_stalled(pid: int) -> bool:
    """Messages wait, and the worker has shown no sign of life for too long."""
    return _is_silent(WORKER, pid) and messages_waiting() > 0


def daemon_is_stalled(pid: int) -> bool:
    """A daemon shows a sign of life after each pass, whether there was something to do or not."""
    return _is_silent(DAEMON, pid)


def is_stuck(pid: int) -> bool:
    """Whether it is a worker or a daemon, and does nothing although it should."""
    return (is_worker(pid) and worker_is_stalled(pid)) or (is_daemon(pid) and daemon_is_stalled(pid))


def known_here() -> list[int]:
    """The workers and daemons of this host that once showed a sign of life and still run."""
    known = Heartbeat.objects.filter(name__in=[WORKER, DAEMON], host=socket.gethostname())
    return [pid for pid in known.values_list("pid", flat=True) if is_worker(pid) or is_daemon(pid)]


def is_worker(pid: int) -> bool:
    """Whether the process of that number is a worker: numbers are given anew."""
    words = _words_of(pid)
    return b"worker" in words and any(b"celery" in word for word in words)


def is_daemon(pid: int) -> bool:
    """Whether it is a daemon."""
    return b"run_deadlines" in _words_of(pid)


def _words_of(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def family_of(pid: int) -> list[int]:
    """The process and its children, who would be stopped with it and hold what they have in hand."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *map(int, children)]


def messages_waiting() -> int:
    """How many messages nobody has taken; 0 where the broker does not answer, because then nobody can."""
    if not settings.REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
        return 0
    options = {"socket_timeout": _BROKER_MAY_TAKE, "socket_connect_timeout": _BROKER_MAY_TAKE}
    try:
        with Redis.from_url(settings.REDIS_URL, **options) as broker:
            return int(broker.llen(QUEUE))
    except RedisError:
        return 0


def _is_silent(name: str, pid: int) -> bool:
    """By the database's clock; of a process that is younger than the time it is allowed nothing is expected yet."""
    allowed = silence_allowed()
    if age_of(pid) <= allowed:
        return False
    rows = Heartbeat.objects.filter(name=name, host=socket.gethostname(), pid=pid)
    silent = ExpressionWrapper(Now() - F("shown_at"), output_field=DurationField())
    try:
        last = rows.annotate(silent=silent).values_list("silent", flat=True).first()
    except DatabaseError:
        connections.close_all()
        return False  # without its database nobody can show anything
    return last is None or last > timedelta(seconds=allowed)


def age_of(pid: int) -> float:
    """Seconds since the process was started; 0 where there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    started = int(stat.rpartition(")")[2].split()[_STARTED]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started

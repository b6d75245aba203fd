"""看护: a worker that lives and takes no messages is found and ended; one that is idle or young is not."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from core import clock
from operations import watchdog
from operations.heartbeats import DAEMON, WORKER, record
from operations.models import Heartbeat
from operations.processes import Service
from operations.supervisor import Supervisor, _end_if_stalled
from tests.faults.crew import Crew

Manage = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def broker(broker_url: str, settings: Any) -> Iterator[Redis]:
    settings.REDIS_URL = broker_url
    with Redis.from_url(broker_url) as client:
        client.delete(watchdog.QUEUE)
        yield client
        client.delete(watchdog.QUEUE)


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """Lives, and looks like a worker to whoever asks the kernel."""
    program = "import time; time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", program, "celery", "worker"])
    yield process
    process.kill()
    process.wait()


@pytest.mark.django_db(transaction=True)
def test_stuck_is_who_is_silent_while_messages_wait(
    worker: subprocess.Popen[bytes], broker: Redis, settings: Any
) -> None:
    settings.WATCHDOG_SECONDS = 60
    broker.rpush(watchdog.QUEUE, "a message")
    assert not watchdog.worker_is_stalled(worker.pid), "too young: nothing is expected of it yet"
    settings.WATCHDOG_SECONDS = 0.5
    time.sleep(0.6)
    assert watchdog.worker_is_stalled(worker.pid), "it never showed itself at all"
    record(WORKER, at=clock.now(), pid=worker.pid)
    assert not watchdog.worker_is_stalled(worker.pid)
    assert watchdog.known_here() == [worker.pid]
    time.sleep(0.6)
    assert watchdog.worker_is_stalled(worker.pid)
    broker.delete(watchdog.QUEUE)
    assert not watchdog.worker_is_stalled(worker.pid), "nobody wants anything of it"


@pytest.mark.django_db
def test_a_number_that_was_given_anew_is_no_worker() -> None:
    Heartbeat.objects.create(name=WORKER, host=socket.gethostname(), pid=os.getpid(), beat_at=clock.now())
    assert watchdog.known_here() == []
    assert watchdog.age_of(os.getpid()) > 0
    assert watchdog.age_of(2**22 - 1) == 0


def test_without_a_broker_nobody_is_stuck(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert watchdog.messages_waiting() == 0


def test_a_stopped_worker_is_ended_by_the_command(
    process_environment: dict[str, str], broker: Redis, broker_url: str, manage: Manage, tmp_path: Path
) -> None:
    process_environment.update(REDIS_URL=broker_url, DINGFEN_WATCHDOG_SECONDS="3")
    with Crew(environment=process_environment, folder=tmp_path) as crew:
        worker = crew.living[0]
        shown = Heartbeat.objects.filter(name=WORKER, pid=worker.pid)
        crew.wait_until(shown.exists, what="the first task", seconds=40)
        assert manage("watchdog").returncode == 0
        for process in watchdog.family_of(worker.pid):
            os.kill(process, signal.SIGSTOP)
        crew.wait_until(lambda: manage("watchdog").returncode == 1, what="the silence", seconds=60)
        assert manage("watchdog", "--end").returncode == 1
        assert worker.wait(10) == -signal.SIGKILL
        crew.living.remove(worker)
        assert manage("watchdog").returncode == 0, "who is dead is not stuck"


@pytest.mark.django_db(transaction=True)
def test_a_silent_daemon_is_stuck_whether_messages_wait_or_not(settings: Any) -> None:
    settings.WATCHDOG_SECONDS = 0.5
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "run_deadlines"])
    try:
        time.sleep(0.6)
        record(DAEMON, at=clock.now(), pid=process.pid)
        assert watchdog.known_here() == [process.pid]
        assert not watchdog.is_stuck(process.pid)
        time.sleep(0.6)
        assert watchdog.is_stuck(process.pid)
    finally:
        process.kill()
        process.wait()
    assert not watchdog.is_stuck(process.pid)


def test_the_supervisor_ends_who_stays_stalled_and_starts_it_again(tmp_path: Path) -> None:
    service = Service(
        name="worker", command=(sys.executable, "-c", "import time; time.sleep(60)"), directory=tmp_path,
        log=tmp_path / "worker.log", stalled=lambda _pid: True,
    )  # fmt: skip
    supervisor = Supervisor()
    supervisor.start(service)
    try:
        child = supervisor.children[0]
        first, began = child.process.pid, time.monotonic()
        for later, stalled in ((0, True), (39, True), (40, False), (41, True), (80, True)):
            _end_if_stalled(child, stalled, began + later)
            assert child.process.poll() is None, "it may be waiting for the database"
        _end_if_stalled(child, True, began + 81)
        assert child.process.returncode == -signal.SIGKILL
        while child.process.pid == first:
            supervisor._look_after(child)
            time.sleep(0.05)
        assert (child.process.poll(), child.stalled_since, child.failures) == (None, None, 1)
    finally:
        supervisor.stop()

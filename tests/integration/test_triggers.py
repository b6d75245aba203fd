"""到期巡检的几条触发途径: beat, daemon and cron call the same sweep, and no one of them is needed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from audit.models import Event
from core import clock
from escalation.sweep import SweepReport, sweep
from operations.daemon import Daemon
from operations.heartbeats import BEAT, CRON, DAEMON, SWEEP, WORKER
from operations.locks import FileLock
from operations.models import Heartbeat
from tests.database import ROOT
from tests.faults.crew import Crew
from tests.health import assert_healthy
from tests.stage_set import set_the_stage

Manage = Callable[..., subprocess.CompletedProcess[str]]
LONG_AGO = timedelta(days=30)


def moved() -> int:
    return Event.objects.filter(kind="stage.timed_out").count()


def open_overdue_cases(count: int) -> None:
    scene = set_the_stage()
    for _ in range(count):
        scene.open_case(at=clock.now() - LONG_AGO)


@contextmanager
def daemon(environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "manage.py", "run_deadlines", "--every", "0.2"]
    with (folder / "daemon.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], bool], log: Path, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, log.read_text()[-3000:]
        time.sleep(0.05)


def end_other_sessions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


def test_daemon_alone_keeps_the_clocks_survives_the_loss_of_its_database_and_ends_in_order(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    open_overdue_cases(2)
    log = tmp_path / "daemon.log"
    with daemon(process_environment, tmp_path) as process:
        wait_for(lambda: moved() == 2, log)
        beats = Heartbeat.objects.filter(name=DAEMON, pid=process.pid)
        wait_for(beats.exists, log)
        end_other_sessions()
        set_aside = clock.now()
        wait_for(lambda: beats.filter(beat_at__gt=set_aside).exists(), log)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not beats.exists(), "who ends in order takes the heartbeat along"
    assert_healthy(clock.now())


def test_beat_and_worker_alone_keep_the_clocks_and_each_process_leaves_its_heartbeat(
    process_environment: dict[str, str], broker_url: str, tmp_path: Path
) -> None:
    open_overdue_cases(2)
    with Crew(environment={**process_environment, "REDIS_URL": broker_url}, folder=tmp_path) as crew:
        worker, beat = (process.pid for process in crew.living)
        crew.wait_until(lambda: moved() == 2, what="the escalation", seconds=50)
        for name, pid in ((WORKER, worker), (BEAT, beat), (SWEEP, 0)):
            crew.wait_until(Heartbeat.objects.filter(name=name, pid=pid).exists, what=f"the {name}", seconds=20)
    assert not Heartbeat.objects.filter(name__in=[DAEMON, CRON]).exists()
    end_other_sessions()  # the killed worker's may still hold what it was telling of
    assert_healthy(clock.now())


def test_cron_alone_keeps_the_clocks_and_says_nothing(manage: Manage) -> None:
    open_overdue_cases(2)
    done = manage("escalate", "--quiet")
    assert (done.returncode, done.stdout) == (0, "")
    assert moved() == 2
    assert Heartbeat.objects.get(name=CRON).detail["fired"] >= 2
    assert json.loads(manage("escalate", "--json").stdout)["fired"] == 0
    assert_healthy(clock.now())


def test_cron_does_not_pile_up(manage: Manage, tmp_path: Path) -> None:
    open_overdue_cases(1)
    with FileLock(tmp_path / "escalate.lock") as lock:
        assert lock.try_exclusive()
        assert manage("escalate", "--quiet").returncode == 0
        assert moved() == 0, "a run that has not ended does the work"
    assert manage("escalate", "--quiet").returncode == 0
    assert moved() == 1


def test_cron_says_by_its_exit_code_that_the_database_is_away(process_environment: dict[str, str]) -> None:
    away = {**process_environment, "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing"}
    command = [sys.executable, "manage.py", "escalate", "--quiet", "--skip-checks"]
    done = subprocess.run(command, cwd=ROOT, env=away, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 3, done.stderr
    assert done.stderr.strip()


@pytest.mark.django_db(transaction=True)
def test_daemon_never_dies_of_an_exception_and_waits_longer_each_time() -> None:
    turns: list[Exception | SweepReport] = [
        OperationalError("gone"), ValueError("odd"), MemoryError(), SweepReport(cases=1), SweepReport(cases=5),
        SweepReport(left=1),
    ]  # fmt: skip

    def turn(**_given: object) -> SweepReport:
        outcome = turns.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    one = Daemon(every=2, limit=5, turn=turn)
    assert [one.round() for _ in range(6)] == [0.25, 0.5, 1, 2, 0, 0]
    assert Heartbeat.objects.get(name=DAEMON).pid == os.getpid()


@pytest.mark.django_db
def test_sweep_that_is_told_to_stop_begins_no_other_batch(settings: Any) -> None:
    settings.SWEEP_BATCH = 1
    open_overdue_cases(3)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 1

    assert (sweep(at=clock.now(), stop=stop).cases, moved()) == (1, 1)
    assert sweep(at=clock.now()).cases == 2


@pytest.mark.django_db(transaction=True)
def test_daemon_that_is_told_to_stop_finishes_the_pass_and_begins_no_other() -> None:
    def turn(**_given: object) -> SweepReport:
        one.stop.set()
        return SweepReport(cases=5)

    one = Daemon(every=2, limit=5, turn=turn)
    one.run()
    assert not Heartbeat.objects.filter(name=DAEMON).exists()

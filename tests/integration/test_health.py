"""What the installation says of its own health."""

import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from celery import current_app
from django.test import Client

from core import clock
from deadlines.models import Deadline
from notifications.models import Delivery
from notifications.services import deliver, fan_out
from operations import health
from operations.heartbeats import DAEMON, SWEEP, SWEEPING, WORKER, OutOfMemory, record
from operations.models import Heartbeat
from operations.readiness import Lately, provisional_lately, readiness, unclocked_lately
from operations.tasks import beat_heartbeat
from tests.factories import moment
from tests.stage_set import set_the_stage

pytestmark = pytest.mark.django_db
OPENED = moment("2026-09-21 10:00")


@pytest.fixture(autouse=True)
def _nothing_was_counted_before():
    for counted in (unclocked_lately, provisional_lately, health._cases_by_state, health._clocks_by_state):
        counted.forget()


def wrong(at) -> set[str]:
    report = readiness(at=at)
    failed = {name for name, check in report["checks"].items() if not check["ok"]}
    assert report["ready"] is not bool(failed)
    return failed


def all_at_work(at) -> None:
    record(SWEEP, at=at)
    record(WORKER, at=at, pid=os.getpid())


def told(at) -> None:
    fan_out(at=at, limit=1_000)
    deliver(at=at, limit=1_000)


def test_sweep_that_never_ran_or_rests_too_long_is_red():
    later = OPENED + timedelta(minutes=2)
    record(WORKER, at=later)
    assert wrong(OPENED) == {"sweep"}
    record(SWEEP, at=OPENED)
    assert wrong(later) == set()
    assert wrong(later + timedelta(microseconds=1)) == {"sweep"}


def test_worker_that_consumes_nothing_is_red():
    later = OPENED + timedelta(minutes=2)
    record(SWEEP, at=later)
    assert wrong(later) == {"worker"}
    record(WORKER, at=OPENED, pid=os.getpid())
    assert wrong(later) == set()
    assert wrong(later + timedelta(microseconds=1)) == {"worker"}


@pytest.mark.parametrize("name", SWEEPING)
def test_any_one_trigger_of_the_sweep_is_enough(name):
    record(WORKER, at=OPENED)
    record(name, at=OPENED, pid=os.getpid() if name == DAEMON else 0)
    assert wrong(OPENED) == set()


def test_open_case_without_a_clock_is_red():
    scene = set_the_stage()
    scene.open_case(at=OPENED)
    told(OPENED)
    all_at_work(OPENED)
    assert wrong(OPENED) == set()
    Deadline.objects.exclude(effect="WARN").update(state="CANCELLED", ended_at=OPENED)
    assert wrong(OPENED) == {"clocks"}


def test_due_clock_that_nobody_tries_for_two_minutes_is_red_and_one_that_waits_for_its_next_try_is_not():
    scene = set_the_stage()
    scene.open_case(at=OPENED)
    told(OPENED)
    due = Deadline.objects.filter(state="RUNNING").order_by("next_try_at").first()
    assert due
    all_at_work(due.next_try_at + timedelta(minutes=2))
    assert wrong(due.next_try_at + timedelta(minutes=2)) == set()
    assert wrong(due.next_try_at + timedelta(minutes=2, seconds=1)) == {"deadlines"}
    tried_later = due.next_try_at + timedelta(minutes=10)
    Deadline.objects.filter(next_try_at=due.next_try_at).update(next_try_at=tried_later)
    assert wrong(due.next_try_at + timedelta(minutes=2, seconds=1)) == set()


def test_whom_something_concerns_and_who_is_not_told_for_ten_minutes_is_red():
    scene = set_the_stage()
    person = scene.capacity(scene.ecology).person
    person.email = "ecology@example.org"
    person.save()
    told(OPENED)
    scene.open_case(at=OPENED)
    later = OPENED + timedelta(minutes=10)
    all_at_work(later)
    assert wrong(later) == set()
    assert wrong(later + timedelta(seconds=1)) == {"fan_out"}
    fan_out(at=OPENED, limit=1_000)
    assert Delivery.objects.exists()
    assert wrong(later) == set()
    assert wrong(later + timedelta(seconds=1)) == {"delivery"}
    deliver(at=later, limit=1_000)
    assert wrong(later + timedelta(seconds=1)) == set()


def test_readiness_asks_the_same_few_questions_whatever_there_is(django_assert_num_queries):
    scene = set_the_stage()
    all_at_work(OPENED)
    with django_assert_num_queries(8):
        readiness(at=OPENED)
    for _ in range(5):
        scene.open_case(at=OPENED)
    with django_assert_num_queries(8):
        readiness(at=OPENED)
    readiness(at=OPENED, lately=True)
    with django_assert_num_queries(6):
        readiness(at=OPENED, lately=True)


def test_what_takes_a_whole_table_is_counted_now_and_then():
    asked: list[int] = []
    counted = Lately(ask=lambda: len(asked), seconds=60)
    asked.append(1)
    assert [counted(), counted()] == [1, 1]
    asked.append(2)
    assert counted() == 1
    counted.forget()
    assert counted() == 2


def test_addresses_answer_machines(client: Client):
    assert client.get("/healthz").status_code == 200
    red = client.get("/readyz")
    assert (red.status_code, red.json()["ready"]) == (503, False)
    all_at_work(clock.now())
    green = client.get("/readyz")
    assert (green.status_code, green.json()["ready"]) == (200, True)
    assert client.post("/readyz").status_code == 405


def test_metrics_count_and_name_nobody(client: Client):
    scene = set_the_stage()
    scene.open_case(at=OPENED)
    record(SWEEP, at=clock.now())
    text = client.get("/metrics").content.decode()
    assert 'dingfen_cases{state="OPEN"} 1.0' in text
    assert "dingfen_open_cases_without_clock 0.0" in text
    assert 'dingfen_ready{check="worker"} 0.0' in text
    assert "dingfen_incidents_open 0.0" in text
    assert f'dingfen_heartbeat_age_seconds{{name="{SWEEP}"}}' in text
    assert scene.number not in text


def test_a_slower_writer_does_not_take_a_heartbeat_back_but_a_clock_put_back_does():
    record("a", at=OPENED)
    record("a", at=OPENED - timedelta(seconds=1))
    assert Heartbeat.objects.get(name="a").beat_at == OPENED
    record("a", at=OPENED - timedelta(hours=1))
    assert Heartbeat.objects.get(name="a").beat_at == OPENED - timedelta(hours=1)


def test_a_new_process_forgets_the_dead_ones_of_its_kind_on_this_host():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    record(DAEMON, at=OPENED, pid=gone.pid)
    Heartbeat.objects.create(name=DAEMON, host="elsewhere", pid=gone.pid, beat_at=OPENED)
    record(DAEMON, at=OPENED, pid=os.getpid())
    assert set(Heartbeat.objects.values_list("host", "pid")) == {
        ("elsewhere", gone.pid), (socket.gethostname(), os.getpid()),
    }  # fmt: skip


def test_task_that_ends_well_leaves_a_heartbeat_and_one_that_fails_none():
    @current_app.task(name="tests.fails")
    def fails() -> None:
        raise ValueError

    beat_heartbeat.apply()
    fails.apply()
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {beat_heartbeat.name}


def test_task_without_memory_fails_like_any_other_and_the_worker_goes_on():
    @current_app.task(name="tests.greedy")
    def greedy() -> None:
        raise MemoryError("too much")

    assert isinstance(greedy.apply().result, OutOfMemory)


def test_every_tick_of_beat_names_a_task_that_exists():
    current_app.loader.import_default_modules()
    ticks = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert SWEEP in ticks
    assert ticks <= set(current_app.tasks)

"""Stopped in order while hundreds of cases are due: each ends in time, nothing is lost, nothing counts as a death."""

import threading
from datetime import timedelta
from urllib.error import URLError

import pytest

from cases.models import InternalNote
from core import clock
from deadlines.models import Deadline
from tests.faults.effects import (
    check_each_moved_once,
    check_each_told_once,
    copy_due,
    everybody_told,
    moved,
    nothing_in_hand,
    scene_by_the_hour,
)  # fmt: skip
from tests.faults.visitors import Visitor, readiness_at, visitor_at
from tests.faults.world import FaultWorld
from tests.stage_set import Scene

CASES, BATCH = 300, 10
VISITORS = 3
_SOME_NOTES = 6
SECONDS_ALLOWED = 60
"""As the units have it (``TimeoutStopSec``); on a quiet machine each takes two or three."""


@pytest.mark.faults
def test_daemon_worker_and_web_end_in_order_under_load(world: FaultWorld) -> None:
    scene = scene_by_the_hour()
    number = scene.open_case(at=clock.now() - timedelta(hours=1)).number
    copy_due(scene, world, at=clock.now(), cases=CASES)
    world.environment["DINGFEN_SWEEP_BATCH"] = str(BATCH)
    stop_in_a_sweep(world, "daemon")
    world.start("beat")
    stop_in_a_sweep(world, "worker")
    stop_web_among_visitors(scene, world, number)
    world.start("daemon", "worker")
    world.wait_until(lambda: moved() >= CASES, what="the rest", seconds=300)
    world.wait_until(everybody_told, what="the fan-out", seconds=300)
    check_each_moved_once(CASES)
    check_each_told_once()
    world.check_doctor()


def stop_in_a_sweep(world: FaultWorld, name: str) -> None:
    enough = moved() + 2 * BATCH
    world.start(name)
    world.wait_until(lambda: moved() >= enough, what=f"two batches of the {name}", seconds=300)
    assert moved() < CASES, "nothing was left to be done: the stop came too late to say anything"
    taken = world.stop(name)
    print(f"{name} ended after {taken:.1f} s")
    assert taken < SECONDS_ALLOWED
    assert nothing_in_hand(), "it left a batch behind"
    assert not Deadline.objects.filter(attempts__gt=0).exists()


def stop_web_among_visitors(scene: Scene, world: FaultWorld, number: str) -> None:
    """Whose note was accepted, has it on record; and nobody else has."""
    world.start("web")
    world.wait_until(lambda: readiness_at(world.ports["web"])[0] > 0, what="the web process", seconds=90)
    visitor = visitor_at(world.ports["web"], scene.capacity(scene.housing).person)
    accepted: list[int] = []
    visitors = [threading.Thread(target=write_notes, args=(visitor, number, accepted)) for _ in range(VISITORS)]
    for thread in visitors:
        thread.start()
    world.wait_until(lambda: len(accepted) >= _SOME_NOTES, what="some notes", seconds=120)
    taken = world.stop("web")
    for thread in visitors:
        thread.join(60)
    print(f"web ended after {taken:.1f} s, {len(accepted)} notes")
    assert taken < SECONDS_ALLOWED
    assert InternalNote.objects.count() == len(accepted)


def write_notes(visitor: Visitor, number: str, accepted: list[int]) -> None:
    """One after the other, until nobody answers any more."""
    while True:
        try:
            visitor.do(number, "write_note", {"text": "请尽快研究。"})
        except (URLError, ConnectionError):
            return
        accepted.append(1)

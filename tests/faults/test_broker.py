"""The broker forgets, dies, stands still and is cut off, again and again: the worker goes on by itself."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from redis import Redis

from core import clock
from tests.faults.effects import (
    check_each_moved_once,
    check_each_told_once,
    everybody_told,
    moved,
    open_due,
    scene_by_the_hour,
)  # fmt: skip
from tests.faults.proxy import Proxy
from tests.faults.world import FaultWorld

AT_ONCE = timedelta(seconds=1)
FLUSHES, CASES_BETWEEN = 8, 10
TURNS = 4
CASES_EACH = 3
_AWAY = 1.0
_HALF_OPEN_FOR = 3.0
# kombu notices a line that is dead and open by its health check: 25 s, and then it waits 30 s for an answer.
_SURE_TO_GO_ON = 150


@pytest.mark.faults
def test_the_broker_loses_all_messages_again_and_again(world: FaultWorld) -> None:
    """Only worker and beat are there, so that every case depends on the messages that are thrown away."""
    scene = scene_by_the_hour()
    world.start("beat")
    world.start_and_wait("worker")
    with Redis.from_url(world.urls["REDIS_URL"]) as broker:
        for _ in range(FLUSHES):
            open_due(scene, at=clock.now() + AT_ONCE, cases=CASES_BETWEEN)
            broker.flushall()
    all_move(world, FLUSHES * CASES_BETWEEN)
    open_due(scene, at=clock.now() + AT_ONCE, cases=CASES_BETWEEN)
    all_move(world, (FLUSHES + 1) * CASES_BETWEEN)
    check_all(world, (FLUSHES + 1) * CASES_BETWEEN)


@pytest.mark.faults
def test_the_broker_goes_away_twenty_times_in_five_ways_and_the_worker_goes_on(world: FaultWorld) -> None:
    """After each time the same worker and the same beat, and nobody else, let some cases move."""
    scene = scene_by_the_hour()
    with Proxy(world.ports["broker"]) as line:
        between = world.urls["REDIS_URL"].replace(f":{world.ports['broker']}/", f":{line.port}/")
        world.start("beat", REDIS_URL=between)
        world.start_and_wait("worker", REDIS_URL=between)
        faults = ways(world, line)
        took = []
        for turn in range(TURNS * len(faults)):
            begun = time.monotonic()
            strike = faults[turn % len(faults)]
            open_due(scene, at=clock.now(), cases=CASES_EACH)
            strike()
            all_move(world, (turn + 1) * CASES_EACH)
            took.append(f"{strike.__name__} {time.monotonic() - begun:.0f}")
        print("seconds until all had moved:", ", ".join(took))
        check_all(world, TURNS * len(faults) * CASES_EACH)


def ways(world: FaultWorld, line: Proxy) -> list[Callable[[], None]]:
    """断线的几种方式."""

    def killed() -> None:
        world.kill_broker()
        time.sleep(_AWAY)
        world.start_broker()

    def ended_in_order() -> None:
        world.end_broker()
        time.sleep(_AWAY)
        world.start_broker()

    def paused() -> None:
        world.pause("broker")
        time.sleep(3 * _AWAY)
        world.resume("broker")

    def thrown_out() -> None:
        with Redis.from_url(world.urls["REDIS_URL"]) as broker:
            broker.client_kill_filter(_type="normal", skipme=True)

    def half_open() -> None:
        line.swallow()
        time.sleep(_HALF_OPEN_FOR)
        line.pass_on()

    return [killed, ended_in_order, paused, thrown_out, half_open]


def all_move(world: FaultWorld, cases: int) -> None:
    world.wait_until(lambda: moved() >= cases, what=f"escalation number {cases}", seconds=_SURE_TO_GO_ON)


def check_all(world: FaultWorld, cases: int) -> None:
    world.wait_until(everybody_told, what="the fan-out", seconds=_SURE_TO_GO_ON)
    check_each_moved_once(cases)
    check_each_told_once()
    world.check_doctor()

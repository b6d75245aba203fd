"""The line between the daemon and its database is slow, is cut, leads nowhere or swallows: it goes on when it can."""

import signal
import time
from functools import partial

import pytest

from core import clock
from notifications.services import fan_out
from tests.faults.effects import check_each_moved_once, moved, nothing_in_hand, open_due, scene_by_the_hour
from tests.faults.proxy import Proxy
from tests.faults.world import FaultWorld
from tests.stage_set import Scene

CASES, BATCH = 12, 3
SLOW_SECONDS = 0.05
AWAY_SECONDS = 5
SILENCE_ALLOWED = "5"
_SURE = 90


@pytest.mark.faults
def test_the_daemon_outlives_every_fault_of_its_line(world: FaultWorld) -> None:
    scene = scene_by_the_hour()
    with Proxy(world.ports["database"]) as line:
        database = f":{world.ports['database']}/"
        world.environment.update(
            DATABASE_URL=world.urls["DATABASE_URL"].replace(database, f":{line.port}/"),
            DINGFEN_SWEEP_BATCH=str(BATCH),
        )
        world.start_and_wait("daemon")
        daemon = world.living["daemon"]
        slow(scene, world, line)
        cut_again_and_again(scene, world, line)
        leads_nowhere(scene, world, line)
        swallows_and_is_cut(scene, world, line)
        assert daemon.poll() is None, "it had to go"
        swallows_for_good(scene, world, line)
        world.environment.pop("DATABASE_URL")
        world.wait_until(nothing_in_hand, what="the end of the batches", seconds=30)
        check_each_moved_once(5 * CASES)
        fan_out(at=clock.now(), limit=10 * CASES)  # a daemon tells nobody
        world.check_doctor()


def slow(scene: Scene, world: FaultWorld, line: Proxy) -> None:
    """Each piece takes 50 ms, in both directions."""
    line.delay = SLOW_SECONDS
    open_due(scene, at=clock.now(), cases=CASES)
    all_move(world, CASES)
    line.delay = 0.0


def cut_again_and_again(scene: Scene, world: FaultWorld, line: Proxy) -> None:
    """Between the batches of a sweep and within them."""
    open_due(scene, at=clock.now(), cases=CASES)
    for batch in range(CASES // BATCH):
        world.wait_until(partial(have_moved, CASES + batch * BATCH), what=f"batch {batch}", seconds=_SURE)
        line.cut()
    all_move(world, 2 * CASES)


def leads_nowhere(scene: Scene, world: FaultWorld, line: Proxy) -> None:
    """No connection is taken for some seconds."""
    line.refuse()
    line.cut()
    open_due(scene, at=clock.now(), cases=CASES)
    time.sleep(AWAY_SECONDS)
    assert moved() == 2 * CASES
    line.pass_on()
    all_move(world, 3 * CASES)


def swallows_and_is_cut(scene: Scene, world: FaultWorld, line: Proxy) -> None:
    """Half-dead: what is said is lost and nothing answers, until a router forgets the connection."""
    open_due(scene, at=clock.now(), cases=CASES)
    world.wait_until(partial(have_moved, 3 * CASES + 1), what="a batch", seconds=_SURE)
    line.swallow()
    time.sleep(AWAY_SECONDS)
    line.pass_on()
    line.cut()
    all_move(world, 4 * CASES)


def swallows_for_good(scene: Scene, world: FaultWorld, line: Proxy) -> None:
    """Nobody ever tells it: the watchdog finds it silent and ends it, and whoever looks after it starts it again."""
    line.swallow()
    open_due(scene, at=clock.now(), cases=CASES)
    daemon, direct = world.living["daemon"], world.urls["DATABASE_URL"]

    def is_ended() -> bool:
        done = world.manage("watchdog", "--end", DATABASE_URL=direct, DINGFEN_WATCHDOG_SECONDS=SILENCE_ALLOWED)
        return done.returncode == 1

    world.wait_until(is_ended, what="the silence", seconds=_SURE)
    assert daemon.wait(10) == -signal.SIGKILL
    line.pass_on()
    world.start("daemon")
    all_move(world, 5 * CASES)


def have_moved(cases: int) -> bool:
    return moved() >= cases


def all_move(world: FaultWorld, cases: int) -> None:
    world.wait_until(partial(have_moved, cases), what=f"escalation number {cases}", seconds=_SURE)

"""A process that stands still in the middle of a sweep: others do its work, and when it goes on it does no harm."""

import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db.models import QuerySet

from config.database import connection
from core import clock
from escalation.gate import guarded_sweep
from operations.heartbeats import DAEMON, WORKER
from operations.models import Heartbeat
from operations.watchdog import family_of
from tests.faults.effects import check_each_moved_once, moved, nothing_in_hand, open_due, scene_by_the_hour
from tests.faults.world import FaultWorld
from tests.stage_set import Scene

BATCH, CASES = 3, 6
LOCKED = ("batch.locked", "batch.settled", "batch.written")
FREE = ("sweep.in_hand", "batch.committed")
IDLE_SECONDS, LOCK_SECONDS = 10, 5
"""How long a transaction may stand still in this world (an installation: 60 s), and whoever wants a lock may wait."""
_LATER = timedelta(hours=1)


@pytest.mark.faults
def test_who_stands_still_in_a_sweep_and_goes_on_later_finds_its_work_done(world: FaultWorld) -> None:
    scene = scene_by_the_hour()
    world.environment.update(DINGFEN_SWEEP_BATCH=str(BATCH), DATABASE_URL=impatient(world.urls["DATABASE_URL"]))
    done = 0
    for point in (*LOCKED, *FREE):
        done += CASES
        open_due(scene, at=clock.now(), cases=CASES)
        world.start("daemon", FAILPOINT=f"{point}:stop:1")
        wait_until_it_stands(world, "daemon")
        others_go_on(scene, world, done, held=BATCH if point in LOCKED else 0)
        goes_on_and_does_no_harm(world, "daemon", Heartbeat.objects.filter(name=DAEMON))
        world.stop("daemon")

    done += CASES
    open_due(scene, at=clock.now(), cases=CASES)
    world.start("beat")
    world.start("worker", FAILPOINT="batch.written:stop:1")
    wait_until_it_stands(world, "worker")
    world.pause("worker")
    others_go_on(scene, world, done, held=BATCH)
    goes_on_and_does_no_harm(world, "worker", Heartbeat.objects.filter(name=WORKER))
    check_each_moved_once(done)
    world.check_doctor()


def impatient(url: str) -> str:
    """The same database, whose server waits less long for a transaction that stands still."""
    options = str(connection(url)["OPTIONS"]["options"])
    usual = "idle_in_transaction_session_timeout=60s"
    assert usual in options
    return f"{url}?options={quote(options.replace(usual, f'idle_in_transaction_session_timeout={IDLE_SECONDS}s'))}"


def wait_until_it_stands(world: FaultWorld, name: str) -> None:
    """It, or a child of it, has stopped itself at its fail point."""
    pid = world.living[name].pid
    world.wait_until(lambda: any(map(stands, family_of(pid))), what=f"the stop of {name}", seconds=90)


def stands(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("T")
    except OSError:
        return False


def others_go_on(scene: Scene, world: FaultWorld, cases: int, *, held: int) -> None:
    """They pass by what is ``held``, wait for nothing, and do the rest when the server has let go of it."""
    begun = time.monotonic()
    swept = guarded_sweep(at=clock.now(), read=clock.reading)
    scene.open_case(at=clock.now() - _LATER)
    taken = time.monotonic() - begun
    assert (swept.busy, swept.failed, moved()) == (held, 0, cases - held)
    assert taken < LOCK_SECONDS, "somebody waited for who stands still"
    world.wait_until(lambda: moved_by_others() >= cases, what="what was held", seconds=IDLE_SECONDS + 30)


def moved_by_others() -> int:
    guarded_sweep(at=clock.now(), read=clock.reading)
    return moved()


def goes_on_and_does_no_harm(world: FaultWorld, name: str, signs: QuerySet[Heartbeat]) -> None:
    """It works again, in the same process."""
    before, moment, pid = moved(), clock.now(), world.living[name].pid
    world.resume(name)
    alive = signs.filter(pid=pid, beat_at__gt=moment)
    world.wait_until(alive.exists, what=f"a sign of life of {name}", seconds=60)
    world.wait_until(nothing_in_hand, what="the end of the batch", seconds=30)
    assert moved() == before

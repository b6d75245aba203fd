"""The database's disk is full while clocks run out: nothing is half done, and with room again all is caught up."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connections

from cases.models import InternalNote
from core import clock
from flows.inputs import WriteNote
from flows.services import perform
from tests.faults.effects import check_all_is_well, check_each_moved_once, copy_due, moved, scene_by_the_hour
from tests.faults.small_disk import SmallDisk, on_a_small_disk
from tests.faults.world import FaultWorld

CASES = 300
REFUSED = "No space left on device"


def has_moved(cases: int) -> bool:
    """A server that is just recovering counts as not yet."""
    try:
        return moved() >= cases
    except DatabaseError:
        connections.close_all()
        return False


@pytest.mark.faults
@pytest.mark.server("max_wal_size=64MB", "min_wal_size=32MB")
def test_the_disk_is_full_while_clocks_run_out(world: FaultWorld) -> None:
    world.kill_database()
    world.engines["database"] = on_a_small_disk(world.engines["database"], world.cluster.directory)
    world.start_database()
    disk = SmallDisk(pid=world.living["database"].pid, folder=world.cluster.directory)
    connections.close_all()
    scene = scene_by_the_hour()
    copy_due(scene, world, at=clock.now() + timedelta(seconds=20), cases=CASES)
    world.start_and_wait("daemon", "worker", "beat")
    disk.fill()
    log = world.engines["database"].log
    world.wait_until(lambda: REFUSED in log.read_text(errors="replace"), what="a full disk", seconds=120)
    note = partial(
        perform, number=scene.number, act="write_note", form=WriteNote(text="请尽快研究。" * 200),
        capacity=scene.capacity(scene.ecology), request_key="once",
    )  # fmt: skip
    refused = written = 0
    for _ in range(20):
        try:
            note(at=clock.now())
            written = 1
        except DatabaseError:
            refused += 1
            connections.close_all()
    disk.make_room()
    world.wait_until(partial(has_moved, CASES), what="the escalations", seconds=400)
    check_each_moved_once(CASES)
    note(at=clock.now())
    assert InternalNote.objects.count() == 1, (refused, written)
    check_all_is_well(world)

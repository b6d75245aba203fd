"""More of everything than there should be: what one could do is done by one, whoever else is at it."""

from collections import Counter

import pytest
from django.db.models import Sum

from deadlines.models import Deadline
from operations.heartbeats import BEAT, DAEMON, WORKER
from operations.models import Heartbeat
from tests.faults.effects import (
    check_each_moved_once,
    check_each_told_once,
    everybody_told,
    moved,
    nothing_in_hand,
    open_due_together,
    scene_by_the_hour,
)  # fmt: skip
from tests.faults.world import FaultWorld

CASES = 200
CROWD = (
    *("beat-1", "beat-2", "beat-3"), *("daemon-1", "daemon-2", "daemon-3"), *("worker-1", "worker-2"),
)  # fmt: skip


@pytest.mark.faults
def test_three_beats_three_daemons_and_two_workers_at_cases_due_in_one_second(world: FaultWorld) -> None:
    """In small batches, so that each of the five that sweep gets some."""
    scene = scene_by_the_hour()
    world.environment["DINGFEN_SWEEP_BATCH"] = "7"
    world.start(*CROWD)
    world.wait_until(everybody_works, what="a sign of life of each", seconds=180)
    open_due_together(scene, cases=CASES)
    world.wait_until(lambda: moved() >= CASES, what="the escalation", seconds=120)
    world.wait_until(everybody_told, what="the fan-out", seconds=180)
    world.wait_until(nothing_in_hand, what="the end of the last batch", seconds=30)
    check_each_moved_once(CASES)
    check_each_told_once()
    assert Deadline.objects.aggregate(failed=Sum("attempts"))["failed"] == 0, "one hindered the other"
    world.check_doctor()


def everybody_works() -> bool:
    signs = Counter(Heartbeat.objects.filter(name__in=[BEAT, DAEMON, WORKER]).values_list("name", flat=True))
    return signs == {BEAT: 3, DAEMON: 3, WORKER: 2}

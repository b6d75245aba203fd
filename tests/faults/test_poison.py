"""A case that fails, kills, hangs or eats all memory each time it is tried: an incident, and the others go on."""

from functools import partial

import pytest

from core import clock
from core.vocabulary import DeadlineState, MembershipRole
from deadlines.incidents import BACK_OFF
from deadlines.models import Deadline, Incident
from escalation.gate import guarded_sweep
from escalation.running import CloseIncident, RunDesk, TryAgain, perform_run_act
from flows.inputs import ActInput
from notifications.services import fan_out
from operations.heartbeats import SWEEP, last_of
from organizations.selectors import Capacity
from tests.faults.effects import (
    check_each_moved_once,
    moved,
    nothing_in_hand,
    open_due,
    scene_by_the_hour,
)
from tests.faults.world import FaultWorld
from tests.stage_set import Scene

WAYS = ("raise", "memory", "kill", "sleep")
CASES = 6
TROUBLES = {
    "batch.locked:memory:1": "OutOfMemory", "sweep.in_hand:sleep:1": "Soft time limit",
    "batch.locked:statement:1": "Soft time limit",
}  # fmt: skip
TASK_SECONDS = "12"
"""An installation: 120."""


@pytest.mark.faults
def test_a_poisoned_case_becomes_an_incident_and_the_others_go_on(world: FaultWorld) -> None:
    scene = scene_by_the_hour()
    world.environment["DINGFEN_TASK_SECONDS"] = TASK_SECONDS
    world.start("beat")
    for turn, way in enumerate(WAYS):
        ids = open_due(scene, at=clock.now(), cases=CASES)
        poisoned, before = ids[CASES // 2], turn * CASES
        world.start("worker", FAILPOINT=f"fire.claimed:{way}:1", FAILPOINT_CASE=str(poisoned))
        world.wait_until(partial(have_moved, before + CASES - 1), what=f"the others beside one to {way}", seconds=300)
        due = Deadline.objects.get(case=poisoned, state=DeadlineState.RUNNING, effect="MOVE_UP")
        incident = becomes_an_incident(world, due)
        no_loop(world, due)
        world.stop("worker")
        a_person_settles_it(scene, world, incident, before + CASES)
    fan_out(at=clock.now(), limit=1000)  # no worker is left to do it
    check_each_moved_once(len(WAYS) * CASES, incidents=len(WAYS))
    world.check_doctor()


def have_moved(cases: int) -> bool:
    return moved() >= cases


def becomes_an_incident(world: FaultWorld, due: Deadline) -> Incident:
    """Its tries are hurried: what waits ever longer is due at once."""
    found = Incident.objects.filter(deadline=due)

    def hurried() -> bool:
        tired = Deadline.objects.filter(pk=due.pk, attempts__lt=len(BACK_OFF), next_try_at__gt=clock.now())
        tired.update(next_try_at=clock.now())
        return found.exists()

    world.wait_until(hurried, what="the incident", seconds=300)
    return found.get()


def no_loop(world: FaultWorld, due: Deadline) -> None:
    """The worker goes on sweeping and leaves it alone."""
    moment = clock.now()
    world.wait_until(lambda: (last_of(SWEEP) or moment) > moment, what="another sweep", seconds=60)
    assert Deadline.objects.get(pk=due.pk).attempts == len(BACK_OFF)
    assert world.living["worker"].poll() is None


def a_person_settles_it(scene: Scene, world: FaultWorld, incident: Incident, cases: int) -> None:
    """What ailed it was mended: it is tried again, moves, and the incident is closed."""
    administrator = scene.capacity(scene.secretariat, MembershipRole.SYSTEM_ADMINISTRATOR)
    run(administrator, incident, "try_again", TryAgain())
    guarded_sweep(at=clock.now(), read=clock.reading)
    assert moved() == cases
    run(administrator, incident, "close_incident", CloseIncident(remark="已排除。"))
    incident.refresh_from_db()
    assert incident.closed_at is not None


def run(administrator: Capacity, incident: Incident, act: str, form: ActInput) -> None:
    desk = RunDesk(held=[administrator], at=clock.now(), read=clock.reading, incident=incident.pk)
    perform_run_act(act, desk, form)


@pytest.mark.faults
def test_a_task_that_fails_as_a_whole_takes_nothing_along(world: FaultWorld) -> None:
    """Out of memory, or of time, in a statement too: the same worker does what is left with its next task."""
    scene = scene_by_the_hour()
    world.environment["DINGFEN_TASK_SECONDS"] = TASK_SECONDS
    world.start("beat")
    for turn, (arming, trouble) in enumerate(TROUBLES.items()):
        open_due(scene, at=clock.now(), cases=CASES)
        world.start("worker", FAILPOINT=arming)
        worker = world.living["worker"]
        world.wait_until(partial(have_moved, (turn + 1) * CASES), what=f"all after {arming}", seconds=240)
        assert trouble in (world.folder / "worker.log").read_text()
        assert worker.poll() is None, "the worker had to go"
        world.stop("worker")
    check_each_moved_once(len(TROUBLES) * CASES)
    world.wait_until(nothing_in_hand, what="the end of the batches", seconds=30)

"""Without its broker the installation goes on: people work as fast as ever, clocks are kept, and /readyz says it."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import InternalNote
from core import clock
from tests.faults.effects import (
    check_each_moved_once,
    check_each_told_once,
    everybody_told,
    moved,
    open_due,
    scene_by_the_hour,
)  # fmt: skip
from tests.faults.visitors import readiness_at, seconds_each, visitor_at
from tests.faults.world import FaultWorld
from tests.stage_set import Scene

AWAY_SECONDS = 20
READY_SECONDS = 10
BACK_WITHIN = 60
CASES = 10
SOON = timedelta(seconds=2)
_KEPT = {"sweep", "clocks", "deadlines", "clock_gate"}
_READY, _NOT_READY = 200, 503


@pytest.mark.faults
def test_without_a_broker_people_work_and_clocks_are_kept_and_everything_drains_when_it_is_back(
    world: FaultWorld,
) -> None:
    scene = scene_by_the_hour()
    world.environment["DINGFEN_READY_SECONDS"] = str(READY_SECONDS)
    world.start("web", "beat", "daemon")
    world.start_and_wait("worker")
    acts = what_people_do(scene, world)
    port = world.ports["web"]
    world.wait_until(lambda: readiness_at(port)[0] == _READY, what="readiness", seconds=120)
    usual = {name: seconds_each(act) for name, act in acts.items()}

    world.kill_broker()
    gone = time.monotonic()
    open_due(scene, at=clock.now() + SOON, cases=CASES)
    without = {name: seconds_each(act) for name, act in acts.items()}
    world.wait_until(lambda: moved() >= CASES, what="the escalation by the daemon", seconds=60)
    world.wait_until(lambda: readiness_at(port)[0] == _NOT_READY, what="the alarm", seconds=60)
    world.wait_until(lambda: not readiness_at(port)[1]["worker"]["ok"], what="the name of what is wrong", seconds=60)
    checks = readiness_at(port)[1]
    assert {name for name in _KEPT if not checks[name]["ok"]} == set()
    world.wait_until(lambda: time.monotonic() - gone >= AWAY_SECONDS, what="the wait", seconds=AWAY_SECONDS + 1)

    world.start_broker()
    back = time.monotonic()
    world.wait_until(lambda: readiness_at(port)[0] == _READY, what="readiness", seconds=BACK_WITHIN)
    world.wait_until(everybody_told, what="the fan-out", seconds=BACK_WITHIN)
    print(f"usual {usual}, without {without}, ready and told after {time.monotonic() - back:.0f} s")
    assert all(world.living[name].poll() is None for name in ("worker", "beat", "daemon", "web")), "one had to go"
    for name, seconds in usual.items():
        assert without[name] <= 3 * seconds + 0.5, f"{name} keeps people waiting"
    check_each_moved_once(CASES)
    check_each_told_once()
    world.check_doctor()


def what_people_do(scene: Scene, world: FaultWorld) -> dict[str, Callable[[], Any]]:
    """An act in this process, an act through the web process, and a case's file read there."""
    number = scene.open_case(at=clock.now() - timedelta(hours=1)).number
    visitor = visitor_at(world.ports["web"], scene.capacity(scene.housing).person)

    def perform() -> None:
        before = InternalNote.objects.count()
        scene.do("write_note", scene.ecology, at=clock.now(), number=number, text="请尽快研究。")
        assert InternalNote.objects.count() == before + 1

    def request() -> None:
        before = InternalNote.objects.count()
        visitor.do(number, "write_note", {"text": "请尽快研究。"})
        assert InternalNote.objects.count() == before + 1

    def read() -> None:
        assert number.encode() in visitor.ask(f"/api/v1/cases/{number}")

    return {"perform": perform, "request": request, "read": read}

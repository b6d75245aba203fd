"""Whether the world of a test is sound."""

import os
from collections.abc import Callable
from datetime import datetime

from cases.models import Case
from flows.selectors import situation
from notifications.services import fan_out
from operations.doctor import examine
from tests.awaited import assert_lists_agree
from tests.stage_set import Scene
from tests.telling import told_both_ways

_MANY, _SOME = 10_000, 5
# BOTH_WAYS=1 ./test …: people are told of each event alone and of all together, and must hear the same
TELL: Callable[[datetime], int] = (
    told_both_ways if os.environ.get("BOTH_WAYS") else lambda at: fan_out(at=at, limit=_MANY)
)
EVERY_STEP = os.environ.get("DOCTOR", "") == "every-step"
_LAST_STEPS: dict[int, datetime] = {}


def living(scene: Scene) -> Scene:
    """The scene in a world that lives: clocks take effect as time passes, and doctor looks after the whole journey.

    ``DOCTOR=every-step ./test …`` looks after each step, to find the one that broke something.
    """
    scene.alive = True
    scene.after = _examine if EVERY_STEP else lambda at: _LAST_STEPS.__setitem__(id(scene), at)
    return scene


def hearing(scene: Scene) -> Scene:
    """The same, and after each step everybody has been told."""
    look = living(scene).after

    def told(at: datetime) -> None:
        fan_out(at=at, limit=_MANY)
        if look:
            look(at)

    scene.after = told
    return scene


def look_after_the_living() -> None:
    """The world of the test that has just been played is sound, at the moment of its last step."""
    if _LAST_STEPS:
        _examine(max(_LAST_STEPS.values()))


def forget_the_living() -> None:
    """A test begins with nobody on stage."""
    _LAST_STEPS.clear()


def _examine(at: datetime) -> None:
    """Doctor finds nothing, and the lists of work name whom the acts of each case name."""
    assert_healthy(at)
    for case in Case.objects.order_by("-pk")[:_SOME]:
        assert_lists_agree(situation(case, at=at))


def assert_healthy(at: datetime) -> None:
    """Doctor finds nothing at ``at``, once events are fanned out as the background would have done by then."""
    TELL(at)
    found = [(d.invariant.number, d.finding.code, d.finding.subject, d.finding.text()) for d in examine(at)]
    assert found == [], found

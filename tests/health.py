"""Whether the world of a test is sound."""

from datetime import datetime

from notifications.services import fan_out
from operations.doctor import examine
from tests.stage_set import Scene

_MANY = 10_000


def living(scene: Scene) -> Scene:
    """The scene in a world that lives: clocks take effect as time passes, and doctor looks after every step."""
    scene.alive, scene.after = True, assert_healthy
    return scene


def assert_healthy(at: datetime) -> None:
    """Doctor finds nothing at ``at``, once events are fanned out as the background would have done by then."""
    fan_out(at=at, limit=_MANY)
    found = [(d.invariant.number, d.finding.code, d.finding.subject, d.finding.text()) for d in examine(at)]
    assert found == []

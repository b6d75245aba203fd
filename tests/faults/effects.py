"""Cases whose first clock runs out when a test wants it, and whether everything happened exactly once."""

import time
from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Count, Q

from audit.models import Event
from cases.models import Case
from core import clock
from core.vocabulary import StageResult, Tier
from deadlines.models import Incident, SweepBatch
from notifications.models import Notice
from operations.benchmarks.copies import copy_cases
from procedures.files import shipped_pack, text_of
from tests.faults.world import FaultWorld
from tests.stage_set import Scene, set_the_stage

TERM = timedelta(hours=24)
_FIRST, _A_LITTLE = 5, timedelta(seconds=2)
_BY_THE_HOUR = {
    '[terms.tier1]\nvalue = { n = 5, unit = "workday" }': '[terms.tier1]\nvalue = { n = 24, unit = "hour" }',
    "[warning_marks]\nvalue = [2, 1, 0]": "[warning_marks]\nvalue = [0]",
}


def scene_by_the_hour() -> Scene:
    """A district whose first tier has ``TERM``, to the second, and then one of days."""
    text = text_of(shipped_pack("longquanyi"))
    for before, after in _BY_THE_HOUR.items():
        assert before in text
        text = text.replace(before, after)
    return set_the_stage(text=text)


def open_due(scene: Scene, *, at: datetime, cases: int) -> list[int]:
    """Cases opened one by one, whose first clock runs out ``at``; their ids."""
    return [scene.open_case(at=at - TERM).pk for _ in range(cases)]


def copy_due(scene: Scene, world: FaultWorld, *, at: datetime, cases: int) -> None:
    """The same, many; while nothing runs in the world, because all tables are locked."""
    copy_cases(world.urls["DATABASE_OWNER_URL"], {scene.open_case(at=at - TERM).pk: cases - 1})


def open_due_together(scene: Scene, *, cases: int) -> datetime:
    """So many, opened while the world is at work, whose clocks run out at one moment soon, which is returned.

    The first few run out a little before: by what they took, the moment is chosen.
    """
    begun = time.monotonic()
    open_due(scene, at=clock.now() + _A_LITTLE, cases=_FIRST)
    each = (time.monotonic() - begun) / _FIRST
    at = clock.now() + _A_LITTLE + timedelta(seconds=2 * each * cases)
    open_due(scene, at=at, cases=cases - _FIRST)
    assert clock.now() < at, "opening took longer than twice what was to be expected"
    return at


def moved() -> int:
    return Event.objects.filter(kind="stage.timed_out").count()


def everybody_told() -> bool:
    return not Event.objects.filter(fan_out=None).exists()


def check_each_moved_once(cases: int, *, incidents: int = 0) -> None:
    times = Event.objects.filter(kind="stage.timed_out").values("subject_id").annotate(times=Count("pk"))
    assert Counter(times.values_list("times", flat=True)) == {1: cases}
    timed_out, begun = Q(stages__result=StageResult.TIMED_OUT), Q(stages__tier=Tier.DISPATCH_COORDINATION)
    visits = Case.objects.annotate(
        ended=Count("stages", filter=timed_out), begun=Count("stages", filter=begun), visits=Count("stages")
    )
    assert visits.filter(ended=1, begun=1, visits=2, tier=Tier.DISPATCH_COORDINATION).count() == cases
    assert Incident.objects.count() == incidents


def check_each_told_once() -> None:
    """Everybody has one notice of each event at most, and nothing waits."""
    assert everybody_told()
    twice = Notice.objects.values("event", "person").annotate(times=Count("pk")).filter(times__gt=1)
    assert Notice.objects.exists()
    assert not twice.exists()


def check_all_is_well(world: FaultWorld, *, seconds: float = 120) -> None:
    """The worker has told everybody, once, and doctor finds nothing."""
    world.wait_until(everybody_told, what="the fan-out", seconds=seconds)
    check_each_told_once()
    world.check_doctor()


def nothing_in_hand() -> bool:
    return not SweepBatch.objects.exists()

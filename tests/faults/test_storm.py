"""Many deadlines, and everything dies again and again: none is lost, none is done twice, none is late."""

import json
import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Count, Q

from audit.models import Event
from cases.models import Case
from core.vocabulary import StageResult, Tier
from deadlines.models import Incident
from procedures.files import shipped_pack, text_of
from tests.faults.storm import Blows, Weather, lateness, percentile, prepare, rage
from tests.faults.world import FaultWorld
from tests.stage_set import Scene, set_the_stage

BREEZE = Weather(
    groups=10, cases_each=12, apart=timedelta(seconds=1), kills=6, restarts=1, prepared_in=timedelta(seconds=30)
)
STORM = Weather(
    groups=200, cases_each=100, apart=timedelta(seconds=1.5), kills=110, restarts=8, prepared_in=timedelta(minutes=6),
    latest_seconds=5.0,
)  # fmt: skip
_BY_THE_HOUR = {
    '[terms.tier1]\nvalue = { n = 5, unit = "workday" }': '[terms.tier1]\nvalue = { n = 24, unit = "hour" }',
    "[warning_marks]\nvalue = [2, 1, 0]": "[warning_marks]\nvalue = [0]",
}
TARGETS = ("daemon-1", "daemon-2", "worker", "beat")


def scene_by_the_hour() -> Scene:
    text = text_of(shipped_pack("longquanyi"))
    for before, after in _BY_THE_HOUR.items():
        assert before in text
        text = text.replace(before, after)
    return set_the_stage(text=text)


@pytest.mark.server("track_commit_timestamp=on")
@pytest.mark.parametrize("weather", [BREEZE, pytest.param(STORM, marks=pytest.mark.faults)], ids=["breeze", "storm"])
def test_in_a_storm_each_case_moves_once_and_in_time(world: FaultWorld, weather: Weather) -> None:
    first = prepare(scene_by_the_hour(), world, weather)
    world.start_and_wait(*TARGETS)
    blows = Blows(world=world, dice=random.Random(20_000), targets=TARGETS)
    rage(blows, weather, first)
    world.wait_until(lambda: moved() >= weather.cases, what="the last escalation", seconds=60)
    check_each_moved_once(weather.cases)
    late = lateness()
    figures = {
        "cases": weather.cases, "struck": dict(Counter(blows.struck)), "p50": percentile(late, 0.5),
        "p99": percentile(late, 0.99), "max": late[-1],
    }  # fmt: skip
    print(json.dumps(figures))
    assert late[0] >= 0, "a case moved before its time"
    assert weather.latest_seconds is None or percentile(late, 0.99) <= weather.latest_seconds, figures
    assert len(blows.struck) >= weather.kills + weather.restarts - len(TARGETS)
    world.wait_until(everybody_told, what="the fan-out", seconds=600)
    world.check_doctor()


def moved() -> int:
    return Event.objects.filter(kind="stage.timed_out").count()


def everybody_told() -> bool:
    return not Event.objects.filter(fan_out=None).exists()


def check_each_moved_once(cases: int) -> None:
    times = Event.objects.filter(kind="stage.timed_out").values("subject_id").annotate(times=Count("pk"))
    assert Counter(times.values_list("times", flat=True)) == {1: cases}
    timed_out, begun = Q(stages__result=StageResult.TIMED_OUT), Q(stages__tier=Tier.DISPATCH_COORDINATION)
    visits = Case.objects.annotate(
        ended=Count("stages", filter=timed_out), begun=Count("stages", filter=begun), visits=Count("stages")
    )
    assert visits.filter(ended=1, begun=1, visits=2, tier=Tier.DISPATCH_COORDINATION).count() == cases
    assert not Incident.objects.exists()

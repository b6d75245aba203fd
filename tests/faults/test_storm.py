"""Many deadlines, and everything dies again and again: none is lost, none is done twice, none is late."""

import json
import random
from collections import Counter
from datetime import timedelta

import pytest

from tests.faults.effects import check_all_is_well, check_each_moved_once, moved, scene_by_the_hour
from tests.faults.storm import Blows, Weather, lateness, percentile, prepare, rage
from tests.faults.world import FaultWorld

BREEZE = Weather(
    groups=10, cases_each=12, apart=timedelta(seconds=1), kills=6, restarts=1, prepared_in=timedelta(seconds=30)
)
STORM = Weather(
    groups=200, cases_each=100, apart=timedelta(seconds=2), kills=110, restarts=8, prepared_in=timedelta(minutes=3),
    latest_seconds=5.0,
)  # fmt: skip
TARGETS = ("daemon-1", "daemon-2", "worker", "beat")


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
    check_all_is_well(world, seconds=600)

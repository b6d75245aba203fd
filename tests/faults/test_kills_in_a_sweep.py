"""Worker and beat die in the middle of a sweep, again and again: every case moves once, and nothing is broken."""

import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from audit.models import Event
from cases.models import Case, Stage
from core import clock
from core.vocabulary import StageResult, Tier
from deadlines.models import Deadline, Incident
from procedures.files import shipped_pack, text_of
from tests.faults.crew import Crew
from tests.stage_set import Scene, set_the_stage

Manage = Callable[..., subprocess.CompletedProcess[str]]
LONG_AGO = timedelta(days=30)
TWO_TIERS = [(Tier.NEGOTIATION, StageResult.TIMED_OUT), (Tier.DISPATCH_COORDINATION, "")]


@pytest.fixture
def crew(process_environment: dict[str, str], broker_url: str, tmp_path: Path) -> Crew:
    """Not started yet."""
    few = {"DINGFEN_SWEEP_BATCH": "3"}  # a kill should find others before it
    return Crew(environment={**process_environment, "REDIS_URL": broker_url, **few}, folder=tmp_path)


def moved() -> int:
    return Event.objects.filter(kind="stage.timed_out").count()


def has_moved(cases: int) -> bool:
    return moved() >= cases


def check_all_moved_once(manage: Manage, cases: int) -> None:
    times = Counter(Event.objects.filter(kind="stage.timed_out").values_list("subject_id", flat=True))
    assert sorted(times.values()) == [1] * cases
    for case in Case.objects.all():
        assert list(Stage.objects.filter(case=case).order_by("pk").values_list("tier", "result")) == TWO_TIERS
    assert not Incident.objects.exists()
    doctor = manage("doctor", "--json")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr


def kill_again_and_again(crew: Crew, manage: Manage, *, cases: int, kills: int) -> None:
    """Each kill comes when the sweep that is running has moved some cases more, and has others before it."""
    scene = set_the_stage()
    for _ in range(cases):
        scene.open_case(at=clock.now() - LONG_AGO)
    with crew:
        for _ in range(kills):
            enough = moved() + 3
            crew.wait_until(partial(has_moved, enough), what="a sweep", seconds=60)
            crew.kill()
            assert moved() < cases, "nothing was left to be done: the kill came too late to say anything"
            crew.start()
        crew.wait_until(partial(has_moved, cases), what="the end of the sweep", seconds=120)
        crew.wait_until(lambda: not Event.objects.filter(fan_out=None).exists(), what="the fan-out", seconds=60)
    check_all_moved_once(manage, cases)


def test_worker_and_beat_are_killed_in_the_middle_of_a_sweep(crew: Crew, manage: Manage) -> None:
    kill_again_and_again(crew, manage, cases=60, kills=3)


@pytest.mark.faults
def test_worker_and_beat_are_killed_many_times(crew: Crew, manage: Manage) -> None:
    kill_again_and_again(crew, manage, cases=600, kills=20)


def test_the_beat_escalates_a_case_whose_clock_runs_out_in_a_moment(crew: Crew, manage: Manage) -> None:
    """Opened with an earlier moment, so that its first clock runs out while the beat is at work."""
    soon = timedelta(seconds=8)
    scene = open_before(timedelta(days=1) - soon)
    due = Deadline.objects.get(effect="MOVE_UP").expires_at
    with crew:
        crew.wait_until(partial(has_moved, 1), what="the escalation", seconds=50)
    event = Event.objects.get(kind="stage.timed_out")
    assert event.at >= due, "it moved before its time"
    assert clock.now() >= due
    assert scene.stages() == TWO_TIERS


def open_before(ago: timedelta) -> Scene:
    """A case of a district whose first tier has one day of 24 hours, opened so long ago."""
    text = text_of(shipped_pack("longquanyi"))
    for before, after in (
        ('[terms.tier1]\nvalue = { n = 5, unit = "workday" }', '[terms.tier1]\nvalue = { n = 24, unit = "hour" }'),
        ("[warning_marks]\nvalue = [2, 1, 0]", "[warning_marks]\nvalue = [0]"),
    ):
        assert before in text
        text = text.replace(before, after)
    scene = set_the_stage(text=text)
    scene.open_case(at=clock.now() - ago)
    return scene


def test_a_case_that_did_not_move_would_be_noticed(manage: Manage) -> None:
    set_the_stage().open_case(at=clock.now() - LONG_AGO)
    with pytest.raises(AssertionError):
        check_all_moved_once(manage, cases=1)

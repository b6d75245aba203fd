"""The clock of a rehearsal goes forward, by command and through the API; in ordinary operation nobody moves it."""

import json
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from api.interface import interface
from core import clock
from core.vocabulary import Tier
from escalation.sweep import sweep
from tests.factories import make_person, moment
from tests.machines import machine_of
from tests.stage_set import set_the_stage
from workdays.rules import same_hour_later
from workdays.selectors import national_calendar

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@pytest.fixture
def rehearsal(settings: Any, tmp_path: Path) -> Any:
    settings.REHEARSAL, settings.DINGFEN_DATA = True, tmp_path
    settings.ROOT_URLCONF = "tests.rehearsal_urls"
    return settings


def command(*arguments: str) -> dict[str, str]:
    out = StringIO()
    call_command("rehearsal_clock", *arguments, "--json", stdout=out)
    answer: dict[str, str] = json.loads(out.getvalue())
    return answer


@pytest.mark.parametrize("arguments", [(), ("--advance-workdays", "1"), ("--advance", "2030-01-01")])
def test_outside_a_rehearsal_the_command_refuses(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="rehearsal"):
        call_command("rehearsal_clock", *arguments)


def test_outside_a_rehearsal_there_is_no_such_address() -> None:
    assert "/api/v1/rehearsal/clock" not in interface.get_openapi_schema(path_prefix="/api/v1/")["paths"]


def test_it_moves_by_workdays_to_the_same_hour(rehearsal: Any) -> None:
    answer = command("--advance-workdays", "5")
    before, after = (datetime.fromisoformat(answer[name]) for name in ("before", "now"))
    assert after == same_hour_later(before, 5, national_calendar())
    assert after - before >= timedelta(days=5)
    assert abs(clock.now() - after) < timedelta(minutes=1)


def test_it_moves_to_a_moment_and_says_where_it_stands(rehearsal: Any) -> None:
    target = (clock.now() + 10 * WEEK).replace(microsecond=0)
    assert command("--advance", target.isoformat())["now"] == target.isoformat()
    assert datetime.fromisoformat(command()["now"]) >= target


@pytest.mark.parametrize("arguments", [("--advance", "2001-01-01"), ("--advance", "soon"), ("--advance-workdays", "0")])
def test_it_never_goes_back(rehearsal: Any, arguments: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match=arguments[1]):
        call_command("rehearsal_clock", *arguments)
    assert clock.offset() == timedelta(0)


def test_a_program_moves_it_and_the_next_sweep_escalates(rehearsal: Any) -> None:
    scene = set_the_stage()
    scene.open_case(at=clock.now())
    machine = machine_of(scene.capacity(scene.dispatch).person)
    moved = machine.post("rehearsal/clock", {"advance_workdays": 6})
    assert moved.status_code == 200, moved.json()
    assert machine.get("me")["now"] >= moved.json()["now"]
    sweep(at=clock.now())
    assert machine.get(f"cases/{scene.number}")["tier"] == Tier.DISPATCH_COORDINATION


def test_by_seconds(rehearsal: Any) -> None:
    moved = machine_of(make_person()).post("rehearsal/clock", {"advance_seconds": 90}).json()
    assert datetime.fromisoformat(moved["now"]) - datetime.fromisoformat(moved["before"]) == timedelta(seconds=90)


@pytest.mark.parametrize("body", [{}, {"advance_workdays": 1, "advance_seconds": 1}, {"advance_seconds": -5}])
def test_how_far_must_be_said_once(rehearsal: Any, body: dict[str, int]) -> None:
    refused = machine_of(make_person()).post("rehearsal/clock", body)
    assert refused.status_code == 422
    assert clock.offset() == timedelta(0)


def test_the_same_hour_of_a_workday() -> None:
    start = moment("2026-09-28 17:30")
    assert same_hour_later(start, 5, national_calendar()) == moment("2026-10-10 17:30")

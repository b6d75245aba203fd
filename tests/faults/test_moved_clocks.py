"""The database's clock jumps, everything was off for an hour, the year ends without a notice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.actors import SYSTEM
from audit.models import ChainKind, Event
from core import clock
from core.vocabulary import DeadlineEffect, DeadlineState, MembershipRole
from deadlines.models import Deadline
from escalation.gate import open_alarms
from flows.inputs import WriteNote
from flows.recounts.applying import apply
from flows.services import perform
from operations.benchmarks.copies import copy_cases
from operations.heartbeats import DAEMON, last_of
from tests.factories import moment
from tests.faults.effects import TERM, check_all_is_well, check_each_moved_once, moved, scene_by_the_hour
from tests.faults.world import FaultWorld
from tests.notices import notice_2027
from tests.stage_set import Scene, set_the_stage
from workdays.installing import install_notice

pytestmark = pytest.mark.faults

CREW = ("daemon", "worker", "beat")
_MOVED_FUNCTIONS = ("clock_timestamp", "now", "statement_timestamp", "transaction_timestamp")


@contextmanager
def database_clock(world: FaultWorld, ahead: timedelta) -> Iterator[None]:
    """While it lasts, whoever asks the server for the time is told another one; the machine's clock stays."""
    seconds = ahead.total_seconds()
    functions = [
        f"CREATE FUNCTION moved.{name}() RETURNS timestamptz LANGUAGE sql VOLATILE "
        f"AS $$ SELECT pg_catalog.{name}() + make_interval(secs => {seconds}) $$"
        for name in _MOVED_FUNCTIONS
    ]
    world.as_superuser(
        "CREATE SCHEMA moved", *functions, "GRANT USAGE ON SCHEMA moved TO PUBLIC",
        "ALTER DATABASE dingfen SET search_path = moved, pg_catalog, public",
    )  # fmt: skip
    world.everybody_connects_anew()
    try:
        yield
    finally:
        world.as_superuser("ALTER DATABASE dingfen RESET search_path")
        world.everybody_connects_anew()


def open_cases(scene: Scene, *due: timedelta) -> None:
    """Cases whose clocks run out so long after now (or before it)."""
    for after in due:
        scene.open_case(at=clock.now() - TERM + after)


def gate(kind: str) -> int:
    return Event.objects.filter(chain_kind=ChainKind.OPERATION, kind=f"clock_gate.{kind}").count()


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(hours=-1)], ids=["a day ahead", "an hour behind"])
def test_the_databases_clock_jumps_and_nothing_takes_effect_until_it_is_right(
    world: FaultWorld, ahead: timedelta
) -> None:
    """Of ten cases that run out within the day none moves by the wrong clock; people work on; then all is caught up."""
    scene = scene_by_the_hour()
    open_cases(scene, *(timedelta(hours=hour) for hour in range(1, 11)), timedelta(0))
    world.start_and_wait(*CREW)
    world.wait_until(lambda: moved() == 1, what="the one that is due", seconds=30)
    with database_clock(world, ahead):
        world.wait_until(lambda: gate("shut") == 1, what="the alarm", seconds=60)
        open_cases(scene, timedelta(0))
        until = monotonic() + 15
        while monotonic() < until:
            assert moved() == 1
        assert open_alarms().count() == 1
        perform(
            number=scene.number, act="write_note", form=WriteNote(text="照常办理。"),
            capacity=scene.capacity(scene.ecology), at=clock.now(),
        )  # fmt: skip
    begun = monotonic()
    world.wait_until(lambda: moved() == 2, what="what fell due meanwhile", seconds=120)
    assert monotonic() - begun < 120
    assert gate("opened") == 1
    assert not open_alarms().exists()
    check_all_is_well(world)


def test_everything_was_off_for_an_hour(world: FaultWorld) -> None:
    """Of 600 cases each ran out in that hour: all move once, the oldest first, and the pages answer meanwhile."""
    scene = scene_by_the_hour()
    minutes = range(1, 61)
    ids = []
    for minute in minutes:
        open_cases(scene, -timedelta(minutes=minute))
        ids.append(scene.case.pk)
    copy_cases(world.urls["DATABASE_OWNER_URL"], dict.fromkeys(ids, 9))
    cases = 10 * len(minutes)
    client = Client(SERVER_NAME="localhost")
    client.force_login(scene.capacity(scene.ecology).person)
    client.get(reverse("case", args=[scene.number]))  # what this process loads at its first page is nobody's wait
    world.start(*CREW)
    taken = []
    until = monotonic() + 120
    while moved() < cases:
        assert monotonic() < until, world.logs()
        begun = monotonic()
        assert client.get(reverse("case", args=[scene.number])).status_code == 200
        taken.append(monotonic() - begun)
    assert sorted(taken)[int(0.95 * len(taken))] < 2, f"people wait: {taken}"
    check_each_moved_once(cases)
    check_all_is_well(world)


def test_the_year_ends_and_the_notice_is_missing(world: FaultWorld, settings: Any, tmp_path: Path) -> None:
    """Counted by the standing law, and said so; counted anew when the notice comes; the new year moves nothing."""
    settings.REHEARSAL = True
    world.environment["REHEARSAL"] = "1"
    go_to("2026-12-28 10:00")
    scene = set_the_stage()
    for _ in range(20):
        scene.open_case(at=clock.now())
    clocks = Deadline.objects.filter(effect=DeadlineEffect.MOVE_UP, state=DeadlineState.RUNNING, of=None)
    assert set(clocks.values_list("expires_at", "provisional")) == {(moment("2027-01-06 00:00"), True)}
    world.start_and_wait(*CREW)
    go_to("2026-12-31 23:59:57")
    world.wait_until(lambda: clock.now() > moment("2027-01-01 00:00:15"), what="the new year", seconds=60)
    assert moved() == 0
    go_to("2027-01-04 09:00")
    # 4 January is a day off, Saturday the 9th is none
    install_notice(
        path=notice_2027(tmp_path / "notices", off=["2027-01-01", "2027-01-04"], makeup=["2027-01-09"]), by=SYSTEM,
        at=clock.now(),
    )  # fmt: skip
    recount_all(scene, cases=20)
    assert set(clocks.values_list("expires_at", "provisional")) == {(moment("2027-01-07 00:00"), False)}
    go_to("2027-01-06 12:00")
    world.wait_until(partial(swept_since, clock.now()), what="a sweep", seconds=60)
    assert moved() == 0
    go_to("2027-01-06 23:59:58")
    world.wait_until(lambda: moved() == 20, what="the end of the terms", seconds=60)
    check_each_moved_once(20)
    check_all_is_well(world)


def swept_since(at: datetime) -> bool:
    last = last_of(DAEMON)
    return last is not None and last >= at


def recount_all(scene: Scene, *, cases: int) -> None:
    """The head applies the notice, and applies it again for what the sweep had in hand, as the page says."""
    head, done = scene.capacity(scene.office, MembershipRole.HEAD).actor(), 0
    while done < cases:
        report = apply(scene.district.jurisdiction, by=head, at=clock.now())
        assert (report.waiting, report.failed) == (0, 0)
        assert report.cases or report.busy
        done += report.cases


def go_to(text: str) -> None:
    clock.move(to_offset=clock.offset() + (moment(text) - clock.now()))

"""故障: a clock that cannot take effect is put off, stops nobody, and waits for a person in the end."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections

from audit.models import ChainKind, Event
from core.errors import NotFound, NotPermitted
from core.vocabulary import DeadlineEffect, MembershipRole
from deadlines.in_hand import DIED, count_deaths, in_hand
from deadlines.incidents import (
    BACK_OFF,
    LONELY_FROM,
    IncidentClosed,
    NothingToTry,
    StillWithoutEffect,
    administrator_among,
    close,
    close_settled,
    note_failure,
    open_incidents,
    try_again,
)
from deadlines.models import Deadline, Incident, SweepBatch
from escalation.sweep import sweep
from operations.doctor import findings, waiting
from organizations.selectors import Capacity
from tests.database import ROOT
from tests.factories import make_capacity, moment
from tests.health import assert_healthy
from tests.stage_set import Scene, set_the_stage

OPENED = moment("2026-03-09 10:00")
DUE = moment("2026-03-17 00:00")


def scene_with(cases: int, *, warned: bool = True) -> Scene:
    """Cases whose tier clock runs out at one moment; what warned of it is over."""
    scene = set_the_stage()
    for _ in range(cases):
        scene.open_case(at=OPENED)
    if warned:
        sweep(at=DUE - timedelta(minutes=1))
    return scene


def tier_clock(scene: Scene) -> Deadline:
    return scene.case.deadlines.get(state="RUNNING", effect=DeadlineEffect.MOVE_UP)


def failed(clock: Deadline, times: int = 5, *, at: datetime = DUE, error: str = "no such stage") -> Deadline:
    for _ in range(times):
        note_failure(clock, error=ValueError(error), at=at)
    clock.refresh_from_db()
    return clock


def administrator(scene: Scene) -> Capacity:
    return make_capacity(scene.dispatch, MembershipRole.SYSTEM_ADMINISTRATOR)


@pytest.mark.django_db
class TestFailures:
    def test_each_try_comes_later_and_the_fifth_failure_is_one_incident(self) -> None:
        clock = tier_clock(scene_with(1))
        for tries, pause in enumerate(BACK_OFF, 1):
            failed(clock, 1)
            assert (clock.attempts, clock.next_try_at) == (tries, DUE + pause)
            assert Incident.objects.count() == (1 if tries == 5 else 0)
        failed(clock, 2)
        incident = Incident.objects.get()
        assert (incident.attempts, incident.error) == (7, "ValueError: no such stage")
        told = Event.objects.get(chain_kind=ChainKind.OPERATION)
        assert (told.kind, told.data["clocks"]) == ("incident.opened", [clock.pk])

    def test_doctor_names_a_clock_that_failed_so_often_and_is_no_incident(self) -> None:
        clock = failed(tier_clock(scene_with(1)))
        assert "failing_clock_is_no_incident" not in {finding.code for finding in findings(DUE)}
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM deadlines_incident WHERE deadline_id = %s", [clock.pk])
        assert "failing_clock_is_no_incident" in {finding.code for finding in findings(DUE)}

    def test_of_an_error_only_its_first_line_is_kept_because_the_next_ones_quote_rows(self) -> None:
        clock = failed(tier_clock(scene_with(1)), 1, error="null value\nDETAIL: Failing row contains (张三, …)")
        assert clock.last_error == "ValueError: null value"

    def test_clock_that_was_moved_or_ended_in_between_is_left_alone(self) -> None:
        scene = scene_with(1, warned=False)
        as_it_was = tier_clock(scene)
        scene.do("extend_deadline", scene.ecology, at="2026-03-10 10:00", workdays=2)
        moved = tier_clock(scene)
        assert moved.generation == as_it_was.generation + 1
        failed(as_it_was)
        moved.refresh_from_db()
        assert (moved.attempts, moved.next_try_at) == (0, moved.expires_at)
        Deadline.objects.filter(pk=moved.pk).update(state="MET", ended_at=OPENED)
        failed(moved)
        assert not Incident.objects.exists()

    def test_extension_forgets_the_failures_before_it(self) -> None:
        scene = scene_with(1, warned=False)
        failed(tier_clock(scene), 2, at=OPENED)
        scene.do("extend_deadline", scene.ecology, at="2026-03-10 10:00", workdays=2)
        assert tier_clock(scene).attempts == 0


@pytest.mark.django_db
class TestClosing:
    def test_only_the_system_administrator_closes_and_the_record_says_who_and_when(self) -> None:
        scene = scene_with(1)
        for role in (MembershipRole.HEAD, MembershipRole.HANDLER):
            with pytest.raises(NotPermitted):
                administrator_among([make_capacity(scene.office, role)])
        by = administrator_among([administrator(scene)])
        incident = failed(tier_clock(scene)).incidents.get()
        sweep(at=DUE + timedelta(hours=2))
        assert [one.is_settled for one in open_incidents()] == [True], "it took effect; somebody still has to look"
        assert [note.code for note in waiting(DUE) if note.code.startswith("incident")] == ["incident_settled"]
        close(incident_id=incident.pk, remark="磁盘已扩容", by=by, at=DUE + timedelta(hours=3))
        incident.refresh_from_db()
        assert (incident.closed_by_id, incident.closed_by_name) == (by.person_id, by.person_name)
        assert incident.remark == "磁盘已扩容"
        event = Event.objects.filter(chain_kind=ChainKind.OPERATION).latest("sequence")
        assert (event.kind, event.actor_id, event.data["settled"]) == ("incident.closed", by.person_id, [incident.pk])
        assert "磁盘" not in str(event.data)
        with pytest.raises(IncidentClosed):
            close(incident_id=incident.pk, remark="再关一次", by=by, at=DUE + timedelta(hours=4))
        with pytest.raises(NotFound):
            close(incident_id=0, remark="没有", by=by, at=DUE)
        assert_healthy(DUE + timedelta(hours=4))

    def test_closing_without_effect_must_be_meant_and_gives_nothing_up(self) -> None:
        scene = scene_with(1)
        by = administrator_among([administrator(scene)])
        clock = failed(tier_clock(scene))
        incident = clock.incidents.get()
        later = DUE + timedelta(minutes=30)
        with pytest.raises(StillWithoutEffect):
            close(incident_id=incident.pk, remark="已知", by=by, at=later)
        close(incident_id=incident.pk, remark="已知，待厂商修复", by=by, at=later, without_effect=True)
        assert "clock_is_stuck" in {finding.code for finding in findings(later)}, "doctor goes on naming it"
        clock.refresh_from_db()
        assert (clock.attempts, clock.next_try_at) == (0, later)
        failed(clock, at=later)
        assert [one.pk for one in open_incidents()] != [incident.pk], "five more failures are a new incident"

    def test_trying_again_makes_the_clock_due_at_once(self) -> None:
        scene = scene_with(1)
        by = administrator_among([administrator(scene)])
        clock = failed(tier_clock(scene))
        incident = clock.incidents.get()
        soon = DUE + timedelta(minutes=5)
        assert sweep(at=soon).fired == 0
        try_again(incident_id=incident.pk, by=by, at=soon)
        assert sweep(at=soon).fired == 1
        with pytest.raises(NothingToTry):
            try_again(incident_id=incident.pk, by=by, at=soon)
        assert close_settled(remark="已恢复", by=by, at=soon) == 1
        assert close_settled(remark="已恢复", by=by, at=soon) == 0
        assert_healthy(soon)


@contextmanager
def in_another_process(clocks: list[int]) -> Iterator[None]:
    """As a sweep elsewhere has them in hand that lives."""
    taken, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with in_hand(clocks):
                taken.set()
                over.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(30)
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.django_db(transaction=True)
class TestDeaths:
    def test_a_batch_is_known_while_its_process_lives_and_gone_when_it_is_done(self) -> None:
        clock = tier_clock(scene_with(1))
        with in_another_process([clock.pk]):
            assert SweepBatch.objects.get().clocks == [clock.pk]
            assert count_deaths(at=DUE) == 0
        assert not SweepBatch.objects.exists()
        assert count_deaths(at=DUE) == 0

    def test_a_batch_that_was_left_behind_counts_for_what_is_still_due_and_only_once(self) -> None:
        scene = scene_with(2)
        clock = tier_clock(scene)
        sooner = Deadline.objects.exclude(pk=clock.pk).get(state="RUNNING", effect=DeadlineEffect.MOVE_UP)
        Deadline.objects.filter(pk=sooner.pk).update(state="MET", ended_at=OPENED)
        SweepBatch.objects.create(clocks=[clock.pk, sooner.pk], taken_at=DUE)
        assert count_deaths(at=DUE - timedelta(seconds=1)) == 1, "not due any more: nothing is counted"
        SweepBatch.objects.create(clocks=[clock.pk, sooner.pk], taken_at=DUE)
        assert [count_deaths(at=DUE), count_deaths(at=DUE)] == [1, 0]
        clock.refresh_from_db()
        sooner.refresh_from_db()
        assert [(clock.attempts, clock.last_error, clock.next_try_at), sooner.attempts] == [(1, DIED, DUE), 0]

    def test_nobody_waits_for_a_clock_that_somebody_holds(self) -> None:
        clock = tier_clock(scene_with(1))
        SweepBatch.objects.create(clocks=[clock.pk], taken_at=DUE)
        held, over = threading.Event(), threading.Event()

        def hold() -> None:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("BEGIN")
                    cursor.execute("SELECT 1 FROM deadlines_deadline WHERE id = %s FOR UPDATE", [clock.pk])
                    held.set()
                    over.wait(30)
                    cursor.execute("ROLLBACK")
            finally:
                connections.close_all()

        thread = threading.Thread(target=hold)
        thread.start()
        assert held.wait(30)
        assert count_deaths(at=DUE) == 1
        over.set()
        thread.join()
        clock.refresh_from_db()
        assert clock.attempts == 0

    def test_clock_over_which_processes_die_stops_nobody_and_becomes_an_incident(
        self, process_environment: dict[str, str]
    ) -> None:
        scene = scene_with(5)
        poison = Deadline.objects.filter(effect=DeadlineEffect.MOVE_UP).order_by("case")[2]
        at, codes = DUE, []
        for _ in range(8):
            codes.append(swept_by_a_process_that_dies_over(poison, at, process_environment))
            poison.refresh_from_db()
            at = max(at, poison.next_try_at)
            if Incident.objects.exists():
                break
        killed = -signal.SIGKILL
        # thrice in ever smaller company, then alone; from the fourth turn on the others are not held up any more
        assert codes[:4] == [killed] * 4
        assert codes.count(killed) == len(BACK_OFF)
        assert (poison.attempts, poison.state) == (len(BACK_OFF), "RUNNING")
        assert Incident.objects.get().error == DIED
        others = Deadline.objects.filter(effect=DeadlineEffect.MOVE_UP, started_at=OPENED).exclude(pk=poison.pk)
        assert set(others.values_list("state", flat=True)) == {"FIRED"}
        assert max(others.values_list("attempts", flat=True)) == LONELY_FROM, "nobody else was ever put off"
        sweep(at=at + timedelta(hours=1))
        poison.refresh_from_db()
        assert poison.state == "FIRED"
        assert_healthy(at + timedelta(hours=1))
        assert scene.case.pk


_DEADLY = """
import os, signal, sys
from dataclasses import replace
from datetime import datetime
import django
django.setup()
from core.vocabulary import DeadlineEffect
from escalation.sweep import sweep
from flows import clock
effect = clock.EFFECTS[DeadlineEffect.MOVE_UP]
def run(acting, deadline):
    if deadline.pk == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    effect.run(acting, deadline)
clock.EFFECTS[DeadlineEffect.MOVE_UP] = replace(effect, run=run)
sweep(at=datetime.fromisoformat(sys.argv[2]))
"""


def swept_by_a_process_that_dies_over(poison: Deadline, at: datetime, environment: dict[str, str]) -> int:
    command = [sys.executable, "-c", _DEADLY, str(poison.pk), at.isoformat()]
    environment = {**environment, "PYTHONPATH": os.pathsep.join([str(ROOT), environment.get("PYTHONPATH", "")])}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, timeout=60).returncode

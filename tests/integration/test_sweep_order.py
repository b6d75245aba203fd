"""先后: who falls due comes before who failed before; who failed before comes in ever smaller company."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from core import clock
from core.ahead import speaking
from core.vocabulary import DeadlineEffect
from deadlines.in_hand import in_hand
from deadlines.models import Deadline
from escalation.sweep import SweepReport, sweep
from operations.daemon import Daemon
from tests.faults.effects import TERM, moved, scene_by_the_hour
from tests.health import assert_healthy

LONG_AGO = timedelta(days=30)


def open_overdue(*tries: int) -> list[int]:
    """Cases whose first clock has run out and failed so often; the ids of those clocks."""
    scene = scene_by_the_hour()
    clocks = []
    for attempts in tries:
        case = scene.open_case(at=clock.now() - LONG_AGO)
        clocks.append(Deadline.objects.get(case=case, effect=DeadlineEffect.MOVE_UP).pk)
        Deadline.objects.filter(case=case).update(attempts=attempts)
    return clocks


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[int]:
    """How many clocks each batch has had in hand, in order; batches are small here."""
    settings.SWEEP_BATCH = 4
    monkeypatch.setattr("escalation.sweep.FEWER", (3, 2))
    found = []

    @contextmanager
    def watched(clocks: Collection[int]) -> Iterator[None]:
        of_cases = Deadline.objects.filter(pk__in=clocks).values("case").distinct().count()
        with in_hand(clocks):
            found.append(of_cases)
            yield

    monkeypatch.setattr("escalation.sweep.in_hand", watched)
    return found


@pytest.mark.django_db(transaction=True)
def test_those_that_failed_more_often_come_later_and_fewer_at_a_time(batches: list[int]) -> None:
    open_overdue(3, 2, 1, 0, 1, 0, 1, 0, 2, 0, 1, 0, 2, 3)
    report = sweep(at=clock.now())
    assert batches == [4, 1, 3, 1, 2, 1, 1, 1]
    assert (report.cases, report.left, moved()) == (14, 0, 14)


@pytest.mark.django_db(transaction=True)
def test_who_falls_due_does_not_wait_for_who_failed_before(batches: list[int]) -> None:
    open_overdue(1, 0, 3, 0, 2)
    impatient = sweep(at=clock.now(), patience=0)
    assert (batches, impatient.cases, impatient.left) == ([2], 2, 3)
    assert sweep(at=clock.now(), patience=60).left == 0
    assert moved() == 5
    assert_healthy(clock.now())


@pytest.mark.django_db(transaction=True)
def test_a_flood_of_either_does_not_keep_out_the_other(batches: list[int]) -> None:
    open_overdue(1, 1, 1, 0, 0, 0)
    sweep(at=clock.now(), limit=2)
    assert batches == [2, 2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("tries", "where"), [(0, "flows.batch.fire"), (3, "escalation.sweep.fire")])
def test_without_its_database_a_pass_ends_at_once_and_blames_no_clock(
    tries: int, where: str, batches: list[int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clocks = open_overdue(tries, tries, tries)
    fired = []

    def cut_off(_case: Any, deadline: Deadline, **_given: Any) -> None:
        fired.append(deadline.pk)
        patched.setitem(connection.settings_dict, "PORT", "9")  # nobody answers there
        with speaking(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patched:
        patched.setattr(where, cut_off)
        with pytest.raises(DatabaseError):
            sweep(at=clock.now())
    connections.close_all()
    assert (fired, batches) == (clocks[:1], [1 if tries else 3])
    assert "did not take effect" not in caplog.text
    assert list(Deadline.objects.filter(pk__in=clocks).values_list("attempts", flat=True).distinct()) == [tries]
    sweep(at=clock.now())
    sweep(at=clock.now() + timedelta(minutes=1))  # who was in hand alone has died once more, and waits
    assert moved() == 3


@pytest.mark.django_db(transaction=True)
def test_the_daemon_rests_until_the_next_clock_runs_out() -> None:
    scene = scene_by_the_hour()
    daemon = Daemon(every=60, limit=5, turn=lambda **_given: SweepReport())
    assert daemon.round() == 60
    scene.open_case(at=clock.now() - TERM + timedelta(seconds=30))
    assert 0 < daemon.round() <= 30
    scene.open_case(at=clock.now() - LONG_AGO)
    assert 0 < daemon.round() <= 30, "what is due already and held by somebody is no reason to hurry"

"""待分发: what waits to be told stands in a queue of its own; nothing is lost, and what fails stops nobody."""

import logging
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import transaction

from audit.acting import Act
from audit.actors import SYSTEM
from audit.models import ChainKind, Event
from audit.services import record
from core.rows import copy_in
from notifications import tasks, telling
from notifications.invariants import INVARIANTS
from notifications.models import FanOut, Notice, Untold
from notifications.services import fan_out, find_lost
from notifications.telling import BACK_OFF
from operations import readiness
from tests.database import TestDatabase
from tests.factories import moment
from tests.telling import peopled

pytestmark = pytest.mark.django_db

_PATIENCE = 600
OPENED, WORKDAY, LATER = moment("2026-03-02 10:00"), moment("2026-03-03 10:00"), moment("2026-03-09 00:00")


# The queue


def test_events_take_their_place_in_the_queue_one_by_one_and_in_bulk() -> None:
    scene = peopled(OPENED)
    case = scene.open_case(at=OPENED)
    assert set(Untold.objects.values_list("pk", flat=True)) == set(Event.objects.values_list("pk", flat=True))
    copies = list(Event.objects.filter(subject_id=case.pk, chain_kind=ChainKind.CASE))
    for place, event in enumerate(copies, 100):
        event.pk, event.sequence = 1_000_000 + place, place
    copy_in(Event, copies)
    assert {event.pk for event in copies} <= set(Untold.objects.values_list("pk", flat=True))


def findings() -> list[str]:
    return [finding.code for invariant in INVARIANTS for finding in invariant.check(LATER)]


def test_what_was_lost_from_the_queue_is_named_at_once_and_found_again(caplog: pytest.LogCaptureFixture) -> None:
    scene = peopled(OPENED)
    fan_out(at=OPENED, limit=1000)
    scene.open_case(at=OPENED)
    lost = Event.objects.get(kind="case.opened")
    Untold.objects.filter(event=lost).delete()
    assert fan_out(at=LATER, limit=1000) == 0
    assert findings() == ["event_lost_for_telling"]
    assert readiness.oldest_untold() == OPENED
    with caplog.at_level(logging.WARNING):
        assert find_lost() == 1
    assert "missing in the queue" in caplog.text
    assert findings() == ["event_not_fanned_out"]
    tasks.find_lost()
    assert fan_out(at=LATER, limit=1000) == 1
    assert findings() == []
    assert Notice.objects.filter(event=lost).exists()


def test_what_stands_in_the_queue_though_it_was_told_is_not_told_again() -> None:
    scene = peopled(OPENED)
    scene.open_case(at=OPENED)
    fan_out(at=OPENED, limit=1000)
    before = Notice.objects.count()
    Untold.objects.create(event=Event.objects.get(kind="case.opened"))
    assert fan_out(at=LATER, limit=1000) == 0
    assert (Notice.objects.count(), Untold.objects.count()) == (before, 0)


def test_an_old_event_that_waits_is_seen_behind_any_number_of_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "LATEST", 1)
    scene = peopled(OPENED)
    fan_out(at=OPENED, limit=1000)
    scene.open_case(at=OPENED)
    scene.open_case(at=WORKDAY)
    fan_out(at=LATER, limit=0)
    assert readiness.oldest_untold() == OPENED
    fan_out(at=LATER, limit=1)
    assert readiness.oldest_untold() == WORKDAY
    fan_out(at=LATER, limit=1)
    assert readiness.oldest_untold() is None


@pytest.mark.django_db(transaction=True)
def test_an_installation_that_is_migrated_has_what_waits_in_its_queue(manage: Any, clone: TestDatabase) -> None:
    scene = peopled(OPENED)
    scene.open_case(at=OPENED)
    fan_out(at=OPENED, limit=1000)
    scene.open_case(at=WORKDAY)
    waiting = set(Untold.objects.values_list("pk", flat=True))
    assert manage("migrate", "--no-input", "notifications", "0001", timeout=_PATIENCE).returncode == 0
    with psycopg.connect(clone.owner_url) as owner:
        assert owner.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'audit_event_waits%'").fetchone() == (
            0,
        )
    assert manage("migrate", "--no-input", timeout=_PATIENCE).returncode == 0
    assert set(Untold.objects.values_list("pk", flat=True)) == waiting
    assert fan_out(at=LATER, limit=1000) == len(waiting)
    assert "event_lost_for_telling" not in findings()


# What fails


def broken() -> Event:
    with transaction.atomic():
        return record(chain=ChainKind.CASE, subject_id=0, act=Act(kind="case.opened", actor=SYSTEM, at=OPENED))


def test_one_that_fails_is_left_out_of_its_batch_and_waits_ever_longer() -> None:
    scene = peopled(OPENED)
    fan_out(at=OPENED, limit=1000)
    scene.open_case(at=OPENED)
    wrong = broken()
    for _ in range(5):
        scene.open_case(at=OPENED)
    assert fan_out(at=OPENED, limit=1000) == 6
    at, waits = OPENED, []
    for _ in range(len(BACK_OFF) + 1):
        due = Untold.objects.get(event=wrong).next_try_at
        assert due is not None
        waits.append(due - at)
        assert fan_out(at=due - timedelta(seconds=1), limit=1000) == 0
        assert fan_out(at=due, limit=1000) == 0
        at = due
    assert tuple(waits) == (*BACK_OFF, BACK_OFF[-1])
    assert findings().count("event_not_fanned_out") == 1


def test_those_that_fail_do_not_take_the_turn_of_others() -> None:
    scene = peopled(OPENED)
    fan_out(at=OPENED, limit=1000)
    for _ in range(3):
        broken()
    scene.open_case(at=OPENED)
    assert fan_out(at=OPENED, limit=3) == 0
    assert fan_out(at=OPENED, limit=3) == 1


def test_what_cannot_be_read_is_found_in_any_batch(caplog: pytest.LogCaptureFixture) -> None:
    """Something in an event that no question can be made of spoils what is read for all of them."""
    scene = peopled(OPENED)
    fan_out(at=OPENED, limit=1000)
    case = scene.open_case(at=OPENED)
    with transaction.atomic():
        act = Act(kind="consultation.asked", actor=SYSTEM, at=OPENED, data={"consulted": "somebody"})
        wrong = record(chain=ChainKind.CASE, subject_id=case.pk, act=act)
    scene.open_case(at=OPENED)
    with caplog.at_level(logging.ERROR):
        assert fan_out(at=LATER, limit=1000) == 2
    assert list(Untold.objects.values_list("pk", flat=True)) == [wrong.pk]
    assert "fan-out failed" in caplog.text


def test_a_batch_that_cannot_be_written_is_made_anew_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, write = peopled(OPENED), telling._write
    for _ in range(4):
        scene.open_case(at=OPENED)
    events, refused = Event.objects.count(), []

    def refuse(told: Any, at: Any) -> None:
        write(told, at)
        if len(told) > 2:
            refused.append(len(told))
            FanOut.objects.create(event=told[0][0], done_at=at)  # there is one already

    monkeypatch.setattr(telling, "_write", refuse)
    assert fan_out(at=LATER, limit=1000) == events == FanOut.objects.count()
    assert refused[0] == events
    assert findings() == []


# The task


def test_the_task_goes_on_until_nobody_waits_and_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = peopled(OPENED)
    for _ in range(5):
        scene.open_case(at=OPENED)
    monkeypatch.setattr(tasks, "_EVENTS_AT_ONCE", 2)
    monkeypatch.setattr(tasks, "_PART_OF_SOFT_LIMIT", 0)
    tasks.fan_out()
    assert not FanOut.objects.exists(), "it has no time at all"
    monkeypatch.undo()
    monkeypatch.setattr(tasks, "_EVENTS_AT_ONCE", 2)
    tasks.fan_out()
    assert FanOut.objects.count() == Event.objects.count()

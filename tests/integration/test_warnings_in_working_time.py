"""预警只在工作时间: place by place, never for what is over, and letters about what a clock did wait for the morning."""

import subprocess
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from audit.actors import SYSTEM
from audit.models import ChainKind, Event
from core.vocabulary import DeadlineEffect, DeadlineState, Step
from deadlines.models import Deadline
from notifications.models import Delivery, Notice
from notifications.services import deliver, fan_out
from operations.doctor import findings
from organizations.models import Jurisdiction
from tests.factories import moment
from tests.stage_set import Scene, set_the_stage
from workdays.errors import NoWorkingTime
from workdays.selectors import calendar_for
from workdays.services import set_working_time

Manage = Callable[..., subprocess.CompletedProcess[str]]
OPENED = moment("2026-03-09 10:00")


@pytest.fixture
def scene(db: None) -> Scene:
    scene = set_the_stage()
    person = scene.capacity(scene.ecology).person
    person.email = "ecology@example.org"
    person.save()
    return scene


def warnings(scene: Scene) -> list[Deadline]:
    rows = scene.case.deadlines.filter(effect=DeadlineEffect.WARN, state=DeadlineState.RUNNING, step="tier1")
    return list(rows.order_by("expires_at"))


def test_a_place_has_its_own_hours_and_the_record_says_who_set_them(scene: Scene) -> None:
    place = scene.district.jurisdiction
    set_working_time(jurisdiction=place, text="08:30-12:00, 14:00-17:30", by=SYSTEM, at=OPENED)
    set_working_time(jurisdiction=place, text="08:30-12:00,14:00-17:30", by=SYSTEM, at=OPENED)
    event = Event.objects.get(chain_kind=ChainKind.CALENDAR, kind="calendar.working_time_set")
    assert event.data == {"before": "09:00-12:00,13:30-17:30", "working_time": "08:30-12:00,14:00-17:30"}
    assert str(calendar_for(Jurisdiction.objects.get(pk=place.pk)).hours) == "08:30-12:00,14:00-17:30"
    scene.open_case(at=OPENED)
    assert [one.expires_at for one in warnings(scene)] == [
        moment("2026-03-12 08:30"), moment("2026-03-13 08:30"), moment("2026-03-16 08:30"),
    ]  # fmt: skip
    with pytest.raises(NoWorkingTime):
        set_working_time(jurisdiction=place, text="never", by=SYSTEM, at=OPENED)
    with pytest.raises(IntegrityError, match="working_time_is_in_spans"), transaction.atomic():
        Jurisdiction.objects.filter(pk=place.pk).update(working_time="never")


def test_the_command_says_and_sets_it(manage: Manage) -> None:
    scene = set_the_stage()
    code = scene.district.jurisdiction.code
    assert "09:00-12:00,13:30-17:30" in manage("working_time", code).stdout
    assert manage("working_time", code, "--set", "08:30-17:00").returncode == 0
    assert manage("working_time", code, "--json").stdout.count("08:30-17:00") == 1
    assert manage("working_time", code, "--set", "17:00-08:30").returncode == 1
    assert manage("working_time", "000000").returncode == 1


def test_a_warning_whose_clock_is_over_or_was_moved_is_never_sent(scene: Scene) -> None:
    scene.open_case(at=OPENED)
    before = [one.pk for one in warnings(scene)]
    scene.do("extend_deadline", scene.ecology, at="2026-03-11 10:00", workdays=3)
    scene.sweep(at="2026-03-17 12:00")
    fired = Deadline.objects.filter(effect=DeadlineEffect.WARN, state=DeadlineState.FIRED, step="tier1")
    scene.sweep(at="2026-03-17 12:00")
    assert not set(before) & set(fired.values_list("pk", flat=True)), "warnings of the old end are gone"
    told = fired.count()
    assert told == 1, "two workdays before the new end, once"
    scene.do("withdraw_case", scene.dispatch, at="2026-03-17 15:00")
    scene.sweep(at="2026-03-25 00:00")
    assert fired.count() == told


def test_doctor_names_a_warning_that_would_come_too_late(scene: Scene) -> None:
    scene.open_case(at=OPENED)
    assert "warning_comes_too_late" not in {finding.code for finding in findings(OPENED)}
    main = scene.clock(Step.TIER_NEGOTIATION)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deadlines_deadline SET expires_at = %s WHERE id = %s", [main.expires_at, warnings(scene)[0].pk]
        )
    assert "warning_comes_too_late" in {finding.code for finding in findings(OPENED)}


def test_what_a_clock_did_at_midnight_is_told_outside_in_the_morning_and_inside_at_once(scene: Scene) -> None:
    scene.open_case(at=OPENED)
    fan_out(at=OPENED, limit=1_000)
    deliver(at=OPENED, limit=1_000)
    assert not Delivery.objects.exclude(state="SENT").exists(), "what people do leaves when they do it"
    midnight = moment("2026-03-17 00:00")
    scene.sweep(at=midnight)
    fan_out(at=midnight, limit=1_000)
    event = Event.objects.get(kind="stage.timed_out")
    assert Notice.objects.filter(event=event, created_at=midnight).exists()
    late = Delivery.objects.filter(state="PENDING")
    assert late.exists()
    assert set(late.values_list("next_try_at", flat=True)) == {moment("2026-03-17 09:00")}
    assert deliver(at=moment("2026-03-17 08:59"), limit=1_000) == 0
    assert deliver(at=moment("2026-03-17 09:00"), limit=1_000) == late.count() or not late.exists()


def test_what_is_urgent_leaves_at_midnight(scene: Scene) -> None:
    scene.open_case(at=OPENED)
    fan_out(at=OPENED, limit=1_000)
    deliver(at=OPENED, limit=1_000)
    scene.case.__class__.objects.filter(number=scene.number).update(urgent=True)
    midnight = moment("2026-03-17 00:00")
    scene.sweep(at=midnight)
    fan_out(at=midnight, limit=1_000)
    assert set(Delivery.objects.filter(state="PENDING").values_list("next_try_at", flat=True)) == {midnight}

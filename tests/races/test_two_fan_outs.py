"""Two fan-outs at once: everybody is told once, both do their part, and neither waits for the other."""

import threading
from collections import Counter
from typing import Any

import pytest
from django.db import connections, transaction

from audit.models import Event
from notifications.models import FanOut, Notice, Untold
from notifications.services import fan_out
from tests.factories import make_capacity, moment
from tests.health import assert_healthy
from tests.races import together
from tests.races.rounds import ROUNDS
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db(transaction=True)
AT = moment("2026-03-02 10:00")


@pytest.fixture
def scene(settings: Any) -> Scene:
    settings.FAN_OUT_BATCH = 3
    scene = set_the_stage()
    for department in scene.district.departments:
        make_capacity(department)
    for _ in range(max(ROUNDS // 2, 20)):
        scene.open_case(at=AT)
    return scene


def test_two_fan_outs_over_many_events(scene: Scene) -> None:
    events = Event.objects.count()
    one, other = together(lambda: fan_out(at=AT, limit=1000), lambda: fan_out(at=AT, limit=1000))
    assert one.won
    assert other.won
    assert one.value + other.value == events == FanOut.objects.count()
    assert one.value, "one of them did all the work"
    assert other.value, "one of them did all the work"
    told = Counter(Notice.objects.values_list("event", "person"))
    assert set(told.values()) == {1}
    assert not Untold.objects.exists()
    assert_healthy(AT)


def test_what_another_has_in_hand_is_passed_over_and_not_waited_for(scene: Scene) -> None:
    held, done = threading.Event(), threading.Event()
    ids = list(Untold.objects.order_by("pk").values_list("pk", flat=True)[1:3])

    def hold() -> None:
        try:
            with transaction.atomic():
                list(Untold.objects.select_for_update().filter(pk__in=ids))
                held.set()
                done.wait(60)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    assert held.wait(60)
    try:
        assert fan_out(at=AT, limit=1000) == Event.objects.count() - len(ids)
    finally:
        done.set()
        holder.join(60)
    assert list(Untold.objects.order_by("pk").values_list("pk", "attempts")) == [(pk, 0) for pk in ids]
    assert fan_out(at=AT, limit=1000) == len(ids)

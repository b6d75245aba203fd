"""Messages that come twice, never, or late and in any order: each case moves once, and each mail leaves once."""

import random
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import QuerySet

from core import clock
from notifications.models import Delivery, DeliveryState
from operations.heartbeats import SWEEP, last_of
from tests.faults.effects import (
    check_each_moved_once,
    check_each_told_once,
    everybody_told,
    moved,
    open_due,
    scene_by_the_hour,
)  # fmt: skip
from tests.faults.post import Post, never, once, twice
from tests.faults.world import FaultWorld
from tests.stage_set import Scene

CASES = 30
SOON = timedelta(seconds=5)
_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE)


@pytest.mark.faults
def test_whatever_becomes_of_the_messages_everything_happens_once(world: FaultWorld) -> None:
    scene = scene_of_readers()
    with Post(world, delivery=twice) as post:
        world.start("beat", REDIS_URL=post.sender_url)
        world.start_and_wait("worker-1", "worker-2")
        delivered_twice(world, scene, post)
        never_delivered_and_the_daemon_lives(world, scene, post)
        never_delivered_and_cron_is_left(world, scene)
        delivered_late_in_any_order(world, scene, post)
        post.delivery = once
        world.wait_until(all_sent, what="the mail", seconds=120)
    check_each_moved_once(4 * CASES)
    check_each_told_once()
    check_each_mail_left_once(world)
    world.check_doctor()


def scene_of_readers() -> Scene:
    """A district of which one department reads its mail."""
    scene = scene_by_the_hour()
    person = scene.capacity(scene.ecology).person
    person.email = "somebody@example.org"
    person.save()
    return scene


def delivered_twice(world: FaultWorld, scene: Scene, post: Post) -> None:
    """Two workers have the same task at the same time, again and again."""
    open_due(scene, at=clock.now() + SOON, cases=CASES)
    wait_for(world, CASES)
    world.wait_until(all_sent, what="the mail", seconds=120)
    assert post.delivered >= 2 * post.taken - 1 > 10


def never_delivered_and_the_daemon_lives(world: FaultWorld, scene: Scene, post: Post) -> None:
    post.delivery = never
    world.start_and_wait("daemon")
    due = clock.now() + SOON
    open_due(scene, at=due, cases=CASES)
    wait_for(world, 2 * CASES)
    heard = last_of(SWEEP)
    assert heard is not None
    assert heard < due, "a worker heard of it"
    world.stop("daemon")


def never_delivered_and_cron_is_left(world: FaultWorld, scene: Scene) -> None:
    open_due(scene, at=clock.now() + SOON, cases=CASES)
    world.wait_until(lambda: sweeps_by_cron(world) >= 3 * CASES, what="the escalation by cron", seconds=120)


def sweeps_by_cron(world: FaultWorld) -> int:
    done = world.manage("escalate", "--quiet")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return moved()


def delivered_late_in_any_order(world: FaultWorld, scene: Scene, post: Post) -> None:
    """A quarter of a minute's messages are held back and then come all at once, after what they should have done."""
    post.delivery = post.hold
    due = clock.now() + SOON
    open_due(scene, at=due, cases=CASES)
    world.wait_until(lambda: clock.now() > due + 3 * SOON, what="the wait", seconds=60)
    assert moved() == 3 * CASES, "somebody heard of it although every message was held back"
    assert post.release(random.Random(20)) > 10
    wait_for(world, 4 * CASES)


def wait_for(world: FaultWorld, cases: int) -> None:
    world.wait_until(lambda: moved() >= cases, what=f"escalation number {cases}", seconds=120)


def all_sent() -> bool:
    return everybody_told() and Delivery.objects.exists() and not unsent().exists()


def unsent() -> QuerySet[Delivery]:
    """What waits, without what waits for the next working day."""
    return Delivery.objects.exclude(state=DeliveryState.SENT).filter(next_try_at__lte=clock.now())


def check_each_mail_left_once(world: FaultWorld) -> None:
    texts = [path.read_bytes() for path in (world.folder / "data" / "mail").iterdir()]
    left = Counter(found.decode() for text in texts for found in _MESSAGE_ID.findall(text))
    assert set(left.values()) == {1}
    assert set(left) == set(Delivery.objects.filter(state=DeliveryState.SENT).values_list("message_id", flat=True))

"""One fan-out, played twice from the same database: each event alone, and many together. The same is left.

``BOTH_WAYS=1 ./test …`` does so whenever a story has been told to everybody.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.test import override_settings

from audit.actors import SYSTEM
from core.vocabulary import DutyPost, MembershipRole
from notifications.models import Delivery, FanOut, Notice
from notifications.services import fan_out
from organizations.duty import enter_shift
from tests.factories import make_deputyship, make_membership
from tests.stage_set import Scene, set_the_stage

_MANY = 10_000
Left = dict[tuple[Any, ...], tuple[Any, ...]]


def told_both_ways(at: datetime) -> int:
    """Everything that waits, alone and then together, which stays. Raises ``AssertionError`` where they differ."""
    with transaction.atomic(), override_settings(FAN_OUT_BATCH=1):
        times = fan_out(at=at, limit=_MANY)
        alone = what_is_owed()
        transaction.set_rollback(True)
    with override_settings(FAN_OUT_BATCH=_MANY):
        done = fan_out(at=at, limit=_MANY)
    together = what_is_owed()
    found = [
        f"{key}: alone {alone.get(key)}, together {together.get(key)}"
        for key in sorted(alone.keys() | together.keys(), key=str)
        if alone.get(key) != together.get(key)
    ]
    assert not found, "\n".join(found[:20])
    assert times == done
    return done


def what_is_owed() -> Left:
    """Every row that a fan-out writes, by what it is about; without its own id."""
    rows: Left = {}
    for event, *values in FanOut.objects.values_list("event", "done_at", "person_ids", "deliveries_owed"):
        rows["fan-out", event] = tuple(map(str, values))
    for event, person, *values in Notice.objects.values_list(
        "event", "person", "case", "kind", "created_at", "read_at"
    ):
        rows["notice", event, person] = tuple(values)
    for event, person, channel, *values in Delivery.objects.values_list(
        "event", "person", "channel", "case", "state", "attempts", "next_try_at", "message_id"
    ):
        rows["delivery", event, person, channel] = tuple(values)
    return rows


_ROLES = (MembershipRole.HANDLER, MembershipRole.LIAISON, MembershipRole.REVIEWER, MembershipRole.HEAD)


def peopled(at: datetime) -> Scene:
    """Everybody has people with addresses; some stand in, some are on duty, some only follow."""
    scene = set_the_stage(departments=4)
    district = scene.district
    bodies = [*district.departments, scene.dispatch, scene.office, scene.secretariat]
    for organization in bodies:
        for role in _ROLES:
            person = scene.capacity(organization, role).person
            person.email = f"p{person.pk}@office.example"
            person.save()
    make_membership(organization=scene.office, role=MembershipRole.SYSTEM_ADMINISTRATOR)
    absent = scene.capacity(scene.housing).membership
    deputy = scene.capacity(scene.housing, MembershipRole.REVIEWER).person
    make_deputyship(absent=absent, deputy=deputy, first_day=date(2026, 3, 7), last_day=date(2026, 3, 9))
    enter_shift(
        organization=scene.management, person=scene.capacity(scene.management, MembershipRole.REVIEWER).person,
        post=DutyPost.ON_DUTY, first_day=date(2026, 3, 7), last_day=date(2026, 3, 8), by=SYSTEM, at=at,
    )  # fmt: skip
    return scene

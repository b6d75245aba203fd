"""What seats said of who was at a meeting is carried over item by item, as the record of each item has it."""

from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

import psycopg
import pytest
from django.db import connections

from core.vocabulary import AbsenceReason, InvitationReply
from meetings.models import AgendaItem, Presence
from tests.database import TestDatabase
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db(transaction=True)


def two_items(scene: Scene) -> None:
    """Management was at the first item only, housing at the second only; both cases are on one agenda."""
    numbers = []
    for hour in (10, 11):
        numbers.append(scene.open_case(at=f"2026-03-05 {hour}:00").number)
        scene.do("refer_case", scene.ecology, at=f"2026-03-06 {hour}:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-09 09:00", number=numbers[0], further_cases=numbers[1:])
    scene.do(
        "reply_to_invitation", scene.management, number=numbers[1], at="2026-03-10 09:00",
        reply=InvitationReply.CANNOT_COME, absence_reason=AbsenceReason.OTHER_MEETING,
    )  # fmt: skip
    here = (scene.ecology, scene.management), (scene.ecology, scene.housing)
    for number, came in zip(numbers, here, strict=True):
        rows: list[dict[str, Any]] = [
            {"organization": one.code, "attended": True, "representative": "代表", "says": "AGREES", "stand": "同意。"}
            for one in came
        ]
        scene.do("hold_meeting", scene.dispatch, number=number, at="2026-03-12 14:00", attendances=rows)


def told() -> set[tuple[Any, ...]]:
    return set(Presence.objects.values_list("item", "organization", "attended", "excused", "representative"))


def test_the_record_of_each_item_goes_before_the_seat_that_all_items_shared(
    manage: Callable[..., CompletedProcess[str]], clone: TestDatabase
) -> None:
    scene = set_the_stage()
    two_items(scene)
    before = told()
    assert len(before) == 6
    connections.close_all()
    done = manage("migrate", "--no-input", "meetings", "0001_tables")
    assert done.returncode == 0, done.stderr
    with psycopg.connect(clone.owner_url) as owner:
        seats = owner.execute("SELECT organization_id, attended, excused FROM meetings_attendance").fetchall()
    assert set(seats) == {
        (scene.ecology.pk, True, None), (scene.management.pk, False, True), (scene.housing.pk, True, None),
    }  # fmt: skip
    done = manage("migrate", "--no-input")
    assert done.returncode == 0, done.stderr
    assert told() == before


def test_a_record_without_its_event_is_carried_over_from_the_seat(
    manage: Callable[..., CompletedProcess[str]], clone: TestDatabase
) -> None:
    """And whoever joined the case afterwards was not there, whatever the seat says."""
    scene = set_the_stage()
    two_items(scene)
    connections.close_all()
    assert manage("migrate", "--no-input", "meetings", "0001_tables").returncode == 0
    first, second = AgendaItem.objects.order_by("pk").values_list("pk", flat=True)
    with psycopg.connect(clone.owner_url) as owner:
        owner.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        owner.execute("UPDATE audit_event SET kind = 'x' WHERE kind = 'meeting.held'")
        owner.execute(
            "UPDATE cases_party SET joined_at = '2026-03-13' WHERE organization_id = %s AND case_id = "
            "(SELECT case_id FROM meetings_agendaitem WHERE id = %s)", [scene.housing.pk, second],
        )  # fmt: skip
    connections.close_all()
    done = manage("migrate", "--no-input")
    assert done.returncode == 0, done.stderr
    ecology, management = (scene.ecology.pk, True, None), (scene.management.pk, False, True)
    assert {row[1:4] for row in told() if row[0] == first} == {ecology, management, (scene.housing.pk, True, None)}
    assert {row[1:4] for row in told() if row[0] == second} == {ecology, management}

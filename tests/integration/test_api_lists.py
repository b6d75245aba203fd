"""Lists answer with a constant number of queries and are paged by the last row seen."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.acting import Act
from audit.actors import SYSTEM
from cases.models import Case, Party, Stage
from core.clock import now
from core.vocabulary import DeadlineEffect, DeadlineState, DutyRole, MembershipRole, PartyRole, Phase, Step, Tier
from deadlines.models import Deadline
from flows.models import WorkItem
from organizations.selectors import local_date
from registry.services import record_entry
from tests.machines import Machine, machine_of
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    scene = set_the_stage()
    scene.open_case(at=now())
    return scene


@pytest.fixture
def machine(scene: Scene) -> Machine:
    return machine_of(scene.capacity(scene.ecology, MembershipRole.HEAD).person)


def copies(scene: Scene, count: int, start: int) -> None:
    """More cases like the one there is, each with a party, a clock and work; made in bulk, as rows only."""
    case, task = scene.case, WorkItem.objects.filter(case__number=scene.number)[0].task
    clock = scene.clock(Step.TIER_NEGOTIATION)
    fields = ("jurisdiction_id", "source", "procedure_id", "state", "tier", "opened_at", "opened_by_id")
    same = {name: getattr(case, name) for name in fields}
    made = Case.objects.bulk_create(
        Case(number=f"COPY-{start + n:06}", title=f"第{start + n}件", **same) for n in range(count)
    )
    Party.objects.bulk_create(
        Party(case=one, organization=scene.ecology, role=PartyRole.CONVENING, order=1, joined_at=case.opened_at)
        for one in made
    )
    stages = Stage.objects.bulk_create(
        Stage(case=one, tier=Tier.NEGOTIATION, visit=1, conductor=scene.ecology, opened_at=case.opened_at)
        for one in made
    )
    same = {
        name: getattr(clock, name)
        for name in ("organization_id", "step", "term_n", "term_unit", "term_roll", "citation", "is_sample", "budget",
                     "started_at", "last_day", "expires_at", "next_try_at")
    }  # fmt: skip
    Deadline.objects.bulk_create(
        Deadline(case=stage.case, stage=stage, state=DeadlineState.RUNNING, effect=DeadlineEffect.MOVE_UP, **same)
        for stage in stages
    )
    tasks = type(task).objects.bulk_create(
        type(task)(process_id=task.process_id, flow_task=task.flow_task, flow_task_type=task.flow_task_type)
        for _ in made
    )
    WorkItem.objects.bulk_create(
        WorkItem(
            task=one, case=stage.case, stage=stage, node="position", organization=scene.ecology,
            opened_at=case.opened_at,
        )
        for one, stage in zip(tasks, stages, strict=True)
    )  # fmt: skip


def queries(machine: Machine, path: str, **query: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        machine.get(path, limit=20, **query)
    return len(seen)


LISTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("cases", {}),
    ("cases", {"mine": "1", "q": "第", "state": "OPEN", "tier": "NEGOTIATION"}),
    ("cases", {"overdue": "1"}),
    ("tasks", {}),
    ("tasks", {"mine": "0"}),
    ("meetings", {}),
    ("work-orders", {}),
)


def test_lists_ask_as_much_of_500_rows_as_of_20(scene: Scene, machine: Machine) -> None:
    copies(scene, 20, 0)
    machine.get("cases")
    few = [queries(machine, path, **query) for path, query in LISTS]
    copies(scene, 480, 20)
    assert [queries(machine, path, **query) for path, query in LISTS] == few
    assert max(few) <= 12


def test_a_case_file_asks_as_much_when_it_is_thick(scene: Scene, machine: Machine) -> None:
    path = f"cases/{scene.number}"
    machine.get(path)
    for department in scene.district.departments:
        scene.do("state_position", department, at=now())
    thin = queries(machine, path)
    for department in scene.district.departments * 3:
        scene.do("state_position", department, at=now())
    assert queries(machine, path) == thin


@pytest.mark.parametrize("path", ["cases", "tasks"])
def test_pages_follow_one_another_without_a_gap(scene: Scene, machine: Machine, path: str) -> None:
    copies(scene, 9, 0)
    everything = machine.get(path, limit=100)["items"]
    assert len(everything) >= 10
    paged, address = [], f"/api/v1/{path}?limit=4"
    while address:
        page = machine.get(address)
        paged += page["items"]
        address = page["next"]
    assert paged == everything


def test_cases_are_found_by_state_tier_words_and_number(scene: Scene, machine: Machine) -> None:
    copies(scene, 3, 0)

    def found(**query: Any) -> list[str]:
        return [row["number"] for row in machine.get("cases", **query)["items"]]

    assert found(q="施工噪声") == [scene.number]
    assert found(q="copy-000001") == ["COPY-000001"]
    assert len(found(state="OPEN", tier="NEGOTIATION")) == 4
    assert found(tier="REFERRAL") == found(state="ARCHIVED") == []
    assert found(jurisdiction="nowhere") == []


def test_overdue_are_those_whose_clock_ran_out_and_waits(scene: Scene, machine: Machine) -> None:
    assert machine.get("cases", overdue="1")["items"] == []
    late = now() - timedelta(minutes=1)
    Deadline.objects.filter(case__number=scene.number).update(
        started_at=late - timedelta(days=7), expires_at=late, next_try_at=late
    )
    (row,) = machine.get("cases", overdue="1")["items"]
    assert row["next_clock"]["overdue"]
    assert row["next_clock"]["remaining_workdays"] == 0
    assert {body["code"] for body in row["waiting_for"]} == {o.code for o in scene.district.departments}


def test_the_next_page_keeps_the_question(scene: Scene, machine: Machine) -> None:
    copies(scene, 5, 0)
    page = machine.get("cases", q="第", limit=2)
    assert [row["number"] for row in page["items"]] == ["COPY-000004", "COPY-000003"]
    assert [row["number"] for row in machine.get(page["next"])["items"]] == ["COPY-000002", "COPY-000001"]


def test_entries_are_asked_for_by_day(scene: Scene, machine: Machine) -> None:
    today = local_date(scene.district.jurisdiction, now())
    act = Act(kind="entry.recorded", actor=SYSTEM, at=now())
    record_entry(
        jurisdiction=scene.district.jurisdiction, matter="餐饮油烟", description="", measures="", basis="",
        source="list",
        assignments=[(Phase.SUPERVISION, scene.ecology, DutyRole.LEAD)], valid_from=today, valid_to=None, entry=None,
        act=act,
    )  # fmt: skip
    (entry,) = machine.get("registry/entries", on=today.isoformat())["items"]
    assert entry["assignments"][0]["organization"]["code"] == scene.ecology.code
    assert machine.get("registry/entries", on=(today - timedelta(days=1)).isoformat())["items"] == []


def test_the_procedure_gives_every_value_with_its_source(machine: Machine) -> None:
    found = machine.get("procedures")
    assert found["code"] == "longquanyi"
    assert all(value["citation"] or value["reason"] for value in found["values"])
    assert {"terms.tier1", "tier2_enabled_for"} <= {value["key"] for value in found["values"]}


def test_workdays_are_counted_day_by_day(machine: Machine) -> None:
    counted = machine.get("calendar/workdays", start="2026-09-28", add="5")
    assert (counted["last_day"], counted["expires_at"]) == ("2026-10-10", "2026-10-10T16:00:00Z")
    assert [day["day"] for day in counted["working"] if day["counted"]][-1] == "2026-10-10"
    between = machine.get("calendar/workdays", start="2026-09-28", end="2026-10-10")
    assert (between["workdays"], between["working"]) == (5, counted["working"])


def test_work_orders_come_in_once(scene: Scene) -> None:
    clerk = machine_of(scene.capacity(scene.dispatch).person)
    order = {
        "jurisdiction": scene.district.jurisdiction.code, "source": "12345", "number": "A1", "text": "夜间施工噪声",
        "received_at": "2026-09-28T08:00:00+08:00", "first_recipient": scene.ecology.code,
    }  # fmt: skip
    assert [clerk.post("work-orders", order).status_code for _ in range(2)] == [201, 200]
    assert clerk.post("work-orders", {**order, "text": "别的"}).json()["code"] == "work_order_differs"
    assert [row["reference"] for row in clerk.get("work-orders", q="噪声")["items"]] == ["12345:A1"]
    department = machine_of(scene.capacity(scene.housing).person)
    assert department.get("work-orders")["items"] == []
    assert department.post("work-orders", {**order, "number": "A2"}).json()["code"] == "not_permitted"

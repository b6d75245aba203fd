"""我的工作中的工单: an order that waits for somebody stands in their list, with its clock, beside the work in cases."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.clock import now
from core.vocabulary import MembershipRole
from hotline.access import visible_work_orders
from hotline.waiting import order_tasks, orders_waiting
from organizations.models import Organization
from tests.factories import make_capacity
from tests.machines import machine_of
from tests.order_scene import Orders
from tests.stage_set import set_the_stage
from web.visitors import Visitor
from web.work_lists import OrderRow, work_to_do

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders() -> Orders:
    orders = Orders(scene=set_the_stage())
    orders.take_in(at=now())
    return orders


def waits_for(orders: Orders, organization: Organization) -> list[str]:
    """The steps that the organization's handler finds in 我的工作."""
    capacity = orders.scene.capacity(organization)
    rows = work_to_do(Visitor(person=capacity.person, capacities=(capacity,)), now()).rows
    return [row.task.step.code for row in rows if isinstance(row, OrderRow)]


def page_of(orders: Orders, client: Client, organization: Organization) -> str:
    client.force_login(orders.scene.capacity(organization).person)
    return client.get("/work/").content.decode()


def test_each_step_of_an_order_waits_for_whose_move_it_is(orders: Orders) -> None:
    office, ecology, management = orders.scene.dispatch, orders.scene.ecology, orders.scene.management
    assert (waits_for(orders, office), waits_for(orders, ecology)) == (["dispatch"], [])
    orders.dispatch_to(ecology, at=now())
    assert (waits_for(orders, office), waits_for(orders, ecology)) == ([], ["take"])
    orders.do("object_to_dispatch", ecology, at=now())
    assert (waits_for(orders, office), waits_for(orders, ecology)) == (["verify"], [])
    orders.do("uphold_dispatch_objection", office, at=now())
    assert (waits_for(orders, office), waits_for(orders, ecology)) == (["dispatch"], [])
    orders.dispatch_to(management, at=now())
    orders.do("accept_order", management, at=now())
    assert (waits_for(orders, office), waits_for(orders, management)) == (["answer"], ["handle"])
    orders.do("answer_order", office, at=now())
    assert (waits_for(orders, office), waits_for(orders, management)) == ([], [])


def test_behind_a_case_an_order_waits_for_nobody_until_there_is_a_lead_or_the_case_is_over(orders: Orders) -> None:
    office = orders.scene.dispatch
    orders.open_case(at=now())
    assert waits_for(orders, office) == []
    orders.scene.do("withdraw_case", office, at=now())
    assert waits_for(orders, office) == ["designate"]


def test_the_line_says_what_until_when_and_what_then(orders: Orders, client: Client) -> None:
    ecology = orders.scene.ecology
    orders.dispatch_to(ecology, at=now())
    page = page_of(orders, client, ecology)
    for fact in ("12345:A1", "工地夜间施工噪声扰民", 'href="/work-orders/12345:A1/"', "接单单位成为首办单位"):
        assert fact in page
    assert "12345:A1" not in page_of(orders, client, orders.scene.housing)


def test_who_cannot_act_has_no_such_line(orders: Orders, client: Client) -> None:
    orders.dispatch_to(orders.scene.ecology, at=now())
    reader = make_capacity(orders.scene.ecology, MembershipRole.SYSTEM_ADMINISTRATOR)
    client.force_login(reader.person)
    assert "12345:A1" not in client.get("/work/").content.decode()


def test_programs_find_it_among_the_tasks_with_the_acts_that_would_do_it(orders: Orders) -> None:
    ecology = orders.scene.ecology
    orders.dispatch_to(ecology, at=now())
    machine = machine_of(orders.scene.capacity(ecology).person)
    (task,) = machine.get("tasks")["items"]
    assert (task["node"], task["case"], task["work_order"]["reference"]) == ("take", None, "12345:A1")
    assert task["acts"] == ["accept_order", "object_to_dispatch"]
    assert task["due"] == min(clock["expires_at"] for clock in machine.get(task["href"])["clocks"])
    assert {action["name"] for action in machine.get(task["href"])["actions"]} == set(task["acts"])
    office = machine_of(orders.scene.capacity(orders.scene.dispatch).person)
    assert office.get("tasks")["items"] == []
    assert [one["organization"]["code"] for one in office.get("tasks", mine="0")["items"]] == [ecology.code]
    stranger = machine_of(orders.scene.capacity(orders.scene.housing).person)
    assert stranger.get("tasks", mine="0")["items"] == []


def test_work_in_cases_and_orders_stands_in_one_list_due_first_and_is_paged_without_a_gap(orders: Orders) -> None:
    scene = orders.scene
    scene.open_case(at=now())
    for number in ("A2", "A3", "A4"):
        orders.take_in(at=now(), number=number)
        orders.dispatch_to(scene.ecology, at=now())
    machine = machine_of(scene.capacity(scene.ecology).person)
    everything = machine.get("tasks", limit=100)["items"]
    assert [task["due"] for task in everything] == sorted(task["due"] for task in everything)
    assert {task["case"] is None for task in everything} == {True, False}
    paged, address = [], "/api/v1/tasks?limit=1"
    while address:
        page = machine.get(address)
        paged += page["items"]
        address = page["next"]
    assert paged == everything
    assert machine.ask("get", "tasks", {"after": "2026-01-01T00:00:00Z~7~99"}).status_code == 400


def test_many_orders_ask_no_more_than_few(orders: Orders, client: Client) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=now())
    client.force_login(scene.capacity(scene.ecology).person)
    client.get("/work/")
    counts = []
    for numbers in ((), ("B1", "B2", "B3", "B4")):
        for number in numbers:
            orders.take_in(at=now(), number=number)
            orders.dispatch_to(scene.ecology, at=now())
        with CaptureQueriesContext(connection) as captured:
            client.get("/work/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


def test_whoever_is_offered_a_step_may_do_one_of_its_acts(orders: Orders) -> None:
    """The office's answer closes what it was asked for; the receiver's handling has no act of its own."""
    held = [orders.scene.capacity(orders.scene.dispatch)]
    waiting = list(orders_waiting(held))
    assert waiting == list(visible_work_orders(held))
    (task,) = order_tasks(waiting).values()
    assert (
        set(task.acts) == {"dispatch_order", "designate_receiver", "answer_order"} == orders.offered(task.organization)
    )

"""机构改革与工单: what a dissolved organization held of work orders is its successor's; terms run on as they were."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from cases.models import JointAction
from core.vocabulary import DeadlineState, WorkOrderState
from deadlines.models import Deadline
from flows.reorganization import inherit
from hotline.succession import OrdersInherited, inherit_orders
from notifications.models import Notice
from operations.doctor import waiting
from organizations.models import Organization
from tests.factories import make_organization, moment
from tests.health import hearing
from tests.order_scene import Orders
from tests.stage_set import Scene, set_the_stage

REFORM = date(2026, 3, 3)
THAT_DAY = moment("2026-03-03 00:00")


@pytest.fixture
def orders(db: None) -> Orders:
    """Dispatched to ecology on Monday 2 March 2026; its term to object ends at midnight of Tuesday."""
    orders = Orders(scene=hearing(set_the_stage()))
    orders.take_in(at="2026-03-02 09:00")
    orders.do("dispatch_order", orders.scene.dispatch, at="2026-03-02 09:30", organization=orders.scene.ecology.code)
    return orders


def dissolve(scene: Scene, organization: Organization, *, heir: bool = True) -> Organization | None:
    new = make_organization(jurisdiction=scene.district.jurisdiction, valid_from=REFORM) if heir else None
    if new is not None:
        new.functions = organization.functions
        new.save(update_fields=["functions"])
    organization.valid_to, organization.successor = REFORM, new
    organization.save(update_fields=["valid_to", "successor"])
    return new


def pass_on(orders: Orders) -> OrdersInherited:
    orders.scene.live_until(THAT_DAY)
    report = inherit_orders(at=THAT_DAY)
    assert orders.scene.after
    orders.scene.after(THAT_DAY)
    return report


def clocks(orders: Orders) -> list[tuple[object, ...]]:
    running = Deadline.objects.filter(subject_id=orders.order.pk, state=DeadlineState.RUNNING).order_by("pk")
    return list(running.values_list("step", "expires_at"))


def test_the_successor_has_the_order_with_the_term_that_was_left(orders: Orders) -> None:
    scene = orders.scene
    before = clocks(orders)
    new = dissolve(scene, scene.ecology)
    assert new is not None
    handler = scene.capacity(new)
    assert pass_on(orders).succeeded == 1
    assert (orders.dispatch.organization, clocks(orders)) == (new, before)
    assert not Deadline.objects.filter(state=DeadlineState.RUNNING, organization=scene.ecology).exists()
    assert Notice.objects.filter(kind="work_order.succeeded", person=handler.person).exists()
    orders.do("accept_order", new, at="2026-03-03 10:00")
    assert orders.order.state == WorkOrderState.ACCEPTED
    assert pass_on(orders) == OrdersInherited()


def test_before_the_day_nothing_happens(orders: Orders) -> None:
    dissolve(orders.scene, orders.scene.ecology)
    assert inherit_orders(at=moment("2026-03-02 23:00")) == OrdersInherited()


def test_the_successor_of_the_dispatch_office_answers_for_it(orders: Orders) -> None:
    new = dissolve(orders.scene, orders.scene.dispatch)
    assert new is not None
    assert pass_on(orders).succeeded == 1
    assert orders.order.office == new
    orders.do("designate_receiver", new, at="2026-03-03 10:00", organization=orders.scene.housing.code)
    assert orders.dispatch.organization == orders.scene.housing


def test_where_nobody_is_in_its_place_doctor_says_so(orders: Orders) -> None:
    dissolve(orders.scene, orders.scene.ecology, heir=False)
    assert pass_on(orders) == OrdersInherited()
    told = {(notable.code, notable.subject) for notable in waiting(THAT_DAY)}
    assert ("organization_without_successor", orders.reference) in told


def test_clocks_of_work_orders_do_not_hold_up_the_cases(orders: Orders) -> None:
    scene = orders.scene
    scene.open_case(at="2026-03-02 10:00")
    scene.do(
        "call_joint_action", scene.ecology, at="2026-03-02 11:00", leader=scene.ecology.code,
        members=[{"organization": scene.ecology.code, "brings": "两人"}], starts_at=moment("2026-03-05 22:00"),
        purpose="夜间检查。",
    )  # fmt: skip
    new = dissolve(scene, scene.ecology)
    scene.live_until(THAT_DAY)
    report = inherit(at=THAT_DAY)
    assert (report.succeeded, report.failed, report.busy) == (1, 0, 0)
    action = JointAction.objects.get()
    assert (action.leader, action.called_by, action.members.get().organization) == (new, new, new)
    assert pass_on(orders).succeeded == 1


def test_one_command_passes_on_cases_and_orders(orders: Orders, capsys: pytest.CaptureFixture[str]) -> None:
    scene = orders.scene
    scene.open_case(at="2026-03-02 10:00")
    dissolve(scene, scene.ecology)
    scene.live_until(THAT_DAY)
    for succeeded in (1, 0):  # a second time nothing is left
        call_command("inherit", "--at", THAT_DAY.isoformat(), "--json")
        report = json.loads(capsys.readouterr().out)
        assert (report["cases"]["succeeded"], report["work_orders"]["succeeded"]) == (succeeded, succeeded)

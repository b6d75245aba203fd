"""Programs of the hotline and of the departments carry a work order from dispatch to answer."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.clock import now
from core.vocabulary import MembershipRole, WorkOrderState
from organizations.models import Organization
from tests.factories import make_capacity
from tests.machines import Machine, machine_of
from tests.order_scene import SCAN, Orders
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db

ADDRESS = "work-orders/12345:A1"


@pytest.fixture
def orders() -> Orders:
    orders = Orders(scene=set_the_stage())
    orders.take_in(at=now())
    return orders


def machine(scene: Scene, organization: Organization) -> Machine:
    return machine_of(scene.capacity(organization).person)


def objection(**changes: Any) -> dict[str, Any]:
    return {
        "basis_kind": "MANDATE", "basis": "“三定”规定第四条", "reason": "不归本单位。", "signed_by": "局长",
        "signed_on": "2026-03-02", **changes,
    }  # fmt: skip


def names(answer: Any) -> list[str]:
    return [action["name"] for action in answer["actions"]]


def test_an_order_goes_its_way_through_the_interface(orders: Orders) -> None:
    scene = orders.scene
    hotline, ecology = machine(scene, scene.dispatch), machine(scene, scene.ecology)
    read = hotline.get(ADDRESS)
    assert names(read) == ["dispatch_order", "designate_receiver", "answer_order"]
    assert read["advice"] == {"organization": None, "rule": None, "entry": None, "entries": []}
    dispatch = read["actions"][0]
    answer = hotline.post(dispatch["href"], {"organization": scene.ecology.code})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["order"]["state"] == WorkOrderState.DISPATCHED
    assert names(ecology.get(ADDRESS)) == ["accept_order", "object_to_dispatch"]
    assert hotline.get(ADDRESS)["dispatches"][0]["opened_at"]
    uploaded = ecology.client.post(
        f"/api/v1/{ADDRESS}/papers", {"file": SimpleUploadedFile("异议函.pdf", SCAN), "title": "派单异议函"},
        headers={"Authorization": f"Bearer {ecology.secret}"},
    )  # fmt: skip
    assert uploaded.status_code == 201, uploaded.json()
    paper = uploaded.json()["papers"][0]
    assert ecology.ask("get", paper["href"]).content == SCAN
    done = ecology.post(f"{ADDRESS}/actions/object_to_dispatch", objection(scan=paper["id"]))
    assert done.status_code == 200, done.json()
    file = hotline.post(f"{ADDRESS}/actions/uphold_dispatch_objection", {"remark": ""}).json()["order"]
    assert (file["state"], file["returns"]) == ("RETURNED", 1)
    said = file["dispatches"][0]["objection"]
    assert (said["verdict"], said["scan_id"], said["basis"]) == ("UPHELD", paper["id"], "“三定”规定第四条")
    clock = next(one for one in hotline.get(ADDRESS, working=1)["clocks"] if one["step"] == "work_order")
    assert (clock["state"], clock["term_n"], bool(clock["working"])) == ("RUNNING", 5, True)


def test_refusals_are_problem_documents(orders: Orders) -> None:
    scene = orders.scene
    hotline, ecology = machine(scene, scene.dispatch), machine(scene, scene.ecology)
    assert ecology.ask("get", ADDRESS).status_code == 404
    revision = hotline.get(ADDRESS)["revision"]
    send = {"organization": scene.ecology.code}
    assert hotline.post(f"{ADDRESS}/actions/dispatch_order", send, idempotency_key="k").status_code == 200
    again = hotline.post(f"{ADDRESS}/actions/dispatch_order", send, idempotency_key="k")
    assert again.status_code == 200
    stale = hotline.post(f"{ADDRESS}/actions/designate_receiver?revision={revision}", {**send, "reason": "急"})
    assert (stale.status_code, stale.json()["code"]) == (409, "someone_was_first")
    bad = ecology.post(f"{ADDRESS}/actions/object_to_dispatch", objection(basis=""))
    assert (bad.status_code, bad.json()["code"]) == (422, "invalid_input")
    ahead = ecology.post(f"{ADDRESS}/actions/object_to_dispatch", objection(signed_on="2999-01-01"))
    assert (ahead.status_code, ahead.json()["code"]) == (422, "paper_from_the_future")
    office = machine(scene, scene.office).post(f"{ADDRESS}/actions/accept_order", {})
    assert (office.status_code, office.json()["code"]) == (403, "not_permitted")
    supervisor = make_capacity(scene.ecology, MembershipRole.SUPERVISOR)
    refused = machine_of(supervisor.person).post(f"{ADDRESS}/actions/accept_order", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")


def test_every_act_has_an_operation_and_what_is_offered_succeeds(orders: Orders) -> None:
    scene = orders.scene
    hotline = machine(scene, scene.dispatch)
    for action in hotline.get(ADDRESS)["actions"]:
        assert action["schema"]["title"]
        assert action["href"].endswith(f"/actions/{action['name']}")
    assert hotline.post(f"{ADDRESS}/actions/answer_order", {"answer": "已答复。"}).status_code == 200
    assert names(hotline.get(ADDRESS)) == []

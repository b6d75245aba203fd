"""The pages and the interface of joint enforcement and of extensions that others ask for."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import ExtensionRequest, JointAction
from core.clock import now
from core.vocabulary import JointActionState, MembershipRole
from organizations.selectors import local_date
from tests.factories import make_organization
from tests.machines import machine_of
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    scene = set_the_stage()
    scene.open_case(at=now() - timedelta(minutes=5))
    return scene


def words(answer: Any) -> str:
    return str(answer.content, "utf-8")


def form(client: Any, scene: Scene, act: str) -> tuple[str, dict[str, str]]:
    """The address of the form, and what it must send back: which stage was looked at."""
    address = f"/cases/{scene.number}/acts/{act}/"
    page = client.get(address)
    assert page.status_code == 200
    return address, {"stage": str(page.context["form"]["stage"].value())}


def test_a_joint_action_from_call_to_record(client: Any, scene: Scene) -> None:
    police = make_organization(jurisdiction=scene.district.jurisdiction)
    client.force_login(scene.capacity(scene.ecology).person)
    address, sent = form(client, scene, "call_joint_action")
    tomorrow = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    sent |= {"purpose": "夜间检查。", "place": "东门", "starts_at": tomorrow, "leader": scene.ecology.code}
    assert client.post(address, sent).status_code == 422
    assert JointAction.objects.count() == 0
    sent |= {f"members-{scene.ecology.code}": "监测设备", f"members-{scene.management.code}": "车辆"}
    answer = client.post(address, {**sent, "others": police.code})
    assert answer.status_code == 302, words(answer)
    action = JointAction.objects.get()
    assert [m.brings for m in action.members.order_by("pk")] == ["监测设备", "车辆", ""]
    page = words(client.get(f"/cases/{scene.number}/"))
    for fact in ("夜间检查。", "东门", "监测设备", police.short_name):
        assert fact in page
    client.force_login(scene.capacity(police).person)
    address, sent = form(client, scene, "answer_call")
    assert client.post(address, {**sent, "answer": "NOT_COMING"}).status_code in (409, 422)
    assert client.post(address, {**sent, "answer": "NOT_COMING", "reason": "另有任务"}).status_code == 302
    client.force_login(scene.capacity(scene.ecology).person)
    proof = scene.put_into_file(scene.ecology, at=now(), title="检查记录")
    address, sent = form(client, scene, "record_joint_action")
    today = local_date(scene.district.jurisdiction, now())
    sent |= {"held_on": today.isoformat(), "result": "已查处。", "proof": str(proof), "absent": police.code}
    answer = client.post(address, sent)
    assert answer.status_code == 302, words(answer)
    action.refresh_from_db()
    assert (action.state, action.members.get(organization=police).came) == (JointActionState.HELD, False)
    assert "已查处。" in words(client.get(f"/cases/{scene.number}/"))


def test_the_interface_shows_what_was_called_and_asked_for(scene: Scene) -> None:
    housing = machine_of(scene.capacity(scene.housing).person)
    head = machine_of(scene.capacity(scene.ecology, MembershipRole.HEAD).person)
    case = f"cases/{scene.number}"
    asked = housing.post(f"{case}/actions/request_extension", {"workdays": 2, "reason": "须现场核实"})
    assert asked.status_code == 200, asked.json()
    [request] = asked.json()["case"]["extension_requests"]
    assert (request["workdays"], request["granted"]) == (2, None)
    assert "grant_extension" in {action["name"] for action in head.get(case)["actions"]}
    refused = head.post(f"{case}/actions/refuse_extension", {"reason": "理由不充分"})
    assert refused.json()["case"]["extension_requests"][0]["answer"] == "理由不充分"
    call = {
        "purpose": "夜间检查。", "place": "东门", "leader": scene.ecology.code,
        "members": [{"organization": scene.ecology.code, "brings": "两人"}],
        "starts_at": (now() + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    called = machine_of(scene.capacity(scene.ecology).person).post(f"{case}/actions/call_joint_action", call)
    assert called.status_code == 200, called.json()
    [action] = called.json()["case"]["joint_actions"]
    assert (action["state"], action["leader"]["code"], action["members"][0]["answer"]) == (
        "CALLED", scene.ecology.code, None,
    )  # fmt: skip


def test_the_page_shows_what_became_of_a_request(client: Any, scene: Scene) -> None:
    scene.do("request_extension", scene.housing, at=now(), workdays=2, reason="须现场核实")
    client.force_login(scene.capacity(scene.ecology, MembershipRole.HEAD).person)
    assert "须现场核实" in words(client.get(f"/cases/{scene.number}/"))
    address, sent = form(client, scene, "grant_extension")
    assert client.post(address, sent).status_code == 302
    assert ExtensionRequest.objects.get().granted_workdays == 2
    assert "2" in words(client.get(f"/cases/{scene.number}/"))

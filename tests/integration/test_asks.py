"""待复事项: who is asked for something beside the steps of the flow finds it in 我的工作 and in the interface."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cases.models import CaseAssignment, JointAction, Party
from core.clock import now
from core.vocabulary import CaseSource, JointActionAnswer, MembershipRole, OrganizationKind, SuspensionGround
from flows.asks import ASKS
from flows.selectors import situation
from flows.waiting import asked_in
from organizations.models import Organization
from tests.awaited import disagreements
from tests.crowd import multiply
from tests.factories import make_capacity, make_organization
from tests.machines import Machine, machine_of
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage
from web.ask_rows import AskRow
from web.visitors import Visitor
from web.work_lists import work_to_do

pytestmark = pytest.mark.django_db

HANDLER, REVIEWER, HEAD = MembershipRole.HANDLER, MembershipRole.REVIEWER, MembershipRole.HEAD


@pytest.fixture
def scene() -> Scene:
    scene = set_the_stage()
    scene.open_case(at=now() - timedelta(minutes=5))
    return scene


def asked(
    scene: Scene, organization: Organization, role: MembershipRole = HANDLER, *, of_all: bool = False
) -> list[str]:
    """What the organization's person of that role is asked for, by the codes."""
    assert disagreements(situation(scene.case, at=now())) == {}
    capacity = scene.capacity(organization, role)
    rows = work_to_do(Visitor(person=capacity.person, capacities=(capacity,)), now(), of_all=of_all).rows
    return sorted(row.ask.awaited.ask.node for row in rows if isinstance(row, AskRow))


def page_of(scene: Scene, organization: Organization, role: MembershipRole = HANDLER, box: str = "todo") -> str:
    client = Client()
    client.force_login(scene.capacity(organization, role).person)
    return client.get(f"/work/?box={box}").content.decode()


def machine(scene: Scene, organization: Organization, role: MembershipRole = HANDLER) -> Machine:
    return machine_of(scene.capacity(organization, role).person)


def title_of(node: str) -> str:
    """In the language of the pages."""
    with translation.override("zh-hans"):
        return next(ask.title for ask in ASKS if ask.node == node)


def nodes(tasks: Any) -> list[str]:
    return sorted(task["node"] for task in tasks["items"])


def test_everybody_is_asked_to_acknowledge_once(scene: Scene) -> None:
    form = f'href="/cases/{scene.number}/acts/acknowledge/"'
    assert asked(scene, scene.housing) == ["acknowledge"]
    assert form in page_of(scene, scene.housing)
    scene.do("acknowledge", scene.housing, at=now())
    assert asked(scene, scene.housing) == []
    assert form not in page_of(scene, scene.housing)
    assert asked(scene, scene.ecology) == ["acknowledge"]


def test_a_request_for_more_time_waits_for_the_head_who_decides(scene: Scene) -> None:
    for department in scene.district.departments:
        scene.do("acknowledge", department, at=now())
    scene.do("request_extension", scene.housing, at=now())
    assert asked(scene, scene.ecology, HEAD) == ["decide_extension"]
    assert asked(scene, scene.ecology) == []
    assert asked(scene, scene.ecology, of_all=True) == ["decide_extension"]
    assert asked(scene, scene.housing, HEAD) == []
    assert title_of("decide_extension") in page_of(scene, scene.ecology, HEAD)
    assert title_of("decide_extension") not in page_of(scene, scene.ecology)
    assert title_of("decide_extension") in page_of(scene, scene.ecology, box="ours")
    head = machine(scene, scene.ecology, HEAD)
    (task,) = [one for one in head.get("tasks")["items"] if one["node"] == "decide_extension"]
    assert task["acts"] == ["grant_extension", "refuse_extension"]
    assert (task["case"]["number"], task["href"]) == (scene.number, f"/api/v1/cases/{scene.number}")
    assert set(task["acts"]) <= {action["name"] for action in head.get(task["href"])["actions"]}
    assert task["stage"] == scene.stage.pk
    assert task["due"] is not None
    handler = machine(scene, scene.ecology)
    assert "decide_extension" not in nodes(handler.get("tasks"))
    assert "decide_extension" in nodes(handler.get("tasks", colleagues="1"))
    assert "decide_extension" in nodes(machine(scene, scene.office).get("tasks", mine="0"))
    scene.do("refuse_extension", scene.ecology, at=now())
    assert asked(scene, scene.ecology, HEAD) == []


def test_while_the_case_is_suspended_only_what_goes_on_all_the_same_is_asked(scene: Scene) -> None:
    scene.do("call_joint_action", scene.ecology, at=now(), **called(scene))
    assert asked(scene, scene.housing) == ["acknowledge", "answer_call"]
    scene.do("suspend_case", scene.ecology, at=now(), ground=SuspensionGround.REFORM)
    assert asked(scene, scene.housing) == ["answer_call"]
    scene.do("resume_case", scene.ecology, at=now())
    assert asked(scene, scene.housing) == ["acknowledge", "answer_call"]


def called(scene: Scene, *others: Organization) -> dict[str, Any]:
    """The convening department calls itself, the housing department, and others."""
    members = [{"organization": one.code, "brings": "两人"} for one in (scene.ecology, scene.housing)]
    return {
        "purpose": "夜间检查。", "place": "东门", "leader": scene.ecology.code, "members": members,
        "others": [one.code for one in others], "starts_at": now() + timedelta(days=1),
    }  # fmt: skip


def test_a_call_to_a_joint_action_is_answered_and_its_leader_records_it(scene: Scene) -> None:
    police = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.do("call_joint_action", scene.ecology, at=now(), **called(scene, police))
    action = JointAction.objects.get()
    assert asked(scene, police) == ["answer_call"]
    (task,) = machine(scene, police).get("tasks")["items"]
    assert abs(datetime.fromisoformat(task["due"]) - action.starts_at) < timedelta(seconds=1)
    assert "无期限" not in page_of(scene, police)
    scene.do("answer_call", police, at=now(), answer=JointActionAnswer.COMING)
    assert asked(scene, police) == []
    assert "record_joint_action" not in asked(scene, scene.ecology)
    JointAction.objects.update(called_at=now() - timedelta(hours=2), starts_at=now() - timedelta(hours=1))
    assert "record_joint_action" not in asked(scene, scene.ecology)  # the proof is not in the file yet
    proof = scene.put_into_file(scene.ecology, at=now())
    assert "record_joint_action" in asked(scene, scene.ecology)
    scene.do("record_joint_action", scene.ecology, at=now(), proof=proof)
    assert "record_joint_action" not in asked(scene, scene.ecology)


def test_papers_wait_for_who_may_review_and_sign_them_and_for_nobody_outside() -> None:
    scene = set_the_stage(text=pack_with("longquanyi", {"sign_off.POSITION": "3"}))
    scene.open_case(at=now() - timedelta(minutes=5))
    paper = scene.send_for_sign_off("state_position", scene.housing, at=now(), role=REVIEWER)
    assert "review_paper" not in asked(scene, scene.housing, REVIEWER)  # who prepares does not review
    scene.people.pop((scene.housing.pk, REVIEWER))
    assert "review_paper" in asked(scene, scene.housing, REVIEWER)
    assert {"review_paper", "sign_paper"} & {*asked(scene, scene.housing), *asked(scene, scene.housing, HEAD)} == set()
    scene.do("review_paper", scene.housing, at=now(), role=REVIEWER, paper=paper.pk)
    assert "sign_paper" in asked(scene, scene.housing, HEAD)
    assert "sign_paper" not in asked(scene, scene.housing, REVIEWER)
    assert title_of("sign_paper") in page_of(scene, scene.housing, HEAD)
    assert "sign_paper" in nodes(machine(scene, scene.housing, HEAD).get("tasks", mine="0"))
    for looker_on in (scene.office, scene.ecology):
        assert "sign_paper" not in nodes(machine(scene, looker_on).get("tasks", mine="0"))
    scene.do("sign_paper", scene.housing, at=now(), role=HEAD, paper=paper.pk)
    assert "sign_paper" not in asked(scene, scene.housing, HEAD)


def test_what_a_colleague_has_in_hand_stands_among_all_work_of_the_organization(scene: Scene) -> None:
    colleague = make_capacity(scene.housing, HANDLER)
    scene.do("assign_case", scene.housing, at=now(), colleague=colleague.person.username)
    assert CaseAssignment.objects.filter(person=colleague.person).exists()
    assert asked(scene, scene.housing) == []
    assert asked(scene, scene.housing, of_all=True) == ["acknowledge"]
    rows = work_to_do(Visitor(person=colleague.person, capacities=(colleague,)), now()).rows
    assert [row.title for row in rows if isinstance(row, AskRow)] == ["签收"]


def test_called_departments_are_asked_to_check_in() -> None:
    scene = set_the_stage()
    subdistrict = make_organization(jurisdiction=scene.district.jurisdiction, kind=OrganizationKind.SUBDISTRICT)
    scene.open_case(at=now() - timedelta(minutes=5), by=subdistrict, source=CaseSource.SUBDISTRICT)
    assert asked(scene, scene.housing) == ["acknowledge", "check_in"]
    scene.do("check_in", scene.housing, at=now())
    assert asked(scene, scene.housing) == ["acknowledge"]
    assert asked(scene, subdistrict) == []


def test_strangers_and_who_only_looks_on_are_asked_for_nothing(scene: Scene) -> None:
    stranger = make_organization(jurisdiction=scene.district.jurisdiction)
    assert asked(scene, stranger) == []
    administrator = make_capacity(scene.housing, MembershipRole.SYSTEM_ADMINISTRATOR)
    rows = work_to_do(Visitor(person=administrator.person, capacities=(administrator,)), now(), of_all=True).rows
    assert not [row for row in rows if isinstance(row, AskRow)]
    assert machine(scene, stranger).get("tasks", mine="0")["items"] == []


def test_all_work_is_paged_without_a_gap_and_asks_as_much_of_many_cases_as_of_few(scene: Scene) -> None:
    housing, client = machine(scene, scene.housing), Client()
    client.force_login(scene.capacity(scene.housing).person)
    counts = []
    for copies in (2, 7):
        multiply(scene, copies)
        seen = {}
        for name, ask in (("page", lambda: client.get("/work/")), ("tasks", lambda: housing.get("tasks"))):
            with CaptureQueriesContext(connection) as captured:
                ask()
            seen[name] = len(captured)
        counts.append(seen)
    assert counts[0] == counts[1]
    assert counts[0]["page"] <= 20 >= counts[0]["tasks"]
    everything = housing.get("tasks", limit=100)["items"]
    assert len(everything) == 2 * Party.objects.filter(organization=scene.housing).count()
    paged, address = [], "/api/v1/tasks?limit=3"
    while address:
        page = housing.get(address)
        paged += page["items"]
        address = page["next"]
    assert paged == everything


def test_what_is_asked_in_some_cases_is_asked_of_anybody(scene: Scene) -> None:
    """By case, whoever it is asked of; of other cases nothing."""
    first, at = scene.case, now()
    second = scene.open_case(at=at - timedelta(minutes=4))
    receipts = {(one.ask.node, one.organization_id) for one in asked_in([first.pk], at=at)}
    assert {("acknowledge", party.organization_id) for party in first.parties.all()} <= receipts
    assert {one.case_id for one in asked_in([first.pk], at=at)} == {first.pk}
    assert {one.case_id for one in asked_in([first.pk, second.pk], at=at)} == {first.pk, second.pk}
    assert asked_in([], at=at) == []

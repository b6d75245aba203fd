"""外地机构的征求意见 through the interface: found in the list, read, papers fetched and added, answered once."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import CaseDocument, Consultation
from core.clock import now
from core.vocabulary import ConsultationKind, MembershipRole, SuspensionGround
from flows.selectors import situation
from organizations.models import Organization
from tests.awaited import disagreements
from tests.consulted import ANSWER, at_the_office, city_office, consult, consult_about_one_of_two_papers
from tests.factories import make_capacity, make_organization
from tests.machines import Machine, machine_of
from tests.stage_set import Scene
from web.ask_rows import AskRow
from web.visitors import Visitor
from web.work_lists import work_to_do

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Organization:
    return city_office()


@pytest.fixture
def scene() -> Scene:
    return at_the_office()


@pytest.fixture
def sheet(scene: Scene, city: Organization) -> str:
    """The city is asked, with the first of the two papers."""
    consult_about_one_of_two_papers(scene, city)
    return f"consultations/{Consultation.objects.get().pk}"


def machine(scene: Scene, organization: Organization) -> Machine:
    return machine_of(scene.capacity(organization).person)


def upload(program: Machine, address: str, title: str = "复函") -> Any:
    file = SimpleUploadedFile("复函.pdf", b"%PDF-1.4\n%%EOF\n")
    return program.client.post(
        f"/api/v1/{address}", {"file": file, "title": title}, headers={"Authorization": f"Bearer {program.secret}"}
    )


def rows_for(scene: Scene, organization: Organization) -> list[AskRow]:
    capacity = scene.capacity(organization)
    rows = work_to_do(Visitor(person=capacity.person, capacities=(capacity,)), now()).rows
    return [row for row in rows if isinstance(row, AskRow)]


def test_who_is_asked_from_elsewhere_finds_it_among_its_work(scene: Scene, city: Organization, sheet: str) -> None:
    assert disagreements(situation(scene.case, at=now())) == {}
    (row,) = rows_for(scene, city)
    assert row.address == f"/{sheet}/"
    assert row.clock is not None
    program = machine(scene, city)
    program.client.force_login(scene.capacity(city).person)
    page = program.client.get("/work/").content.decode()
    assert f'href="/{sheet}/"' in page
    assert scene.number in page
    assert scene.case.title not in page
    for mine in ("1", "0"):
        (task,) = program.get("tasks", mine=mine)["items"]
        assert (task["node"], task["acts"]) == ("answer_consultation", ["answer_consultation"])
        assert (task["case"], task["stage"], task["href"]) == (None, None, f"/api/v1/{sheet}")
        assert task["due"] == program.get(sheet)["clock"]["expires_at"]


def test_it_reads_the_sheet_and_its_papers_and_nothing_else_of_the_case(
    scene: Scene, city: Organization, sheet: str
) -> None:
    program = machine(scene, city)
    (row,) = program.get("consultations")["items"]
    assert (row["case_number"], row["href"]) == (scene.number, f"/api/v1/{sheet}")
    found = program.get(row["href"])
    assert found["question"] == Consultation.objects.get().question
    assert [paper["title"] for paper in found["documents"]] == ["三定规定"]
    assert scene.case.title not in str(found)
    content = program.ask("get", found["documents"][0]["href"], {})
    assert content.content.decode() == "三定规定"
    kept_back = CaseDocument.objects.get(document__title="内部研究").document_id
    assert program.ask("get", f"{sheet}/documents/{kept_back}/content", {}).status_code == 404
    assert program.ask("get", f"cases/{scene.number}", {}).status_code == 404


def test_it_adds_its_signed_sheet_and_answers_once(scene: Scene, city: Organization, sheet: str) -> None:
    program = machine(scene, city)
    added = upload(program, f"{sheet}/documents")
    assert added.status_code == 201, added.json()
    scan = added.json()["document"]
    assert program.ask("get", scan["href"], {}).status_code == 200
    (action,) = program.get(sheet)["actions"]
    assert (action["name"], action["href"]) == ("answer_consultation", f"/api/v1/{sheet}/answer")
    assert "answer" in action["schema"]["properties"]
    assert program.post(action["href"], {**ANSWER, "answer": ""}).status_code == 422
    assert program.post(action["href"], {**ANSWER, "consultation": 10**6}).json()["code"] == "no_such_consultation"
    sent = {**ANSWER, "scan": scan["id"]}
    done = program.post(action["href"], sent, idempotency_key="one")
    assert done.status_code == 200, done.json()
    assert done.json()["consultation"]["answer"] == ANSWER["answer"]
    assert done.json()["consultation"]["actions"] == []
    again = program.post(action["href"], sent, idempotency_key="one")
    assert (again.status_code, again.json()["event"]) == (200, done.json()["event"])
    other = program.post(action["href"], sent, idempotency_key="two")
    assert (other.status_code, other.json()["code"]) == (409, "consultation_over")
    assert upload(program, f"{sheet}/documents", "另一份").json()["code"] == "consultation_over"
    assert rows_for(scene, city) == []
    assert program.get("tasks")["items"] == []
    assert program.get("consultations", waiting="1")["items"] == []
    assert len(program.get("consultations")["items"]) == 1
    assert program.get(sheet)["own_documents"][0]["id"] == scan["id"]


def test_a_key_that_was_used_for_something_else_answers_nothing(scene: Scene, city: Organization, sheet: str) -> None:
    program = machine(scene, city)
    file = SimpleUploadedFile("复函.pdf", b"%PDF-1.4\n%%EOF\n")
    headers = {"Authorization": f"Bearer {program.secret}", "Idempotency-Key": "one"}
    program.client.post(f"/api/v1/{sheet}/documents", {"file": file}, headers=headers)
    assert program.post(f"{sheet}/answer", ANSWER, idempotency_key="one").json()["code"] == "request_key_reused"
    assert Consultation.objects.get().answered_at is None


def test_a_stranger_and_who_only_administers_find_nothing(scene: Scene, city: Organization, sheet: str) -> None:
    stranger = machine(scene, make_organization(jurisdiction=city.jurisdiction))
    administrator = machine_of(make_capacity(city, MembershipRole.SYSTEM_ADMINISTRATOR).person)
    for program in (stranger, administrator):
        assert program.get("consultations")["items"] == []
        assert program.get("tasks", mine="0")["items"] == []
        assert program.ask("get", sheet, {}).status_code == 404
        assert program.post(f"{sheet}/answer", ANSWER).status_code == 404
        assert upload(program, f"{sheet}/documents").status_code == 404
    supervisor = machine_of(make_capacity(city, MembershipRole.SUPERVISOR).person)
    assert supervisor.get(sheet)["actions"] == []
    assert supervisor.post(f"{sheet}/answer", ANSWER).status_code == 403


def test_what_lapsed_with_its_stage_is_awaited_no_more(scene: Scene, city: Organization, sheet: str) -> None:
    scene.do("terminate_case", scene.office, at=now(), ground="MATTER_GONE")
    program = machine(scene, city)
    assert program.get("tasks")["items"] == []
    found = program.get(sheet)
    assert found["lapsed_at"] is not None
    assert found["actions"] == []
    refused = program.post(f"{sheet}/answer", ANSWER)
    assert (refused.status_code, refused.json()["code"]) == (409, "consultation_over")
    assert scene.case.title not in refused.content.decode()


def test_while_the_case_is_suspended_nothing_is_offered(scene: Scene, city: Organization, sheet: str) -> None:
    scene.do("suspend_case", scene.office, at=now(), ground=SuspensionGround.REFORM)
    program = machine(scene, city)
    assert program.get("tasks")["items"] == program.get(sheet)["actions"] == []
    assert program.post(f"{sheet}/answer", ANSWER).json()["code"] == "case_suspended"
    program.client.force_login(scene.capacity(city).person)
    assert 'name="answer"' not in program.client.get(f"/{sheet}/").content.decode()


def test_a_body_of_the_same_place_finds_the_sheet_too_and_reads_the_case(scene: Scene) -> None:
    justice = make_organization(jurisdiction=scene.district.jurisdiction)
    consult(scene, justice)
    (row,) = rows_for(scene, justice)
    program = machine(scene, justice)
    (task,) = program.get("tasks")["items"]
    assert task["case"]["title"] == scene.case.title
    assert row.address == f"/consultations/{task['id']}/"
    assert program.post(f"consultations/{task['id']}/answer", ANSWER).status_code == 200
    assert program.post(f"consultations/{task['id']}/answer", ANSWER).json()["code"] == "consultation_over"
    assert disagreements(situation(scene.case, at=now())) == {}


def test_who_asked_somebody_outside_records_the_answer(scene: Scene) -> None:
    scene.do("consult", scene.office, at=now(), kind=ConsultationKind.EXPERT, outside_name="陈律师")
    nodes = [row.ask.awaited.ask.node for row in rows_for(scene, scene.office)]
    assert "record_outside_answer" in nodes
    scene.do("answer_consultation", scene.office, at=now())
    assert "record_outside_answer" not in [row.ask.awaited.ask.node for row in rows_for(scene, scene.office)]
    assert disagreements(situation(scene.case, at=now())) == {}

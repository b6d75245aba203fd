"""Every refusal is a problem document: a stable code, words in the reader's language, the field it is about."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext

from audit.models import Event
from cases.models import Case, Position
from core.clock import now
from core.vocabulary import CaseSource, MembershipRole
from deadlines.models import Deadline
from documents.models import Document
from organizations.models import Organization
from tests.factories import make_capacity, make_membership, make_person
from tests.machines import Machine, machine_of
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db

OPENED = "2026-03-02 10:00"


@pytest.fixture
def scene() -> Scene:
    scene = set_the_stage()
    scene.open_case(at=now())
    return scene


def machine(scene: Scene, organization: Organization, role: MembershipRole = MembershipRole.HEAD) -> Machine:
    return machine_of(scene.capacity(organization, role).person)


def position(**changes: Any) -> dict[str, Any]:
    return {
        "signed_by": "局长", "signed_on": "2026-03-01", "stances": [{"phase": "SUPERVISION", "stance": "NOT_OURS"}],
        "basis_kind": "MANDATE", "basis": "“三定”规定第四条", **changes,
    }  # fmt: skip


def opening(scene: Scene, **changes: Any) -> dict[str, Any]:
    codes = [department.code for department in scene.district.departments]
    return {
        "jurisdiction": scene.district.jurisdiction.code, "title": "夜间噪声", "summary": "谁管", "parties": codes,
        "source": CaseSource.HOTLINE, "interim_handler": codes[0], **changes,
    }  # fmt: skip


def check_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert (answer.status_code, document["status"], document["code"]) == (status, status, code), document
    assert document["type"] == f"urn:dingfen:error:{code}"
    assert document["title"]
    assert document["detail"]
    return document


def test_a_broken_rule_names_code_field_and_values(scene: Scene) -> None:
    parties = [scene.ecology.code, "NOWHERE"]
    answer = machine(scene, scene.dispatch).post("cases", opening(scene, parties=parties))
    document = check_problem(answer, 422, "unknown_organization")
    assert (document["field"], document["params"]) == ("parties", {"code": "NOWHERE"})
    assert "NOWHERE" in document["detail"]
    assert Case.objects.count() == 1


def test_it_speaks_the_language_asked_for(scene: Scene) -> None:
    english = machine(scene, scene.dispatch)
    english.headers["Accept-Language"] = "en"
    answer = english.post("cases", opening(scene, parties=["NOWHERE", "NOWHERE"]))
    said = check_problem(answer, 422, "party_twice")["detail"]
    assert said == "NOWHERE is named twice; each department takes part once."
    assert answer.headers["Content-Language"] == "en"


def test_without_being_asked_it_speaks_the_persons_own(scene: Scene) -> None:
    person = make_person(language="en")
    make_membership(organization=scene.ecology, person=person)
    case = machine_of(person).get(f"cases/{scene.number}")
    assert "State a position" in [action["title"] for action in case["actions"]]
    properties = next(a for a in case["actions"] if a["name"] == "state_position")["schema"]["properties"]
    assert properties["basis"]["title"] == "Basis"


def test_values_that_the_schema_does_not_take_are_named_one_by_one(scene: Scene) -> None:
    body = position(signed_on="yesterday", basis="", stances=[{"phase": "SUPERVISION", "stance": "MAYBE"}], extra=1)
    answer = machine(scene, scene.ecology).post(f"cases/{scene.number}/actions/state_position", body)
    document = check_problem(answer, 422, "invalid_input")
    found = {error["field"]: error["rule"] for error in document["errors"]}
    assert found == {
        "signed_on": "date_from_datetime_parsing", "basis": "string_too_short", "stances.0.stance": "enum",
        "extra": "extra_forbidden",
    }  # fmt: skip
    assert all(error["message"] for error in document["errors"])
    assert "yesterday" in next(e["message"] for e in document["errors"] if e["field"] == "signed_on")
    assert not Position.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"null", b"[]", b'"text"', b""])
def test_a_body_that_is_none_is_refused(scene: Scene, body: bytes) -> None:
    sender = machine(scene, scene.ecology)
    answer = sender.client.post(
        f"/api/v1/cases/{scene.number}/actions/state_position", body, content_type="application/json",
        headers={"Authorization": f"Bearer {sender.secret}"},
    )  # fmt: skip
    assert answer.status_code in (400, 422)
    check_problem(answer, answer.status_code, "bad_request" if answer.status_code == 400 else "invalid_input")


def test_a_moment_without_a_zone_is_refused() -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    scene.sweep(at="2026-03-10 00:00")
    body = {"title": "协调会", "starts_at": "2030-01-02T09:00:00", "place": "第二会议室"}
    answer = machine(scene, scene.dispatch).post(f"cases/{scene.number}/actions/convene_meeting", body)
    document = check_problem(answer, 422, "invalid_input")
    assert [(error["field"], error["rule"]) for error in document["errors"]] == [("starts_at", "timezone_aware")]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "cases/LQY-2026-999999", 404, "not_found"),
        ("get", "cases/%00", 404, "not_found"),
        ("get", "nothing/here", 404, "not_found"),
        ("get", "", 404, "not_found"),
        ("delete", "cases", 405, "method_not_allowed"),
        ("get", "cases?state=ASLEEP", 422, "invalid_input"),
        ("get", "cases?limit=0", 422, "invalid_input"),
        ("get", "cases?limit=101", 422, "invalid_input"),
        ("get", "cases?after=rubbish", 400, "no_such_page"),
        ("get", "tasks?after=rubbish~7", 400, "no_such_page"),
        ("get", "tasks?after=2026-01-01~7", 400, "no_such_page"),
        ("get", "registry/entries?jurisdiction=0", 422, "unknown_jurisdiction"),
        ("get", "calendar/workdays?start=2026-09-28", 422, "length_or_end"),
        ("get", "calendar/workdays?start=2026-09-28&end=2026-09-27", 422, "day_out_of_range"),
        ("get", "calendar/workdays?start=0001-01-01&end=9999-12-31", 422, "day_out_of_range"),
        ("get", "calendar/workdays?start=2026-09-28&add=10001", 422, "invalid_input"),
        ("post", "rehearsal/clock", 404, "not_found"),
    ],
)
def test_refusals(scene: Scene, method: str, path: str, status: int, code: str) -> None:
    check_problem(machine(scene, scene.ecology).ask(method, path), status, code)


def test_a_body_that_is_too_large(scene: Scene) -> None:
    sender = machine(scene, scene.ecology)
    answer = sender.post(f"cases/{scene.number}/actions/state_position", position(text="长" * 2_000_000))
    check_problem(answer, 413, "too_large")


def test_a_wrong_method_says_which_ones_there_are(scene: Scene) -> None:
    answer = machine(scene, scene.ecology).ask("delete", "cases")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}
    assert "POST" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["", "/events", "/documents/1/content"])
def test_a_stranger_learns_nothing(scene: Scene, path: str) -> None:
    stranger = machine_of(make_capacity(set_the_stage().office).person)
    check_problem(stranger.ask("get", f"cases/{scene.number}{path}"), 404, "not_found")


def test_a_stranger_may_not_act_nor_add_papers(scene: Scene) -> None:
    stranger = machine_of(make_capacity(set_the_stage().ecology).person)
    check_problem(stranger.post(f"cases/{scene.number}/actions/state_position", position()), 404, "not_found")
    check_problem(_upload(stranger, scene, b"text"), 404, "not_found")
    assert stranger.get("cases")["items"] == []
    assert stranger.get("tasks", mine="0")["items"] == []
    assert not Document.objects.exists()


def test_who_may_look_may_not_therefore_act(scene: Scene) -> None:
    answer = machine(scene, scene.office).post(f"cases/{scene.number}/actions/state_position", position())
    assert str(scene.ecology) in check_problem(answer, 403, "not_permitted")["detail"]


def test_who_comes_second_is_told_who_was_first() -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    stage = scene.stage.pk
    scene.sweep(at="2026-03-10 00:00")
    sender = machine(scene, scene.ecology)
    answer = sender.post(f"cases/{scene.number}/actions/state_position?stage={stage}", position())
    document = check_problem(answer, 409, "term_over")
    assert document["params"]["when"] == "2026-03-10 00:00"
    clock = Deadline.objects.get(pk=Event.objects.get(kind="stage.timed_out").data["clock"])
    assert clock.citation.rstrip("。") in document["detail"]


def test_an_act_that_nobody_knows(scene: Scene) -> None:
    answer = machine(scene, scene.ecology).post(f"cases/{scene.number}/actions/sleep", {})
    check_problem(answer, 404, "not_found")


def test_several_organizations_must_be_told_apart(scene: Scene) -> None:
    person = make_person()
    for organization in (scene.ecology, scene.housing):
        make_membership(organization=organization, person=person)
    both, path = machine_of(person), f"cases/{scene.number}/actions/state_position"
    document = check_problem(both.post(path, position()), 422, "which_organization")
    assert scene.housing.code in document["detail"]
    done = both.post(path, position(), X_On_Behalf_Of=scene.housing.code)
    assert done.status_code == 200, done.json()
    assert done.json()["event"]["actor"]["on_behalf_of"] == scene.housing.name
    document = check_problem(both.post("cases", opening(scene)), 422, "which_organization")


def test_a_key_sent_again_changes_nothing_and_answers_the_same(scene: Scene) -> None:
    sender, path = machine(scene, scene.ecology), f"cases/{scene.number}/actions/state_position"
    first = sender.post(path, position(), Idempotency_Key="k-1").json()
    again = sender.post(path, position(), Idempotency_Key="k-1").json()
    assert again["event"] == first["event"]
    assert Position.objects.count() == 1
    sender.post(path, position(), Idempotency_Key="k-2")
    assert Position.objects.count() == 2


def test_a_case_is_opened_once_for_a_key(scene: Scene) -> None:
    sender = machine(scene, scene.dispatch)
    numbers = {sender.post("cases", opening(scene), Idempotency_Key="o-1").json()["number"] for _ in range(2)}
    assert len(numbers) == 1
    assert Case.objects.count() == 2


def test_a_key_means_one_thing(scene: Scene) -> None:
    other = set_the_stage()
    person = scene.capacity(scene.ecology, MembershipRole.HEAD).person
    make_membership(organization=other.ecology, person=person, role=MembershipRole.HEAD)
    other.open_case(at=now())
    sender = machine_of(person)
    path = "cases/{}/actions/state_position"
    assert sender.post(path.format(scene.number), position(), Idempotency_Key="k").status_code == 200
    answer = sender.post(path.format(other.number), position(), Idempotency_Key="k")
    check_problem(answer, 409, "request_key_reused")
    answer = sender.post("cases", opening(scene), Idempotency_Key="k", X_On_Behalf_Of=scene.ecology.code)
    check_problem(answer, 409, "request_key_reused")


def test_a_key_has_a_length(scene: Scene) -> None:
    sender = machine(scene, scene.dispatch)
    assert sender.post("cases", opening(scene), Idempotency_Key="k" * 80).status_code == 201
    check_problem(sender.post("cases", opening(scene), Idempotency_Key="k" * 81), 422, "request_key_too_long")


def _upload(sender: Machine, scene: Scene, content: bytes, name: str = "三定规定.txt") -> Any:
    return sender.client.post(
        f"/api/v1/cases/{scene.number}/documents", {"file": SimpleUploadedFile(name, content), "title": "三定规定"},
        headers={"Authorization": f"Bearer {sender.secret}", "Idempotency-Key": name},
    )  # fmt: skip


def test_a_paper_goes_into_the_file_and_comes_out_as_it_was(scene: Scene) -> None:
    sender = machine(scene, scene.ecology)
    added = _upload(sender, scene, "第四条 噪声".encode())
    assert added.status_code == 201, added.json()
    assert _upload(sender, scene, "第四条 噪声".encode()).json() == added.json()
    (document,) = sender.get(f"cases/{scene.number}")["documents"]
    assert document == added.json()["document"]
    content = machine(scene, scene.housing).ask("get", document["href"])
    assert content.content.decode() == "第四条 噪声"
    assert content.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("content", "code"), [(b"", "empty_file"), (b"MZ\x00\x01", "wrong_file_type")])
def test_a_paper_that_cannot_be_kept(scene: Scene, content: bytes, code: str) -> None:
    sender, before = machine(scene, scene.ecology), Event.objects.count()
    document = check_problem(_upload(sender, scene, content, "a.exe"), 422, code)
    assert document["field"] == "file"
    assert Event.objects.count() == before


def test_pages_keep_their_own_refusals(client: Client) -> None:
    assert client.get("/no-such-page/").headers["Content-Type"].startswith("text/html")


def test_who_comes_after_the_opening_is_told_of_it_in_words(scene: Scene) -> None:
    answer = machine(scene, scene.office).post(f"cases/{scene.number}/actions/accept_filing", {})
    document = check_problem(answer, 409, "someone_was_first")
    assert document["params"]["what"] == gettext("Open a case")
    assert "case.opened" not in document["detail"]

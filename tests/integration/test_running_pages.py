"""运行管理: the page and the API by which system administrators look after clocks that fail."""

from datetime import timedelta

import pytest
from django.test import Client

from audit.models import ChainKind, Event
from core import clock
from core.vocabulary import MembershipRole
from deadlines.incidents import note_failure
from deadlines.models import Deadline, Incident
from escalation.gate import check, open_alarms, trusts_the_time
from notifications.models import Delivery, Notice
from notifications.services import deliver, fan_out
from organizations.models import Person
from tests.factories import make_capacity
from tests.integration.test_clock_gate import both_jump
from tests.machines import machine_of
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CONTENT = "夜间施工噪声"


@pytest.fixture
def scene() -> Scene:
    scene = set_the_stage()
    scene.open_case(at=clock.now() - 30 * DAY, title=f"{CONTENT}争议")
    return scene


@pytest.fixture
def administrator(scene: Scene) -> Person:
    person = make_capacity(scene.dispatch, MembershipRole.SYSTEM_ADMINISTRATOR).person
    person.email = "admin@example.org"
    person.save()
    return person


def incident(scene: Scene) -> Incident:
    tier = scene.case.deadlines.get(state="RUNNING", effect="MOVE_UP")
    for _ in range(5):
        note_failure(tier, error=ValueError("no such stage\nDETAIL: rows"), at=clock.now())
    return tier.incidents.get()


def test_the_page_shows_ids_and_errors_and_nothing_of_the_case(
    client: Client, scene: Scene, administrator: Person, django_assert_max_num_queries
) -> None:
    incident(scene)
    client.force_login(administrator)
    with django_assert_max_num_queries(12):
        page = client.get("/running/").content.decode()
    assert scene.number in page
    assert "no such stage" in page
    assert CONTENT not in page
    assert "DETAIL" not in page
    assert 'href="/running/"' in client.get("/help/").content.decode()


def test_nobody_else_learns_of_the_page(client: Client, scene: Scene) -> None:
    row = incident(scene)
    for person in (scene.capacity(scene.office).person, scene.capacity(scene.dispatch, MembershipRole.HEAD).person):
        client.force_login(person)
        assert client.get("/running/").status_code == 404
        assert client.get(f"/running/incidents/{row.pk}/close_incident/").status_code == 404
        assert 'href="/running/"' not in client.get("/help/").content.decode()
        assert machine_of(person).ask("get", "running", {}).status_code == 403


def test_closing_asks_for_a_remark_and_for_a_clear_word_where_the_clock_has_no_effect(
    client: Client, scene: Scene, administrator: Person
) -> None:
    row = incident(scene)
    client.force_login(administrator)
    address = f"/running/incidents/{row.pk}/close_incident/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"remark": ""}).status_code == 422
    refused = client.post(address, {"remark": "已知"})
    assert (refused.status_code, "确认" in refused.content.decode()) == (422, True)
    done = client.post(address, {"remark": "已知，待修", "without_effect": "on"}, follow=True)
    row.refresh_from_db()
    assert (row.closed_by_name, row.remark) == (administrator.name, "已知，待修")
    assert "已知，待修" in done.content.decode()
    assert client.post(address, {"remark": "再来"}).status_code == 409
    assert client.get("/running/nothing/").status_code == 404
    assert client.get("/running/close_incident/").status_code == 404


def test_a_button_pressed_twice_and_a_call_sent_twice_do_it_once(
    client: Client, scene: Scene, administrator: Person
) -> None:
    row = incident(scene)
    client.force_login(administrator)
    for _ in range(2):
        client.post(f"/running/incidents/{row.pk}/try_again/", {"request_key": "one"}, follow=True)
    program = machine_of(administrator)
    for _ in range(2):
        answer = program.post(f"running/incidents/{row.pk}/actions/try_again", {}, idempotency_key="two")
        assert answer.status_code == 200
    assert Event.objects.filter(kind="incident.retried").count() == 2
    assert Deadline.objects.get(pk=row.deadline_id).next_try_at <= clock.now()


def test_the_api_lists_and_closes(scene: Scene, administrator: Person) -> None:
    row = incident(scene)
    program = machine_of(administrator)
    listed = program.get("running")
    assert (listed["time_is_trusted"], listed["incidents"][0]["id"]) == (True, row.pk)
    assert (listed["incidents"][0]["of"], listed["incidents"][0]["settled"]) == (scene.number, False)
    refused = program.post(f"running/incidents/{row.pk}/actions/close_incident", {"remark": "x"})
    assert (refused.status_code, refused.json()["code"]) == (422, "still_without_effect")
    assert program.post("running/actions/accept_time", {"remark": "x"}).json()["code"] == "clock_gate_is_open"
    assert program.post("running/incidents/0/actions/try_again", {}).status_code == 404
    Deadline.objects.filter(pk=row.deadline_id).update(state="MET", ended_at=clock.now())
    answer = program.post("running/actions/close_settled_incidents", {"remark": "已恢复"})
    assert (answer.status_code, answer.json()["incidents"]) == (200, [])
    assert not Incident.objects.filter(closed_at=None).exists()


def test_a_jump_is_told_to_the_administrators_who_accept_the_time_on_the_page(
    client: Client, scene: Scene, administrator: Person
) -> None:
    check(at=clock.now(), read=clock.reading)
    both_jump(DAY)
    assert not trusts_the_time(at=clock.now(), read=clock.reading)
    fan_out(at=clock.now(), limit=100)
    notice = Notice.objects.get(kind="clock_gate.shut")
    assert notice.person == administrator
    assert Delivery.objects.get(event=notice.event).person == administrator
    assert deliver(at=clock.now(), limit=10) == 1
    client.force_login(administrator)
    assert "时间不可信" in client.get("/inbox/").content.decode()
    page = client.get("/running/").content.decode()
    assert "时钟跳变" in page
    assert client.get("/running/accept_time/").status_code == 200
    assert client.post("/running/accept_time/", {"remark": ""}).status_code == 422
    client.post("/running/accept_time/", {"remark": "已核对授时"}, follow=True)
    assert not open_alarms().exists()
    event = Event.objects.filter(chain_kind=ChainKind.OPERATION).latest("sequence")
    assert (event.kind, event.actor_id) == ("clock_gate.accepted", administrator.pk)

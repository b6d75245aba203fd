"""The page of a work order says whose move it is, until when, and how it came here; each act has its form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clock import now
from core.vocabulary import WorkOrderState
from notifications.services import fan_out
from tests.order_scene import SCAN, Orders
from tests.stage_set import set_the_stage

pytestmark = pytest.mark.django_db

PAGE = "/work-orders/12345:A1/"
MOST_QUERIES = 40


@pytest.fixture
def orders() -> Orders:
    orders = Orders(scene=set_the_stage())
    orders.take_in(at=now())
    return orders


def words(answer) -> str:
    return str(answer.content, "utf-8")


def as_handler(orders, client, organization):
    client.force_login(orders.scene.capacity(organization).person)
    return client


def test_the_office_looks_the_duty_up_and_dispatches(orders, client):
    as_handler(orders, client, orders.scene.dispatch)
    page = words(client.get(PAGE))
    for fact in ("12345:A1", "待派单", "职责清单中没有与此工单对应的事项", "派单", "由此工单提起协调"):
        assert fact in page
    form = client.get(f"{PAGE}acts/dispatch_order/")
    assert form.status_code == 200
    sent = {"organization": orders.scene.ecology.code, "stage": form.context["form"]["stage"].value()}
    answer = client.post(f"{PAGE}acts/dispatch_order/", sent)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert orders.order.state == WorkOrderState.DISPATCHED
    assert "待签收" in words(client.get(PAGE))


def test_the_receiver_opens_it_and_objects_with_the_signed_sheet(orders, client):
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=now())
    as_handler(orders, client, scene.ecology)
    assert client.head(PAGE).status_code == 200
    assert orders.dispatch.opened_at is None
    page = words(client.get(PAGE))
    assert orders.dispatch.opened_at is not None
    assert "视为首办责任单位" in page
    client.post(f"{PAGE}papers/", {"file": SimpleUploadedFile("函.pdf", SCAN), "title": "派单异议函"})
    scan = orders.order.papers.get().document
    assert client.get(f"{PAGE}papers/{scan.pk}/").content == SCAN
    sent = {
        "basis_kind": "LAW", "basis": "某法第七十七条", "reason": "不归本单位。", "proposed": scene.management.code,
        "signed_by": "局长", "signed_on": "2026-03-02", "scan": scan.pk,
    }  # fmt: skip
    assert client.post(f"{PAGE}acts/object_to_dispatch/", {**sent, "basis": ""}).status_code == 422
    assert client.post(f"{PAGE}acts/object_to_dispatch/", sent).status_code == 302
    as_handler(orders, client, scene.dispatch)
    page = words(client.get(PAGE))
    for fact in ("某法第七十七条", "派单异议函", scene.management.short_name, "异议成立，同意退回"):
        assert fact in page
    redispatch = client.get(f"{PAGE}acts/uphold_dispatch_objection/")
    assert "某法第七十七条" in words(redispatch)


def test_a_stale_form_says_who_was_first_and_keeps_what_was_typed(orders, client):
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=now())
    as_handler(orders, client, scene.dispatch)
    form = client.get(f"{PAGE}acts/designate_receiver/").context["form"]
    orders.do("object_to_dispatch", scene.ecology, at=now())
    sent = {"organization": scene.housing.code, "reason": "情况紧急", "stage": form["stage"].value()}
    late = client.post(f"{PAGE}acts/designate_receiver/", sent)
    assert late.status_code == 409
    assert "情况紧急" in words(late)
    assert scene.capacity(scene.ecology).person.name in words(late)
    assert client.post(f"{PAGE}acts/designate_receiver/", {**sent, "again": "1"}).status_code == 200


def test_what_is_not_offered_is_said_with_the_reason(orders, client):
    scene = orders.scene
    orders.do("designate_receiver", scene.dispatch, at=now(), organization=scene.ecology.code)
    as_handler(orders, client, scene.ecology)
    assert "指定后不得再退" in words(client.get(PAGE))
    answer = client.get(f"{PAGE}acts/object_to_dispatch/")
    assert answer.status_code == 409
    assert "指定后不得再退" in words(answer)
    assert client.get(f"{PAGE}acts/sing/").status_code == 404
    as_handler(orders, client, scene.housing)
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("task", "who", "found"),
    [("to_accept", "ecology", True), ("to_verify", "dispatch", False), ("to_dispatch", "dispatch", False),
     ("objected", "ecology", False), ("in_hand", "ecology", False)],
)  # fmt: skip
def test_the_list_shows_what_waits_for_whom(orders, client, task, who, found):
    orders.dispatch_to(orders.scene.ecology, at=now())
    as_handler(orders, client, getattr(orders.scene, who))
    assert ("12345:A1" in words(client.get("/work-orders/", {"task": task}))) == found


def test_an_order_to_be_verified_is_found_by_the_office_and_the_objector(orders, client):
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=now())
    orders.do("object_to_dispatch", scene.ecology, at=now())
    as_handler(orders, client, scene.dispatch)
    assert "12345:A1" in words(client.get("/work-orders/?task=to_verify"))
    as_handler(orders, client, scene.ecology)
    assert "12345:A1" in words(client.get("/work-orders/?task=objected"))


def test_the_form_that_opens_a_case_begins_with_the_bounced_orders_receivers(orders, client):
    scene = orders.scene
    orders.dispatch_to(scene.management, at=now())
    orders.do("object_to_dispatch", scene.management, at=now(), basis="“三定”规定第五条")
    orders.do("uphold_dispatch_objection", scene.dispatch, at=now())
    orders.dispatch_to(scene.ecology, at=now())
    as_handler(orders, client, scene.dispatch)
    answer = client.get("/cases/open/?work_orders=12345:A1")
    assert answer.context["form"]["parties"].value() == [scene.management.code, scene.ecology.code]
    assert "“三定”规定第五条" in answer.context["form"]["summary"].value()
    assert f"最先提出异议：{scene.management}" in words(answer)


def test_a_notice_leads_to_the_order(orders, client):
    scene = orders.scene
    scene.capacity(scene.ecology)
    orders.dispatch_to(scene.ecology, at=now())
    fan_out(at=now(), limit=100)
    as_handler(orders, client, scene.ecology)
    assert f'href="{PAGE}"' in words(client.get("/inbox/"))


def test_the_page_asks_no_more_of_a_long_course_than_of_a_short_one(orders, client):
    scene = orders.scene
    as_handler(orders, client, scene.dispatch)
    counts = []
    for receiver in (scene.ecology, scene.management):
        orders.dispatch_to(receiver, at=now())
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append(len(captured))
        if receiver == scene.ecology:
            orders.do("object_to_dispatch", receiver, at=now())
            orders.do("uphold_dispatch_objection", scene.dispatch, at=now())
    assert counts[0] == counts[1] <= MOST_QUERIES

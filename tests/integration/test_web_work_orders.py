"""The dispatch office looks its work orders through, ticks some, and opens the case that they suggest."""

import csv
import io
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from core.vocabulary import CaseSource, MembershipRole
from flows.inputs import OpenCase
from hotline.models import WorkOrder, WorkOrderState
from hotline.services import intake, open_case_from_orders
from tests.factories import make_capacity, make_jurisdiction, moment
from tests.stage_set import Scene, set_the_stage
from web.opening_orders import OFFERED
from web.visitors import Visitor
from web.work_order_lists import PAGE, WorkOrderFilter, work_orders_of

pytestmark = pytest.mark.django_db

RECEIVED, AT = "2026-11-09 08:00", "2026-11-16 10:00"
MOST_QUERIES = 20


@pytest.fixture
def scene() -> Scene:
    return set_the_stage()


@pytest.fixture
def clerk(scene, client):
    """At the dispatch office, signed in."""
    capacity = scene.capacity(scene.dispatch)
    client.force_login(capacity.person)
    return capacity


def take_in(scene: Scene, number: str = "A1", *, source: str = "12345", **changes) -> WorkOrder:
    content = {
        "text": "工地夜间打桩。部门都说不归自己管。", "category": "噪声", "received_at": moment(RECEIVED),
        "first_recipient": scene.housing, "jurisdiction": scene.district.jurisdiction, **changes,
    }  # fmt: skip
    by = scene.capacity(scene.dispatch).actor()
    return intake(source=source, number=number, by=by, at=moment(AT), **content)[0]


def open_behind(scene: Scene, *references: str) -> Case:
    codes = tuple(department.code for department in scene.district.departments)
    form = OpenCase(
        jurisdiction=scene.district.jurisdiction.code, title="工地夜间噪声", summary="谁管夜间施工",
        source=CaseSource.HOTLINE, parties=codes, interim_handler=codes[0], work_orders=references,
    )  # fmt: skip
    return open_case_from_orders(form=form, capacity=scene.capacity(scene.dispatch), at=moment(AT))


def words(answer) -> str:
    return str(answer.content, "utf-8")


def offered(page: str) -> dict[str, bool]:
    """The work orders that can be ticked on the page, and whether they are."""
    boxes = re.findall(r'<input type="checkbox" name="work_orders" value="([^"]+)"( checked)?>', page)
    return {reference: bool(checked) for reference, checked in boxes}


def to_open(*references: str) -> str:
    return f"/cases/open/?{urlencode([('work_orders', reference) for reference in references])}"


def initial(answer, name: str):
    return answer.context["form"][name].value()


def test_a_row_says_what_is_asked_of_whom_until_when(scene, clerk, client):
    take_in(scene, handle_by=moment("2026-11-24 18:00"))
    page = words(client.get("/work-orders/"))
    for fact in ("12345:A1", "工地夜间打桩。部门都说不归自己管。", "噪声", scene.housing.short_name):
        assert fact in page
    assert "2026年11月9日(周一)08:00" in page
    assert "2026年11月24日(周二)18:00前" in page
    assert offered(page) == {"12345:A1": False}


@pytest.mark.parametrize(
    ("at", "word"), [("2026-11-16 10:00", "按期"), ("2026-11-23 10:00", "将到期"), ("2026-11-24 18:00", "已到期")]
)
def test_the_light_is_that_of_the_hotlines_own_moment(scene, at, word):
    take_in(scene, handle_by=moment("2026-11-24 18:00"))
    capacity = scene.capacity(scene.dispatch)
    visitor = Visitor(person=capacity.person, capacities=(capacity,))
    row = work_orders_of(visitor, WorkOrderFilter(), moment(at)).rows[0]
    assert row.handle_by.light.word == word


def test_an_order_behind_a_case_leads_there_and_cannot_be_ticked_again(scene, clerk, client):
    take_in(scene, "A1")
    take_in(scene, "A2")
    case = open_behind(scene, "12345:A1")
    page = words(client.get("/work-orders/"))
    assert f'href="/cases/{case.number}/"' in page
    assert list(offered(page)) == ["12345:A2"]
    behind = words(client.get("/work-orders/?state=IN_CASE"))
    assert "12345:A2" not in behind
    assert "以所选工单提起协调" not in behind
    assert "12345:A1" not in words(client.get("/work-orders/?state=RECEIVED"))


def test_the_case_leads_to_its_work_orders(scene, clerk, client):
    take_in(scene, "A1")
    take_in(scene, "A2")
    case = open_behind(scene, "12345:A1")
    address = f"/work-orders/?case={case.number}"
    assert address in words(client.get(f"/cases/{case.number}/"))
    page = words(client.get(address))
    assert "12345:A1" in page
    assert "12345:A2" not in page


@pytest.mark.parametrize(("q", "found"), [("A2", ["12345:A2"]), ("打桩", ["12345:A1"]), ("12345:A1", ["12345:A1"])])
def test_orders_are_found_by_number_reference_and_words(scene, clerk, client, q, found):
    take_in(scene, "A1")
    take_in(scene, "A2", text="路灯不亮")
    assert list(offered(words(client.get("/work-orders/", {"q": q})))) == found


def test_an_empty_list_says_what_would_appear(scene, clerk, client):
    assert "尚无您可查看的工单" in words(client.get("/work-orders/"))
    take_in(scene)
    assert "没有符合条件的工单" in words(client.get("/work-orders/?q=nothing"))


def test_a_recipient_sees_its_own_orders_and_others_none(scene, client):
    take_in(scene)
    client.force_login(scene.capacity(scene.housing).person)
    assert list(offered(words(client.get("/work-orders/")))) == ["12345:A1"]
    client.force_login(scene.capacity(scene.ecology).person)
    assert "12345:A1" not in words(client.get("/work-orders/"))


def test_the_list_is_not_for_a_system_administrator(scene, client):
    client.force_login(scene.capacity(scene.dispatch, MembershipRole.SYSTEM_ADMINISTRATOR).person)
    assert client.get("/work-orders/").status_code == 403
    assert client.get("/work-orders.csv").status_code == 403
    assert 'href="/work-orders/"' not in words(client.get("/work/"))


def test_the_menu_leads_there(clerk, client):
    assert 'href="/work-orders/"' in words(client.get("/work/"))


def test_pages_follow_one_another_without_gap(scene, clerk, client):
    for number in range(PAGE + 3):
        take_in(scene, f"A{number:02}")
    first = client.get("/work-orders/")
    second = client.get("/work-orders/", {"after": first.context["page"].next_after})
    seen = [*offered(words(first)), *offered(words(second))]
    assert seen == [f"12345:A{number:02}" for number in reversed(range(PAGE + 3))]
    assert second.context["page"].next_after == ""
    mangled = client.get("/work-orders/?after=nonsense")
    assert mangled.status_code == 400
    assert "nonsense" in words(mangled)


def test_the_export_is_what_is_shown(scene, clerk, client):
    take_in(scene, "A1", text="=1+1")
    take_in(scene, "A2")
    answer = client.get("/work-orders.csv?q=A1")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    _headings, line = csv.reader(io.StringIO(text))
    assert line[0] == "12345:A1"
    assert line[2] == "'=1+1"


def test_the_number_of_queries_is_the_same_for_few_and_many(scene, clerk, client):
    def queries_of(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = ("/work-orders/", "/work-orders/?q=打桩", to_open("12345:A0", "12345:A1"), "/work-orders/new/")
    for number in range(3):
        take_in(scene, f"A{number}", handle_by=moment("2026-11-24 18:00"))
    open_behind(scene, "12345:A2")
    few = {address: queries_of(address) for address in addresses}
    for number in range(3, 60):
        take_in(scene, f"A{number}", handle_by=moment("2026-11-24 18:00"), first_recipient=scene.ecology)
    open_behind(scene, "12345:A3", "12345:A58")
    many = {address: queries_of(address) for address in addresses}
    assert many == few
    assert max(many.values()) <= MOST_QUERIES


def test_what_was_ticked_suggests_the_case(scene, clerk, client):
    take_in(scene, "A1")
    take_in(scene, "A2", text="同一工地凌晨浇筑", first_recipient=scene.ecology, received_at=moment("2026-11-10 08:00"))
    take_in(scene, "A3")
    answer = client.get(to_open("12345:A2", "12345:A1"))
    assert initial(answer, "title") == "工地夜间打桩"
    assert initial(answer, "summary") == "12345:A1 工地夜间打桩。部门都说不归自己管。\n12345:A2 同一工地凌晨浇筑"
    assert initial(answer, "source") == CaseSource.HOTLINE
    assert initial(answer, "parties") == [scene.housing.code, scene.ecology.code]
    assert initial(answer, "interim_handler") == scene.housing.code
    assert offered(words(answer)) == {"12345:A1": True, "12345:A2": True, "12345:A3": False}
    assert not answer.context["problems"]


def test_a_petition_is_a_petition_and_the_place_is_the_orders(scene, client):
    take_in(scene, "P1", source="PETITION")
    elsewhere = make_jurisdiction()
    take_in(scene, "A9", jurisdiction=elsewhere)
    client.force_login(scene.capacity(scene.housing).person)
    assert initial(client.get(to_open("PETITION:P1")), "source") == CaseSource.PETITION
    assert initial(client.get(to_open("12345:A9")), "jurisdiction") == elsewhere.code


def test_orders_that_cannot_be_used_are_named(scene, clerk, client):
    take_in(scene, "A1")
    take_in(scene, "A2")
    case = open_behind(scene, "12345:A1")
    answer = client.get(to_open("12345:A1", "12345:A2", "12345:A9\x00"))
    behind, unknown = answer.context["problems"]
    assert "12345:A1" in behind
    assert case.number in behind
    assert "12345:A9" in unknown
    assert behind in words(answer)
    assert offered(words(answer)) == {"12345:A2": True}


def posted(scene: Scene, *references: str, **changes) -> dict:
    return {
        "jurisdiction": scene.district.jurisdiction.code, "title": "工地夜间噪声", "summary": "谁管夜间施工",
        "source": "HOTLINE", "parties": [scene.housing.code, scene.ecology.code],
        "interim_handler": scene.housing.code, "work_orders": references, "request_key": "k", **changes,
    }  # fmt: skip


def test_the_case_is_opened_with_the_orders_behind_it(scene, clerk, client):
    take_in(scene, "A1")
    take_in(scene, "A2")
    answer = client.post("/cases/open/", posted(scene, "12345:A1", "12345:A2"))
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.number}/"
    assert WorkOrder.objects.filter(case=case, state=WorkOrderState.IN_CASE).count() == 2


def test_an_order_that_has_a_case_already_is_said_beside_the_field_and_stays_ticked(scene, clerk, client):
    take_in(scene, "A1")
    case = open_behind(scene, "12345:A1")
    answer = client.post("/cases/open/", posted(scene, "12345:A1"))
    assert answer.status_code == 409
    (said,) = answer.context["form"].errors["work_orders"]
    assert "12345:A1" in said
    assert case.number in said
    assert offered(words(answer)) == {"12345:A1": True}
    assert Case.objects.count() == 1


def test_who_may_not_see_an_order_cannot_put_it_behind_a_case(scene, client):
    take_in(scene)
    client.force_login(scene.capacity(scene.ecology).person)
    assert client.get(to_open("12345:A1")).context["problems"]
    answer = client.post("/cases/open/", posted(scene, "12345:A1"))
    assert answer.status_code == 422
    assert "12345:A1" in answer.context["form"].errors["work_orders"][0]
    assert not Case.objects.exists()


def test_the_field_is_for_those_whose_matter_work_orders_are(scene, clerk, client):
    assert "没有尚未归入事项的工单" in words(client.get("/cases/open/"))
    client.force_login(scene.capacity(scene.ecology).person)
    page = client.get("/cases/open/")
    assert "work_orders" not in page.context["form"].fields
    answer = client.post("/cases/open/", posted(scene))
    assert answer.headers["Location"] == f"/cases/{Case.objects.get().number}/"


def test_a_long_list_leads_to_the_rest(scene, clerk, client):
    for number in range(OFFERED + 1):
        take_in(scene, f"A{number:02}")
    page = words(client.get(to_open("12345:A00")))
    assert offered(page)["12345:A00"]
    assert len(offered(page)) == OFFERED + 1
    assert 'href="/work-orders/"' in page[page.index("orders-input") :]


def registered(scene: Scene, **changes) -> dict:
    return {
        "source": "12345", "number": "B1", "text": "路灯不亮,请回电13812345678", "category": "路灯",
        "received_at": "2025-01-06T09:30", "handle_by": "", "first_recipient": scene.housing.code, "request_key": "r",
        **changes,
    }  # fmt: skip


def test_an_order_is_registered_by_hand_and_stands_in_the_list(scene, clerk, client):
    answer = client.post("/work-orders/new/", registered(scene), follow=True)
    order = WorkOrder.objects.get()
    assert (order.reference, order.text, order.category) == ("12345:B1", "路灯不亮,请回电138****5678", "路灯")
    assert (order.received_at, order.handle_by) == (moment("2025-01-06 09:30"), None)
    assert (order.first_recipient, order.jurisdiction) == (scene.housing, scene.district.jurisdiction)
    assert list(offered(words(answer))) == ["12345:B1"]
    again = client.post("/work-orders/new/", registered(scene, request_key="s"), follow=True)
    assert "工单12345:B1先前已登记。" in words(again)
    assert WorkOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "B 1"}, "number"),
        ({"source": "热线"}, "source"),
        ({"received_at": "2999-01-01T00:00"}, "received_at"),
        ({"received_at": "昨天"}, "received_at"),
        ({"handle_by": "2025-01-06T09:30"}, "handle_by"),
        ({"first_recipient": "NOBODY"}, "first_recipient"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_in_chinese(scene, clerk, client, changes, field):
    answer = client.post("/work-orders/new/", registered(scene, **changes))
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors[field]
    assert field not in said
    assert "路灯不亮" in words(answer)
    assert not WorkOrder.objects.exists()


def test_other_content_under_the_same_number_is_refused_with_the_fields_by_title(scene, clerk, client):
    client.post("/work-orders/new/", registered(scene))
    answer = client.post("/work-orders/new/", registered(scene, text="别的事", category="市容", request_key="s"))
    assert answer.status_code == 409
    (said,) = answer.context["form"].errors["number"]
    assert "群众诉求" in said
    assert "类别" in said


def test_registering_is_for_dispatch_offices(scene, client):
    client.force_login(make_capacity(scene.housing).person)
    assert "/work-orders/new/" not in words(client.get("/work-orders/"))
    assert client.get("/work-orders/new/").status_code == 403
    assert client.post("/work-orders/new/", registered(scene)).status_code == 403
    assert not WorkOrder.objects.exists()


def test_strangers_sign_in_first(client):
    for address in ("/work-orders/", "/work-orders.csv", "/work-orders/new/"):
        assert client.get(address).headers["Location"].startswith("/sign-in/")

"""Work orders come in once, whatever is sent twice, and stand behind the case that is opened from them."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import ChainKind, Event
from cases.models import Case
from core.vocabulary import CaseSource, MembershipRole
from flows.errors import RequestKeyReused
from flows.inputs import OpenCase
from hotline.access import may_take_in, visible_work_orders
from hotline.errors import UnknownWorkOrder, WorkOrderDiffers, WorkOrderInCase, WorkOrderUnusable
from hotline.models import WorkOrder, WorkOrderState
from hotline.selectors import work_order_page
from hotline.services import intake, open_case_from_orders
from organizations.selectors import capacities, local_date
from procedures.services import import_pack
from tests.factories import make_capacity, make_district, make_jurisdiction, make_organization, moment

pytestmark = pytest.mark.django_db

RECEIVED, AT = moment("2026-09-28 08:00"), moment("2026-09-28 09:30")
PACK = Path("procedures/packs/longquanyi.toml")


@pytest.fixture
def district():
    return make_district()


@pytest.fixture
def clerk(district):
    return make_capacity(district.dispatch_office)


def take_in(clerk, number="A1", **changes):
    content = {
        "source": "12345", "number": number, "text": "工地夜间施工,请回电13812345678", "category": "噪声",
        "received_at": RECEIVED, "jurisdiction": clerk.organization.jurisdiction, "by": clerk.actor(), "at": AT,
    }  # fmt: skip
    return intake(**{**content, **changes})


def case_form(district, *references):
    codes = tuple(department.code for department in district.departments)
    return OpenCase(
        jurisdiction=district.jurisdiction.code, title="工地夜间噪声", summary="谁管夜间施工",
        source=CaseSource.HOTLINE, parties=codes, interim_handler=codes[0], work_orders=references,
    )  # fmt: skip


@pytest.fixture
def procedure(district, clerk):
    return import_pack(
        text=PACK.read_text(), file=PACK.name, jurisdiction=district.jurisdiction, by=clerk.actor(), at=AT
    )


def test_a_work_order_is_kept_masked_with_one_event(clerk):
    order, created = take_in(clerk)
    assert created
    assert (order.text, order.state) == ("工地夜间施工,请回电138****5678", WorkOrderState.RECEIVED)
    event = Event.objects.get(chain_kind=ChainKind.HOTLINE, subject_id=order.pk)
    assert event.kind == "work_order.received"
    assert "工地" not in json.dumps([event.data, event.changes], ensure_ascii=False)


def test_the_same_order_again_is_the_one_that_is_there(clerk):
    first, _created = take_in(clerk)
    again, created = take_in(clerk, at=AT + timedelta(days=1))
    assert (again, created) == (first, False)
    assert Event.objects.count() == 1


def test_other_content_under_the_same_number_is_refused_and_named(clerk):
    order, _created = take_in(clerk)
    with pytest.raises(WorkOrderDiffers) as caught:
        take_in(clerk, text="别的事", category="市容")
    assert caught.value.params == {"reference": "12345:A1", "columns": "text, category"}
    assert WorkOrder.objects.get().text == order.text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("source", "12345 热线"), ("source", ""), ("number", "A 1"), ("number", "A:1"), ("number", ""), ("text", " "),
        ("text", "长" * 5001), ("category", "长" * 101), ("received_at", AT + timedelta(seconds=1)),
        ("handle_by", RECEIVED),
    ],
)  # fmt: skip
def test_a_value_that_breaks_a_rule_is_named(clerk, column, value):
    with pytest.raises(WorkOrderUnusable) as caught:
        take_in(clerk, **{column: value})
    assert caught.value.field == column
    assert not WorkOrder.objects.exists()


def test_one_request_key_takes_in_one_order(clerk):
    take_in(clerk, "A1", request_key="k")
    with pytest.raises(RequestKeyReused):
        take_in(clerk, "A2", request_key="k")
    assert WorkOrder.objects.count() == 1


def test_a_case_opened_from_orders_has_them_behind_it(district, clerk, procedure):
    take_in(clerk, "A1")
    take_in(clerk, "A2")
    form = case_form(district, "12345:A2", "12345:A1")
    case = open_case_from_orders(form=form, capacity=clerk, at=AT, request_key="k")
    assert set(WorkOrder.objects.filter(case=case).values_list("number", "state")) == {
        ("A1", "IN_CASE"),
        ("A2", "IN_CASE"),
    }
    assert Event.objects.filter(kind="work_order.put_behind_case").count() == 2
    assert open_case_from_orders(form=form, capacity=clerk, at=AT, request_key="k") == case
    assert Event.objects.filter(kind="work_order.put_behind_case").count() == 2


def test_an_order_stands_behind_one_case_and_no_second_case_is_opened(district, clerk, procedure):
    take_in(clerk, "A1")
    case = open_case_from_orders(form=case_form(district, "12345:A1"), capacity=clerk, at=AT)
    with pytest.raises(WorkOrderInCase) as caught:
        open_case_from_orders(form=case_form(district, "12345:A1"), capacity=clerk, at=AT)
    assert caught.value.params["case"] == case.number
    assert Case.objects.count() == 1


@pytest.mark.parametrize("reference", ["12345:A9", "A1", "12345:A1:", ""])
def test_an_unknown_order_is_named_and_no_case_is_opened(district, clerk, procedure, reference):
    take_in(clerk, "A1")
    with pytest.raises(UnknownWorkOrder) as caught:
        open_case_from_orders(form=case_form(district, reference), capacity=clerk, at=AT)
    assert caught.value.params["reference"] == reference
    assert not Case.objects.exists()


def test_an_order_of_another_jurisdiction_is_unknown_here(district, clerk, procedure):
    take_in(clerk, "A1", jurisdiction=make_jurisdiction())
    with pytest.raises(UnknownWorkOrder):
        open_case_from_orders(form=case_form(district, "12345:A1"), capacity=clerk, at=AT)


def test_pages_follow_one_another_without_gap(clerk):
    numbers = [take_in(clerk, f"A{number}")[0].number for number in range(5)]
    seen, before = [], None
    for _page in range(3):
        page = work_order_page(WorkOrder.objects.all(), before=before, size=2)
        seen += [order.number for order in page.items]
        before = page.next_before
    assert seen == numbers[::-1]
    assert before is None
    assert [order.number for order in work_order_page(WorkOrder.objects.all(), q="A3").items] == ["A3"]
    assert work_order_page(WorkOrder.objects.all(), states=[WorkOrderState.IN_CASE]).items == []


def test_orders_are_seen_by_their_recipient_and_the_dispatch_office_alone(district, clerk):
    ours, theirs = district.departments[:2]
    order, _created = take_in(clerk, first_recipient=ours)
    day = local_date(district.jurisdiction, AT)

    def seen_by(capacity):
        return list(visible_work_orders(capacities(capacity.person, day)))

    assert seen_by(clerk) == seen_by(make_capacity(ours)) == [order]
    assert seen_by(make_capacity(theirs)) == []
    assert seen_by(make_capacity(district.dispatch_office, MembershipRole.SYSTEM_ADMINISTRATOR)) == []
    assert may_take_in(clerk)
    assert not may_take_in(make_capacity(ours))


def test_the_command_takes_all_rows_or_none(district, tmp_path):
    make_organization(jurisdiction=district.jurisdiction, code="R-1")
    path, out = tmp_path / "orders.csv", StringIO()
    head = "number,text,category,received_at,first_recipient\n"
    good = "A1,路灯不亮,路灯,2025-09-28 08:00,R-1\n"
    path.write_bytes((head + good + "A2,井盖缺失,道路,2025-09-28 08:00,R-2\n").encode("gbk"))
    arguments = ["import_work_orders", str(path), "--source", "12345", "--jurisdiction", district.jurisdiction.code]
    with pytest.raises(CommandError, match="R-2"):
        call_command(*arguments, stdout=StringIO())
    assert not WorkOrder.objects.exists()
    path.write_text(head + good)
    call_command(*arguments, "--json", stdout=out)
    assert json.loads(out.getvalue())["added"] == 1
    assert WorkOrder.objects.get().received_at == moment("2025-09-28 08:00")


def test_the_command_names_a_bad_moment_and_a_repeated_number(district, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("number,text,category,received_at\nA1,甲,乙,昨天\nA1,甲,乙,2025-09-28\n")
    with pytest.raises(CommandError) as caught:
        call_command(
            "import_work_orders", str(path), source="12345", jurisdiction=district.jurisdiction.code, stdout=StringIO()
        )
    assert "昨天" in str(caught.value)
    assert "A1" in str(caught.value)

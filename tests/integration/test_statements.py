"""A query written once gives with other values what it would give written anew."""

from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import BigIntegerField, F, Model, Value
from django.test.utils import CaptureQueriesContext

from core.paging import NoSuchPage, Order, page_of_all
from core.statements import IsOneOf, Rows, Slot, Statement
from deadlines.models import Deadline
from flows import at_hand
from flows.models import WorkItem
from flows.waiting import LANES, AskedLanes
from organizations.models import Organization
from tests.factories import make_jurisdiction, make_organization, moment
from tests.stage_set import set_the_stage

pytestmark = pytest.mark.django_db


def test_one_statement_for_any_number_of_values() -> None:
    place = make_jurisdiction()
    ids = [make_organization(jurisdiction=place).pk for _ in range(3)]
    wanted = IsOneOf(F("pk"), Slot("ids", ArrayField(BigIntegerField())))
    rows = Organization.objects.filter(wanted).annotate(mark=Value(7)).order_by("pk").values_list("pk", "mark")
    statement = Statement.of(rows)
    for some in (ids[:1], ids, []):
        assert statement.run({"ids": some}) == [(pk, 7) for pk in some]


def test_a_slot_without_a_value_is_an_error() -> None:
    statement = Statement.of(Organization.objects.filter(pk=Slot("id", BigIntegerField())).values_list("pk"))
    with pytest.raises(KeyError):
        statement.run({})


def test_whole_rows_are_those_of_the_query_set_with_what_they_point_to() -> None:
    place = make_jurisdiction()
    bodies = [make_organization(jurisdiction=place) for _ in range(3)]
    rows = Rows(
        lambda: Organization.objects.filter(jurisdiction=Slot("place", BigIntegerField())).order_by("-pk"),
        "jurisdiction", "jurisdiction__parent",
    )  # fmt: skip
    for asked, wanted in ((place.pk, bodies[::-1]), (place.pk + 1, []), (place.pk, bodies[::-1])):
        assert rows.run(place=asked) == wanted
    with CaptureQueriesContext(connection) as asked_on:
        found = rows.run(place=place.pk)
        assert [(one.jurisdiction, one.jurisdiction.parent) for one in found] == [(place, None)] * 3
    assert len(asked_on) == 1
    with pytest.raises(KeyError):
        rows.run()


def test_a_column_left_out_is_read_when_somebody_looks_at_it() -> None:
    made = make_organization(jurisdiction=make_jurisdiction())
    one = Slot("one", BigIntegerField())
    rows = Rows(lambda: Organization.objects.filter(pk=one), "jurisdiction", without=["name", "jurisdiction__name"])
    (found,) = rows.run(one=made.pk)
    assert found.get_deferred_fields() == found.jurisdiction.get_deferred_fields() == {"name"}
    assert (found.short_name, found.name, found.jurisdiction.name) == (
        made.short_name, made.name, made.jurisdiction.name,
    )  # fmt: skip


def test_rows_are_held_and_not_what_they_point_to() -> None:
    made = make_organization(jurisdiction=make_jurisdiction())
    one = Slot("one", BigIntegerField())
    rows = Rows(lambda: Organization.objects.filter(pk=one), "jurisdiction", locking=True)
    with CaptureQueriesContext(connection) as asked:
        assert rows.run(one=made.pk) == [made]
    assert asked[-1]["sql"].endswith(' FOR NO KEY UPDATE OF "organizations_organization"')


@pytest.mark.django_db(transaction=True)
def test_nothing_is_held_where_no_transaction_would_end_it() -> None:
    rows = Rows(lambda: Organization.objects.filter(pk=Slot("one", BigIntegerField())), locking=True)
    with pytest.raises(transaction.TransactionManagementError):
        rows.run(one=1)


def test_what_is_at_hand_of_a_case_is_what_the_tables_hold() -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 09:00")
    case = scene.case
    for mine, theirs in (
        (at_hand.parties_of(case), case.parties.select_related("organization")),
        (at_hand.items_of(case), WorkItem.objects.filter(case=case, ended_at=None).select_related("task__process")),
        (at_hand.clocks_of(case), Deadline.objects.filter(case=case, state="RUNNING").exclude(effect="WARN")),
    ):
        wanted = {row.pk: row for row in theirs}
        assert wanted
        assert {row.pk for row in mine} == set(wanted)
        for row in mine:
            assert _as_stored(row) == _as_stored(wanted[row.pk])
    item = at_hand.items_of(case)[0]
    stored = WorkItem.objects.select_related("task__process").get(pk=item.pk)
    assert _as_stored(item.task) == _as_stored(stored.task)
    assert _as_stored(item.task.process) == _as_stored(stored.task.process)
    assert item.organization == stored.organization


def _as_stored(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("after", ["2026-01-01T00:00:00+08:00~1~99", "~1~0", "2026-01-01T00:00:00+08:00~x~2", "1"])
def test_a_place_that_no_page_gave_is_refused(after: str) -> None:
    """Also where its lane is one of several that are read together."""

    def never(_size: int, _further: bool) -> Statement:
        raise AssertionError("nothing is asked for a place that is none")

    lanes = AskedLanes(never, {"at": moment("2026-01-01 09:00")})
    assert len(lanes) == len(LANES)
    with pytest.raises(NoSuchPage):
        page_of_all([lanes], Order(column="due", read=moment), after=after, size=5)

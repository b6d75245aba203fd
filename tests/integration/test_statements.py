"""A query written once gives with other values what it would give written anew."""

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Value

from core.paging import NoSuchPage, Order, page_of_all
from core.statements import IsOneOf, Slot, Statement
from flows.waiting import LANES, AskedLanes
from organizations.models import Organization
from tests.factories import make_jurisdiction, make_organization, moment

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


@pytest.mark.parametrize("after", ["2026-01-01T00:00:00+08:00~1~99", "~1~0", "2026-01-01T00:00:00+08:00~x~2", "1"])
def test_a_place_that_no_page_gave_is_refused(after: str) -> None:
    """Also where its lane is one of several that are read together."""

    def never(_size: int, _further: bool) -> Statement:
        raise AssertionError("nothing is asked for a place that is none")

    lanes = AskedLanes(never, {"at": moment("2026-01-01 09:00")})
    assert len(lanes) == len(LANES)
    with pytest.raises(NoSuchPage):
        page_of_all([lanes], Order(column="due", read=moment), after=after, size=5)

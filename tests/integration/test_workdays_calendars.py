"""Calendars per jurisdiction: exceptions, who inherits them, the act that adds one, and the view of a year."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from audit.actors import Actor
from audit.models import Event
from core.errors import DomainError
from core.vocabulary import ExceptionKind
from organizations.models import Jurisdiction
from workdays.days import DayBasis, DayKind, describe
from workdays.errors import ExceptionExists, ExceptionIncomplete, HolidayStands
from workdays.models import CalendarException
from workdays.rules import is_workday
from workdays.selectors import calendar_for, calendar_for_many, national_calendar, year_view
from workdays.services import add_exception

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SOMEBODY = Actor(person_id=7, person_name="覃某", organization_id=3, organization_name="自治区政府办公厅")
MARCH_THIRD = date(2026, 4, 20)  # 三月三, a Monday
SATURDAY = date(2026, 4, 25)


@pytest.fixture
def places() -> dict[str, Jurisdiction]:
    """广西 → 南宁 → 青秀; 成都 stands apart."""
    region = Jurisdiction.objects.create(code="450000", name="广西壮族自治区", number_prefix="GX")
    city = Jurisdiction.objects.create(code="450100", name="南宁市", number_prefix="NN", parent=region)
    district = Jurisdiction.objects.create(
        code="450103", name="青秀区", number_prefix="QX", parent=city, timezone="Asia/Urumqi"
    )
    other = Jurisdiction.objects.create(code="510100", name="成都市", number_prefix="CD")
    return {"region": region, "city": city, "district": district, "other": other}


def add(jurisdiction: Jurisdiction, day: date, kind: ExceptionKind, name: str = "三月三") -> CalendarException:
    return add_exception(
        jurisdiction=jurisdiction, day=day, kind=kind, name=name, authority="政府令第100号", by=SOMEBODY, at=AT
    )


def test_lower_jurisdictions_inherit_and_others_do_not(places: dict[str, Jurisdiction]) -> None:
    add(places["region"], MARCH_THIRD, ExceptionKind.HOLIDAY)
    add(places["city"], SATURDAY, ExceptionKind.WORKDAY)
    off = {name: not is_workday(MARCH_THIRD, calendar_for(place)) for name, place in places.items()}
    working = {name: is_workday(SATURDAY, calendar_for(place)) for name, place in places.items()}
    assert off == {"region": True, "city": True, "district": True, "other": False}
    assert working == {"region": False, "city": True, "district": True, "other": False}
    assert is_workday(MARCH_THIRD, national_calendar())


def test_a_day_says_which_document_it_rests_on(places: dict[str, Jurisdiction]) -> None:
    add(places["region"], MARCH_THIRD, ExceptionKind.HOLIDAY)
    day = describe(MARCH_THIRD, calendar_for(places["district"]))
    assert (day.kind, day.basis) == (DayKind.EXTRA_HOLIDAY, DayBasis.LOCAL)
    assert (day.name, day.notice) == ("三月三", "政府令第100号")


def test_the_calendar_has_the_zone_of_its_own_jurisdiction(places: dict[str, Jurisdiction]) -> None:
    calendars = calendar_for_many(places.values())
    zones = {name: calendars[place.pk].zone.key for name, place in places.items()}
    assert zones == dict.fromkeys(places, "Asia/Shanghai") | {"district": "Asia/Urumqi"}


def test_one_query_for_one_calendar_and_for_many(
    places: dict[str, Jurisdiction], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add(places["region"], MARCH_THIRD, ExceptionKind.HOLIDAY)
    add(places["other"], SATURDAY, ExceptionKind.WORKDAY)
    with django_assert_num_queries(1):
        calendar_for(places["district"])
    with django_assert_num_queries(1):
        calendars = calendar_for_many(places.values())
    assert set(calendars) == {place.pk for place in places.values()}
    assert not is_workday(MARCH_THIRD, calendars[places["district"].pk])
    assert is_workday(SATURDAY, calendars[places["other"].pk])


def test_a_circle_in_the_tree_comes_to_an_end(places: dict[str, Jurisdiction]) -> None:
    Jurisdiction.objects.filter(pk=places["region"].pk).update(parent=places["district"])
    add(places["city"], MARCH_THIRD, ExceptionKind.HOLIDAY)
    assert not is_workday(MARCH_THIRD, calendar_for(places["region"]))


def test_adding_an_exception_is_one_event_without_prose(places: dict[str, Jurisdiction]) -> None:
    exception = add(places["region"], MARCH_THIRD, ExceptionKind.HOLIDAY)
    event = Event.objects.get()
    assert (event.kind, event.chain, event.at) == (
        "calendar.exception_added",
        f"calendar:{places['region'].pk}",
        AT,
    )
    assert event.data == {
        "exception": exception.pk, "jurisdiction": "450000", "day": "2026-04-20", "kind": "holiday",
    }  # fmt: skip
    assert (event.actor_id, exception.recorded_at) == (7, AT)


@pytest.mark.parametrize(
    ("day", "kind", "name", "error", "field"),
    [
        (MARCH_THIRD, ExceptionKind.HOLIDAY, "三月三", ExceptionExists, "day"),
        (MARCH_THIRD, ExceptionKind.WORKDAY, "三月三", ExceptionExists, "day"),
        (date(2026, 10, 1), ExceptionKind.WORKDAY, "上班", HolidayStands, "day"),
        (date(2027, 10, 1), ExceptionKind.WORKDAY, "上班", HolidayStands, "day"),
        (SATURDAY, ExceptionKind.WORKDAY, " \u3000", ExceptionIncomplete, "name"),
        (SATURDAY, ExceptionKind.WORKDAY, "长" * 201, ExceptionIncomplete, "name"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    places: dict[str, Jurisdiction],
    day: date,
    kind: ExceptionKind,
    name: str,
    error: type[DomainError],
    field: str,
) -> None:
    add(places["region"], MARCH_THIRD, ExceptionKind.HOLIDAY)
    with pytest.raises(error) as refused:
        add(places["region"], day, kind, name)
    assert refused.value.field == field
    assert refused.value.text()
    assert (CalendarException.objects.count(), Event.objects.count()) == (1, 1)


def test_a_holiday_of_the_region_cannot_be_made_a_workday_below(places: dict[str, Jurisdiction]) -> None:
    add(places["region"], MARCH_THIRD, ExceptionKind.HOLIDAY)
    with pytest.raises(HolidayStands):
        add(places["city"], MARCH_THIRD, ExceptionKind.WORKDAY)
    add(places["city"], MARCH_THIRD, ExceptionKind.HOLIDAY)


def test_the_database_holds_the_vocabulary(places: dict[str, Jurisdiction]) -> None:
    exception = add(places["region"], MARCH_THIRD, ExceptionKind.HOLIDAY)
    with pytest.raises(IntegrityError, match="calendar_exception_kind_is_known"), transaction.atomic():
        CalendarException.objects.filter(pk=exception.pk).update(kind="perhaps")


def test_the_view_of_a_year(places: dict[str, Jurisdiction]) -> None:
    add(places["region"], MARCH_THIRD, ExceptionKind.HOLIDAY)
    months = year_view(places["city"], 2026)
    assert [month.first for month in months] == [date(2026, number, 1) for number in range(1, 13)]
    assert [day.day.toordinal() for month in months for day in month.days] == list(
        range(date(2026, 1, 1).toordinal(), date(2026, 12, 31).toordinal() + 1)
    )
    february = months[1]
    assert february.weeks[0][:6] == (None,) * 6
    assert february.weeks[0][6] == february.days[0]
    assert all(len(week) == 7 for month in months for week in month.weeks)
    assert [day for month in months for week in month.weeks for day in week if day] == [
        day for month in months for day in month.days
    ]
    assert sum(month.workdays for month in months) == 247
    assert sum(month.workdays for month in year_view(None, 2026)) == 248
    assert all(day.provisional for month in year_view(None, 2027) for day in month.days)

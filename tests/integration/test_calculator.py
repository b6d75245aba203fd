"""期限计算器与试算: terms are counted and supposed, every day shown, and nothing is saved."""

from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from audit.models import Event
from core import clock
from core.vocabulary import DeadlineEffect, ExceptionKind, MembershipRole, Step
from deadlines.models import Deadline
from flows.recounts.what_if import (
    HalfASuspension,
    NoSuchClock,
    NothingSupposed,
    OutsideTheTerm,
    ResumedBefore,
    Supposition,
    what_if,
)
from tests.factories import make_capacity, make_organization, moment
from tests.machines import machine_of
from tests.stage_set import Scene, set_the_stage
from workdays.days import DayKind
from workdays.errors import HolidayStands

pytestmark = pytest.mark.django_db
AT = moment("2026-03-03 10:00")


@pytest.fixture
def scene() -> Scene:
    """Opened on Monday 2 March 2026; tier 1 ends with Monday 9 March."""
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    return scene


@pytest.fixture
def visitor(scene: Scene, client: Client) -> Client:
    client.force_login(scene.capacity(scene.ecology).person)
    return client


def supposed(scene: Scene, **given: Any) -> Any:
    """The clock of the tier as it would be."""
    rows = what_if(scene.case, Supposition(**given), at=AT)
    return next(one for one in rows if one.clock.step == Step.TIER_NEGOTIATION)


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_a_term_and_the_days_between_on_the_page(visitor: Client) -> None:
    page = visitor.get("/calendar/calculator/?start=2026-09-28&n=5&unit=workday&roll=none").content.decode()
    assert "2026年10月10日(周六)24时前" in page
    assert "节假日：国庆节（国办发明电〔2025〕7号）" in page or "国庆节（国办发明电〔2025〕7号）" in page
    hours = visitor.get("/calendar/calculator/?start=2026-09-30&at=17:30&n=24&unit=hour").content.decode()
    assert "2026年10月1日(周四)17:30前" in hours
    between = visitor.get("/calendar/calculator/?first=2026-09-28&last=2026-10-12").content.decode()
    assert "6个工作日" in between


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("start=2026-02-30&n=5", "起算日"), ("start=2026-03-02&n=x", "长度"), ("start=2026-03-02&n=-1", "长度"),
        ("start=1800-01-01&n=5", "1990"), ("first=2026-03-05&last=2026-03-02", "早于"),
        ("start=2026-03-02&n=5&unit=fortnight", "单位"), ("first=1990-01-01&last=2100-12-31", "10000"),
    ],
)  # fmt: skip
def test_bad_input_names_field_and_rule(visitor: Client, query: str, word: str) -> None:
    page = visitor.get(f"/calendar/calculator/?{query}")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert word in page.content.decode()


def test_if_a_term_were_extended(scene: Scene) -> None:
    assert supposed(scene, added=2).expires_at == moment("2026-03-12 00:00")
    others = [one for one in what_if(scene.case, Supposition(added=2), at=AT) if one.days]
    assert [one.clock.step for one in others] == [Step.TIER_NEGOTIATION]


def test_if_the_case_were_suspended_and_resumed(scene: Scene) -> None:
    found = supposed(scene, suspended_on=day("2026-03-04"), resumed_on=day("2026-03-09"))
    assert found.expires_at == moment("2026-03-13 00:00")  # Tuesday, Wednesday used; 10, 11, 12 are left
    assert [one.day.day for one in found.working.days if one.stood_still] == [5, 6, 7, 8, 9]
    scene.do("suspend_case", scene.ecology, at="2026-03-04 15:00", ground="INTERPRETATION")
    scene.do("resume_case", scene.ecology, at="2026-03-09 09:00")
    clocks = Deadline.objects.filter(case=scene.case, step=Step.TIER_NEGOTIATION, effect=DeadlineEffect.MOVE_UP)
    assert clocks.get().expires_at == found.expires_at  # what was supposed is what came


def test_if_a_day_became_another(scene: Scene) -> None:
    off = supposed(scene, day=day("2026-03-05"))
    assert (off.expires_at, off.days) == (moment("2026-03-11 00:00"), 1)
    assert DayKind.EXTRA_HOLIDAY in {one.kind for one in off.working.days}
    worked = supposed(scene, day=day("2026-03-07"), kind=ExceptionKind.WORKDAY)
    assert (worked.expires_at, worked.days) == (moment("2026-03-08 00:00"), -2)


def test_nothing_is_saved(scene: Scene) -> None:
    before = (Event.objects.count(), list(Deadline.objects.order_by("pk").values()))
    supposed(scene, added=3, suspended_on=day("2026-03-04"), resumed_on=day("2026-03-09"))
    assert before == (Event.objects.count(), list(Deadline.objects.order_by("pk").values()))


@pytest.mark.parametrize(
    ("given", "refusal", "field"),
    [
        ({}, NothingSupposed, "added"),
        ({"suspended_on": day("2026-03-04")}, HalfASuspension, "resumed_on"),
        ({"resumed_on": day("2026-03-04")}, HalfASuspension, "suspended_on"),
        (
            {"suspended_on": day("2026-03-05"), "resumed_on": day("2026-03-04")},
            ResumedBefore,
            "resumed_on",
        ),
        (
            {"suspended_on": day("2026-05-05"), "resumed_on": day("2026-05-06")},
            OutsideTheTerm,
            "suspended_on",
        ),
        (
            {"suspended_on": day("2026-03-02"), "resumed_on": day("2026-03-06")},
            OutsideTheTerm,
            "suspended_on",
        ),
        ({"clock": 1, "added": 2}, NoSuchClock, "clock"),
        ({"day": day("2026-10-01"), "kind": ExceptionKind.WORKDAY}, HolidayStands, "day"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(scene: Scene, given: Any, refusal: Any, field: str) -> None:
    with pytest.raises(refusal) as refused:
        what_if(scene.case, Supposition(**given), at=AT)
    assert refused.value.field == field
    assert refused.value.text()


def test_the_page_of_a_case_and_a_program(client: Client) -> None:
    scene = set_the_stage()
    scene.open_case(at=clock.now())
    reader = scene.capacity(scene.ecology)
    client.force_login(reader.person)
    assert f"/cases/{scene.number}/what-if/" in client.get(f"/cases/{scene.number}/").content.decode()
    page = client.get(f"/cases/{scene.number}/what-if/?added=2")
    assert page.status_code == HTTPStatus.OK
    assert "延后" in page.content.decode()
    assert client.get(f"/cases/{scene.number}/what-if/?added=x").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.get(f"/cases/{scene.number}/what-if/?suspended_on=2026-11-30").status_code == 422
    program = machine_of(reader.person)
    told = program.get(f"cases/{scene.number}/what-if", added=2)
    [tier] = [one for one in told["items"] if one["step"] == "tier1"]
    assert tier["days"] > 0
    assert tier["working"][-1]["counted"]
    refused = program.ask("get", f"cases/{scene.number}/what-if")
    assert (refused.status_code, refused.json()["code"]) == (422, "nothing_supposed")
    stranger = make_capacity(make_organization(jurisdiction=scene.district.jurisdiction), MembershipRole.HANDLER).person
    client.force_login(stranger)
    assert client.get(f"/cases/{scene.number}/what-if/").status_code == HTTPStatus.NOT_FOUND


def test_hours_begin_at_the_time_of_day_given(scene: Scene) -> None:
    program = machine_of(scene.capacity(scene.ecology).person)
    told = program.get("calendar/workdays", start="2026-09-30", at="17:30", add=24, unit="hour")
    assert told["expires_at"] == "2026-10-01T09:30:00Z"

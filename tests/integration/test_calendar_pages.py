"""日历变动 on pages and for machines: what moves is shown, applied and decided by the head of the office alone.

Pages go by the day of the machine, so the days of these stories are counted from today.
"""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from core import clock
from core.vocabulary import DeadlineEffect, MembershipRole, RecountState, Step
from deadlines.models import Deadline, Reprojection
from tests.machines import machine_of
from tests.stage_set import Scene, set_the_stage
from workdays.days import DayKind, describe
from workdays.models import CalendarException
from workdays.rules import add_workdays, workdays_between
from workdays.selectors import calendar_for

pytestmark = pytest.mark.django_db
HEAD = MembershipRole.HEAD
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def scene() -> Scene:
    """A case was opened a moment ago."""
    scene = set_the_stage()
    scene.open_case(at=clock.now())
    return scene


@pytest.fixture
def head(scene: Scene, client: Client) -> Client:
    client.force_login(scene.capacity(scene.office, HEAD).person)
    return client


def today() -> date:
    return clock.now().astimezone(ZONE).date()


def next_workday(scene: Scene) -> date:
    return add_workdays(today(), 1, calendar_for(scene.district.jurisdiction))


def tier_clock(scene: Scene) -> Deadline:
    return Deadline.objects.get(case=scene.case, step=Step.TIER_NEGOTIATION, effect=DeadlineEffect.MOVE_UP)


def day_off(day: date) -> dict[str, str]:
    return {"day": day.isoformat(), "kind": "holiday", "name": "地方节日", "authority": "政府令第1号"}


def test_looking_shows_what_would_move_and_records_nothing(scene: Scene, head: Client) -> None:
    page = head.post("/calendar/days/fix_day/", {**day_off(next_workday(scene)), "look": "1"}).content.decode()
    assert scene.number in page
    assert "政府令第1号" in page
    assert not CalendarException.objects.exists()


def test_a_day_is_recorded_applied_put_right_and_withdrawn(scene: Scene, head: Client) -> None:
    before = tier_clock(scene).expires_at
    done = head.post("/calendar/days/fix_day/", day_off(next_workday(scene)))
    assert (done.status_code, CalendarException.objects.count()) == (HTTPStatus.FOUND, 1)
    page = head.get("/calendar/changes/").content.decode()
    assert scene.number in page
    assert tier_clock(scene).expires_at == before
    assert head.post("/calendar/changes/apply/").status_code == HTTPStatus.FOUND
    assert tier_clock(scene).expires_at > before
    assert "没有到期日变动" in head.get("/calendar/changes/").content.decode()
    shown = head.get(f"/cases/{scene.number}/").content.decode()
    assert "已按新日历计算" in shown
    assert "：工作日 → 地方假日（政府令第1号）" in shown
    wrong = CalendarException.objects.get()
    same = head.post(f"/calendar/days/{wrong.pk}/correct_day/", day_off(wrong.day))
    assert same.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert head.post(f"/calendar/days/{wrong.pk}/withdraw_day/", {"authority": "政府令第2号"}).status_code == 302
    head.post("/calendar/changes/apply/")
    assert tier_clock(scene).expires_at == before
    assert "政府令第2号" in head.get("/calendar/changes/").content.decode()


def test_bad_input_stands_beside_its_field(scene: Scene, head: Client) -> None:
    page = head.post("/calendar/days/fix_day/", {**day_off(today()), "day": "2026-02-30"})
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    holiday = head.post("/calendar/days/fix_day/", {**day_off(date(2026, 10, 1)), "kind": "workday"})
    assert holiday.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "国庆节" in holiday.content.decode()
    assert not CalendarException.objects.exists()


def test_only_the_office_sees_the_page_and_only_its_head_acts(scene: Scene, client: Client) -> None:
    client.force_login(scene.capacity(scene.ecology, HEAD).person)
    assert client.get("/calendar/changes/").status_code == HTTPStatus.NOT_FOUND
    client.force_login(scene.capacity(scene.office).person)
    assert client.get("/calendar/changes/").status_code == HTTPStatus.OK
    assert client.post("/calendar/changes/apply/").status_code == HTTPStatus.FORBIDDEN
    assert client.get("/calendar/days/fix_day/").status_code == HTTPStatus.FORBIDDEN
    assert client.post("/calendar/days/fix_day/", day_off(next_workday(scene))).status_code == HTTPStatus.FORBIDDEN


def overtaken() -> Scene:
    """Ten workdays, nine of them gone; two days off among them then become workdays."""
    scene = set_the_stage()
    calendar = calendar_for(scene.district.jurisdiction)
    began = today()
    while workdays_between(began, today(), calendar) < 9:
        began -= timedelta(days=1)
    at = datetime.combine(began, time(10), tzinfo=ZONE)
    scene.open_case(at=at)
    scene.do("extend_deadline", scene.ecology, at=at, workdays=5)
    days = (began + timedelta(days=offset) for offset in range(1, (today() - began).days))
    weekend = [day for day in days if describe(day, calendar).kind is DayKind.WEEKEND][:2]
    machine = machine_of(scene.capacity(scene.office, HEAD).person)
    for day in weekend:
        machine.post("calendar/days", {**day_off(day), "kind": "workday"})
    return scene


def test_an_end_that_has_passed_is_decided_on_the_page(client: Client) -> None:
    scene = overtaken()
    client.force_login(scene.capacity(scene.office, HEAD).person)
    promised = tier_clock(scene).expires_at
    client.post("/calendar/changes/apply/")
    entry = Reprojection.objects.get(state=RecountState.WAITING)
    assert f"/calendar/changes/ends/{entry.pk}/" in client.get("/calendar/changes/").content.decode()
    assert "待您确认" in client.get("/work/").content.decode()
    client.post(f"/calendar/changes/ends/{entry.pk}/", {"keep_end": "1", "remark": "已按原期限安排"})
    entry.refresh_from_db()
    assert (entry.state, entry.remark, tier_clock(scene).expires_at) == (RecountState.KEPT, "已按原期限安排", promised)
    again = client.post(f"/calendar/changes/ends/{entry.pk}/", {"sooner": "1"})
    assert again.status_code == HTTPStatus.CONFLICT


def test_programs_see_apply_and_decide(scene: Scene) -> None:
    machine = machine_of(scene.capacity(scene.office, HEAD).person)
    day = next_workday(scene)
    fixed = machine.ask("post", "calendar/days", day_off(day), idempotency_key="fix-1")
    assert fixed.status_code == HTTPStatus.OK
    assert machine.ask("post", "calendar/days", day_off(day), idempotency_key="fix-1").json() == fixed.json()
    assert machine.ask("post", "calendar/days", day_off(day)).json()["code"] == "calendar_exception_exists"
    seen = machine.get("calendar/changes")
    [move] = [move for move in seen["moves"] if move["step"] == "tier1"]
    assert (move["subject"], move["is_past"], move["days"] > 0) == (scene.number, False, True)
    assert move["news"] == [
        {"day": day.isoformat(), "was": "weekday", "now": "extra_holiday", "document": "政府令第1号"}
    ]
    done = machine.post("calendar/changes/apply").json()
    assert (done["cases"], done["failed"]) == (1, 0)
    assert machine.post("calendar/changes/apply").json()["cases"] == 0
    taken = machine.post(f"calendar/days/{fixed.json()['id']}/withdraw_day", {"authority": "政府令第2号"}).json()
    assert taken["withdrawn_on_authority"] == "政府令第2号"
    assert machine.get("calendar/changes")["days"][0]["withdrawn_at"] is not None


def test_a_program_decides_about_an_end_that_has_passed() -> None:
    scene = overtaken()
    machine = machine_of(scene.capacity(scene.office, HEAD).person, name="decides")
    assert machine.post("calendar/changes/apply").json()["waiting"] == 1
    [waiting] = machine.get("calendar/changes")["waiting"]
    decided = machine.post(f"calendar/changes/ends/{waiting['id']}", {"sooner": True}).json()
    assert decided["recount"] == "ENDED_SOONER"
    assert (
        machine.ask("post", f"calendar/changes/ends/{waiting['id']}", {"sooner": False}).json()["code"]
        == "recount_decided"
    )


@pytest.mark.parametrize(("path", "method"), [("calendar/changes", "get"), ("calendar/changes/apply", "post")])
def test_others_are_told_whose_it_is(scene: Scene, path: str, method: str) -> None:
    refused: Any = machine_of(scene.capacity(scene.ecology, HEAD).person).ask(method, path)
    assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.FORBIDDEN, "not_permitted")

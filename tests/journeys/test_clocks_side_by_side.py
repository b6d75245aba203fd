"""期限并列: every clock says what it measures, in whose hands it is, and how each of its days was counted."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from core.labels import label
from core.vocabulary import ClockScope, DeadlineEffect, Step
from deadlines.day_by_day import course_of, day_by_day, elapsed_workdays
from deadlines.models import Deadline
from deadlines.scopes import scope_of
from tests.factories import moment
from tests.machines import machine_of
from tests.order_scene import Orders
from tests.stage_set import Scene
from workdays.selectors import calendar_for


def of_step(scene: Scene, step: Step) -> Deadline:
    return Deadline.objects.get(case=scene.case, step=step, effect=DeadlineEffect.MOVE_UP)


def told(scene: Scene, step: Step = Step.TIER_NEGOTIATION) -> list[tuple[str, bool, bool]]:
    """Each day of the working: the day, whether it was counted, whether the term stood still."""
    found = day_by_day(course_of(of_step(scene, step)), calendar_for(scene.case.jurisdiction))
    assert found.as_today
    return [(day.day.strftime("%m-%d"), day.counted, day.stood_still) for day in found.days]


def used(scene: Scene, at: str) -> int:
    course = course_of(of_step(scene, Step.TIER_NEGOTIATION))
    return elapsed_workdays(course, moment(at), calendar_for(scene.case.jurisdiction))


def test_a_suspended_term_shows_the_days_it_stood_still(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("suspend_case", scene.ecology, at="2026-03-04 15:00", ground="INTERPRETATION")
    assert told(scene) == [("03-03", True, False), ("03-04", True, False)]
    assert used(scene, "2026-03-20 10:00") == 2
    scene.do("resume_case", scene.ecology, at="2026-03-09 09:00")
    days = told(scene)
    assert [day for day, _counted, still in days if still] == ["03-05", "03-06", "03-07", "03-08", "03-09"]
    assert [day for day, counted, _still in days if counted] == ["03-03", "03-04", "03-10", "03-11", "03-12"]
    assert of_step(scene, Step.TIER_NEGOTIATION).last_day == date(2026, 3, 12)
    assert (used(scene, "2026-03-09 12:00"), used(scene, "2026-03-10 12:00")) == (2, 3)


def test_an_extended_term_shows_what_was_added(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("extend_deadline", scene.ecology, at="2026-03-03 10:00", workdays=2)
    assert sum(counted for _day, counted, _still in told(scene)) == 7
    assert ("03-07", False, False) in told(scene)
    assert used(scene, "2026-12-01 10:00") == 7  # no more than the term has


def test_twice_suspended_and_extended_between_every_day_is_told(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("suspend_case", scene.ecology, at="2026-03-04 15:00", ground="INTERPRETATION")
    scene.do("resume_case", scene.ecology, at="2026-03-19 09:00")
    scene.do("extend_deadline", scene.ecology, at="2026-03-20 09:00", workdays=2)
    scene.do("suspend_case", scene.ecology, at="2026-03-25 10:00", ground="INTERPRETATION")
    scene.do("resume_case", scene.ecology, at="2026-03-30 10:00")
    days = told(scene)
    assert sum(counted for _day, counted, _still in days) == 7
    assert [day for day, _counted, _still in days] == sorted(day for day, _counted, _still in days)


@pytest.mark.parametrize(
    ("step", "kind", "scope"),
    [
        (Step.TIER_OFFICE, "", ClockScope.TIER), (Step.POSITION, "", ClockScope.DEPARTMENT),
        (Step.ACCEPTANCE, "", ClockScope.STEP), (Step.WORK_ORDER, "hotline", ClockScope.WORK_ORDER),
        (Step.PROVISIONAL_REVIEW, "registry", ClockScope.ENTRY),
    ],
)  # fmt: skip
def test_each_clock_says_what_it_measures(step: Step, kind: str, scope: ClockScope) -> None:
    assert scope_of(step, kind) is scope


def test_the_citizens_clock_stands_beside_those_of_the_case(scene: Scene, client: Client) -> None:
    orders = Orders(scene=scene)
    orders.take_in(at="2026-03-02 09:00")
    orders.open_case(at="2026-03-02 10:00")
    scene.do("suspend_case", scene.ecology, at="2026-03-04 15:00", ground="INTERPRETATION")
    file: Any = machine_of(scene.capacity(scene.ecology).person).get(f"cases/{scene.number}", working=1)
    clocks = {one["step"]: one for one in file["clocks"]}
    assert clocks["work_order"]["scope"] == "WORK_ORDER"
    tier = clocks["tier1"]
    assert (tier["scope"], tier["state"], tier["elapsed_workdays"], tier["remaining_workdays"]) == (
        "TIER",
        "PAUSED",
        2,
        3,
    )
    assert [pause["left"] for pause in tier["pauses"]] == [3]
    assert [day["day"] for day in tier["working"]] == ["2026-03-03", "2026-03-04"]
    assert (tier["term_roll"], tier["is_sample"] in (True, False), bool(tier["citation"])) == ("none", True, True)
    client.force_login(scene.capacity(scene.ecology).person)
    page = client.get(f"/cases/{scene.number}/").content.decode()
    assert f'<h3>{label(Step.WORK_ORDER)} <span class="mark">工单</span>' in page
    assert "余下3个工作日" in page

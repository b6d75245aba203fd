"""Benchmarks print JSON lines from a database of their own, and fail when their end state is not what it should be."""

import json
from collections.abc import Callable
from http import HTTPStatus
from subprocess import CompletedProcess

import pytest

from cases.models import Case
from core.clock import now
from escalation.sweep import sweep
from flows.services import open_case
from operations.benchmarks.copies import copy_cases
from operations.benchmarks.escalation import check, escalation
from operations.benchmarks.lifecycle import check as check_lives
from operations.benchmarks.lifecycle import lifecycle
from operations.benchmarks.measuring import WrongEndState, measured, spread
from operations.benchmarks.pages import pages
from operations.benchmarks.stage import BEGIN, opening_form, set_stage
from tests.database import TestDatabase
from tests.factories import moment
from tests.health import assert_healthy
from tests.stage_set import set_the_stage

_FEW = 15
Manage = Callable[..., CompletedProcess[str]]


def lines(done: CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_escalation_moves_what_is_due_and_leaves_the_installation_alone(manage: Manage) -> None:
    given = ("--cases", "3", "--waiting", "60", "--processes", "2")
    *sides, figures = lines(manage("benchmark", "escalation", *given))
    assert figures["verified"] is True
    assert (figures["cases"], figures["waiting"]) == (3, 60)
    assert [side["side"] for side in sides] == [
        "dingfen", "plain SQL, 1000 in a transaction", "plain SQL, 1 in a transaction", "who hears of it",
    ]  # fmt: skip
    assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_copies_of_a_case_that_was_just_opened_are_sound_before_and_after_the_sweep(clone: TestDatabase) -> None:
    district = set_stage(departments=3, at=BEGIN)
    opener = district.capacity(district.dispatch)
    case = open_case(form=opening_form(district, district.departments), capacity=opener, at=BEGIN)
    copy_cases(clone.owner_url, {case.pk: 4})
    assert_healthy(BEGIN)
    due = moment("2026-03-10 00:00")
    assert sweep(at=due).cases == Case.objects.count() == 5
    assert_healthy(due)


@pytest.mark.django_db(transaction=True)
def test_people_work_while_the_midnight_is_drained(clone: TestDatabase) -> None:
    side, *_bounds, whole = escalation(
        cases=30, waiting=60, runs=1, processes=1, people=True, owner_url=clone.owner_url
    )  # fmt: skip
    assert whole["verified"] is True
    assert {"page idle", "act idle"} <= side["p95_ms"].keys()
    assert side["statements_per_case"] < _FEW


def test_counting_terms_by_the_table_and_by_a_walk_leads_to_the_same_days(manage: Manage) -> None:
    figures = lines(manage("benchmark", "workdays"))
    assert [line["n"] for line in figures] == [1, 5, 20, 60, 250]
    assert all(line["verified"] is True for line in figures)


@pytest.mark.django_db
def test_a_lifecycle_tells_each_act() -> None:
    *acts, whole = lifecycle(cases=1, seed=7)
    assert whole["verified"] is True
    assert {"open_case", "refer_case", "enter_decision", "archive_case"} <= {line["act"] for line in acts}
    assert whole["acts_per_case"] == sum(line["times"] for line in acts)


@pytest.mark.django_db(transaction=True)
def test_every_page_answers_among_copied_cases(clone: TestDatabase) -> None:
    *single, whole = pages(cases=60, at=now(), owner_url=clone.owner_url)
    assert (whole["cases"], whole["verified"]) == (60, True)
    assert {line["status"] for line in single} == {HTTPStatus.OK}
    assert {"department", "dispatch office"} <= {line["person"] for line in single}


@pytest.mark.django_db
def test_a_wrong_end_state_is_no_figure() -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(WrongEndState):
        check(scene.number, cases=1, fired=1, failed=0)
    with pytest.raises(WrongEndState):
        check_lives([scene.number], acts=1)
    scene.sweep(at="2026-03-10 00:00")
    check(scene.number, cases=1, fired=1, failed=0)


@pytest.mark.django_db
def test_statements_are_counted() -> None:
    with measured(keep=True) as measure:
        assert not Case.objects.filter(number="x").exists()
    assert (measure.statements, len(measure.kept)) == (1, 1)
    assert measure.seconds > 0


def test_a_spread_does_not_exceed_what_was_seen() -> None:
    assert spread([1, 2, 3, 4, 100]) == {"p50": 3, "p95": 80.8, "max": 100}
    assert spread([5]) == {"p50": 5, "p95": 5, "max": 5}

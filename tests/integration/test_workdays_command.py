"""``manage.py workday``: the working of a term, for people and for machines."""

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from organizations.models import Jurisdiction
from workdays.models import CalendarException

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("workday", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json"))


def test_add_shows_every_day_counted_or_skipped() -> None:
    lines = run("add", "2026-09-30", "3").splitlines()
    assert lines[0] == "   –  2026-10-01 Thu  holiday: National Day (国办发明电〔2025〕7号)"
    assert lines[7] == "   1  2026-10-08 Thu  workday"
    assert lines[9] == "   3  2026-10-10 Sat  make-up workday: National Day (国办发明电〔2025〕7号)"
    assert lines[10:] == [
        "Last day: 2026-10-10",
        "Runs out at: 2026-10-11 00:00 Asia/Shanghai (2026-10-10T16:00:00Z)",
    ]


def test_add_for_machines() -> None:
    told = data("add", "2026-09-30", "3")
    assert (told["last_day"], told["expires_at"], told["provisional"]) == ("2026-10-10", "2026-10-10T16:00:00Z", False)
    assert [day["day"] for day in told["working"] if day["counted"]] == ["2026-10-08", "2026-10-09", "2026-10-10"]
    assert told["working"][0] == {
        "day": "2026-10-01", "kind": "holiday", "basis": "notice", "counted": False, "rolled": False,
        "name": "国庆节", "notice": "国办发明电〔2025〕7号", "provisional": False,
    }  # fmt: skip


def test_add_in_hours_and_in_days() -> None:
    assert data("add", "2026-09-30T17:30", "24", "--unit", "hour")["expires_at"] == "2026-10-01T09:30:00Z"
    assert data("add", "2026-09-28", "3", "--unit", "day")["last_day"] == "2026-10-01"
    assert data("add", "2026-09-28", "3", "--unit", "day", "--roll", "next_workday")["last_day"] == "2026-10-08"
    assert "moved on" in run("add", "2026-09-28", "3", "--unit", "day", "--roll", "next_workday")


def test_a_year_without_a_notice_is_said() -> None:
    text = run("add", "2026-12-30", "2")
    assert "holiday: New Year's Day (standing holiday law; the notice of the year is not loaded)" in text
    assert "Provisional: the notice for 2027 is not loaded" in text
    assert data("add", "2026-12-30", "2")["provisional"] is True
    assert "2027" in run("add", "2027-01-04", "0", "--unit", "day", "--roll", "next_workday")


def test_between() -> None:
    text = run("between", "2026-09-30", "2026-10-10")
    assert text.splitlines()[-1] == "3 workdays after 2026-09-30 up to 2026-10-10"
    told = data("between", "2026-09-30", "2026-10-10")
    assert (told["workdays"], len(told["working"]), told["provisional"]) == (3, 10, False)
    assert data("between", "2026-10-10", "2026-10-10")["workdays"] == 0


def test_a_jurisdiction_counts_by_its_own_calendar() -> None:
    place = Jurisdiction.objects.create(code="450000", name="广西", number_prefix="GX", timezone="Asia/Urumqi")
    CalendarException.objects.create(
        jurisdiction=place, day=date(2026, 4, 20), kind="holiday", name="三月三", authority="政府令第100号",
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    told = data("add", "2026-04-17", "1", "--jurisdiction", "450000")
    assert (told["last_day"], told["expires_at"]) == ("2026-04-21", "2026-04-21T18:00:00Z")
    assert "local holiday: 三月三 (政府令第100号)" in run("add", "2026-04-17", "1", "--jurisdiction", "450000")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "2026-02-30", "5"), "2026-02-30 is not a date such as 2026-10-08."),
        (("add", "明天", "5"), "明天 is not a date"),
        (("add", "0001-01-01", "5"), "outside 1990–2100"),
        (("add", "2026-01-05", "-1"), "-1"),
        (("add", "2026-01-05", "2.5"), "2.5 is not a whole number from 0 to 10000."),
        (("add", "2026-01-05", "10001"), "10001 is not a whole number"),
        (("add", "2026-01-05", "5", "--unit", "week"), "week"),
        (("add", "2026-01-05", "5", "--jurisdiction", "999999"), "There is no jurisdiction with the code 999999."),
        (("between", "2026-01-06", "2026-01-05"), "2026-01-05 lies before 2026-01-06."),
        (("between", "2026-01-06", "2026-01-07T09:00"), "give a date without a time"),
        (("between", "2026-01-06"), "B"),
        ((), "add | between"),
    ],
)
def test_bad_input_is_named(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert message in str(refused.value)


def test_failure_has_an_exit_code(manage: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = manage("workday", "add", "2026-02-30", "5")
    assert done.returncode != 0
    assert "2026-02-30" in done.stderr
    assert manage("workday", "add", "2026-01-05", "5", "--json").returncode == 0

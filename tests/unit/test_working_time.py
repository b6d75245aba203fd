"""工作时间与预警时刻: hours of work, the next moment at work, and when a term warns, as tables."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.vocabulary import RollRule, TermUnit
from deadlines.warning_moments import warning_moments
from tests.factories import moment
from workdays.days import Calendar, merge_facts
from workdays.hours import DEFAULT_HOURS, read_hours
from workdays.notice_files import loaded_notices
from workdays.rules import Projection, expires_at
from workdays.working_time import in_working_time, next_in_working_time, opening_before

NOTICES = loaded_notices()
YEARS = frozenset(notice.year for notice in NOTICES)
CALENDAR = Calendar(merge_facts(*(n.days.items() for n in NOTICES)), YEARS, ZoneInfo("Asia/Shanghai"))
MARKS = (2, 1, 0)


@pytest.mark.parametrize(
    ("asked", "at_work"),
    [
        ("2026-03-09 09:00", "2026-03-09 09:00"),  # a Monday
        ("2026-03-09 08:59", "2026-03-09 09:00"),
        ("2026-03-09 11:59", "2026-03-09 11:59"),
        ("2026-03-09 12:00", "2026-03-09 13:30"),
        ("2026-03-09 17:29", "2026-03-09 17:29"),
        ("2026-03-09 17:30", "2026-03-10 09:00"),
        ("2026-03-10 00:00", "2026-03-10 09:00"),
        ("2026-03-13 17:30", "2026-03-16 09:00"),  # over a weekend
        ("2026-09-30 18:00", "2026-10-08 09:00"),  # over the national holiday
        ("2026-10-10 10:00", "2026-10-10 10:00"),  # a Saturday on which people work
        ("2026-02-14 08:00", "2026-02-14 09:00"),
    ],
)
def test_the_next_moment_at_work(asked: str, at_work: str) -> None:
    assert next_in_working_time(moment(asked), CALENDAR) == moment(at_work)
    assert in_working_time(moment(asked), CALENDAR) is (asked == at_work)


def test_the_last_opening_before_a_day() -> None:
    assert opening_before(moment("2026-03-16 12:00").date(), CALENDAR) == moment("2026-03-13 09:00")
    assert opening_before(moment("2026-10-08 12:00").date(), CALENDAR) == moment("2026-09-30 09:00")


@pytest.mark.parametrize("text", ["08:30-12:00,14:00-17:30", "09:00-17:30", str(DEFAULT_HOURS)])
def test_hours_are_read_and_said_alike(text: str) -> None:
    assert str(read_hours(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "9:00-17:00", "09:00-09:00", "17:00-09:00", "09:00-12:00,11:00-13:00", "09:00-24:00", "09:00-12:00,",
        "09:00–17:00", "01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00",
    ],
)  # fmt: skip
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no hours of work"):
        read_hours(text)


def term(start: str, n: int, unit: TermUnit, roll: RollRule = RollRule.NONE) -> tuple[Projection, datetime]:
    since = moment(start)
    return expires_at(since, n, unit, roll, CALENDAR), since


def warned(
    start: str,
    n: int,
    unit: TermUnit,
    *,
    marks: tuple[int, ...] = MARKS,
    urgent: bool = False,
    cal: Calendar = CALENDAR,
) -> list[datetime]:
    projection, since = term(start, n, unit)
    return warning_moments(projection, marks, cal, since=since, urgent=urgent)


def test_a_term_in_workdays_warns_when_work_begins() -> None:
    assert warned("2026-03-09 10:00", 5, TermUnit.WORKDAY) == [
        moment("2026-03-12 09:00"), moment("2026-03-13 09:00"), moment("2026-03-16 09:00"),
    ]  # fmt: skip


def test_hours_of_work_are_the_places_own() -> None:
    early = Calendar(CALENDAR.days, CALENDAR.years, CALENDAR.zone, read_hours("08:30-12:00,14:00-17:30"))
    assert warned("2026-03-09 10:00", 5, TermUnit.WORKDAY, marks=(0,), cal=early) == [moment("2026-03-16 08:30")]


def test_a_term_in_days_that_warns_on_a_day_off_warns_at_the_next_opening_or_the_last_one_before() -> None:
    # twenty days from a Monday end on a Sunday: its last warnings would fall on Friday, Saturday, Sunday
    assert warned("2026-03-09 10:00", 20, TermUnit.DAY) == [moment("2026-03-27 09:00")]
    # nineteen end on a Saturday: Thursday, Friday, Saturday
    assert warned("2026-03-09 10:00", 19, TermUnit.DAY) == [moment("2026-03-26 09:00"), moment("2026-03-27 09:00")]
    # twenty-one end on a Monday: Saturday and Sunday wait for it, and nobody is told three times
    assert warned("2026-03-09 10:00", 21, TermUnit.DAY) == [moment("2026-03-30 09:00")]


def test_what_is_urgent_is_not_put_off_to_a_workday() -> None:
    assert warned("2026-03-09 10:00", 20, TermUnit.DAY, urgent=True) == [
        moment("2026-03-27 09:00"), moment("2026-03-28 09:00"), moment("2026-03-29 09:00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "hours", "urgent", "expected"),
    [
        ("2026-03-09 09:00", 8, False, ["2026-03-09 13:30", "2026-03-09 15:00"]),  # half past one: after the break
        ("2026-03-09 09:00", 24, False, ["2026-03-09 21:00", "2026-03-10 03:00"]),
        ("2026-03-09 15:00", 24, False, ["2026-03-10 09:00"]),  # three and nine in the morning: told once
        ("2026-03-09 15:00", 24, True, ["2026-03-10 03:00", "2026-03-10 09:00"]),
        ("2026-03-13 17:00", 24, False, ["2026-03-14 05:00", "2026-03-14 11:00"]),  # over before anybody is back
        ("2026-03-13 17:00", 72, False, ["2026-03-16 09:00"]),
    ],
)
def test_a_term_in_hours_warns_when_half_and_when_a_quarter_is_left(
    start: str, hours: int, urgent: bool, expected: list[str]
) -> None:
    assert warned(start, hours, TermUnit.HOUR, urgent=urgent) == [moment(text) for text in expected]


def test_a_term_in_hours_warns_once_for_each_mark_before_the_last_day() -> None:
    assert [len(warned("2026-03-09 09:00", 8, TermUnit.HOUR, marks=marks)) for marks in ((), (0,), (1, 0), MARKS)] == [
        0, 0, 1, 2,
    ]  # fmt: skip


def test_every_warning_lies_inside_the_term_and_in_working_time_whatever_the_start() -> None:
    start = moment("2026-01-01 00:00")
    for hour in range(0, 24 * 120, 7):
        since = start + timedelta(hours=hour)
        for n, unit in ((1, TermUnit.WORKDAY), (5, TermUnit.WORKDAY), (3, TermUnit.DAY), (15, TermUnit.DAY)):
            projection = expires_at(since, n, unit, RollRule.NONE, CALENDAR)
            found = warning_moments(projection, MARKS, CALENDAR, since=since, urgent=False)
            assert found == sorted(set(found))
            assert all(since < one < projection.expires_at for one in found)
            assert all(in_working_time(one, CALENDAR) for one in found), (since, n, unit, found)

"""Counting: the boundaries of every holiday in the notices and terms in every unit."""

import importlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.vocabulary import RollRule, TermUnit
from workdays.days import Calendar, DayBasis, DayFact, DayKind, describe, merge_facts
from workdays.notice_files import SHIPPED, read_notice
from workdays.rules import (
    add_workdays,
    elapsed,
    expires_at,
    first_moment_after,
    is_workday,
    last_day_before,
    remaining_workdays,
    workdays_between,
)
from workdays.working import span, working_of_term

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTICES = [read_notice(path) for path in sorted(SHIPPED.glob("*.toml"))]
CALENDAR = Calendar(merge_facts(*(n.days.items() for n in NOTICES)), frozenset(n.year for n in NOTICES), SHANGHAI)
EVERY_DAY = [date(2024, 1, 1) + timedelta(days=offset) for offset in range(366 + 365 + 365)]


def day(text: str) -> date:
    return date.fromisoformat(text)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def with_local(facts: Mapping[str, DayKind]) -> Calendar:
    local = [(day(text), DayFact(kind, "三月三", "桂政发〔2014〕14号")) for text, kind in facts.items()]
    return Calendar(merge_facts(CALENDAR.days.items(), local), CALENDAR.years, SHANGHAI)


# the last workday before each holiday → the first one after it, and the make-up workdays around it
HOLIDAYS = [
    ("2023-12-29", "2024-01-02", []),
    ("2024-02-09", "2024-02-18", ["2024-02-04", "2024-02-18"]),
    ("2024-04-03", "2024-04-07", ["2024-04-07"]),
    ("2024-04-30", "2024-05-06", ["2024-04-28", "2024-05-11"]),
    ("2024-06-07", "2024-06-11", []),
    ("2024-09-14", "2024-09-18", ["2024-09-14"]),
    ("2024-09-30", "2024-10-08", ["2024-09-29", "2024-10-12"]),
    ("2024-12-31", "2025-01-02", []),
    ("2025-01-27", "2025-02-05", ["2025-01-26", "2025-02-08"]),
    ("2025-04-03", "2025-04-07", []),
    ("2025-04-30", "2025-05-06", ["2025-04-27"]),
    ("2025-05-30", "2025-06-03", []),
    ("2025-09-30", "2025-10-09", ["2025-09-28", "2025-10-11"]),
    ("2025-12-31", "2026-01-04", ["2026-01-04"]),
    ("2026-02-14", "2026-02-24", ["2026-02-14", "2026-02-28"]),
    ("2026-04-03", "2026-04-07", []),
    ("2026-04-30", "2026-05-06", ["2026-05-09"]),
    ("2026-06-18", "2026-06-22", []),
    ("2026-09-24", "2026-09-28", ["2026-09-20"]),
    ("2026-09-30", "2026-10-08", ["2026-10-10"]),
]


@pytest.mark.parametrize(("before", "after", "makeups"), HOLIDAYS)
def test_the_workday_after_the_last_one_before_a_holiday(before: str, after: str, makeups: list[str]) -> None:
    assert is_workday(day(before), CALENDAR)
    assert add_workdays(day(before), 1, CALENDAR) == day(after)
    working = working_of_term(day(before), 1, TermUnit.WORKDAY, RollRule.NONE, CALENDAR)
    assert [passed.counted for passed in working] == [False] * (len(working) - 1) + [True]
    for makeup in makeups:
        passed = describe(day(makeup), CALENDAR)
        assert (passed.kind, passed.basis, passed.counted) == (DayKind.MAKEUP, DayBasis.NOTICE, True)
        assert day(makeup).weekday() >= 5


def test_every_day_agrees_with_an_independent_calendar() -> None:
    chinese_calendar = importlib.import_module("chinese_calendar")
    assert [d for d in EVERY_DAY if is_workday(d, CALENDAR) != chinese_calendar.is_workday(d)] == []


def test_what_a_day_is_names_the_notice() -> None:
    described = describe(day("2025-10-06"), CALENDAR)
    assert (described.kind, described.name, described.notice) == (
        DayKind.HOLIDAY,
        "国庆节、中秋节",
        "国办发明电〔2024〕12号",
    )
    assert describe(day("2025-10-18"), CALENDAR).kind is DayKind.WEEKEND
    assert describe(day("2025-10-17"), CALENDAR).kind is DayKind.WEEKDAY
    assert not describe(day("2025-10-06"), CALENDAR).provisional


@pytest.mark.parametrize(
    ("facts", "asked", "kind", "counted"),
    [
        ({"2026-04-20": DayKind.EXTRA_HOLIDAY}, "2026-04-20", DayKind.EXTRA_HOLIDAY, False),  # beats a weekday
        ({"2026-02-14": DayKind.EXTRA_HOLIDAY}, "2026-02-14", DayKind.EXTRA_HOLIDAY, False),  # beats a make-up workday
        ({"2026-04-25": DayKind.EXTRA_WORKDAY}, "2026-04-25", DayKind.EXTRA_WORKDAY, True),  # beats the weekend
        ({"2026-10-01": DayKind.EXTRA_WORKDAY}, "2026-10-01", DayKind.HOLIDAY, False),  # a holiday beats all
        ({"2027-10-01": DayKind.EXTRA_WORKDAY}, "2027-10-01", DayKind.HOLIDAY, False),  # so does one of the law alone
    ],
)
def test_what_is_local_beats_the_notice_and_a_holiday_beats_all(
    facts: dict[str, DayKind], asked: str, kind: DayKind, counted: bool
) -> None:
    described = describe(day(asked), with_local(facts))
    assert (described.kind, described.counted) == (kind, counted)


def test_of_two_local_facts_the_holiday_stands_whatever_the_order() -> None:
    holiday = [(day("2026-04-25"), DayFact(DayKind.EXTRA_HOLIDAY, "三月三", "省"))]
    workday = [(day("2026-04-25"), DayFact(DayKind.EXTRA_WORKDAY, "三月三", "市"))]
    assert merge_facts(holiday, workday) == merge_facts(workday, holiday) == dict(holiday)


def test_a_term_into_a_year_without_a_notice_is_provisional_and_counted_by_the_law() -> None:
    term = span(day("2026-12-30"), add_workdays(day("2026-12-30"), 2, CALENDAR), CALENDAR)
    assert (term.last_day, term.provisional) == (day("2027-01-04"), True)
    assert [(d.kind, d.basis, d.provisional) for d in term.working] == [
        (DayKind.WEEKDAY, DayBasis.WEEK, False),
        (DayKind.HOLIDAY, DayBasis.LAW, True),
        (DayKind.WEEKEND, DayBasis.WEEK, True),
        (DayKind.WEEKEND, DayBasis.WEEK, True),
        (DayKind.WEEKDAY, DayBasis.WEEK, True),
    ]
    assert expires_at(shanghai("2026-12-30"), 2, TermUnit.WORKDAY, RollRule.NONE, CALENDAR).provisional
    assert not expires_at(shanghai("2026-12-30"), 1, TermUnit.WORKDAY, RollRule.NONE, CALENDAR).provisional


@pytest.mark.parametrize("n", [0, 1, 5, 20, 250])
def test_a_term_lists_every_day_it_passes(n: int) -> None:
    start = day("2024-09-27")
    last_day = add_workdays(start, n, CALENDAR)
    working = working_of_term(start, n, TermUnit.WORKDAY, RollRule.NONE, CALENDAR)
    assert [d.day for d in working] == [start + timedelta(days=i) for i in range(1, (last_day - start).days + 1)]
    assert sum(d.counted for d in working) == n == span(start, last_day, CALENDAR).counted


@pytest.mark.parametrize(
    ("n", "roll", "last_day", "rolled"),
    [
        (2, RollRule.NONE, "2026-09-30", []),
        (3, RollRule.NONE, "2026-10-01", []),
        (2, RollRule.NEXT_WORKDAY, "2026-09-30", []),
        (3, RollRule.NEXT_WORKDAY, "2026-10-08", [f"2026-10-0{i}" for i in range(2, 9)]),
        (10, RollRule.NEXT_WORKDAY, "2026-10-08", []),
        (13, RollRule.NEXT_WORKDAY, "2026-10-12", ["2026-10-12"]),  # Sunday the 11th, after a make-up Saturday
        (12, RollRule.NEXT_WORKDAY, "2026-10-10", []),  # a make-up Saturday is a workday: no roll
        (0, RollRule.NEXT_WORKDAY, "2026-09-28", []),
    ],
)
def test_a_term_in_days_rolls_off_a_day_off_only_where_the_rule_says_so(
    n: int, roll: RollRule, last_day: str, rolled: list[str]
) -> None:
    projection = expires_at(shanghai("2026-09-28T16:00"), n, TermUnit.DAY, roll, CALENDAR)
    assert projection.last_day == day(last_day)
    assert projection.expires_at == shanghai(last_day) + timedelta(days=1)
    working = working_of_term(day("2026-09-28"), n, TermUnit.DAY, roll, CALENDAR)
    assert [str(d.day) for d in working if d.rolled] == rolled
    assert sum(d.counted for d in working) == n
    assert not projection.provisional


def test_a_term_in_days_is_provisional_only_through_its_roll() -> None:
    start = shanghai("2026-12-30T09:00")
    assert not expires_at(start, 5, TermUnit.DAY, RollRule.NONE, CALENDAR).provisional
    assert expires_at(start, 5, TermUnit.DAY, RollRule.NEXT_WORKDAY, CALENDAR).provisional


def test_hours_run_through_nights_and_holidays() -> None:
    start = shanghai("2026-09-30T17:30")
    projection = expires_at(start, 24, TermUnit.HOUR, RollRule.NEXT_WORKDAY, CALENDAR)
    assert projection.expires_at == shanghai("2026-10-01T17:30")
    assert projection.expires_at.tzinfo is UTC
    assert (projection.last_day, projection.provisional) == (None, False)
    assert working_of_term(start.date(), 24, TermUnit.HOUR, RollRule.NEXT_WORKDAY, CALENDAR) == ()


def test_five_workdays_from_a_morning_in_shanghai() -> None:
    """The start day counts in no case, whether the term begins at its first minute or its last."""
    for start in ("2026-09-28T00:00", "2026-09-28T09:00", "2026-09-28T23:59"):
        projection = expires_at(shanghai(start), 5, TermUnit.WORKDAY, RollRule.NONE, CALENDAR)
        assert projection.last_day == day("2026-10-10")
        assert projection.expires_at == datetime(2026, 10, 10, 16, 0, tzinfo=UTC)


def test_the_zone_of_the_calendar_decides_which_day_it_is() -> None:
    start = datetime(2026, 9, 7, 17, 0, tzinfo=UTC)  # in Shanghai already the 8th
    urumqi = Calendar(CALENDAR.days, CALENDAR.years, ZoneInfo("Asia/Urumqi"))
    assert expires_at(start, 1, TermUnit.WORKDAY, RollRule.NONE, CALENDAR).last_day == day("2026-09-09")
    projection = expires_at(start, 1, TermUnit.WORKDAY, RollRule.NONE, urumqi)
    assert projection.last_day == day("2026-09-08")
    assert projection.expires_at == datetime(2026, 9, 8, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "last_day", "moment"),
    [
        ("Asia/Shanghai", "2026-10-09", "2026-10-09T16:00+00:00"),
        ("Asia/Urumqi", "2026-10-09", "2026-10-09T18:00+00:00"),
        ("UTC", "2026-12-31", "2027-01-01T00:00+00:00"),
        ("Africa/Cairo", "2026-04-23", "2026-04-23T22:00+00:00"),  # summer time skips this midnight
    ],
)
def test_the_first_moment_after_a_day(zone: str, last_day: str, moment: str) -> None:
    first = first_moment_after(day(last_day), ZoneInfo(zone))
    assert (first, first.tzinfo) == (datetime.fromisoformat(moment), UTC)
    assert last_day_before(first, ZoneInfo(zone)) == day(last_day)
    assert (first - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date() == day(last_day)
    assert first.astimezone(ZoneInfo(zone)).date() == day(last_day) + timedelta(days=1)


def test_what_remains_and_what_has_elapsed_around_each_edge() -> None:
    start = shanghai("2026-09-28T09:00")
    end = expires_at(start, 5, TermUnit.WORKDAY, RollRule.NONE, CALENDAR).expires_at
    table = [
        ("2026-09-28T09:00", 5, 0),
        ("2026-09-28T23:59", 5, 0),
        ("2026-09-29T00:00", 4, 1),
        ("2026-09-30T12:00", 3, 2),
        ("2026-10-05T12:00", 3, 2),
        ("2026-10-08T00:00", 2, 3),
        ("2026-10-10T23:59", 0, 5),
        ("2026-10-11T00:00", 0, 5),
        ("2026-11-11T00:00", 0, 28),
    ]
    seen = [
        (at, remaining_workdays(shanghai(at), end, CALENDAR), elapsed(start, shanghai(at), CALENDAR))
        for at, _, _ in table
    ]
    assert seen == table


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 10000"):
        add_workdays(day("2026-01-05"), -1, CALENDAR)
    with pytest.raises(ValueError, match="0 to 10000"):
        expires_at(shanghai("2026-01-05"), 10_001, TermUnit.HOUR, RollRule.NONE, CALENDAR)
    with pytest.raises(ValueError, match="before it starts"):
        workdays_between(day("2026-01-06"), day("2026-01-05"), CALENDAR)
    with pytest.raises(ValueError, match="no time zone"):
        expires_at(datetime(2026, 1, 5), 1, TermUnit.DAY, RollRule.NONE, CALENDAR)

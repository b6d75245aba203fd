"""Dates, terms and lights as people read them: at the edge of each instant, in both languages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from core.vocabulary import TermUnit
from tests.factories import moment
from web.formatting import (
    LightColour,
    day_text,
    deadline_text,
    light,
    moment_text,
    remaining_text,
)
from web.spreadsheets import inert
from web.views.rehearsal import later
from workdays.selectors import national_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = national_calendar()
# Thursday 26 November 2026, 24:00.
END = moment("2026-11-27 00:00")


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


def test_a_term_ends_at_the_24th_hour_of_its_last_day():
    assert deadline_text(END, SHANGHAI) == "2026年11月26日(周四)24时前"


def test_a_term_in_english(in_english):
    assert deadline_text(END, SHANGHAI) == "before 24:00 on Thu 26 Nov 2026"


def test_a_term_in_hours_ends_at_its_minute():
    assert deadline_text(moment("2026-11-26 15:30"), SHANGHAI) == "2026年11月26日(周四)15:30前"


def test_the_zone_decides_the_day():
    assert moment_text(datetime(2026, 11, 25, 23, 30, tzinfo=UTC), SHANGHAI) == "2026年11月26日(周四)07:30"
    assert (
        moment_text(datetime(2026, 11, 25, 23, 30, tzinfo=UTC), ZoneInfo("Asia/Urumqi")) == "2026年11月26日(周四)05:30"
    )


def test_a_day():
    assert day_text(date(2026, 2, 14)) == "2026年2月14日(周六)"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-23 09:00", "剩余3个工作日"),
        ("2026-11-25 23:59", "剩余1个工作日"),
        ("2026-11-26 00:00", "今日到期"),
        ("2026-11-26 23:59", "今日到期"),
        ("2026-11-27 00:00", "期限已到"),
    ],
)
def test_what_is_left_of_a_term(at, words):
    assert remaining_text(END, moment(at), CALENDAR) == words


def test_what_ends_on_a_day_off_has_no_workday_left():
    saturday_noon = moment("2026-11-28 12:00")
    assert remaining_text(saturday_noon, moment("2026-11-27 18:00"), CALENDAR) == "在下一工作日之前到期"


def test_one_is_singular_in_english(in_english):
    assert remaining_text(END, moment("2026-11-25 09:00"), CALENDAR) == "1 workday left"
    assert remaining_text(END, moment("2026-11-24 09:00"), CALENDAR) == "2 workdays left"


@pytest.mark.parametrize(
    ("at", "colour", "shape", "word"),
    [
        ("2026-11-23 23:59", LightColour.ON_TIME, "●", "按期"),
        ("2026-11-24 00:00", LightColour.DUE_SOON, "▲", "将到期"),
        ("2026-11-26 23:59", LightColour.DUE_SOON, "▲", "将到期"),
        ("2026-11-27 00:00", LightColour.EXPIRED, "■", "已到期"),
    ],
)
def test_a_light_is_a_shape_and_a_word(at, colour, shape, word):
    shown = light(END, moment(at), CALENDAR)
    assert (shown.colour, shown.shape, shown.word) == (colour, shape, word)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_a_formula_becomes_text(cell):
    assert inert(cell) == f"'{cell}"


def test_other_cells_stay():
    assert inert("LQY-2026-000001") == "LQY-2026-000001"
    assert inert("") == ""


@pytest.mark.parametrize(
    ("n", "unit", "to"),
    [
        (1, TermUnit.WORKDAY, "2026-10-08 09:30"),
        (3, TermUnit.WORKDAY, "2026-10-10 09:30"),
        (1, TermUnit.DAY, "2026-10-01 09:30"),
        (5, TermUnit.HOUR, "2026-09-30 14:30"),
    ],
)
def test_the_rehearsal_clock_moves_over_holidays(n, unit, to):
    assert later(moment("2026-09-30 09:30"), n, unit, CALENDAR) == moment(to)

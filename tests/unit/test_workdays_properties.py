"""What always holds of counting, whatever the day and the length."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vocabulary import RollRule, TermUnit
from workdays.days import Calendar, DayFact, DayKind, merge_facts
from workdays.notice_files import SHIPPED, read_notice
from workdays.rules import add_workdays, elapsed, expires_at, is_workday, remaining_workdays, workdays_between
from workdays.working import span

pytestmark = pytest.mark.property
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTICES = [read_notice(path) for path in sorted(SHIPPED.glob("*.toml"))]
CALENDAR = Calendar(merge_facts(*(n.days.items() for n in NOTICES)), frozenset(n.year for n in NOTICES), SHANGHAI)

days = st.dates(min_value=date(2022, 1, 1), max_value=date(2042, 12, 31))
lengths = st.integers(min_value=0, max_value=300)


@given(days, lengths)
def test_what_was_added_lies_between(start: date, n: int) -> None:
    last_day = add_workdays(start, n, CALENDAR)
    assert workdays_between(start, last_day, CALENDAR) == n
    assert n == 0 or is_workday(last_day, CALENDAR)
    assert last_day >= start + timedelta(days=n)


@given(days, lengths, lengths)
def test_terms_add_up(start: date, first: int, second: int) -> None:
    """A clock stopped after some workdays and resumed with the rest ends where it would have ended."""
    halfway = add_workdays(start, first, CALENDAR)
    assert add_workdays(halfway, second, CALENDAR) == add_workdays(start, first + second, CALENDAR)


@given(days, st.integers(min_value=0, max_value=60), lengths)
def test_a_later_start_never_ends_earlier(start: date, later: int, n: int) -> None:
    ends = [add_workdays(start + timedelta(days=offset), n, CALENDAR) for offset in range(later + 1)]
    assert all(earlier <= following for earlier, following in pairwise(ends))


@given(days, lengths)
def test_the_start_day_is_not_counted_whatever_it_is(start: date, n: int) -> None:
    local = [(start, DayFact(DayKind.EXTRA_HOLIDAY, "放假", "某文件"))]
    off = Calendar(merge_facts(CALENDAR.days.items(), local), CALENDAR.years, SHANGHAI)
    assert add_workdays(start, n, CALENDAR) == add_workdays(start, n, off)


@given(days, st.integers(min_value=0, max_value=400))
def test_a_span_is_provisional_exactly_where_it_meets_a_year_without_notice(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    years = {(start + timedelta(days=offset)).year for offset in range(1, length + 1)}
    assert span(start, end, CALENDAR).provisional == bool(years - CALENDAR.years)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 1)), st.integers(min_value=0, max_value=60), st.integers(0, 80)
)
def test_elapsed_and_remaining_make_up_the_term(start: datetime, n: int, later: int) -> None:
    start = start.replace(tzinfo=SHANGHAI)
    end = expires_at(start, n, TermUnit.WORKDAY, RollRule.NONE, CALENDAR).expires_at
    at = start + timedelta(days=later)
    used, left = elapsed(start, at, CALENDAR), remaining_workdays(at, end, CALENDAR)
    assert used + left == n if at < end else (left == 0 and used >= n)

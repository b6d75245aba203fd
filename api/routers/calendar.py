"""工作日历: terms counted, with every day that was counted or skipped."""

from datetime import date, datetime, timedelta
from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from api.errors import DayOutOfRange, StartOrEnd
from api.requests import ApiRequest
from api.schemas import DayOut, Shape
from core.vocabulary import RollRule, TermUnit
from organizations.selectors import jurisdiction_by_code
from workdays.days import Calendar
from workdays.rules import LONGEST_TERM, expires_at
from workdays.selectors import calendar_for, national_calendar
from workdays.working import span, working_of_term

router = Router(tags=["calendar"])
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)


class Counted(Shape):
    """期限的计算."""

    start: date = Field(description="not counted")
    last_day: date | None = Field(description="null for terms in hours")
    expires_at: datetime | None = Field(description="the first moment after the term")
    workdays: int | None = Field(description="with “end”: how many workdays lie between")
    provisional: bool
    zone: str
    working: list[DayOut]


@router.get(
    "/calendar/workdays", response=Counted, operation_id="count_workdays", url_name="workdays", summary="Count a term"
)
def count_workdays(
    request: ApiRequest,  # noqa: ARG001  (every endpoint is handed its request)
    start: date, add: Annotated[int | None, Query(ge=0, le=LONGEST_TERM)] = None,
    end: date | None = None, unit: TermUnit = TermUnit.WORKDAY, roll: RollRule = RollRule.NONE, jurisdiction: str = "",
) -> Counted:  # fmt: skip
    """工作日: with ``add`` the end of a term that starts on ``start``; with ``end`` the workdays up to that day."""
    if (add is None) == (end is None):
        raise StartOrEnd(field="add")
    calendar = calendar_for(jurisdiction_by_code(jurisdiction)) if jurisdiction else national_calendar()
    _check(start, end or start)
    return _between(start, end, calendar) if end else _added(start, add or 0, unit, roll, calendar)


def _check(start: date, end: date) -> None:
    in_range = FIRST <= start <= end <= LAST and end - start <= timedelta(days=LONGEST_TERM)
    if not in_range:
        raise DayOutOfRange(field="start", day=start, first=FIRST, last=LAST)


def _added(start: date, n: int, unit: TermUnit, roll: RollRule, calendar: Calendar) -> Counted:
    begins = datetime.combine(start, datetime.min.time(), tzinfo=calendar.zone)
    found = expires_at(begins, n, unit, roll, calendar)
    return Counted(
        start=start, last_day=found.last_day, expires_at=found.expires_at, workdays=None,
        provisional=found.provisional, zone=calendar.zone.key,
        working=[DayOut.of(day) for day in working_of_term(start, n, unit, roll, calendar)],
    )  # fmt: skip


def _between(start: date, end: date, calendar: Calendar) -> Counted:
    found = span(start, end, calendar)
    return Counted(
        start=start, last_day=found.last_day, expires_at=None, workdays=found.counted, provisional=found.provisional,
        zone=calendar.zone.key, working=[DayOut.of(day) for day in found.working],
    )  # fmt: skip

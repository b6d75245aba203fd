"""工作日历: terms counted, with every day that was counted or skipped."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from api.case_file import find_case
from api.errors import DayOutOfRange, StartOrEnd
from api.requests import ApiRequest
from api.schemas import DayOut, OrganizationRef, Shape
from core.labels import label
from core.vocabulary import ExceptionKind, RollRule, Step, TermUnit
from flows.recounts.what_if import SupposedClock, Supposition, what_if
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


class SupposedOut(Shape):
    """试算结果: one running clock, the end it has and the end it would have."""

    clock: int
    step: Step
    title: str
    organization: OrganizationRef
    before: datetime
    after: datetime
    days: int = Field(description="calendar days; earlier is less than nothing")
    provisional: bool
    working: list[DayOut]

    @staticmethod
    def of(one: SupposedClock) -> "SupposedOut":
        clock, step = one.clock, Step(one.clock.step)
        return SupposedOut(
            clock=clock.pk, step=step, title=label(step), organization=OrganizationRef.from_orm(clock.organization),
            before=clock.expires_at, after=one.expires_at, days=one.days, provisional=one.provisional,
            working=[DayOut.of(day) for day in one.working.days],
        )  # fmt: skip


class WhatIfOut(Shape):
    """试算."""

    items: list[SupposedOut]


@router.get(
    "/calendar/workdays", response=Counted, operation_id="count_workdays", url_name="workdays", summary="Count a term"
)
def count_workdays(
    request: ApiRequest,  # noqa: ARG001  (every endpoint is handed its request)
    start: date, add: Annotated[int | None, Query(ge=0, le=LONGEST_TERM)] = None,
    end: date | None = None, unit: TermUnit = TermUnit.WORKDAY, roll: RollRule = RollRule.NONE, jurisdiction: str = "",
    at: Annotated[time | None, Query(description="time of day at which the term begins; matters for hours")] = None,
) -> Counted:  # fmt: skip
    """工作日: with ``add`` the end of a term that starts on ``start``; with ``end`` the workdays up to that day."""
    if (add is None) == (end is None):
        raise StartOrEnd(field="add")
    calendar = calendar_for(jurisdiction_by_code(jurisdiction)) if jurisdiction else national_calendar()
    _check(start, end or start)
    begins = datetime.combine(start, at or time.min, tzinfo=calendar.zone)
    return _between(start, end, calendar) if end else _added(begins, add or 0, unit, roll, calendar)


@router.get(
    "/cases/{number}/what-if", response=WhatIfOut, operation_id="what_if", url_name="what_if",
    summary="Suppose an extension, a suspension, another day",
)  # fmt: skip
def suppose(
    request: ApiRequest, number: str, clock: int | None = None, added: Annotated[int, Query(ge=0, le=250)] = 0,
    suspended_on: date | None = None, resumed_on: date | None = None, day: date | None = None,
    kind: ExceptionKind = ExceptionKind.HOLIDAY,
) -> WhatIfOut:  # fmt: skip
    """试算: the ends of all running terms as they would be; nothing is saved. ``clock``: the one that is extended."""
    case = find_case(request.auth, number)
    for one in (suspended_on, resumed_on, day):
        if one is not None:
            _check(one, one)
    given = Supposition(clock=clock, added=added, suspended_on=suspended_on, resumed_on=resumed_on, day=day, kind=kind)
    return WhatIfOut(items=[SupposedOut.of(one) for one in what_if(case, given, at=request.auth.at)])


def _check(start: date, end: date) -> None:
    in_range = FIRST <= start <= end <= LAST and end - start <= timedelta(days=LONGEST_TERM)
    if not in_range:
        raise DayOutOfRange(field="start", day=start, first=FIRST, last=LAST)


def _added(begins: datetime, n: int, unit: TermUnit, roll: RollRule, calendar: Calendar) -> Counted:
    start = begins.date()
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

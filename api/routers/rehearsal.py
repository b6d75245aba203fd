"""演练时钟: moves the clock of a rehearsal ahead. In ordinary operation this route does not exist."""

from datetime import datetime, timedelta
from typing import Annotated

from ninja import Router, Schema
from pydantic import ConfigDict, Field

from api.callers import Caller
from api.errors import HowFar
from api.requests import ApiRequest
from api.schemas import Shape
from core import clock
from workdays.rules import same_hour_later
from workdays.selectors import calendar_for, national_calendar

router = Router(tags=["rehearsal"])
_TEN_YEARS = 10 * 366 * 24 * 60 * 60


class Advance(Schema):
    """How far: workdays of the caller's place, or seconds."""

    model_config = ConfigDict(extra="forbid")
    advance_workdays: Annotated[int | None, Field(ge=1, le=2500)] = None
    advance_seconds: Annotated[int | None, Field(ge=1, le=_TEN_YEARS)] = None


class ClockMoved(Shape):
    """演练时钟: where it stood, where it stands."""

    before: datetime
    now: datetime


@router.post(
    "/rehearsal/clock", response=ClockMoved, operation_id="move_rehearsal_clock", url_name="rehearsal_clock",
    summary="Move the rehearsal's clock ahead",
)  # fmt: skip
def move_clock(request: ApiRequest, form: Advance) -> ClockMoved:
    """演练时钟: terms that run out on the way take effect with the next sweep."""
    caller: Caller = request.auth
    target = _target(caller, form)
    clock.move(to_offset=clock.offset() + (target - caller.at))
    return ClockMoved(before=caller.at, now=target)


def _target(caller: Caller, form: Advance) -> datetime:
    if form.advance_seconds is not None and form.advance_workdays is None:
        return caller.at + timedelta(seconds=form.advance_seconds)
    if form.advance_workdays is not None and form.advance_seconds is None:
        calendar = calendar_for(caller.jurisdiction) if caller.jurisdiction else national_calendar()
        return same_hour_later(caller.at, form.advance_workdays, calendar)
    raise HowFar(field="advance_workdays")

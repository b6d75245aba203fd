"""预警时刻: when a clock warns, inside working time; urgent matters and terms in hours know days off. Pure of rows."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from core.vocabulary import TermUnit
from workdays.days import Calendar
from workdays.rules import Projection, add_workdays, is_workday
from workdays.working_time import next_in_working_time, opening_before, opening_of_day

_FRACTIONS = (2, 4)
"""Of a term in hours: half of it is left, a quarter of it is left."""


def warning_moments(
    projection: Projection, marks: Sequence[int], calendar: Calendar, *, since: datetime, urgent: bool
) -> list[datetime]:
    """The moments after ``since`` and before the end, each once and in order.

    A term in days warns when work begins on the day after which so many days are left. Where that is a day off, at the
    next opening of working time, or if the term is over by then, on the last workday before. A term in hours warns when
    half and when a quarter of it is left, once for each mark before the last day; outside working time at the next
    opening, if the term still runs then: one that ends in the night or on a day off warns when it is time.
    Of an ``urgent`` matter nothing is put off: on days off it goes to the duty roster.
    """
    if projection.since is None:
        found = [_of_hours(projection, part, since) for part in _FRACTIONS[: sum(mark > 0 for mark in marks)]]
    else:
        found = [moment for mark in marks if (moment := warning_moment(projection, mark, calendar))]
    if not urgent:
        found = [_in_working_time(moment, projection, calendar) for moment in found]
    return sorted({moment for moment in found if since < moment < projection.expires_at})


def warning_moment(projection: Projection, mark: int, calendar: Calendar) -> datetime | None:
    """When work begins on the day after which ``mark`` units are left; None where there is none."""
    since, passed = projection.since, projection.counted - mark
    if since is None or passed <= 0:
        return None
    in_workdays = projection.unit is TermUnit.WORKDAY
    day = add_workdays(since, passed, calendar) if in_workdays else since + timedelta(days=passed)
    return opening_of_day(day, calendar)


def _of_hours(projection: Projection, part: int, since: datetime) -> datetime:
    left = (projection.expires_at - since) / part
    return (projection.expires_at - left).replace(second=0, microsecond=0).astimezone(UTC)


def _in_working_time(moment: datetime, projection: Projection, calendar: Calendar) -> datetime:
    later = next_in_working_time(moment, calendar)
    if later < projection.expires_at or projection.since is None:
        return later if later < projection.expires_at else moment
    day = moment.astimezone(calendar.zone).date()
    return moment if is_workday(day, calendar) else opening_before(day, calendar)

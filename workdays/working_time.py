"""工作时间内: the moments at which somebody is there to hear. Pure: no Django, no clock, no database."""

from datetime import UTC, date, datetime, timedelta

from workdays.days import Calendar
from workdays.hours import first_at_work
from workdays.rules import is_workday

_ONE_DAY = timedelta(days=1)
_LONGEST_REST = 60


def opening_of_day(day: date, cal: Calendar) -> datetime:
    """When work begins on that day, whether it is a workday or not, in UTC."""
    return datetime.combine(day, cal.hours.opens, cal.zone).astimezone(UTC)


def in_working_time(moment: datetime, cal: Calendar) -> bool:
    """Whether people are at work."""
    return next_in_working_time(moment, cal) == moment


def next_in_working_time(moment: datetime, cal: Calendar) -> datetime:
    """下一工作时间: the moment itself in working time, else the next opening: after a break, a night, days off."""
    local = moment.astimezone(cal.zone)
    if is_workday(local.date(), cal) and (found := first_at_work(local, cal.hours)):
        return found.astimezone(UTC)
    for offset in range(1, _LONGEST_REST):
        day = local.date() + timedelta(days=offset)
        if is_workday(day, cal):
            return opening_of_day(day, cal)
    return moment  # no calendar has so many days off in a row


def opening_before(day: date, cal: Calendar) -> datetime:
    """When work began on the last workday before that day, in UTC."""
    for _ in range(_LONGEST_REST):
        day -= _ONE_DAY
        if is_workday(day, cal):
            break
    return opening_of_day(day, cal)

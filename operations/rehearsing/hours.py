"""上班时间: moments of a year as minutes of work, from the first morning on. Pure; the days come from the calendar."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS = 9
DAY = 8 * 60
"""Minutes of a working day: from nine to five."""


class OfficeHours:
    """上班时间 of the working days given, in their order; beyond the last of them nobody works."""

    def __init__(self, days: Sequence[date], zone: ZoneInfo) -> None:
        self.days = days
        self.zone = zone

    def moment(self, minute: float) -> datetime:
        """When the office has worked so many minutes."""
        place, rest = divmod(max(0, int(minute)), DAY)
        place = min(place, len(self.days) - 1)
        return self.morning(self.days[place]) + timedelta(minutes=rest)

    def minute(self, at: datetime) -> int:
        """How many minutes the office had worked by that moment."""
        local = at.astimezone(self.zone)
        before = bisect_left(self.days, local.date())
        if before == len(self.days) or self.days[before] != local.date():
            return before * DAY
        worked = int((local - self.morning(local.date())).total_seconds() // 60)
        return before * DAY + min(max(worked, 0), DAY)

    def later(self, at: datetime, minutes: float) -> datetime:
        """So many minutes of work later."""
        return self.moment(self.minute(at) + minutes)

    def after_days(self, at: datetime, days: float) -> datetime:
        """So many working days later."""
        return self.later(at, days * DAY)

    def is_open(self, at: datetime) -> bool:
        """Whether anybody works at that moment."""
        local = at.astimezone(self.zone)
        worked = (local - self.morning(local.date())).total_seconds() / 60
        return self.is_workday(local.date()) and 0 <= worked < DAY

    def is_workday(self, day: date) -> bool:
        place = bisect_left(self.days, day)
        return place < len(self.days) and self.days[place] == day

    def morning(self, day: date) -> datetime:
        """When the office opens on that day."""
        return datetime.combine(day, time(OPENS), self.zone)

    def next_morning(self, at: datetime) -> datetime:
        """The first opening of the office after that moment's day."""
        place = bisect_right(self.days, at.astimezone(self.zone).date())
        return self.morning(self.days[min(place, len(self.days) - 1)])

"""工作时间: when people are at work on a workday, and the next such moment. Pure: no Django, no clock, no database."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise

Span = tuple[time, time]
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_MOST = 4


@dataclass(frozen=True)
class WorkingHours:
    """工作时间: the spans of a workday in their order; a break lies between two of them."""

    spans: tuple[Span, ...]

    @property
    def opens(self) -> time:
        """When the day's work begins."""
        return self.spans[0][0]

    def __str__(self) -> str:
        return ",".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in self.spans)


DEFAULT_HOURS = WorkingHours(((time(9), time(12)), (time(13, 30), time(17, 30))))


def read_hours(text: str) -> WorkingHours:
    """``08:30-12:00,14:00-17:30``: one to four spans, each after the one before. Raises ``ValueError``."""
    spans = [_span(part.strip()) for part in text.split(",")]
    if len(spans) > _MOST or any(later[0] <= earlier[1] for earlier, later in pairwise(spans)):
        raise ValueError(f"no hours of work: {text!r}")
    return WorkingHours(tuple(spans))


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"no hours of work: {text!r}")
    begin_hour, begin_minute, end_hour, end_minute = map(int, found.groups())
    begin, end = time(begin_hour, begin_minute), time(end_hour, end_minute)
    if begin >= end:
        raise ValueError(f"no hours of work: {text!r}")
    return begin, end


def first_at_work(local: datetime, hours: WorkingHours) -> datetime | None:
    """The moment itself where people are at work then, else the next opening of the same day; None after the last."""
    for begin, end in hours.spans:
        if local.time() < end:
            return max(local, datetime.combine(local.date(), begin, local.tzinfo))
    return None

"""会议规则: notice of a meeting, and whose word is provisional. Pure: no Django models, no clock, no database."""

from datetime import datetime, time

from core.labels import label
from core.vocabulary import SpeakingAuthority
from meetings.errors import NoticeTooShort
from procedures.pack import Term
from workdays.days import Calendar
from workdays.rules import expires_at


def earliest_start(invited_at: datetime, notice: Term, calendar: Calendar) -> datetime:
    """最早开会时间: the first moment of the last day of the notice (R49); a notice in hours ends on its hour."""
    projection = expires_at(invited_at, notice.n, notice.unit, notice.roll, calendar)
    if projection.last_day is None:
        return projection.expires_at
    return datetime.combine(projection.last_day, time.min, tzinfo=calendar.zone)


def check_notice(starts_at: datetime, *, invited_at: datetime, notice: Term, calendar: Calendar, urgent: bool) -> None:
    """Raises ``NoticeTooShort``, which names the earliest date; in urgent cases any moment to come will do."""
    earliest = earliest_start(invited_at, notice, calendar)
    if starts_at < earliest and not urgent:
        day = earliest.astimezone(calendar.zone).date()
        raise NoticeTooShort(field="starts_at", days=f"{notice.n} {label(notice.unit)}", earliest=day)


def is_provisional(authority: str) -> bool:
    """Who came to listen only commits nobody; who says nothing of authority speaks for the department (R49)."""
    return authority == SpeakingAuthority.LISTEN

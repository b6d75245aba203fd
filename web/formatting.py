"""Dates, terms and lights in words: the jurisdiction's zone, the language of the moment."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_noop as _

from audit.actors import SYSTEM
from workdays.days import Calendar
from workdays.rules import last_day_before, remaining_workdays

DUE_SOON_WORKDAYS = 2


class LightColour(StrEnum):
    """亮灯: how a clock stands."""

    ON_TIME = "on-time"
    DUE_SOON = "due-soon"
    EXPIRED = "expired"
    PAUSED = "paused"


# Never by colour alone: a shape and a word.
LIGHTS = {
    LightColour.ON_TIME: ("●", _("on time")),
    LightColour.DUE_SOON: ("▲", _("due soon")),
    LightColour.EXPIRED: ("■", _("term expired")),
    LightColour.PAUSED: ("❚❚", _("suspended")),
}


@dataclass(frozen=True)
class Light:
    """One light with its shape and its word."""

    colour: LightColour

    @property
    def shape(self) -> str:
        return LIGHTS[self.colour][0]

    @property
    def word(self) -> str:
        return gettext(LIGHTS[self.colour][1])


def light(expires_at: datetime, at: datetime, calendar: Calendar) -> Light:
    """The light of a running clock at a moment."""
    if at >= expires_at:
        return Light(LightColour.EXPIRED)
    if remaining_workdays(at, expires_at, calendar) <= DUE_SOON_WORKDAYS:
        return Light(LightColour.DUE_SOON)
    return Light(LightColour.ON_TIME)


def day_text(day: date) -> str:
    """A day with its weekday: 2026年11月26日(周四)."""
    return formatted(day, pgettext("date format", "D j M Y"))


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """A moment to the minute: 2026年11月26日(周四)15:30."""
    return formatted(moment.astimezone(zone), pgettext("date format", "D j M Y, H:i"))


def deadline_text(expires_at: datetime, zone: ZoneInfo) -> str:
    """Until when, from the first moment after: midnight is the 24th hour of the day before."""
    local = expires_at.astimezone(zone)
    if local.time() == time.min:
        return gettext("before 24:00 on %(day)s") % {"day": day_text(last_day_before(expires_at, zone))}
    return gettext("before %(moment)s") % {"moment": moment_text(expires_at, zone)}


def remaining_text(expires_at: datetime, at: datetime, calendar: Calendar) -> str:
    """剩余工作日: what is left of a running term; the day of ``at`` is not counted."""
    if at >= expires_at:
        return gettext("the term has run out")
    left = remaining_workdays(at, expires_at, calendar)
    if left:
        return ngettext("%(count)s workday left", "%(count)s workdays left", left) % {"count": left}
    if last_day_before(expires_at, calendar.zone) == at.astimezone(calendar.zone).date():
        return gettext("ends today")
    return gettext("ends before the next workday")


def who_text(name: str) -> str:
    """Who did it, by name; the system in the words of the page."""
    return gettext("the system") if name == SYSTEM.person_name else name


def term_text(n: int, unit_word: str) -> str:
    """A length with its unit: 5个工作日."""
    return gettext("%(n)s %(unit)s") % {"n": n, "unit": unit_word}

"""时钟: each term of a case, how it was counted day by day, and what is left of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from core.labels import label
from core.vocabulary import DeadlineEffect, DeadlineState, RollRule, Step, TermUnit
from web.dossier_rows import Row
from web.formatting import Light, LightColour, day_text, deadline_text, light, moment_text, remaining_text, term_text
from workdays.days import Calendar, DayWorking
from workdays.labels import day_reason
from workdays.rules import expires_at, last_day_before
from workdays.working import span, working_of_term


@dataclass(frozen=True, kw_only=True)
class Clock:
    """一个期限: ``row`` is the stored clock, the rest says it in words."""

    row: Row
    title: str
    term: str
    state: str
    until: str
    left: str
    light: Light | None
    then: str
    began: str
    working: list[tuple[str, bool, str]]
    note: str
    ledger: list[tuple[str, str]]

    @property
    def is_running(self) -> bool:
        return bool(self.row["state"] == DeadlineState.RUNNING)


def clocks_of(rows: Iterable[Row], at: datetime, calendar: Calendar) -> list[Clock]:
    """Running clocks first, the nearest end on top; then those that ended, newest first."""
    clocks = [_clock(row, at, calendar) for row in rows]
    running = [clock for clock in clocks if clock.row["state"] in (DeadlineState.RUNNING, DeadlineState.PAUSED)]
    ended = [clock for clock in clocks if clock not in running]
    return sorted(running, key=lambda clock: clock.row["expires_at"]) + ended


def effect_text(effect: str) -> str:
    """What happens when the clock runs out and nobody has moved."""
    return {
        DeadlineEffect.MOVE_UP: gettext("The case goes one tier up by itself."),
        DeadlineEffect.REMIND: gettext("A reminder goes out; the case stays here."),
        DeadlineEffect.CLOSE_ROUND: gettext("The round closes; who has not replied is recorded as silent."),
        DeadlineEffect.FIRST_HANDLER: gettext(
            "Whoever has received the order becomes its first handler; else the term begins anew."
        ),
        DeadlineEffect.ABANDON: gettext("The application counts as abandoned."),
        DeadlineEffect.NO_OBJECTION: gettext("Who was told and is silent is recorded as having no objection."),
        DeadlineEffect.END_COSIGNING: gettext("Who has not co-signed is recorded as having given no answer."),
    }.get(DeadlineEffect(effect), "")


def _clock(row: Row, at: datetime, calendar: Calendar) -> Clock:
    running = row["state"] == DeadlineState.RUNNING
    working, note = _working(row, calendar)
    return Clock(
        row=row,
        title=label(Step(row["step"])),
        term=term_text(row["n"], label(TermUnit(row["unit"]))),
        state=label(DeadlineState(row["state"])),
        until=deadline_text(row["expires_at"], calendar.zone),
        left=remaining_text(row["expires_at"], at, calendar) if running else "",
        light=_light(row, at, calendar),
        then=effect_text(row["effect"]) if running else "",
        began=moment_text(row["started_at"], calendar.zone),
        working=working,
        note=note,
        ledger=[_extension(one, row, calendar) for one in row["ledger"]],
    )


def _light(row: Row, at: datetime, calendar: Calendar) -> Light | None:
    if row["state"] == DeadlineState.PAUSED:
        return Light(LightColour.PAUSED)
    return light(row["expires_at"], at, calendar) if row["state"] == DeadlineState.RUNNING else None


def _working(row: Row, calendar: Calendar) -> tuple[list[tuple[str, bool, str]], str]:
    """Every day after the start, counted or not; a note where the stored end rests on other days than today's."""
    unit, started = TermUnit(row["unit"]), row["started_at"]
    if unit is TermUnit.HOUR:
        return [], gettext("Hours run through nights and days off.")
    first, roll = started.astimezone(calendar.zone).date(), RollRule(row["roll"])
    counted = expires_at(started, row["budget"], unit, roll, calendar)
    if counted.expires_at == row["expires_at"]:
        return days_in_words(working_of_term(first, row["budget"], unit, roll, calendar)), ""
    days = span(first, last_day_before(row["expires_at"], calendar.zone), calendar).working
    return days_in_words(days), gettext(
        "The end was fixed when the term began; the days below are those of today's calendar."
    )


def days_in_words(working: Iterable[DayWorking]) -> list[tuple[str, bool, str]]:
    """逐日说明: each day, whether it counts, and why."""
    return [(day_text(day.day), day.counted, _reason(day)) for day in working]


def _reason(day: DayWorking) -> str:
    if day.rolled:
        return gettext("%(reason)s; the term had ended on a day off and moves on") % {"reason": day_reason(day)}
    return str(day_reason(day))


def _extension(one: dict[str, Any], row: Row, calendar: Calendar) -> tuple[str, str]:
    added = term_text(one["added"], label(TermUnit(row["unit"])))
    until = deadline_text(one["after_at"], calendar.zone)
    said = gettext("%(moment)s: %(who)s added %(added)s, now %(until)s.") % {
        "moment": moment_text(one["granted_at"], calendar.zone), "who": one["granted_by"],
        "added": added, "until": until,
    }  # fmt: skip
    return said, str(one["reason"])

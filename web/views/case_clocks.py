"""时钟: each term of a case, how it was counted day by day, and what is left of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from core.labels import label
from core.vocabulary import DeadlineEffect, DeadlineState, RecountState, RollRule, Step, TermUnit
from deadlines.day_by_day import Course, Run, day_by_day, elapsed_workdays
from deadlines.scopes import scope_of
from flows.recounts.words import days_in_words as words_of_days
from web.dossier_rows import Row
from web.formatting import (
    Light,
    LightColour,
    day_text,
    deadline_text,
    light,
    moment_text,
    remaining_text,
    term_text,
    who_text,
)
from workdays.days import Calendar, DayWorking
from workdays.labels import day_reason


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
    scope: str
    used: str
    pauses: list[str]
    recounts: list[tuple[str, list[str]]]

    @property
    def is_running(self) -> bool:
        """Also one that stands still: it has not ended."""
        return self.row["state"] in (DeadlineState.RUNNING, DeadlineState.PAUSED)


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
    running, course = row["state"] == DeadlineState.RUNNING, _course(row)
    working, note = _working(course, calendar)
    used = elapsed_workdays(course, at, calendar)
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
        scope=label(scope_of(Step(row["step"]), row["subject_kind"])),
        used=gettext("%(used)s working days used") % {"used": used},
        pauses=[_pause(one, row, calendar) for one in row["pauses"]],
        recounts=[_recount(one, calendar) for one in row["recounts"]],
    )


def _light(row: Row, at: datetime, calendar: Calendar) -> Light | None:
    if row["state"] == DeadlineState.PAUSED:
        return Light(LightColour.PAUSED)
    return light(row["expires_at"], at, calendar) if row["state"] == DeadlineState.RUNNING else None


def _course(row: Row) -> Course:
    return Course(
        started_at=row["started_at"], expires_at=row["expires_at"], ended_at=row["ended_at"], budget=row["budget"],
        unit=TermUnit(row["unit"]), roll=RollRule(row["roll"]),
        extensions=[(one["granted_at"], one["added"]) for one in row["ledger"]],
        pauses=[
            Run(paused_at=one["paused_at"], resumed_at=one["resumed_at"], left=one["left"]) for one in row["pauses"]
        ],
    )  # fmt: skip


def _working(course: Course, calendar: Calendar) -> tuple[list[tuple[str, bool, str]], str]:
    """Every day after the start, counted or not; a note where the stored end rests on other days than today's."""
    if course.unit is TermUnit.HOUR:
        return [], gettext("Hours run through nights and days off.")
    found = day_by_day(course, calendar)
    note = (
        ""
        if found.as_today
        else gettext("The end was fixed when the term began; the days below are those of today's calendar.")
    )
    return days_in_words(found.days), note


def days_in_words(working: Iterable[DayWorking]) -> list[tuple[str, bool, str]]:
    """逐日说明: each day, whether it counts, and why."""
    return [(day_text(day.day), day.counted, _reason(day)) for day in working]


def _reason(day: DayWorking) -> str:
    if day.stood_still:
        return gettext("the term stood still (%(reason)s)") % {"reason": day_reason(day)}
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


def _pause(one: dict[str, Any], row: Row, calendar: Calendar) -> str:
    """中止记录: since when, with how much left; and since when it runs again, until when."""
    left = term_text(one["left"], label(TermUnit(row["unit"])))
    if TermUnit(row["unit"]) is TermUnit.HOUR:
        left = gettext("%(minutes)s minutes") % {"minutes": one["left"] // 60}
    said = gettext("Stood still from %(moment)s, with %(left)s left.") % {
        "moment": moment_text(one["paused_at"], calendar.zone), "left": left,
    }  # fmt: skip
    if one["resumed_at"] is None:
        return said
    return gettext("%(said)s Resumed %(moment)s, now %(until)s.") % {
        "said": said, "moment": moment_text(one["resumed_at"], calendar.zone),
        "until": deadline_text(one["after_at"], calendar.zone),
    }  # fmt: skip


def _recount(one: dict[str, Any], calendar: Calendar) -> tuple[str, list[str]]:
    """重新计算: what the calendar made of the end, what became of it, by whom, and for which days."""
    said = gettext("%(moment)s: %(state)s. Until then %(before)s; by the changed calendar %(counted)s.") % {
        "moment": moment_text(one["recorded_at"], calendar.zone), "state": label(RecountState(one["state"])),
        "before": deadline_text(one["before_at"], calendar.zone),
        "counted": deadline_text(one["counted_at"], calendar.zone),
    }  # fmt: skip
    if one["left_before"] != one["left_after"]:
        values = {"said": said, "before": one["left_before"], "after": one["left_after"]}
        said = gettext("%(said)s What the suspension left: %(before)s, now %(after)s.") % values
    by = gettext("; ").join(part for part in (who_text(one["decided_by"] or one["recorded_by"]), one["remark"]) if part)
    return said, [*words_of_days(one["days"], day_text), by]

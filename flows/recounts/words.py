"""变动的说明: a term that is counted otherwise, in words and for machines."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from core.labels import label
from core.vocabulary import Step
from deadlines.recounting import Move
from deadlines.subjects import owner_name
from workdays.days import DayKind
from workdays.labels import DAY_KINDS
from workdays.news import News

DayWords = Callable[[date], str]


def by_how_much(move: Move) -> str:
    """提前或延后几天: in calendar days; of a paused term, what is left of it then."""
    pause = move.last_pause
    if move.is_paused and pause is not None:
        return gettext("paused; left: %(before)s, then %(after)s") % {
            "before": pause.left, "after": move.left[pause.pk]
        }  # fmt: skip
    text = gettext("%(count)s days earlier") if move.days < 0 else gettext("%(count)s days later")
    return text % {"count": abs(move.days)}


def why(move: Move, day_words: DayWords = date.isoformat) -> list[str]:
    """因何变动: each day that made the difference, what it was and is, and the document."""
    found = [news_in_words(one, day_words) for one in move.news]
    return found or [gettext("The calendar in force counts otherwise.")]


def news_in_words(one: News, day_words: DayWords = date.isoformat) -> str:
    """One day that is counted otherwise than before."""
    return _day_in_words(day_words(one.day), one.was, one.now, one.document)


def days_in_words(days: Iterable[Sequence[str]], day_words: DayWords = date.isoformat) -> list[str]:
    """The same, as the ledger of a clock keeps it."""
    return [_day_in_words(day_words(date.fromisoformat(day)), was, now, document) for day, was, now, document in days]


def _day_in_words(day: str, was: str, now: str, document: str) -> str:
    return gettext("%(day)s: %(was)s → %(now)s (%(document)s)") % {
        "day": day, "was": DAY_KINDS[DayKind(was)], "now": DAY_KINDS[DayKind(now)], "document": document,
    }  # fmt: skip


def move_data(move: Move) -> dict[str, Any]:
    """For machines: codes and moments."""
    pause = move.last_pause if move.is_paused else None
    return {
        "subject": owner_name(move.clock), "clock": move.clock.pk, "step": move.clock.step,
        "organization": move.clock.organization.code, "state": move.clock.state,
        "before": move.clock.expires_at.isoformat(), "counted": move.projection.expires_at.isoformat(),
        "days": move.days, "left_before": pause.left if pause else None,
        "left_after": move.left[pause.pk] if pause else None, "is_past": move.is_past,
        "provisional": move.projection.provisional, "news": [news_data(one) for one in move.news],
    }  # fmt: skip


def news_data(one: News) -> dict[str, str]:
    return {"day": one.day.isoformat(), "was": str(one.was), "now": str(one.now), "document": one.document}


def move_line(move: Move, zone: ZoneInfo) -> str:
    """One line: whose term, from, to, by how much, and what happens with an end that has passed."""
    line = gettext("%(subject)s · %(step)s: %(before)s → %(counted)s, %(much)s") % {
        "subject": owner_name(move.clock), "step": label(Step(move.clock.step)),
        "before": _local(move.clock.expires_at, zone), "counted": _local(move.projection.expires_at, zone),
        "much": by_how_much(move),
    }  # fmt: skip
    return gettext("%(line)s; has passed: waits for a decision") % {"line": line} if move.is_past else line


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")

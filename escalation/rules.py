"""校时规则: whether the time can be trusted, from what several clocks show. Pure; decision 0012."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.readings import Reading
from core.vocabulary import ClockTrouble

LIMIT = timedelta(seconds=120)
"""How far clocks may be apart, and how far a machine's time of day may stray from the seconds it counted."""
LONGEST_REST = timedelta(days=15)
"""The longest an installation is off and comes back by itself: longer than any run of holidays."""


@dataclass(frozen=True, kw_only=True)
class Witness:
    """校时见证: of one start of one machine, a moment at which its clocks were trusted, and when they last were."""

    boot: str
    anchor_at: datetime
    anchor_ticks: float
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class Sight:
    """所见: the database's time, and this machine's readings just before and just after it was asked for.

    Between the two a process may have stood still: what the database showed lies anywhere between them.
    """

    before: Reading
    database: datetime
    after: Reading


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """结论: no ``trouble`` means that the time is trusted; ``figures`` say by what it was judged."""

    trouble: ClockTrouble | None
    figures: dict[str, Any]


def judge(sight: Sight, witnesses: Sequence[Witness], *, unresolved: bool) -> Verdict:
    """校时: ``witnesses`` are those of all machines; ``unresolved`` says that somebody's alarm is still open."""
    reached = max((one.seen_at for one in witnesses), default=None)
    own = next((one for one in witnesses if one.boot == sight.after.boot), None)
    apart = _beyond(sight.before.wall - sight.database, sight.after.wall - sight.database)
    strayed = _strayed(sight, own) if own else timedelta(0)
    figures = {
        "database": sight.database.isoformat(), "machine": sight.after.wall.isoformat(),
        "reached": reached.isoformat() if reached else None, "apart_seconds": round(apart.total_seconds()),
        "strayed_seconds": round(strayed.total_seconds()), "limit_seconds": round(LIMIT.total_seconds()),
    }  # fmt: skip
    return Verdict(trouble=_trouble(sight, reached, apart, strayed, own, unresolved), figures=figures)


def clocks_differ(sight: Sight) -> bool:
    """Whether machine and database contradict each other: then neither can be accepted."""
    return abs(_beyond(sight.before.wall - sight.database, sight.after.wall - sight.database)) > LIMIT


def _trouble(
    sight: Sight, reached: datetime | None, apart: timedelta, strayed: timedelta, own: Witness | None, unresolved: bool
) -> ClockTrouble | None:
    if abs(apart) > LIMIT:
        return ClockTrouble.CLOCKS_DIFFER
    if abs(strayed) > LIMIT:
        return ClockTrouble.JUMPED
    if reached is not None and sight.database < reached - LIMIT:
        return ClockTrouble.WENT_BACK
    if own is not None or reached is None or sight.database - reached <= LIMIT:
        return None
    if unresolved:
        return ClockTrouble.UNRESOLVED
    return ClockTrouble.LONG_SILENCE if sight.database - reached > LONGEST_REST else None


def _strayed(sight: Sight, own: Witness) -> timedelta:
    """How much more time passed by the time of day than by the count of seconds, since the anchor."""
    by_day = sight.database - own.anchor_at
    most = timedelta(seconds=sight.after.ticks - own.anchor_ticks)
    least = timedelta(seconds=sight.before.ticks - own.anchor_ticks)
    return _beyond(by_day - most, by_day - least)


def _beyond(one: timedelta, other: timedelta) -> timedelta:
    """The distance from zero to the nearest point between the two; zero where they lie on both sides of it."""
    low, high = min(one, other), max(one, other)
    if low <= timedelta(0) <= high:
        return timedelta(0)
    return low if low > timedelta(0) else high

"""重新计算: what clocks would say, had they been counted by the calendar as it is now, and how they come to say it.

Nothing fires retroactively: an end that would lie in the past is not taken over but put before a person (decision
0011). Callers hold the lock of the case, or of what the clock belongs to; each change is noted in the act.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet

from audit.acting import Act
from core.vocabulary import DeadlineEffect, DeadlineState, RecountState, RollRule, TermUnit
from deadlines.day_by_day import count_course, course_of
from deadlines.models import Deadline, Pause, Reprojection
from deadlines.services import LIVE, end, rearm_warnings
from procedures.pack import Term
from workdays.days import Calendar
from workdays.news import News, in_window
from workdays.rules import Projection, is_provisional, last_day_before

_DECIDED = (RecountState.KEPT, RecountState.ENDED_SOONER)
_LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class Recount:
    """计算结果: a term by one calendar; ``left`` is what each of its pauses left of it, by the pause's id."""

    projection: Projection
    left: dict[int, int]


@dataclass(frozen=True, kw_only=True)
class Move:
    """期限变动: a clock that today's calendar counts otherwise, and which days made the difference.

    ``is_past``: the end that is counted now has passed already; a person decides. Where the end stays it is merely not
    provisional any more, or needs no decision any more.
    """

    clock: Deadline
    projection: Projection
    left: dict[int, int]
    news: Sequence[News]
    is_past: bool

    @property
    def last_pause(self) -> Pause | None:
        """The pause on which the end rests: what it left is what runs, or will run."""
        return max(self.clock.pauses.all(), key=lambda pause: pause.pk, default=None)

    @property
    def is_paused(self) -> bool:
        return bool(self.clock.state == DeadlineState.PAUSED)

    @property
    def moves_end(self) -> bool:
        """Whether the end, or what is left of a paused term, becomes another."""
        pause = self.last_pause if self.is_paused else None
        other_left = pause is not None and self.left[pause.pk] != pause.left
        return self.projection.expires_at != self.clock.expires_at or other_left

    @property
    def days(self) -> int:
        """By how many calendar days the end moves; earlier is less than nothing."""
        return round((self.projection.expires_at - self.clock.expires_at).total_seconds() / 86_400)

    @property
    def documents(self) -> str:
        """Which documents made the difference, each once."""
        return "、".join(dict.fromkeys(one.document for one in self.news))[:_LONGEST]


def countable() -> QuerySet[Deadline]:
    """The live clocks whose end a calendar can move, with their ledgers.

    Hours run through nights and days off, and marks follow the clock they warn about.
    """
    clocks = Deadline.objects.filter(state__in=LIVE).exclude(term_unit=TermUnit.HOUR)
    own = clocks.exclude(effect=DeadlineEffect.WARN, step=F("of__step")).select_related("organization", "of", "case")
    return own.prefetch_related("extensions", "pauses", "reprojections").order_by("pk")


def recount(clock: Deadline, calendar: Calendar) -> Recount:
    """The clock's whole course by this calendar: start, extensions, and each pause with what it left.

    What lapses on a day that was fixed as such keeps its day.
    """
    if clock.effect == DeadlineEffect.LAPSE:
        return Recount(projection=_fixed(clock, calendar), left={})
    projection, left = count_course(course_of(clock), calendar)
    pauses = sorted(clock.pauses.all(), key=lambda one: one.pk)
    return Recount(projection=projection, left={pause.pk: units for pause, units in zip(pauses, left, strict=True)})


def moves_of(clocks: Iterable[Deadline], calendar: Calendar, news: Sequence[News], *, at: datetime) -> list[Move]:
    """期限变动: those of the clocks that the calendar counts otherwise than they stand, the first to end first.

    What a person has decided stays decided until another document comes.
    """
    found = [_move(clock, calendar, news, at) for clock in clocks]
    moving = [move for move in found if move is not None]
    return sorted(moving, key=lambda move: (move.clock.expires_at, move.clock.pk))


def carry_out(move: Move, *, marks: tuple[int, ...], calendar: Calendar, act: Act) -> Reprojection | None:
    """按新日历计算: the clock takes its new end, its warnings with it; one that has passed is put before a person."""
    clock = move.clock
    clock.reprojections.filter(state=RecountState.WAITING).update(state=RecountState.OVERTAKEN)
    if not move.moves_end:
        clock.provisional = move.projection.provisional
        clock.save(update_fields=["provisional"])
        clock.warnings.filter(state__in=LIVE, step=clock.step).update(provisional=clock.provisional)
        return None
    if move.is_past:
        return _entry(move, RecountState.WAITING, act)
    entry = _entry(move, RecountState.MOVED, act, after=move.projection.expires_at)
    if move.last_pause is not None:
        Pause.objects.filter(pk=move.last_pause.pk).update(left=entry.left_after)
    set_end(clock, move.projection, act)
    overtaken = clock.warnings.filter(state__in=LIVE, expires_at__gte=clock.expires_at).exclude(step=clock.step)
    end(overtaken, DeadlineState.CANCELLED, act)
    warnings = clock.warnings.filter(step=clock.step)
    if not move.is_paused and warnings.exists():
        end(warnings.filter(state__in=LIVE), DeadlineState.CANCELLED, act)
        rearm_warnings(clock, move.projection, marks, calendar, act)
    return entry


def set_end(clock: Deadline, projection: Projection, act: Act) -> None:
    """The end becomes another: a firing that is under way finds another generation."""
    clock.generation += 1
    clock.last_day, clock.expires_at = projection.last_day, projection.expires_at
    clock.next_try_at, clock.provisional = projection.expires_at, projection.provisional
    clock.save(update_fields=["generation", "last_day", "expires_at", "next_try_at", "provisional"])
    act.changed("clock.moved", clock=clock.pk, expires_at=clock.expires_at.isoformat())


def term_of(clock: Deadline) -> Term:
    """The term by which a clock was armed, as the clock keeps it."""
    return Term(
        n=clock.budget, unit=TermUnit(clock.term_unit), roll=RollRule(clock.term_roll), citation=clock.citation,
        is_sample=clock.is_sample, reason="",
    )  # fmt: skip


def waiting_for_decision() -> QuerySet[Reprojection]:
    """待确认: ends that have passed by today's calendar, of clocks that still run as they were promised."""
    rows = Reprojection.objects.filter(state=RecountState.WAITING, deadline__state=DeadlineState.RUNNING)
    return rows.filter(generation=F("deadline__generation")).select_related("deadline__case", "deadline__organization")


def _move(clock: Deadline, calendar: Calendar, news: Sequence[News], at: datetime) -> Move | None:
    counted = recount(clock, calendar)
    projection, paused = counted.projection, clock.state == DeadlineState.PAUSED
    began, stands = clock.started_at.astimezone(calendar.zone).date(), _last_day(clock, calendar)
    last = max(stands, projection.last_day or stands)
    touching = in_window(news, after=began, last=last, since=clock.started_at)
    move = Move(
        clock=clock, projection=projection, left=counted.left, news=[one for one in touching if _is_news(one, clock)],
        is_past=not paused and projection.expires_at <= at,
    )  # fmt: skip
    if not (move.moves_end or projection.provisional != clock.provisional or _waits(clock)):
        return None
    if move.moves_end and (_is_decided(clock, projection, touching) or not _can_move(move, at)):
        return None
    return move


def _can_move(move: Move, at: datetime) -> bool:
    """A due clock whose end stays past is the sweep's; a reminder within a clock moves only where it still can tell."""
    clock, new_end = move.clock, move.projection.expires_at
    if clock.of is not None:
        return at < new_end < clock.of.expires_at
    return not (move.is_past and clock.expires_at <= at)


def _is_decided(clock: Deadline, projection: Projection, touching: Sequence[News]) -> bool:
    last = max(clock.reprojections.all(), key=lambda entry: entry.pk, default=None)
    if last is None:
        return False
    if last.state == RecountState.WAITING:
        return last.counted == projection.expires_at and last.generation == clock.generation
    return last.state in _DECIDED and all(one.at <= last.recorded_at for one in touching)


def _waits(clock: Deadline) -> bool:
    """An entry that waits although the calendar counts again what the clock says."""
    return any(entry.state == RecountState.WAITING for entry in clock.reprojections.all())


def _is_news(one: News, clock: Deadline) -> bool:
    """The first notice of a year is news to who was counted without it."""
    return clock.provisional or not one.is_first


def _fixed(clock: Deadline, calendar: Calendar) -> Projection:
    began, last_day = clock.started_at.astimezone(calendar.zone).date(), _last_day(clock, calendar)
    return Projection(clock.expires_at, clock.last_day, is_provisional(began, last_day, calendar))


def _last_day(clock: Deadline, calendar: Calendar) -> date:
    return last_day_before(clock.expires_at, calendar.zone)


def _entry(move: Move, state: RecountState, act: Act, *, after: datetime | None = None) -> Reprojection:
    clock, pause = move.clock, move.last_pause
    return Reprojection.objects.create(
        deadline=clock, state=state, generation=clock.generation + (state is RecountState.MOVED),
        recorded_at=act.at, recorded_by_name=act.actor.person_name, documents=move.documents,
        days=[[one.day.isoformat(), str(one.was), str(one.now), one.document] for one in move.news],
        before=clock.expires_at, counted=move.projection.expires_at, after=after,
        left_before=pause.left if pause else None, left_after=move.left[pause.pk] if pause else None,
    )  # fmt: skip

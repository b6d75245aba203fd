"""应用日历变动: every term takes the end that the calendar of now gives it; one event for each case, one act for all.

A case is moved whole or not at all. Whoever holds one keeps it; applying again finishes what was left, and where
nothing is left changes nothing.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from audit.acting import Act
from audit.actors import Actor
from audit.models import ChainKind
from audit.services import record
from core.vocabulary import RecountState
from deadlines.models import Deadline
from deadlines.recounting import Move, carry_out, countable, moves_of, term_of
from deadlines.subjects import Held, room_of
from flows.acting import acting_on, lock_case_if_free
from flows.recounts.preview import clocks_in
from organizations.models import Jurisdiction
from workdays.days import Calendar
from workdays.installing import take_note
from workdays.news import News, news_in
from workdays.selectors import calendar_for

APPLIED = "calendar.applied"
_Owner = tuple[str, int]
logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class ApplyReport:
    """应用结果: in how many ``cases`` and ``others`` something changed: ends ``moved``, ends put before a person.

    ``settled`` ends stay and are not provisional any more; ``busy`` was held by somebody, ``failed`` could not be done:
    both are found again by the next run.
    """

    cases: int = 0
    others: int = 0
    moved: int = 0
    waiting: int = 0
    settled: int = 0
    busy: int = 0
    failed: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class _Run:
    """One application in one place."""

    place: Jurisdiction
    calendar: Calendar
    news: list[News]
    by: Actor
    at: datetime
    report: ApplyReport


def apply(place: Jurisdiction, *, by: Actor, at: datetime) -> ApplyReport:
    """应用日历变动: in one place, case after case in ascending order of their ids, then work orders and entries."""
    take_note(at=at)
    run = _Run(
        place=place, calendar=calendar_for(place), news=news_in(place, at=at), by=by, at=at, report=ApplyReport()
    )
    moves = moves_of(clocks_in(place), run.calendar, run.news, at=at)
    for owner in sorted({_owner(move.clock) for move in moves}):
        _settle(owner, run)
    if run.report.cases or run.report.others:
        _write(run)
    return run.report


def _settle(owner: _Owner, run: _Run) -> None:
    try:
        with transaction.atomic():
            done = _of_subject(*owner, run) if owner[0] else _of_case(owner[1], run)
    except Exception:
        run.report.failed += 1
        logger.exception("recounting failed", extra={"action": "recount", "subject": f"{owner[0]}:{owner[1]}"})
        return
    for name, count in done.items():
        setattr(run.report, name, getattr(run.report, name) + count)


def _of_case(pk: int, run: _Run) -> dict[str, int]:
    case = lock_case_if_free(pk)
    if case is None:
        return {"busy": 1}
    moves = moves_of(countable().filter(case=case), run.calendar, run.news, at=run.at)
    if not moves:
        return {}
    act = Act(kind=APPLIED, actor=run.by, at=run.at)
    with acting_on(case, name="apply_calendar", act=act) as acting:
        return {"cases": 1, **_carry_out(moves, acting, run)}


def _of_subject(kind: str, pk: int, run: _Run) -> dict[str, int]:
    room = room_of(kind)
    row = room.lock(pk)
    if row is None:
        return {"busy": 1}
    own = countable().filter(case=None, subject_kind=kind, subject_id=pk)
    moves = moves_of(own, run.calendar, run.news, at=run.at)
    if not moves:
        return {}
    with room.recount(row, run.by, run.at) as held:
        return {"others": 1, **_carry_out(moves, held, run)}


def _carry_out(moves: list[Move], held: Held, run: _Run) -> dict[str, int]:
    """The event says which clocks, and by which documents; what each was and is stands in its ledger."""
    became: dict[str, list[int]] = {"moved": [], "waiting": [], "settled": []}
    for move in moves:
        marks = held.pack.marks_within(term_of(move.clock))
        entry = carry_out(move, marks=marks, calendar=run.calendar, act=held.act)
        what = "settled" if entry is None else "waiting" if entry.state == RecountState.WAITING else "moved"
        became[what].append(move.clock.pk)
    held.act.data.update(became, documents=sorted({one.document for move in moves for one in move.news}))
    return {what: len(clocks) for what, clocks in became.items()}


def _write(run: _Run) -> None:
    """On the chain of the place's calendar: that it was applied, and to how much."""
    with transaction.atomic():
        data = {"jurisdiction": run.place.code, **run.report.as_json()}
        act = Act(kind="calendar.recounted", actor=run.by, at=run.at, data=data)
        record(chain=ChainKind.CALENDAR, subject_id=run.place.pk, act=act)


def _owner(clock: Deadline) -> _Owner:
    """Cases sort first, as they are locked first."""
    return (clock.subject_kind, clock.subject_id or 0) if clock.case_id is None else ("", clock.case_id)

"""变动的行: terms that are counted otherwise, as lists of rows for pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.labels import label
from core.vocabulary import Step
from deadlines.models import Deadline, Reprojection
from deadlines.recounting import Move
from deadlines.subjects import owner_name
from flows.recounts.words import by_how_much, days_in_words, why
from web.formatting import day_text, deadline_text


@dataclass(frozen=True, kw_only=True)
class MoveRow:
    """一项变动: whose term, from, to, by how much, why."""

    subject: str
    case: str
    step: str
    organization: str
    before: str
    after: str
    much: str
    why: list[str]
    is_past: bool


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """一项待确认: an end that had passed when it was counted again."""

    id: int
    subject: str
    case: str
    step: str
    organization: str
    before: str
    counted: str
    why: list[str]


def move_rows(moves: Iterable[Move], zone: ZoneInfo) -> list[MoveRow]:
    return [
        MoveRow(
            subject=owner_name(move.clock), case=_case(move.clock), step=label(Step(move.clock.step)),
            organization=move.clock.organization.short_name, before=deadline_text(move.clock.expires_at, zone),
            after=deadline_text(move.projection.expires_at, zone), much=by_how_much(move), why=why(move, day_text),
            is_past=move.is_past,
        )
        for move in moves
    ]  # fmt: skip


def waiting_rows(entries: Iterable[Reprojection], zone: ZoneInfo) -> list[WaitingRow]:
    return [
        WaitingRow(
            id=entry.pk, subject=owner_name(entry.deadline), case=_case(entry.deadline),
            step=label(Step(entry.deadline.step)), organization=entry.deadline.organization.short_name,
            before=deadline_text(entry.before, zone), counted=deadline_text(entry.counted, zone),
            why=days_in_words(entry.days, day_text),
        )
        for entry in entries
    ]  # fmt: skip


def _case(clock: Deadline) -> str:
    return clock.case.number if clock.case else ""

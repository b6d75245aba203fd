"""会议: one sitting as the case page and the meeting desk show it, and what is still open about a case."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cases.matrix.rules import PhaseColumn, Stated
from cases.matrix.rules import matrix_of as matrix_by_rule
from cases.models import Party
from core.labels import label
from core.vocabulary import Phase, Stance
from web.dossier_rows import Row

_LAST_WORD = 1_000_000


def sitting_of(row: Row, parties: Sequence[Party]) -> dict[str, Any]:
    """A sitting with a seat and a stand for each department concerned, and the answers to the minutes that stand."""
    there = {presence["organization_id"]: presence for presence in row["presences"]}
    stands = {stand["organization_id"]: stand for stand in row["stands"]}
    taking_part = {party.organization_id for party in parties}
    seats = [
        (_seen(seat, there.get(seat["organization_id"])), stands.get(seat["organization_id"]))
        for seat in row["invited"]
        if seat["organization_id"] in taking_part
    ]
    answers = [answer for answer in row["answers"] if answer["version"] == row["version"]]
    return {**row, "seats": seats, "answers": answers}


def _seen(seat: Row, presence: Row | None) -> Row:
    """What the record of the item says goes before what the reply announced, whose post is nobody else's."""
    if presence is None:
        return {**seat, "attended": None, "excused": None}
    same = presence["representative"] == seat["representative"]
    return {**seat, **presence, "post": seat["post"] if same else ""}


@dataclass(frozen=True, kw_only=True)
class OpenPoints:
    """未决: who has not spoken, whose stand is provisional, phases that nobody or that two would lead."""

    silent: list[str] = field(default_factory=list)
    provisional: list[str] = field(default_factory=list)
    without_lead: list[str] = field(default_factory=list)
    with_two_leads: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.silent or self.provisional or self.without_lead or self.with_two_leads)


def open_points(row: Row, positions: Sequence[Row], parties: Sequence[Party]) -> OpenPoints:
    """What was said at the meeting goes before what was written; a phase counts once somebody spoke of it."""
    stands = {stand["organization_id"]: stand for stand in row["stands"]}
    columns = [column for column in _columns(stands, positions, parties) if column.is_raised]
    names = {party.organization_id: party.organization.short_name for party in parties}
    waits = [one for one in row["stands"] if one["provisional"] and one["confirmed_at"] is None]
    return OpenPoints(
        silent=[name for pk, name in names.items() if pk not in stands],
        provisional=[names[one["organization_id"]] for one in waits if one["organization_id"] in names],
        without_lead=[label(column.phase) for column in columns if not column.leads],
        with_two_leads=[label(column.phase) for column in columns if len(column.leads) > 1],
    )


def _columns(stands: dict[int, Row], positions: Sequence[Row], parties: Sequence[Party]) -> list[PhaseColumn]:
    written = [(row, row["version"]) for row in positions]
    spoken = [(row, _LAST_WORD) for row in stands.values() if row["said_in_phases"]]
    stated = [
        Stated(
            organization=row["organization_id"], version=version, phase=Phase(one["phase"]),
            stance=Stance(one["stance"]),
        )
        for row, version in [*written, *spoken]
        for one in row["said_in_phases"]
    ]  # fmt: skip
    return matrix_by_rule([party.organization_id for party in parties], stated)

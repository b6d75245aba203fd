"""意见矩阵: departments by phases, with the gaps that nobody wants and the phases that two want to lead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cases.matrix.rules import Cell, PhaseColumn, Stated
from cases.matrix.rules import matrix_of as matrix_by_rule
from cases.matrix.words import summary_of
from cases.models import Party
from core.labels import label
from core.vocabulary import DutyRole, OutcomeState, Phase, PhaseFinding, Stance
from web.dossier_rows import Row


@dataclass(frozen=True, kw_only=True)
class Column:
    """环节: ``mark`` is "gap" when all have spoken and none leads, "double" when several would lead, else ""."""

    phase: Phase
    mark: str
    note: str
    summary: str

    @property
    def title(self) -> str:
        return label(self.phase)


@dataclass(frozen=True, kw_only=True)
class Line:
    """一个部门: its latest position, what it says in each phase, and its earlier positions."""

    party: Party
    latest: Row | None
    earlier: list[Row]
    cells: list[tuple[Column, Cell]]


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """意见矩阵; ``outcome`` says whether the roles of an outcome stand beside the stances."""

    columns: list[Column]
    lines: list[Line]
    outcome: bool

    @property
    def has_positions(self) -> bool:
        return any(line.latest for line in self.lines)


def matrix_of(parties: Sequence[Party], positions: Sequence[Row], results: Sequence[Row] = ()) -> Matrix:
    """The matrix; ``positions`` hold the latest version of each organization first, ``results`` the latest outcome."""
    by_organization: dict[int, list[Row]] = {}
    for position in positions:
        by_organization.setdefault(position["organization_id"], []).append(position)
    assigned = _assigned(results)
    standing = [rows[0] for rows in by_organization.values()]
    found = matrix_by_rule([party.organization_id for party in parties], _stated(standing), assigned)
    names = {party.organization_id: party.organization.short_name for party in parties}
    columns = [_column(column, names) for column in found]
    lines = [
        Line(
            party=party, latest=next(iter(by_organization.get(party.organization_id, [])), None),
            earlier=by_organization.get(party.organization_id, [])[1:],
            cells=[(shown, column.cells[place]) for shown, column in zip(columns, found, strict=True)],
        )
        for place, party in enumerate(parties)
    ]  # fmt: skip
    return Matrix(columns=columns, lines=lines, outcome=bool(assigned))


def roles_by_phase(assigned: Sequence[Row]) -> list[tuple[str, list[tuple[str, str]]]]:
    """分工: for each phase the roles and who has them, lead first; phases nobody has are left out."""
    order = {str(role): place for place, role in enumerate(DutyRole)}
    table = []
    for phase in Phase:
        rows = sorted((row for row in assigned if row["phase"] == phase), key=lambda row: order[row["role"]])
        if rows:
            table.append((label(phase), [(label(DutyRole(row["role"])), row["organization"]) for row in rows]))
    return table


def _column(column: PhaseColumn, names: Mapping[int, str]) -> Column:
    mark = ""
    if column.has(PhaseFinding.DOUBLE_LEAD):
        mark = "double"
    elif column.has(PhaseFinding.GAP):
        mark = "gap"
    note = label(column.findings[0].kind) if mark else ""
    return Column(phase=column.phase, mark=mark, note=note, summary=summary_of(column, names))


def _stated(positions: Sequence[Row]) -> Iterator[Stated]:
    for position in positions:
        for one in position["said_in_phases"]:
            yield Stated(
                organization=position["organization_id"], version=position["version"], phase=Phase(one["phase"]),
                stance=Stance(one["stance"]),
            )  # fmt: skip


def _assigned(results: Sequence[Row]) -> dict[tuple[Phase, int], DutyRole]:
    """What the outcome in force says, else the one proposed."""
    standing = {row["state"]: row for row in reversed(results)}
    chosen = standing.get(OutcomeState.IN_FORCE) or standing.get(OutcomeState.PROPOSED)
    rows = chosen["assigned"] if chosen else []
    return {(Phase(row["phase"]), row["organization_id"]): DutyRole(row["role"]) for row in rows}

"""意见矩阵: departments by phases, with the gaps that nobody wants and the phases that two want to lead."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.models import Party
from core.labels import label
from core.vocabulary import DutyRole, Phase, Stance
from web.dossier import Row


@dataclass(frozen=True, kw_only=True)
class Column:
    """环节: ``mark`` is "gap" when all have spoken and none leads, "double" when several would lead, else ""."""

    phase: Phase
    mark: str

    @property
    def title(self) -> str:
        return label(self.phase)


@dataclass(frozen=True, kw_only=True)
class Line:
    """一个部门: its latest position, what it says in each phase, and its earlier positions."""

    party: Party
    latest: Row | None
    earlier: list[Row]
    cells: list[tuple[Column, Stance | None]]


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """意见矩阵."""

    columns: list[Column]
    lines: list[Line]

    @property
    def has_positions(self) -> bool:
        return any(line.latest for line in self.lines)


def matrix_of(parties: Sequence[Party], positions: Sequence[Row]) -> Matrix:
    """The matrix; ``positions`` hold the latest version of each organization first."""
    by_organization: dict[int, list[Row]] = {}
    for position in positions:
        by_organization.setdefault(position["organization_id"], []).append(position)
    everybody_spoke = bool(parties) and all(party.organization_id in by_organization for party in parties)
    columns = [_column(phase, [rows[0] for rows in by_organization.values()], everybody_spoke) for phase in Phase]
    return Matrix(columns=columns, lines=[_line(party, by_organization, columns) for party in parties])


def roles_by_phase(assigned: Sequence[Row]) -> list[tuple[str, list[tuple[str, str]]]]:
    """分工: for each phase the roles and who has them, lead first; phases nobody has are left out."""
    order = {str(role): place for place, role in enumerate(DutyRole)}
    table = []
    for phase in Phase:
        rows = sorted((row for row in assigned if row["phase"] == phase), key=lambda row: order[row["role"]])
        if rows:
            table.append((label(phase), [(label(DutyRole(row["role"])), row["organization"]) for row in rows]))
    return table


def _column(phase: Phase, latest: Sequence[Row], everybody_spoke: bool) -> Column:
    stances = [stance for row in latest if (stance := _stance(row, phase))]
    leads = stances.count(Stance.LEAD)
    if leads > 1:
        return Column(phase=phase, mark="double")
    wanted = leads or Stance.PART in stances
    return Column(phase=phase, mark="gap" if everybody_spoke and stances and not wanted else "")


def _line(party: Party, by_organization: dict[int, list[Row]], columns: list[Column]) -> Line:
    rows = by_organization.get(party.organization_id, [])
    latest = rows[0] if rows else None
    cells = [(column, _stance(latest, column.phase) if latest else None) for column in columns]
    return Line(party=party, latest=latest, earlier=rows[1:], cells=cells)


def _stance(position: Row, phase: Phase) -> Stance | None:
    return next((Stance(one["stance"]) for one in position["said_in_phases"] if one["phase"] == phase), None)

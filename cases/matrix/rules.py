"""意见矩阵的规则: gaps and double leads, phase by phase. No Django, no clock, no database.

A gap (空白) and a double lead (争抢) are what a dispute about duties consists of (三定 practice; R12, R21 ask for the
differences phase by phase). Silence is neither consent nor refusal: while somebody still has to speak, a phase that
nobody leads yet is open and not a gap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.vocabulary import DutyRole, Phase, PhaseFinding, Stance

Assigned = Mapping[tuple[Phase, int], DutyRole]


@dataclass(frozen=True, kw_only=True)
class Stated:
    """一项意见: what one version of an organization's position says of one phase; organizations are ids."""

    organization: int
    version: int
    phase: Phase
    stance: Stance


@dataclass(frozen=True, kw_only=True)
class Cell:
    """一格: the stance that stands, of which version; ``is_silent`` where the organization still has to speak.

    ``role`` is what the outcome says of the organization in this phase, beside what it said of itself.
    """

    organization: int
    stance: Stance | None
    version: int | None
    is_silent: bool
    role: DutyRole | None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """一项发现: what is the matter in a phase, and with whom."""

    kind: PhaseFinding
    organizations: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PhaseColumn:
    """一个环节: one cell per party in the order of the parties, and what they amount to."""

    phase: Phase
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]

    @property
    def is_raised(self) -> bool:
        """Whether anybody has spoken of the phase; of the others nothing is in dispute."""
        return any(cell.stance for cell in self.cells)

    @property
    def leads(self) -> tuple[int, ...]:
        """Who would lead."""
        return tuple(cell.organization for cell in self.cells if cell.stance is Stance.LEAD)

    @property
    def counts(self) -> Mapping[Stance, int]:
        """How many take each stance; all four are there."""
        return {stance: sum(cell.stance is stance for cell in self.cells) for stance in Stance}

    def has(self, kind: PhaseFinding) -> bool:
        return any(finding.kind is kind for finding in self.findings)

    def who(self, kind: PhaseFinding) -> tuple[int, ...]:
        """The organizations of a finding; nobody where there is none of that kind."""
        return next((finding.organizations for finding in self.findings if finding.kind is kind), ())


def matrix_of(parties: Sequence[int], stated: Iterable[Stated], assigned: Assigned | None = None) -> list[PhaseColumn]:
    """意见矩阵: a column per phase.

    ``stated`` may hold every version: a later position replaces the earlier one whole, so that a phase it no longer
    names has no stance. Who is not a party does not count. ``assigned`` is the outcome's division of work.
    """
    latest = _latest(stated)
    return [_column(phase, parties, latest, assigned or {}) for phase in Phase]


def _latest(stated: Iterable[Stated]) -> dict[int, list[Stated]]:
    by_organization: dict[int, list[Stated]] = {}
    for one in stated:
        standing = by_organization.setdefault(one.organization, [])
        if standing and one.version > standing[0].version:
            standing.clear()
        if not standing or one.version == standing[0].version:
            standing.append(one)
    return by_organization


def _column(
    phase: Phase, parties: Sequence[int], latest: Mapping[int, list[Stated]], assigned: Assigned
) -> PhaseColumn:
    here = {party: next((one for one in latest.get(party, ()) if one.phase is phase), None) for party in parties}
    is_raised = any(here.values())
    cells = tuple(
        Cell(
            organization=party, stance=one.stance if one else None, version=one.version if one else None,
            is_silent=one is None and (is_raised or party not in latest), role=assigned.get((phase, party)),
        )
        for party, one in here.items()
    )  # fmt: skip
    return PhaseColumn(phase=phase, cells=cells, findings=tuple(_findings(cells)) if is_raised else ())


def _findings(cells: Sequence[Cell]) -> Iterable[Finding]:
    by_stance = {stance: _who(cell for cell in cells if cell.stance is stance) for stance in Stance}
    silent = _who(cell for cell in cells if cell.is_silent)
    if len(by_stance[Stance.LEAD]) > 1:
        yield Finding(kind=PhaseFinding.DOUBLE_LEAD, organizations=by_stance[Stance.LEAD])
    if not by_stance[Stance.LEAD] and not silent:
        yield Finding(kind=PhaseFinding.GAP, organizations=_who(cells))
        yield _kind_of_gap(by_stance)
    if silent:
        yield Finding(kind=PhaseFinding.SILENT, organizations=silent)


def _kind_of_gap(by_stance: Mapping[Stance, tuple[int, ...]]) -> Finding:
    if by_stance[Stance.PART]:
        return Finding(kind=PhaseFinding.PART_WITHOUT_LEAD, organizations=by_stance[Stance.PART])
    if by_stance[Stance.ASSIST]:
        return Finding(kind=PhaseFinding.ONLY_ASSIST, organizations=by_stance[Stance.ASSIST])
    return Finding(kind=PhaseFinding.ALL_NOT_OURS, organizations=by_stance[Stance.NOT_OURS])


def _who(cells: Iterable[Cell]) -> tuple[int, ...]:
    return tuple(cell.organization for cell in cells)

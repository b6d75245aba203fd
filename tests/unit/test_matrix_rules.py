"""意见矩阵: who would lead what, where nobody would and where two would."""

import pytest
from django.utils import translation

from cases.matrix.rules import PhaseColumn, Stated, matrix_of
from cases.matrix.words import summary_of
from core.vocabulary import DutyRole, Phase, PhaseFinding, Stance

ECOLOGY, MANAGEMENT, HOUSING = 1, 2, 3
PARTIES = [ECOLOGY, MANAGEMENT, HOUSING]
NAMES = {ECOLOGY: "生态环境局", MANAGEMENT: "城管局", HOUSING: "住建局"}
LEAD, ASSIST, NOT_OURS, PART = Stance.LEAD, Stance.ASSIST, Stance.NOT_OURS, Stance.PART
F = PhaseFinding


def said(*stances: Stance | None, phase: Phase = Phase.SUPERVISION) -> list[Stated]:
    """What the three say of one phase, in their order; None has not spoken."""
    return [
        Stated(organization=who, version=1, phase=phase, stance=stance)
        for who, stance in zip(PARTIES, stances, strict=True)
        if stance
    ]


def supervision(stated: list[Stated]) -> PhaseColumn:
    return next(column for column in matrix_of(PARTIES, stated) if column.phase is Phase.SUPERVISION)


@pytest.mark.parametrize(
    ("stances", "findings"),
    [
        ((LEAD, NOT_OURS, NOT_OURS), {}),
        ((LEAD, ASSIST, PART), {}),
        ((LEAD, LEAD, NOT_OURS), {F.DOUBLE_LEAD: (ECOLOGY, MANAGEMENT)}),
        ((LEAD, LEAD, LEAD), {F.DOUBLE_LEAD: (ECOLOGY, MANAGEMENT, HOUSING)}),
        ((NOT_OURS,) * 3, {F.GAP: tuple(PARTIES), F.ALL_NOT_OURS: tuple(PARTIES)}),
        ((ASSIST, NOT_OURS, ASSIST), {F.GAP: tuple(PARTIES), F.ONLY_ASSIST: (ECOLOGY, HOUSING)}),
        ((PART, ASSIST, NOT_OURS), {F.GAP: tuple(PARTIES), F.PART_WITHOUT_LEAD: (ECOLOGY,)}),
        # while somebody still has to speak, what nobody leads yet is open and no gap
        ((NOT_OURS, NOT_OURS, None), {F.SILENT: (HOUSING,)}),
        ((LEAD, None, None), {F.SILENT: (MANAGEMENT, HOUSING)}),
        ((LEAD, LEAD, None), {F.DOUBLE_LEAD: (ECOLOGY, MANAGEMENT), F.SILENT: (HOUSING,)}),
        ((None, None, None), {}),
    ],
)
def test_what_the_stances_amount_to(
    stances: tuple[Stance | None, ...], findings: dict[PhaseFinding, tuple[int, ...]]
) -> None:
    column = supervision(said(*stances))
    assert {finding.kind: finding.organizations for finding in column.findings} == findings
    assert column.has(F.GAP) == (F.GAP in findings)
    assert column.who(F.SILENT) == findings.get(F.SILENT, ())


def test_the_cells_stand_in_the_order_of_the_parties_and_are_counted() -> None:
    column = supervision(said(LEAD, ASSIST, LEAD))
    assert [cell.organization for cell in column.cells] == PARTIES
    assert column.counts == {LEAD: 2, ASSIST: 1, NOT_OURS: 0, PART: 0}
    assert column.leads == (ECOLOGY, HOUSING)


def test_a_later_position_replaces_the_earlier_one_whole() -> None:
    earlier = [*said(LEAD, LEAD, NOT_OURS), *said(NOT_OURS, LEAD, NOT_OURS, phase=Phase.ENFORCEMENT)]
    later = Stated(organization=MANAGEMENT, version=2, phase=Phase.SUPERVISION, stance=ASSIST)
    for rows in ([*earlier, later], [later, *earlier]):
        columns = {column.phase: column for column in matrix_of(PARTIES, rows)}
        assert columns[Phase.SUPERVISION].findings == ()
        assert columns[Phase.SUPERVISION].cells[1].version == 2
        assert columns[Phase.ENFORCEMENT].who(F.SILENT) == (MANAGEMENT,)


def test_yellow_is_who_has_said_nothing_at_all_and_who_left_out_what_others_speak_of() -> None:
    columns = {column.phase: column for column in matrix_of(PARTIES, said(LEAD, NOT_OURS, None))}
    silent = {phase: [cell.is_silent for cell in column.cells] for phase, column in columns.items()}
    assert silent == {
        Phase.APPROVAL: [False, False, True], Phase.SUPERVISION: [False, False, True],
        Phase.ENFORCEMENT: [False, False, True],
    }  # fmt: skip
    assert not columns[Phase.APPROVAL].is_raised
    assert all(cell.is_silent for column in matrix_of(PARTIES, []) for cell in column.cells)


def test_who_is_no_party_does_not_count() -> None:
    stranger = Stated(organization=9, version=1, phase=Phase.SUPERVISION, stance=LEAD)
    assert supervision([*said(LEAD, NOT_OURS, NOT_OURS), stranger]).findings == ()


def test_the_outcome_stands_beside_what_each_said() -> None:
    assigned = {(Phase.SUPERVISION, HOUSING): DutyRole.LEAD, (Phase.APPROVAL, ECOLOGY): DutyRole.ASSISTING}
    columns = matrix_of(PARTIES, said(NOT_OURS, NOT_OURS, NOT_OURS), assigned)
    roles = {(column.phase, cell.organization): cell.role for column in columns for cell in column.cells if cell.role}
    assert roles == assigned
    assert supervision(said(NOT_OURS, NOT_OURS, NOT_OURS)).has(F.GAP)


@pytest.mark.parametrize(
    ("stances", "words"),
    [
        ((None, None, None), "Nobody has spoken of it."),
        ((LEAD, ASSIST, NOT_OURS), "one would lead: 生态环境局."),
        ((LEAD, None, NOT_OURS), "one would lead: 生态环境局; still to speak: 城管局."),
        ((LEAD, LEAD, NOT_OURS), "several would lead: 生态环境局, 城管局."),
        ((NOT_OURS, NOT_OURS, NOT_OURS), "nobody leads; all say that it is not theirs."),
        ((NOT_OURS, ASSIST, NOT_OURS), "nobody leads; only to assist: 城管局."),
        ((NOT_OURS, PART, NOT_OURS), "nobody leads; a part only: 城管局."),
    ],
)
def test_a_phase_in_one_line(stances: tuple[Stance | None, ...], words: str) -> None:
    with translation.override("en"):
        assert summary_of(supervision(said(*stances)), NAMES) == words

"""意见矩阵、时间在谁手里: what is computed from a case's file, as the API tells it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from api.analysis_schemas import (
    CellOut,
    FindingOut,
    HandsOut,
    MatrixOut,
    PhaseOut,
    StageDaysOut,
    TierDaysOut,
    TimeInHandsOut,
)
from api.schemas import OrganizationRef
from cases.hands.rules import Pause
from cases.matrix.rules import PhaseColumn, Stated, matrix_of
from cases.matrix.words import summary_of
from cases.models import Outcome, Party, Position
from core.labels import label
from core.vocabulary import DutyRole, Phase, Stance
from flows.hands import Held, hands_of
from flows.models import WorkItem
from flows.situation import Situation
from workdays.days import Calendar

Refs = Mapping[int, OrganizationRef]


def matrix_out(parties: Sequence[Party], positions: Iterable[Position], outcome: Outcome | None) -> MatrixOut:
    """The matrix; ``positions`` with their stances, the oldest first, and ``outcome`` with its assignments at hand."""
    assigned = {
        (Phase(row.phase), row.organization_id): DutyRole(row.role)
        for row in (outcome.assignments.all() if outcome else [])
    }
    refs = {party.organization_id: OrganizationRef.from_orm(party.organization) for party in parties}
    names = {pk: ref.short_name for pk, ref in refs.items()}
    standing = {position.organization_id: position for position in positions}
    columns = matrix_of(list(refs), _stated(standing.values()), assigned)
    return MatrixOut(phases=[_phase(column, refs, names) for column in columns])


def time_in_hands_out(now: Situation, *, at: datetime, calendar: Calendar) -> TimeInHandsOut:
    """Working days by organization and stage; two queries."""
    work = list(WorkItem.objects.filter(case=now.case).select_related("organization").order_by("pk"))
    organizations = {item.organization_id: item.organization for item in work}
    held = [
        Held(organization=item.organization_id, stage=item.stage_id, since=item.opened_at, until=item.ended_at)
        for item in work
    ]
    pauses = [Pause(since=one.suspended_at, until=one.resumed_at) for one in now.case.suspensions.all()]
    found = hands_of(now.case, now.stages, held, pauses, at=at, calendar=calendar)
    return TimeInHandsOut(
        workdays=found.total, suspended_workdays=found.suspended, nobodys_workdays=found.nobody,
        organizations=[
            HandsOut(
                organization=OrganizationRef.from_orm(organizations[one.organization]), workdays=one.workdays,
                in_parallel=one.in_parallel, has_it_now=one.has_it_now,
                tiers=[TierDaysOut(tier=tier, workdays=days) for tier, days in one.by_tier.items()],
            )
            for one in found.hands
        ],
        stages=[
            StageDaysOut(stage=one.stage, tier=one.tier, workdays=one.workdays, open=one.is_open)
            for one in found.stages
        ],
    )  # fmt: skip


def _phase(column: PhaseColumn, refs: Refs, names: Mapping[int, str]) -> PhaseOut:
    return PhaseOut(
        phase=column.phase, leads=[refs[pk] for pk in column.leads], counts=dict(column.counts),
        summary=summary_of(column, names),
        cells=[
            CellOut(
                organization=refs[cell.organization], stance=cell.stance, version=cell.version, silent=cell.is_silent,
                outcome_role=cell.role,
            )
            for cell in column.cells
        ],
        findings=[
            FindingOut(
                finding=one.kind, title=label(one.kind), organizations=[refs[pk] for pk in one.organizations]
            )
            for one in column.findings
        ],
    )  # fmt: skip


def _stated(positions: Iterable[Position]) -> Iterator[Stated]:
    for position in positions:
        for one in position.stances.all():
            yield Stated(
                organization=position.organization_id, version=position.version, phase=Phase(one.phase),
                stance=Stance(one.stance),
            )  # fmt: skip

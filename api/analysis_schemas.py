"""The shapes of what is computed from a case's file: the matrix of positions, and in whose hands the time was."""

from pydantic import Field

from api.schemas import OrganizationRef, Shape
from core.vocabulary import DutyRole, Phase, PhaseFinding, Stance, Tier


class CellOut(Shape):
    """一格: what one party says of itself in one phase, and what the outcome says of it."""

    organization: OrganizationRef
    stance: Stance | None
    version: int | None = Field(description="version of the position that says so")
    silent: bool = Field(description="still to speak of this phase")
    outcome_role: DutyRole | None = Field(description="in the outcome in force, else in the one proposed")


class FindingOut(Shape):
    """矩阵发现."""

    finding: PhaseFinding
    title: str
    organizations: list[OrganizationRef]


class PhaseOut(Shape):
    """一个环节: a cell for each party, and what they amount to."""

    phase: Phase
    cells: list[CellOut]
    leads: list[OrganizationRef] = Field(description="who would lead")
    counts: dict[Stance, int]
    findings: list[FindingOut]
    summary: str = Field(description="in words")


class MatrixOut(Shape):
    """意见矩阵."""

    phases: list[PhaseOut]


class TierDaysOut(Shape):
    """层级用时."""

    tier: Tier | None = Field(description="null: outside the tiers")
    workdays: int


class HandsOut(Shape):
    """一家用时."""

    organization: OrganizationRef
    workdays: int
    in_parallel: int = Field(description="of these, days on which others had work too")
    tiers: list[TierDaysOut]
    has_it_now: bool


class StageDaysOut(Shape):
    """阶段用时."""

    stage: int
    tier: Tier
    workdays: int
    open: bool


class TimeInHandsOut(Shape):
    """时间在谁手里, counted as terms are: not the day on which something comes, but that on which it leaves."""

    workdays: int = Field(description="since the opening of the case, up to its closing")
    suspended_workdays: int
    nobodys_workdays: int = Field(description="such as the dates on which the clock moved the case")
    organizations: list[HandsOut] = Field(description="the longest holder first")
    stages: list[StageDaysOut]

"""What interrupts or accompanies the course of a case, and the papers in sign-off, as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas import OrganizationRef, Shape
from cases.models import Case
from core.vocabulary import (
    LadderRung,
    ObjectionGround,
    ObjectionTarget,
    PaperKind,
    PaperState,
    ReversalVerdict,
    SuspensionGround,
)
from flows.situation import Situation


class SuspensionOut(Shape):
    """中止: ``resumed_at`` is null while it lasts."""

    ground: SuspensionGround
    reason: str
    suspended_by: OrganizationRef
    suspended_at: datetime
    resumed_at: datetime | None
    resume_reason: str


class WithdrawalRequestOut(Shape):
    """撤回申请: ``granted`` is null until it is answered."""

    reason: str
    asked_at: datetime
    granted: bool | None
    answer: str
    answered_at: datetime | None


class ReminderOut(Shape):
    """催办."""

    organization: OrganizationRef
    sent_by: OrganizationRef
    sent_at: datetime
    text: str


class ObjectionOut(Shape):
    """异议与会后变更意见."""

    id: int
    organization: OrganizationRef
    against: ObjectionTarget
    ground: ObjectionGround
    text: str
    basis: str
    raised_at: datetime
    window_ends_at: datetime | None
    verdict: ReversalVerdict
    verdict_reason: str


class PaperOut(Shape):
    """签发单: a paper of your own organization that waits for review or signature."""

    id: int
    kind: PaperKind
    state: PaperState
    act: str = Field(description="the act that is done when the head signs")
    levels: int = Field(description="how many people it passes, its head last")
    content: dict[str, Any]
    organization: OrganizationRef
    prepared_by_name: str
    prepared_at: datetime
    reviewed_by_name: str


class RefusalOut(Shape):
    """拒不落实."""

    organization: OrganizationRef
    reason: str
    signed_by: str
    signed_on: date
    recorded_at: datetime


class LadderStepOut(Shape):
    """督促阶梯: one rung that was climbed; ``decided_by`` is the leader who decided it."""

    rung: LadderRung
    organization: OrganizationRef
    text: str
    decided_by: str
    decided_on: date | None
    signed_by: str
    signed_on: date
    sent_at: datetime
    answered_at: datetime | None


def course_of(case: Case, now: Situation, organization_ids: Sequence[int]) -> dict[str, Any]:
    """The parts of the file that tell of its course; papers of one's own organizations only."""
    suspensions = case.suspensions.select_related("suspended_by").order_by("pk")
    reminders = case.reminders.select_related("organization", "sent_by").order_by("pk")
    return {
        "suspensions": [SuspensionOut.from_orm(row) for row in suspensions],
        "withdrawal_requests": [WithdrawalRequestOut.from_orm(row) for row in case.withdrawal_requests.order_by("pk")],
        "reminders": [ReminderOut.from_orm(row) for row in reminders],
        "objections": [
            ObjectionOut.from_orm(row) for row in case.objections.select_related("organization").order_by("pk")
        ],
        "carrying_out_refusals": [
            RefusalOut.from_orm(row) for row in case.carrying_out_refusals.select_related("organization").order_by("pk")
        ],
        "ladder_steps": [
            LadderStepOut.from_orm(row) for row in case.ladder_steps.select_related("organization").order_by("order")
        ],
        "readers": [OrganizationRef.from_orm(reader.organization) for reader in now.readers],
        "papers": [PaperOut.from_orm(paper) for paper in now.papers if paper.organization_id in organization_ids],
    }

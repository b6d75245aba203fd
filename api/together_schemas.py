"""Joint enforcement and extensions asked for, as the API shows them."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from api.schemas import OrganizationRef, Shape
from cases.models import Case
from core.vocabulary import FourStep, JointActionAnswer, JointActionState, Tier
from flows.four_steps import Checklist, checklists_of
from flows.situation import Situation


class JointActionMemberOut(Shape):
    """参加单位: ``answer`` is null until it has answered, ``came`` until the action is recorded."""

    organization: OrganizationRef
    brings: str
    answer: JointActionAnswer | None
    reason: str
    answered_at: datetime | None
    came: bool | None

    @staticmethod
    def resolve_answer(obj: Any) -> Any:
        return obj.answer or None


class JointActionOut(Shape):
    """联合执法: ``proof_id`` is a document of the file."""

    state: JointActionState
    purpose: str
    place: str
    starts_at: datetime
    called_by: OrganizationRef
    leader: OrganizationRef
    called_at: datetime
    members: list[JointActionMemberOut]
    held_on: date | None
    result: str
    proof_id: int | None
    ended_at: datetime | None


class ExtensionRequestOut(Shape):
    """延期申请: ``granted`` is null until it is answered."""

    stage: int
    organization: OrganizationRef
    workdays: int
    reason: str
    asked_at: datetime
    granted: bool | None
    granted_workdays: int | None
    answer: str
    answered_at: datetime | None

    @staticmethod
    def resolve_stage(obj: Any) -> Any:
        return obj.stage_id


class StepOut(BaseModel):
    """研判、审核、协调、反馈: ``event`` is the kind of the act that shows it; ticked by hand it is empty."""

    step: FourStep
    done_at: datetime | None
    by: str
    event: str
    note: str


class ChecklistOut(BaseModel):
    """四步清单: of one visit to a tier."""

    stage: int
    tier: Tier
    visit: int
    steps: list[StepOut]

    @staticmethod
    def of(checklist: Checklist) -> "ChecklistOut":
        stage = checklist.stage
        steps = [
            StepOut(step=one.step, done_at=one.done_at, by=one.by, event=one.event, note=one.note)
            for one in checklist.steps
        ]
        return ChecklistOut(stage=stage.pk, tier=Tier(stage.tier), visit=stage.visit, steps=steps)


def together_of(case: Case, now: Situation) -> dict[str, Any]:
    """The parts of the file about what departments do together and what they ask for."""
    actions = case.joint_actions.select_related("called_by", "leader").prefetch_related("members__organization")
    asked = case.extension_requests.select_related("organization")
    return {
        "checklists": [ChecklistOut.of(checklist) for checklist in checklists_of(now.stages, now.pack)],
        "joint_actions": [JointActionOut.from_orm(row) for row in actions.order_by("pk")],
        "extension_requests": [ExtensionRequestOut.from_orm(row) for row in asked.order_by("pk")],
    }

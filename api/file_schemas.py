"""The shapes of what stands in a case's file: what was said, agreed, decided, and the papers."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.office_schemas import FeedbackOut, PointOut
from api.schemas import OrganizationRef, Shape
from core.vocabulary import (
    BasisKind,
    DutyRole,
    ForumSubject,
    LetterKind,
    OutcomeKind,
    OutcomeScope,
    OutcomeState,
    Phase,
    ReviewDecision,
    StageResult,
    Stance,
    Tier,
)


class StanceOut(Shape):
    """分环节意见."""

    phase: Phase
    stance: Stance


class PositionOut(Shape):
    """部门意见: the one that stands now; earlier ones are in the record."""

    version: int
    stances: list[StanceOut]
    text: str
    basis_kind: BasisKind
    basis: str
    signed_by: str
    signed_on: date
    recorded_at: datetime


class StageOut(Shape):
    """阶段: one visit to one tier; ``id`` guards an act against a stale view."""

    id: int
    tier: Tier
    visit: int
    conductor: OrganizationRef
    opened_at: datetime
    closed_at: datetime | None
    result: StageResult | None

    @staticmethod
    def resolve_result(obj: Any) -> Any:
        return obj.result or None


class AcknowledgementOut(Shape):
    """签收: of each stage who has acknowledged it, and of the present one who is asked and has not yet."""

    organization: OrganizationRef
    stage: int | None = Field(description="null: before any stage")
    requested_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by_name: str


class AssignmentOut(Shape):
    """分工."""

    phase: Phase
    organization: OrganizationRef
    role: DutyRole


class FurtherMatterOut(Shape):
    """同案其他事项: another matter that the same outcome settles."""

    matter: str
    measures: str
    basis: str
    assignments: list[AssignmentOut]
    entry: str | None = Field(description="number of the registry entry")

    @staticmethod
    def resolve_entry(obj: Any) -> Any:
        return obj.entry.number if obj.entry else None


class OutcomeOut(Shape):
    """处理结果: in force, else proposed."""

    version: int
    state: OutcomeState
    kind: OutcomeKind
    matter: str
    measures: str
    basis: str
    scope: OutcomeScope
    effective_from: date
    effective_to: date | None
    assignments: list[AssignmentOut]
    entry: str | None = Field(description="number of the registry entry")
    further: list[FurtherMatterOut]

    @staticmethod
    def resolve_entry(obj: Any) -> Any:
        return obj.entry.number if obj.entry else None

    @staticmethod
    def resolve_assignments(obj: Any) -> Any:
        return [one for one in obj.assignments.all() if one.further_id is None]


class ReviewOut(Shape):
    """受理审查."""

    decision: ReviewDecision
    reason: str
    missing: str
    subject: ForumSubject | None
    forum: str
    supplement: str
    supplemented_at: datetime | None
    decided_at: datetime

    @staticmethod
    def resolve_subject(obj: Any) -> Any:
        return obj.subject or None


class ReplyOut(Shape):
    """书面答复."""

    organization: OrganizationRef
    agrees: bool
    text: str
    basis: str
    signed_by: str
    signed_on: date
    recorded_at: datetime
    points: list[PointOut]


class RoundOut(Shape):
    """征求意见: who is not among the replies of a closed round was silent, which is no consent."""

    number: int
    question: str
    opened_at: datetime
    closed_at: datetime | None
    replies: list[ReplyOut]


class OpinionOut(Shape):
    """协调意见."""

    text: str
    all_agree: bool
    drafted_at: datetime
    confirmed_at: datetime | None
    confirmed_by: str
    reviewed_at: datetime | None
    void_at: datetime | None
    return_reason: str
    feedback: list[FeedbackOut]


class ReportOut(Shape):
    """落实情况."""

    organization: OrganizationRef
    text: str
    proof: int | None
    reported_at: datetime
    accepted: bool | None
    remark: str
    checked_at: datetime | None

    @staticmethod
    def resolve_proof(obj: Any) -> Any:
        return obj.proof_id


class LetterOut(Shape):
    """函件: a draft until it is signed."""

    kind: LetterKind
    sender: OrganizationRef
    addressee: OrganizationRef
    matter: str
    differences: str
    proposal: str
    heads_did_not_meet: bool
    drafted_at: datetime
    signed_by: str
    signed_on: date | None


class DocumentOut(Shape):
    """案卷材料."""

    id: int
    title: str
    file_name: str
    media_type: str
    size: int
    digest: str = Field(description="SHA-256, hex")
    organization: OrganizationRef
    added_by_name: str
    added_at: datetime
    href: str = Field(description="address of the content")

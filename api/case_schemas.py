"""The shape of a case."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.analysis_schemas import MatrixOut, TimeInHandsOut
from api.course_schemas import (
    LadderStepOut,
    ObjectionOut,
    PaperOut,
    RefusalOut,
    ReminderOut,
    SuspensionOut,
    WithdrawalRequestOut,
)
from api.file_schemas import (
    AcknowledgementOut,
    DocumentOut,
    LetterOut,
    OpinionOut,
    OutcomeOut,
    PositionOut,
    ReportOut,
    ReviewOut,
    RoundOut,
    StageOut,
)
from api.link_schemas import Belonging
from api.meeting_schemas import SittingOut
from api.office_schemas import ConsultationOut, RegistrationOut, StudyEntryOut
from api.opening_schemas import CheckInOut, IntakeReviewOut, OpeningOut
from api.people_schemas import CaseGroupOut, GroupRemarkOut, StandInOut
from api.referral_schemas import DecisionOut, ReferralOut
from api.room_schemas import AgreementOut, FilingOut, RoomOut
from api.schemas import CaseRef, ClockBrief, ClockOut, JurisdictionRef, Next, OrganizationRef, Shape
from api.together_schemas import ChecklistOut, ExtensionRequestOut, JointActionOut
from core.vocabulary import CaseSource, CaseState, ClosingReason, PartyRole, Tier


class CaseRow(CaseRef):
    """争议事项, as one line of a list."""

    state: CaseState
    tier: Tier | None
    source: CaseSource
    jurisdiction: JurisdictionRef
    work_secret: bool
    opened_at: datetime
    closed_at: datetime | None
    waiting_for: list[OrganizationRef] = Field(description="whose move it is")
    next_clock: ClockBrief | None
    href: str


class CaseRows(Next):
    items: list[CaseRow]


class PartyOut(Shape):
    """相关部门, with what it says of itself."""

    organization: OrganizationRef
    role: PartyRole
    joined_at: datetime
    position: PositionOut | None


class ActionOut(BaseModel):
    """可办事项: what this person may do now; send the input to ``href``."""

    # No ninja Schema: that reads attributes, and every model has one named "schema" already.
    model_config = ConfigDict(serialize_by_alias=True)

    name: str
    title: str
    consequence: str
    irreversible: bool
    href: str
    input: dict[str, Any] = Field(serialization_alias="schema", description="JSON Schema of the input")
    on_behalf_of: OrganizationRef
    sign_off: str | None = Field(description="where to send it for sign-off instead, without the signature")
    stage: int | None = Field(description="the open stage; as ?stage= it guards against a stale view")


class ProcedureRef(Shape):
    """办法: the version to which the case is pinned."""

    id: int
    code: str
    version: int
    name: str


class CaseOut(CaseRef):
    """争议事项: the whole file."""

    summary: str
    state: CaseState
    tier: Tier | None
    source: CaseSource
    jurisdiction: JurisdictionRef
    procedure: ProcedureRef
    work_secret: bool
    revision: int
    opened_at: datetime
    opened_by: OrganizationRef
    suspended_at: datetime | None
    urgent: bool = Field(description="in the fast lane: short terms")
    opening: OpeningOut | None
    check_ins: list[CheckInOut]
    intake_reviews: list[IntakeReviewOut]
    belonging: Belonging
    suspensions: list[SuspensionOut]
    withdrawal_requests: list[WithdrawalRequestOut]
    reminders: list[ReminderOut]
    objections: list[ObjectionOut]
    checklists: list[ChecklistOut]
    joint_actions: list[JointActionOut]
    extension_requests: list[ExtensionRequestOut]
    readers: list[OrganizationRef] = Field(description="organizations with a copy")
    papers: list[PaperOut] = Field(description="papers of your organizations in sign-off")
    closed_at: datetime | None
    closing_reason: ClosingReason | None
    closing_remark: str
    archived_at: datetime | None
    parties: list[PartyOut]
    deputies: list[StandInOut]
    working_groups: list[CaseGroupOut] = Field(description="that read along")
    group_remarks: list[GroupRemarkOut] = Field(description="of the working groups in which you sit")
    interim_handler: OrganizationRef | None
    stages: list[StageOut]
    clocks: list[ClockOut]
    outcome: OutcomeOut | None
    acknowledgements: list[AcknowledgementOut]
    matrix: MatrixOut
    time_in_hands: TimeInHandsOut
    registrations: list[RegistrationOut]
    consultations: list[ConsultationOut]
    study_sheet: list[StudyEntryOut]
    major_reason: str | None
    room: RoomOut
    agreements: list[AgreementOut]
    filings: list[FilingOut]
    application_reviews: list[ReviewOut]
    opinion_rounds: list[RoundOut]
    opinions: list[OpinionOut]
    decisions: list[DecisionOut]
    referral: ReferralOut
    carrying_out_reports: list[ReportOut]
    carrying_out_refusals: list[RefusalOut]
    ladder_steps: list[LadderStepOut]
    documents: list[DocumentOut]
    letters: list[LetterOut]
    meetings: list[SittingOut]
    actions: list[ActionOut]

"""THE DISPUTE: everything that is said and decided in a case."""

from cases.models.acknowledgement import Acknowledgement
from cases.models.assignment import CaseAssignment, CaseGroup, GroupRemark
from cases.models.carrying_out import CarryingOutRefusal, CarryingOutReport, LadderStep
from cases.models.case import Case, CaseNumberCounter, InterimHandling, Party, Stage
from cases.models.course import Reader, Reminder, Suspension, WithdrawalRequest
from cases.models.draft import OpeningDraft
from cases.models.extension import ExtensionRequest
from cases.models.follow import CaseFollow
from cases.models.four_steps import StepTick
from cases.models.intake import IntakeReview
from cases.models.joint_action import JointAction, JointActionMember
from cases.models.link import CaseLink, CaseMerge
from cases.models.negotiation import (
    AgreementSigner,
    AttendingHead,
    ClauseComment,
    HeadsMeeting,
    InternalNote,
    NegotiationAnswer,
    NegotiationLetter,
    NegotiationQuestion,
    NegotiationReceipt,
    NegotiationReply,
)
from cases.models.objection import Objection
from cases.models.office import (
    Consultation,
    ConsultationPaper,
    Feedback,
    Forwarding,
    Instruction,
    MajorMark,
    OpinionPoint,
    Registration,
    RegistrationCounter,
    StudyEntry,
)
from cases.models.opening import CheckIn, Opening
from cases.models.outcome import (
    Agreement,
    Decision,
    Filing,
    FurtherMatter,
    Opinion,
    Outcome,
    OutcomeAssignment,
    Signature,
)
from cases.models.paper import Paper
from cases.models.referral import (
    AgendaApplication,
    Cosignature,
    CosigningRequest,
    DecisionDissent,
    Reception,
    ReferralFile,
    ReferralReturn,
    Routing,
)
from cases.models.statement import (
    ApplicationReview,
    CaseDocument,
    Letter,
    OpinionReply,
    OpinionRound,
    Position,
    PositionStance,
)
from cases.models.trial import Trial

__all__ = [
    "Acknowledgement",
    "AgendaApplication",
    "Agreement",
    "AgreementSigner",
    "ApplicationReview",
    "AttendingHead",
    "CarryingOutRefusal",
    "CarryingOutReport",
    "Case",
    "CaseAssignment",
    "CaseDocument",
    "CaseFollow",
    "CaseGroup",
    "CaseLink",
    "CaseMerge",
    "CaseNumberCounter",
    "CheckIn",
    "ClauseComment",
    "Consultation",
    "ConsultationPaper",
    "Cosignature",
    "CosigningRequest",
    "Decision",
    "DecisionDissent",
    "ExtensionRequest",
    "Feedback",
    "Filing",
    "Forwarding",
    "FurtherMatter",
    "GroupRemark",
    "HeadsMeeting",
    "Instruction",
    "IntakeReview",
    "InterimHandling",
    "InternalNote",
    "JointAction",
    "JointActionMember",
    "LadderStep",
    "Letter",
    "MajorMark",
    "NegotiationAnswer",
    "NegotiationLetter",
    "NegotiationQuestion",
    "NegotiationReceipt",
    "NegotiationReply",
    "Objection",
    "Opening",
    "OpeningDraft",
    "Opinion",
    "OpinionPoint",
    "OpinionReply",
    "OpinionRound",
    "Outcome",
    "OutcomeAssignment",
    "Paper",
    "Party",
    "Position",
    "PositionStance",
    "Reader",
    "Reception",
    "ReferralFile",
    "ReferralReturn",
    "Registration",
    "RegistrationCounter",
    "Reminder",
    "Routing",
    "Signature",
    "Stage",
    "StepTick",
    "StudyEntry",
    "Suspension",
    "Trial",
    "WithdrawalRequest",
]

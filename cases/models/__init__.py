"""THE DISPUTE: everything that is said and decided in a case."""

from cases.models.acknowledgement import Acknowledgement
from cases.models.case import Case, CaseNumberCounter, InterimHandling, Party, Stage
from cases.models.course import Reader, Reminder, Suspension, WithdrawalRequest
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
from cases.models.outcome import (
    Agreement,
    CarryingOutReport,
    Decision,
    Filing,
    FurtherMatter,
    Opinion,
    Outcome,
    OutcomeAssignment,
    Signature,
)
from cases.models.paper import Paper
from cases.models.statement import (
    ApplicationReview,
    CaseDocument,
    Letter,
    OpinionReply,
    OpinionRound,
    Position,
    PositionStance,
)

__all__ = [
    "Acknowledgement",
    "Agreement",
    "ApplicationReview",
    "CarryingOutReport",
    "Case",
    "CaseDocument",
    "CaseNumberCounter",
    "Consultation",
    "ConsultationPaper",
    "Decision",
    "Feedback",
    "Filing",
    "Forwarding",
    "FurtherMatter",
    "Instruction",
    "InterimHandling",
    "Letter",
    "MajorMark",
    "Objection",
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
    "Registration",
    "RegistrationCounter",
    "Reminder",
    "Signature",
    "Stage",
    "StudyEntry",
    "Suspension",
    "WithdrawalRequest",
]

"""What each act takes: one typed model per act.

Forms, the API's schemas and its documentation derive from these. Organizations are named by code; dates are
days in the jurisdiction's zone; texts are tidied. ``title`` and ``description`` of a field are translatable.
"""

from flows.inputs.companions import Acknowledge, AddParty, DesignateInterimHandler, ExtendDeadline
from flows.inputs.course import (
    CopyTo,
    EndCopy,
    GrantWithdrawal,
    MarkUrgent,
    RefuseWithdrawal,
    RequestWithdrawal,
    ResumeCase,
    SuspendCase,
    TerminateCase,
    Urge,
    WithdrawCase,
)
from flows.inputs.fields import ActInput, OutcomeInput, PhaseRole, SignedInput
from flows.inputs.meetings import (
    AttendanceInput,
    ConveneMeeting,
    HoldMeeting,
    IssueMinutesAgreed,
    IssueMinutesNotAgreed,
)
from flows.inputs.negotiation import (
    DraftAgreement,
    PhaseStance,
    ReferCase,
    RefuseAgreement,
    SignAgreement,
    SignLetter,
    StatePosition,
)
from flows.inputs.office import (
    AcceptApplication,
    AskToSupplement,
    CloseRound,
    ConfirmOpinion,
    DeclineApplication,
    DraftOpinion,
    OpenRound,
    ReplyOpinion,
    ReturnOpinion,
    SupplementApplication,
    TransferCase,
)
from flows.inputs.opening import OpenCase
from flows.inputs.papers import ReturnPaper, ReviewPaper, SignPaper, WithdrawPaper
from flows.inputs.referral import EnterDecision
from flows.inputs.settlement import (
    AcceptFiling,
    ArchiveCase,
    ListOutcome,
    ReportCarryingOut,
    ReturnFiling,
    ReturnReport,
    StrikeOff,
)

__all__ = [
    "AcceptApplication",
    "AcceptFiling",
    "Acknowledge",
    "ActInput",
    "AddParty",
    "ArchiveCase",
    "AskToSupplement",
    "AttendanceInput",
    "CloseRound",
    "ConfirmOpinion",
    "ConveneMeeting",
    "CopyTo",
    "DeclineApplication",
    "DesignateInterimHandler",
    "DraftAgreement",
    "DraftOpinion",
    "EndCopy",
    "EnterDecision",
    "ExtendDeadline",
    "GrantWithdrawal",
    "HoldMeeting",
    "IssueMinutesAgreed",
    "IssueMinutesNotAgreed",
    "ListOutcome",
    "MarkUrgent",
    "OpenCase",
    "OpenRound",
    "OutcomeInput",
    "PhaseRole",
    "PhaseStance",
    "ReferCase",
    "RefuseAgreement",
    "RefuseWithdrawal",
    "ReplyOpinion",
    "ReportCarryingOut",
    "RequestWithdrawal",
    "ResumeCase",
    "ReturnFiling",
    "ReturnOpinion",
    "ReturnPaper",
    "ReturnReport",
    "ReviewPaper",
    "SignAgreement",
    "SignLetter",
    "SignPaper",
    "SignedInput",
    "StatePosition",
    "StrikeOff",
    "SupplementApplication",
    "SuspendCase",
    "TerminateCase",
    "TransferCase",
    "Urge",
    "WithdrawCase",
    "WithdrawPaper",
]

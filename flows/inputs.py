"""What each act takes: one typed model per act.

Forms, the API's schemas and its documentation derive from these. Organizations are named by code; dates are
days in the jurisdiction's zone; texts are tidied. ``title`` and ``description`` of a field are translatable.
"""

from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from core.text import tidy
from core.vocabulary import BasisKind, CaseSource, DecidingBody, DutyRole, OutcomeScope, Phase, Stance


def _tidied(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


def _line(title: str, *, longest: int = 200, required: bool = True, hint: str = "") -> Any:
    return Field(
        default=... if required else "", title=title, description=hint, min_length=1 if required else 0,
        max_length=longest, json_schema_extra={"widget": "line"},
    )  # fmt: skip


def _text(title: str, *, required: bool = True, hint: str = "") -> Any:
    return Field(
        default=... if required else "", title=title, description=hint, min_length=1 if required else 0,
        max_length=5000, json_schema_extra={"widget": "text"},
    )  # fmt: skip


def _choice(title: str, *, hint: str = "", default: Any = ...) -> Any:
    return Field(default=default, title=title, description=hint)


def _with_zone(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise PydanticCustomError("timezone_aware", "a moment has a time zone")
    return value


Line = Annotated[str, BeforeValidator(_tidied)]
Moment = Annotated[datetime, AfterValidator(_with_zone)]
OrganizationCode = Annotated[str, BeforeValidator(_tidied)]


# long because it is one table: what every act takes
class ActInput(BaseModel):
    """Base of all inputs: unknown fields are refused, values never change after checking."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SignedInput(ActInput):
    """What leaves an organization carries its head's name and the paper's date."""

    signed_by: Line = _line(_("Signed by (head)"), longest=60, hint=_("The head whose word this is."))
    signed_on: date = Field(title=_("Date on the paper"))


class PhaseStance(ActInput):
    """分环节意见."""

    phase: Phase = _choice(_("Phase"))
    stance: Stance = _choice(_("Position"))


class PhaseRole(ActInput):
    """分工: one organization's role in one phase."""

    phase: Phase = _choice(_("Phase"))
    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    role: DutyRole = _choice(_("Role"))


class OutcomeInput(ActInput):
    """处理结果: who does what, per phase, from when."""

    matter: Line = _line(_("Matter"), hint=_("As it will stand in the duty list."))
    assignments: tuple[PhaseRole, ...] = Field(
        title=_("Who does what"), min_length=1, json_schema_extra={"widget": "matrix"},
        description=_("At most one lead department in each phase."),
    )  # fmt: skip
    measures: Line = _text(_("Concrete measures"), required=False)
    outcome_basis: Line = _text(_("Legal basis"), hint=_("Instrument and clause."))
    scope: OutcomeScope = _choice(_("Scope"), default=OutcomeScope.STANDING)
    effective_from: date = Field(title=_("In force from"))
    effective_to: date | None = Field(default=None, title=_("In force until"), description=_("Empty: without end."))


class OpenCase(ActInput):
    """提起协调: opens a case."""

    jurisdiction: Line = Field(title=_("Jurisdiction"), json_schema_extra={"widget": "jurisdiction"})
    title: Line = _line(_("Title"), longest=120)
    summary: Line = _text(_("What is disputed"), hint=_("No names or addresses of citizens."))
    source: CaseSource = _choice(_("Source"))
    parties: tuple[OrganizationCode, ...] = Field(
        title=_("Departments concerned"), min_length=2, json_schema_extra={"widget": "organizations"},
        description=_("At least two, each once; the first listed convenes the negotiation."),
    )  # fmt: skip
    interim_handler: OrganizationCode = Field(
        default="", title=_("Interim handler"), json_schema_extra={"widget": "party"},
        description=_("Acts while the dispute is open, without prejudice; one of the departments concerned."),
    )  # fmt: skip
    work_orders: tuple[Line, ...] = Field(
        default=(), title=_("Work orders"), json_schema_extra={"widget": "work_orders"}
    )
    work_secret: bool = Field(default=False, title=_("Work secret"))


class StatePosition(SignedInput):
    """提交部门意见."""

    stances: tuple[PhaseStance, ...] = Field(
        title=_("Position per phase"), min_length=1, json_schema_extra={"widget": "stances"},
    )  # fmt: skip
    basis_kind: BasisKind = _choice(_("Kind of basis"))
    basis: Line = _line(_("Basis"), longest=500, hint=_("Instrument and clause the position rests on."))
    text: Line = _text(_("Reasons"), required=False)


class DraftAgreement(OutcomeInput):
    """拟定协商纪要."""

    text: Line = _text(_("Text of the agreement"))


class SignAgreement(SignedInput):
    """同意并签署."""


class RefuseAgreement(SignedInput):
    """不同意签署."""

    reason: Line = _text(_("Reason"))


class ReferCase(SignedInput):
    """提请上一级: people send the case one tier up."""

    matter: Line = _text(_("The matter, and what was done so far"))
    differences: Line = _text(_("Where the departments differ"))
    proposal: Line = _text(_("Proposal and its reasons"))


class SignLetter(SignedInput):
    """签发函件: a letter that the clock left as a draft."""

    matter: Line = _text(_("The matter, and what was done so far"))
    differences: Line = _text(_("Where the departments differ"))
    proposal: Line = _text(_("Proposal and its reasons"))


class ConveneMeeting(ActInput):
    """召集专题协调会."""

    title: Line = _line(_("Title of the meeting"))
    starts_at: Moment = Field(title=_("Begins"))
    place: Line = _line(_("Place"))
    chair: Line = _line(_("Chair"), longest=60, required=False)


class AttendanceInput(ActInput):
    """出席与表态: one organization at the meeting."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    attended: bool = Field(title=_("Attended"))
    representative: Line = _line(_("Representative"), longest=60, required=False)
    agrees: bool | None = Field(default=None, title=_("Agrees"))
    stand: Line = _line(_("Stand"), longest=1000, required=False)


class HoldMeeting(ActInput):
    """记录会议: attendance and the stand of each department."""

    held_at: Moment = Field(title=_("Held at"))
    attendances: tuple[AttendanceInput, ...] = Field(
        title=_("Attendance and stands"), min_length=1, json_schema_extra={"widget": "attendances"},
    )  # fmt: skip


class IssueMinutesAgreed(SignedInput, OutcomeInput):
    """印发纪要（达成一致）."""

    minutes: Line = _text(_("Minutes"))


class IssueMinutesNotAgreed(SignedInput):
    """印发纪要（未达成一致）."""

    minutes: Line = _text(_("Minutes"))


class AcceptApplication(ActInput):
    """受理."""

    remark: Line = _text(_("Remark"), required=False)


class AskToSupplement(ActInput):
    """通知补正."""

    missing: Line = _text(_("What is missing"))


class SupplementApplication(SignedInput):
    """补正材料."""

    supplement: Line = _text(_("Supplement"))


class DeclineApplication(ActInput):
    """不予受理."""

    reason: Line = _text(_("Reason"))


class TransferCase(ActInput):
    """移送: the wrong forum is transferred, not refused."""

    forum: Line = _line(_("Right forum"))
    reason: Line = _text(_("Reason"))


class OpenRound(ActInput):
    """征求意见."""

    question: Line = _text(_("Draft or question"))


class ReplyOpinion(SignedInput):
    """书面答复."""

    agrees: bool = Field(title=_("Agrees"), json_schema_extra={"widget": "yes_no"})
    text: Line = _text(_("Opinion"))
    basis: Line = _line(_("Basis"), longest=500, required=False)


class CloseRound(ActInput):
    """结束本轮征求意见."""


class DraftOpinion(OutcomeInput):
    """拟定协调意见."""

    text: Line = _text(_("Text of the opinion"))
    all_agree: bool = Field(title=_("All departments agree"), json_schema_extra={"widget": "yes_no"})


class ConfirmOpinion(SignedInput):
    """审定印发协调意见."""


class ReturnOpinion(ActInput):
    """退回修改."""

    reason: Line = _text(_("Reason"))


class EnterDecision(OutcomeInput):
    """录入审定意见."""

    deciding_body: DecidingBody = _choice(_("Deciding body"))
    document_number: Line = _line(_("Document number"), longest=60)
    decided_on: date = Field(title=_("Decided on"))
    text: Line = _text(_("Decision"))


class AcceptFiling(ActInput):
    """同意备案."""

    remark: Line = _text(_("Remark"), required=False)


class ReturnFiling(ActInput):
    """退回补正."""

    reason: Line = _text(_("Reason"))


class ListOutcome(ActInput):
    """列入职责边界清单."""

    remark: Line = _text(_("Remark"), required=False)


class ReportCarryingOut(ActInput):
    """报告落实情况."""

    text: Line = _text(_("What was done"))
    proof: int | None = Field(
        default=None, ge=1, le=2**63 - 1, title=_("Proof"), json_schema_extra={"widget": "document"},
        description=_("A document of the case's file."),
    )  # fmt: skip


class StrikeOff(ActInput):
    """销号."""

    remark: Line = _text(_("Remark"), required=False)


class ReturnReport(ActInput):
    """退回落实报告."""

    remark: Line = _text(_("Reason"))


class ArchiveCase(ActInput):
    """归档."""


class WithdrawCase(ActInput):
    """撤回."""

    reason: Line = _text(_("Reason"))


class ExtendDeadline(ActInput):
    """延期."""

    workdays: int = Field(title=_("Working days"), ge=1, le=60)
    reason: Line = _text(_("Reason"))


class AddParty(ActInput):
    """追加相关部门."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "organization"})
    reason: Line = _text(_("Reason"))


class DesignateInterimHandler(ActInput):
    """指定先行处置单位."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    reason: Line = _text(_("Reason"))

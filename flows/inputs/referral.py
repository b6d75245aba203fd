"""Tier 4: the referral file, its co-signatures, its way to who decides, and the decision."""

from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import DecidingBody, DecisionForm, ReferralSection
from flows.inputs.fields import ActInput, Line, OrganizationCode, OutcomeInput, SignedInput, choice, line, text

_LARGEST = 2**63 - 1


class AssembleReferral(ActInput):
    """拟定提请材料: built anew from the case; one matter."""

    matter: Line = text(_("Matter"), hint=_("One matter; another one is referred on its own."))
    proposal: Line = text(_("Leaning and its reasons"))


class EditReferral(ActInput):
    """修改提请材料: one section; a new version."""

    part: ReferralSection = choice(_("Section"))
    text: Line = text(_("Text of the section"))


class RequestCosignatures(ActInput):
    """送会签."""


class CosignReferral(SignedInput):
    """会签同意."""

    remark: Line = text(_("Remark"), required=False)


class DissentFromReferral(SignedInput):
    """书面保留意见."""

    reason: Line = text(_("Reason"))


class ReceiveReferral(ActInput):
    """收文登记."""

    register_number: Line = line(_("Number in the register"), longest=60)
    received_on: date = Field(title=_("Received on"))


class RouteReferral(ActInput):
    """送审: to the body that the rule names, or to another one with the reason."""

    deciding_body: DecidingBody | None = Field(
        default=None, title=_("Deciding body"), description=_("Empty: the one that the rule names.")
    )
    reason: Line = text(
        _("Why another body"), required=False, hint=_("Needed only where it is not the one that the rule names.")
    )
    leader: Line = line(
        _("Leader who gave an instruction"), longest=60, required=False, hint=_("Empty where there is none.")
    )
    instruction: Line = text(_("What the instruction says"), required=False)
    instructed_on: date | None = Field(default=None, title=_("Date of the instruction"))


class ApplyForAgenda(ActInput):
    """申报议题: 议题申报单."""

    title: Line = line(_("Title of the item"))
    reporting_unit: Line = line(_("Reporting unit"), longest=100)
    attendees: Line = text(_("Who attends"), hint=_("One a line: organization, name, post."))
    wanted_on: date = Field(title=_("Day of the meeting wanted"))
    urgent: bool = Field(default=False, title=_("Urgent"), description=_("The short lead time applies."))
    urgent_reason: Line = text(_("Why it is urgent"), required=False)
    material: int | None = Field(
        default=None, ge=1, le=_LARGEST, title=_("Further material"), json_schema_extra={"widget": "document"},
        description=_("The referral file goes along in any case."),
    )  # fmt: skip


class DissentInput(ActInput):
    """保留意见: which organization, and what."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    text: Line = line(_("Dissent"), longest=1000)


class EnterDecision(OutcomeInput):
    """录入审定意见: of the body to which the referral was sent, with its paper."""

    deciding_body: DecidingBody = choice(_("Deciding body"))
    form: DecisionForm = choice(_("Form of the decision"))
    document_number: Line = line(_("Document number"), longest=60)
    decided_on: date = Field(title=_("Decided on"))
    sheet: int = Field(
        ge=1, le=_LARGEST, title=_("Scanned sheet"), json_schema_extra={"widget": "document"},
        description=_("Minutes, reply or the paper with the instruction: put it into the file of the case first."),
    )  # fmt: skip
    participants: Line = text(_("Who took part"), required=False, hint=_("One a line: organization, name, post."))
    dissents: tuple[DissentInput, ...] = Field(
        default=(), max_length=100, title=_("Dissent on record"), json_schema_extra={"widget": "dissents"},
        description=_("Which departments dissented, as the minutes say it."),
    )  # fmt: skip
    text: Line = text(_("Decision"))


class ReturnReferral(ActInput):
    """发回继续协调: nothing is decided yet."""

    form: DecisionForm = choice(_("Form of the decision"), default=DecisionForm.INSTRUCTION)
    sent_back_by: Line = line(_("Leader or meeting that sends it back"), longest=100)
    decided_on: date = Field(title=_("Decided on"))
    reason: Line = text(_("What is to be worked on, and why"))
    document_number: Line = line(_("Document number"), longest=60, required=False)
    sheet: int | None = Field(
        default=None, ge=1, le=_LARGEST, title=_("Scanned sheet"), json_schema_extra={"widget": "document"},
        description=_("Needed for minutes and replies."),
    )  # fmt: skip

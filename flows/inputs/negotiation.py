"""Tier 1: positions, letters and replies, the heads' meeting, notes; and referring a case upward."""

from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import BasisKind, Phase, Stance
from flows.inputs.fields import ActInput, Line, OrganizationCode, SignedInput, choice, line, text


class PhaseStance(ActInput):
    """分环节意见."""

    phase: Phase = choice(_("Phase"))
    stance: Stance = choice(_("Position"))


class StatePosition(SignedInput):
    """提交部门意见."""

    stances: tuple[PhaseStance, ...] = Field(
        title=_("Position per phase"), min_length=1, json_schema_extra={"widget": "stances"},
    )  # fmt: skip
    basis_kind: BasisKind = choice(_("Kind of basis"))
    basis: Line = line(_("Basis"), longest=500, hint=_("Instrument and clause the position rests on."))
    text: Line = text(_("Reasons"), required=False)


class PhaseText(ActInput):
    """分环节文字: a question about one phase, or the answer to it."""

    phase: Phase = choice(_("Phase"))
    text: Line = line(_("Text"), longest=1000)


class SendNegotiationLetter(SignedInput):
    """发协商函: another round; the term to reply and what silence means are the procedure's."""

    matter: Line = text(_("The matter, and what was done so far"))
    questions: tuple[PhaseText, ...] = Field(
        title=_("Questions per phase"), min_length=1, json_schema_extra={"widget": "phase_texts"},
    )  # fmt: skip
    proposal: Line = text(_("Proposal and its reasons"))


class AcknowledgeNegotiationLetter(ActInput):
    """签收协商函."""


class ReplyNegotiationLetter(SignedInput):
    """复函."""

    agrees: bool = Field(title=_("Agrees with the proposal"), json_schema_extra={"widget": "yes_no"})
    answers: tuple[PhaseText, ...] = Field(
        default=(), title=_("Answers per phase"), json_schema_extra={"widget": "phase_texts"}
    )
    text: Line = text(_("Reply"))


class HeadAtTable(ActInput):
    """会商负责人."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    name: Line = line(_("Head"), longest=60)


class RecordHeadsMeeting(ActInput):
    """记录主要负责人会商."""

    held_on: date = Field(title=_("Held on"))
    place: Line = line(_("Place"), hint=_("Or how the heads talked: by telephone, by video."))
    heads: tuple[HeadAtTable, ...] = Field(
        title=_("Heads who took part"), min_length=2, json_schema_extra={"widget": "heads"},
    )  # fmt: skip
    agreed: bool = Field(title=_("Agreed"), json_schema_extra={"widget": "yes_no"})
    result: Line = text(_("Result"))


class WriteNote(ActInput):
    """写内部批注."""

    text: Line = text(_("Note"), hint=_("Only your own organization reads it until it is shared."))


class ShareNote(ActInput):
    """公开内部批注."""

    note: int = Field(title=_("Note"), ge=1, le=2**63 - 1, json_schema_extra={"widget": "note"})


class ReferCase(SignedInput):
    """提请上一级: people send the case one tier up."""

    matter: Line = text(_("The matter, and what was done so far"))
    differences: Line = text(_("Where the departments differ"))
    proposal: Line = text(_("Proposal and its reasons"))


class SignLetter(SignedInput):
    """签发函件: a letter that the clock left as a draft."""

    matter: Line = text(_("The matter, and what was done so far"))
    differences: Line = text(_("Where the departments differ"))
    proposal: Line = text(_("Proposal and its reasons"))

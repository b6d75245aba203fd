"""Tier 1: positions, agreement, signatures; and referring a case upward."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import BasisKind, Phase, Stance
from flows.inputs.fields import ActInput, Line, OutcomeInput, SignedInput, choice, line, text


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


class DraftAgreement(OutcomeInput):
    """拟定协商纪要."""

    text: Line = text(_("Text of the agreement"))


class SignAgreement(SignedInput):
    """同意并签署."""


class RefuseAgreement(SignedInput):
    """不同意签署."""

    reason: Line = text(_("Reason"))


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

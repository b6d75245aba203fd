"""Tier 3: what the establishment office decides and asks, and what it is told."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import ActInput, Line, OutcomeInput, SignedInput, line, text


class AcceptApplication(ActInput):
    """受理."""

    remark: Line = text(_("Remark"), required=False)


class AskToSupplement(ActInput):
    """通知补正."""

    missing: Line = text(_("What is missing"))


class SupplementApplication(SignedInput):
    """补正材料."""

    supplement: Line = text(_("Supplement"))


class DeclineApplication(ActInput):
    """不予受理."""

    reason: Line = text(_("Reason"))


class TransferCase(ActInput):
    """移送: the wrong forum is transferred, not refused."""

    forum: Line = line(_("Right forum"))
    reason: Line = text(_("Reason"))


class OpenRound(ActInput):
    """征求意见."""

    question: Line = text(_("Draft or question"))


class ReplyOpinion(SignedInput):
    """书面答复."""

    agrees: bool = Field(title=_("Agrees"), json_schema_extra={"widget": "yes_no"})
    text: Line = text(_("Opinion"))
    basis: Line = line(_("Basis"), longest=500, required=False)


class CloseRound(ActInput):
    """结束本轮征求意见."""


class DraftOpinion(OutcomeInput):
    """拟定协调意见."""

    text: Line = text(_("Text of the opinion"))
    all_agree: bool = Field(title=_("All departments agree"), json_schema_extra={"widget": "yes_no"})


class ConfirmOpinion(SignedInput):
    """审定印发协调意见."""


class ReturnOpinion(ActInput):
    """退回修改."""

    reason: Line = text(_("Reason"))

"""Tier 4: the decision."""

from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import DecidingBody
from flows.inputs.fields import Line, OutcomeInput, choice, line, text


class EnterDecision(OutcomeInput):
    """录入审定意见."""

    deciding_body: DecidingBody = choice(_("Deciding body"))
    document_number: Line = line(_("Document number"), longest=60)
    decided_on: date = Field(title=_("Decided on"))
    text: Line = text(_("Decision"))

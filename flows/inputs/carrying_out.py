"""Carrying out that does not happen."""

from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import Line, SignedInput, line, text

_FROM_ABOVE = _("Needed from the supervision order on.")


class RecordRefusal(SignedInput):
    """拒不落实: the lead department says that it will not carry the outcome out."""

    reason: Line = text(_("Reason"))


class ClimbLadder(SignedInput):
    """督促: the next rung of the procedure's ladder."""

    text: Line = text(_("What is demanded"))
    decided_by: Line = line(_("Decided by (leader)"), longest=60, required=False, hint=_FROM_ABOVE)
    decided_on: date | None = Field(default=None, title=_("Decided on"), description=_FROM_ABOVE)

"""Going back on what was said or agreed, and what is decided about it."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import ObjectionGround
from flows.inputs.fields import ActInput, Line, SignedInput, choice, line, text

_NEW = _("The clause of the new law, or the proof of the new fact; needed unless nothing is new.")


class ObjectToResult(SignedInput):
    """提出异议: against a result that binds; it needs a new fact or a new law inside the window."""

    ground: ObjectionGround = choice(_("What is new"))
    text: Line = text(_("Objection"))
    basis: Line = line(_("Basis"), longest=500, required=False, hint=_NEW)


class ChangeView(SignedInput):
    """变更意见: otherwise than the department said before in this case."""

    ground: ObjectionGround = choice(_("What is new"))
    text: Line = text(_("The view now, and where it differs from the one before"))
    basis: Line = line(_("Basis"), longest=500, required=False, hint=_NEW)


class ObjectionInput(ActInput):
    """Names the objection that waits."""

    objection: int = Field(ge=1, le=2**63 - 1, title=_("Objection"), json_schema_extra={"widget": "objection"})
    reason: Line = text(_("Reason"))


class UpholdObjection(ObjectionInput):
    """异议成立: the matter is taken up again."""


class RejectObjection(ObjectionInput):
    """异议不成立: the result stands."""

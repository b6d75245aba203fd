"""The agreement of tier 1: its versions, who signs it, and what is said to its clauses."""

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import ActInput, Line, OrganizationCode, OutcomeInput, SignedInput, text


def _version(title: str, hint: str = "") -> Any:
    return Field(title=title, description=hint, ge=1, le=32767, json_schema_extra={"widget": "version"})


class DraftAgreement(OutcomeInput):
    """拟定协商纪要."""

    text: Line = text(_("Text of the agreement"), hint=_("Each paragraph is a clause that can be commented on."))


class ReviseAgreement(OutcomeInput):
    """修改协商纪要: another version; signatures given to the one before are void."""

    version: int = _version(_("Version that is changed"))
    change_note: Line = text(_("What changes, and why"))
    text: Line = text(_("Text of the agreement"), hint=_("Each paragraph is a clause that can be commented on."))


class SignAgreement(SignedInput):
    """同意并签署."""

    version: int = _version(_("Version that is signed"), _("What you sign is this version, word for word."))


class RefuseAgreement(SignedInput):
    """不同意签署."""

    version: int = _version(_("Version that is declined"))
    reason: Line = text(_("Reason"))


class AddSigner(ActInput):
    """增加签署单位."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    reason: Line = text(_("Reason"))


class DropSigner(ActInput):
    """免予签署."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    reason: Line = text(_("Reason"), hint=_("For instance that it was found not to be concerned; it stays a party."))


class CommentOnClause(ActInput):
    """对条款提意见."""

    version: int = _version(_("Version that is commented on"))
    clause: int = Field(title=_("Clause"), ge=1, le=32767, json_schema_extra={"widget": "clause"})
    text: Line = text(_("Comment"))


class AnswerComment(ActInput):
    """答复条款意见."""

    comment: int = Field(title=_("Comment"), ge=1, le=2**63 - 1, json_schema_extra={"widget": "comment"})
    adopted: bool = Field(title=_("Adopted"), json_schema_extra={"widget": "yes_no"})
    answer: Line = text(_("Why, or why not"))

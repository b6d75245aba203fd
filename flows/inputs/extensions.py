"""Extensions that somebody else asks for."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import ActInput, Line, text


class RequestExtension(ActInput):
    """申请延期."""

    workdays: int = Field(title=_("Working days"), ge=1, le=60)
    reason: Line = text(_("Reason"))


class GrantExtension(ActInput):
    """同意延期."""

    workdays: int | None = Field(
        default=None, title=_("Working days"), ge=1, le=60, description=_("Empty: as many as were asked for.")
    )
    remark: Line = text(_("Remark"), required=False)


class RefuseExtension(ActInput):
    """不同意延期."""

    reason: Line = text(_("Reason"))

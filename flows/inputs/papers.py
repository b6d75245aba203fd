"""Sign-off inside an organization: what is reviewed, signed, returned or taken back."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import ActInput, Line, text


class PaperInput(ActInput):
    """Names the paper that waits inside the organization."""

    paper: int = Field(ge=1, le=2**63 - 1, title=_("Paper"), json_schema_extra={"widget": "paper"})


class ReviewPaper(PaperInput):
    """审核: the paper goes on to the head."""

    remark: Line = text(_("Remark"), required=False)


class SignPaper(PaperInput):
    """签发: the head signs in the system; what the paper says is done at once."""


class ReturnPaper(PaperInput):
    """退回修改: the paper is to be prepared anew."""

    reason: Line = text(_("Reason"))


class WithdrawPaper(PaperInput):
    """撤回拟稿: the paper is not sent after all."""

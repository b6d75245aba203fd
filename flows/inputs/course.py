"""What interrupts or accompanies the course of a case: suspension, termination, withdrawal, reminders, copies."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import SuspensionGround, TerminationGround
from flows.inputs.fields import ActInput, Line, OrganizationCode, choice, text


class SuspendCase(ActInput):
    """中止: in writing, with its ground (R52)."""

    ground: SuspensionGround = choice(_("Ground"))
    reason: Line = text(_("Reason"))


class ResumeCase(ActInput):
    """恢复: in writing."""

    reason: Line = text(_("Reason"))


class TerminateCase(ActInput):
    """终止: the case ends without an outcome."""

    ground: TerminationGround = choice(_("Ground"))
    reason: Line = text(_("Reason"))


class WithdrawCase(ActInput):
    """撤回."""

    reason: Line = text(_("Reason"))


class RequestWithdrawal(ActInput):
    """申请撤回: where the procedure demands leave."""

    reason: Line = text(_("Reason"))


class GrantWithdrawal(ActInput):
    """同意撤回."""

    remark: Line = text(_("Remark"), required=False)


class RefuseWithdrawal(ActInput):
    """不同意撤回."""

    reason: Line = text(_("Reason"))


class Urge(ActInput):
    """催办: urges one organization to move; spaced by the procedure."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "waited_for"})
    remark: Line = text(_("Remark"), required=False)


class CopyTo(ActInput):
    """抄送: an organization that is no party may read the case."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "organization"})
    reason: Line = text(_("Reason"))


class EndCopy(ActInput):
    """取消抄送."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "reader"})


class MarkUrgent(ActInput):
    """转入快速处理: the short terms apply from now on."""

    reason: Line = text(_("Reason"))

"""What each act on a work order takes, and registering one by hand; forms and the API derive from these."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import BasisKind
from flows.inputs.fields import ActInput, Line, OrganizationCode, SignedInput, choice, line, text


class RegisterWorkOrder(ActInput):
    """登记工单."""

    source: Line = Field(
        title=_("Source"), min_length=1, max_length=20, json_schema_extra={"widget": "line"},
        description=_("Code of the system it comes from, such as 12345; of petitions PETITION."),
    )  # fmt: skip
    number: Line = Field(
        title=_("Work order number"), min_length=1, max_length=60, json_schema_extra={"widget": "line"},
        description=_("As the system it comes from writes it; no spaces."),
    )  # fmt: skip
    text: Line = Field(
        title=_("What the citizen asks for"), min_length=1, max_length=5000, json_schema_extra={"widget": "text"},
        description=_("No names or addresses of citizens. Phone and identity numbers are masked when it is stored."),
    )  # fmt: skip
    category: Line = Field(default="", title=_("Category"), max_length=100, json_schema_extra={"widget": "line"})
    received_at: datetime = Field(title=_("Received"))
    handle_by: datetime | None = Field(
        default=None, title=_("Handle by"), description=_("The hotline's own moment; it is no term of a case.")
    )
    first_recipient: OrganizationCode = Field(
        default="", title=_("First recipient"), json_schema_extra={"widget": "organization"},
        description=_("The organization to which the order was passed first."),
    )  # fmt: skip


def _organization(title: str, *, required: bool = True, hint: str = "") -> Any:
    return Field(
        default=... if required else "", title=title, description=hint, json_schema_extra={"widget": "organization"}
    )


class DispatchOrder(ActInput):
    """派单、改派."""

    organization: OrganizationCode = _organization(
        _("Receiver"), hint=_("The organization that shall accept the order and handle it.")
    )
    reason: Line = text(
        _("Why this one"), required=False,
        hint=_("For a subdistrict or town: the item of its own duty list."),
    )  # fmt: skip
    urgent: bool = Field(default=False, title=_("Urgent"), description=_("Handled under the short terms from now on."))


class AcceptOrder(ActInput):
    """签收."""


class _Objection(SignedInput):
    basis_kind: BasisKind = choice(_("Kind of basis"))
    basis: Line = line(_("Basis"), longest=500, hint=_("Instrument and clause by which the order is not yours."))
    reason: Line = text(_("Reasons"), hint=_("No names or addresses of citizens."))
    proposed: OrganizationCode = _organization(
        _("Proposed receiver"), required=False, hint=_("Whose duty it is in your view. You cannot pass it on yourself.")
    )
    scan: int | None = Field(
        default=None, title=_("Scanned sheet"), ge=1, le=2**62, json_schema_extra={"widget": "document"},
        description=_("A scan among the papers of this work order."),
    )  # fmt: skip


class ObjectToDispatch(_Objection):
    """派单异议函: asks for the order to be returned."""


class AskForCoordination(_Objection):
    """报请协调: no return is possible any more; the dispatch office is asked to open a case."""


class UpholdDispatchObjection(ActInput):
    """同意退回."""

    remark: Line = text(_("Remark"), required=False)


class RejectDispatchObjection(ActInput):
    """不同意退回."""

    reason: Line = text(_("Reason"))


class DesignateReceiver(ActInput):
    """指定承办."""

    organization: OrganizationCode = _organization(
        _("Designated handler"), hint=_("After this the order cannot be returned.")
    )
    reason: Line = text(_("Reason"))


class HandOverOrder(ActInput):
    """移交牵头部门: to the lead department of the case's outcome."""

    remark: Line = text(_("Remark"), required=False)


class AnswerOrder(ActInput):
    """办结答复."""

    answer: Line = text(_("Answer to the citizen"), hint=_("What was done, by whom. No names of citizens."))

"""What registering a work order by hand takes; its form derives from this."""

from datetime import datetime

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import ActInput, Line, OrganizationCode


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

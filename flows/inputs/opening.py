"""What opening a case takes."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import CaseSource
from flows.inputs.fields import ActInput, Line, OrganizationCode, choice, line, text


class OpenCase(ActInput):
    """提起协调: opens a case."""

    jurisdiction: Line = Field(title=_("Jurisdiction"), json_schema_extra={"widget": "jurisdiction"})
    title: Line = line(_("Title"), longest=120)
    summary: Line = text(_("What is disputed"), hint=_("No names or addresses of citizens."))
    source: CaseSource = choice(_("Source"))
    parties: tuple[OrganizationCode, ...] = Field(
        title=_("Departments concerned"), min_length=2, json_schema_extra={"widget": "organizations"},
        description=_("At least two, each once; the first listed convenes the negotiation."),
    )  # fmt: skip
    interim_handler: OrganizationCode = Field(
        default="", title=_("Interim handler"), json_schema_extra={"widget": "party"},
        description=_("Acts while the dispute is open, without prejudice; one of the departments concerned."),
    )  # fmt: skip
    work_orders: tuple[Line, ...] = Field(
        default=(), title=_("Work orders"), json_schema_extra={"widget": "work_orders"}
    )
    work_secret: bool = Field(default=False, title=_("Work secret"))

"""Companion devices that work at more than one tier."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import ActInput, Line, OrganizationCode, text


class Acknowledge(ActInput):
    """签收."""


class ExtendDeadline(ActInput):
    """延期."""

    workdays: int = Field(title=_("Working days"), ge=1, le=60)
    reason: Line = text(_("Reason"))


class AddParty(ActInput):
    """追加相关部门."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "organization"})
    reason: Line = text(_("Reason"))


class DesignateInterimHandler(ActInput):
    """指定先行处置单位."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    reason: Line = text(_("Reason"))

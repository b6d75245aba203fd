"""After the tiers: filing, listing, carrying out, archive."""

from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import ActInput, Line, line, text


class PublicationInput(ActInput):
    """公开与保密审查: what becomes of the result in public."""

    publish: bool = Field(default=False, title=_("Publish the result"))
    confidentiality_checked: bool = Field(
        default=False, title=_("Checked for secrets"), description=_("Needed where the result is published.")
    )


class AcceptFiling(PublicationInput):
    """同意备案."""

    remark: Line = text(_("Remark"), required=False)


class ReturnFiling(ActInput):
    """退回补正."""

    reason: Line = text(_("Reason"))


class IssueAsDocument(PublicationInput):
    """转为正式文件印发."""

    document_number: Line = line(_("Document number"), longest=60)
    issued_on: date = Field(title=_("Date of the document"))
    remark: Line = text(_("Remark"), required=False)


class ListOutcome(PublicationInput):
    """列入职责边界清单."""

    remark: Line = text(_("Remark"), required=False)


class ReportCarryingOut(ActInput):
    """报告落实情况."""

    text: Line = text(_("What was done"))
    proof: int | None = Field(
        default=None, ge=1, le=2**63 - 1, title=_("Proof"), json_schema_extra={"widget": "document"},
        description=_("A document of the case's file."),
    )  # fmt: skip


class StrikeOff(ActInput):
    """销号."""

    remark: Line = text(_("Remark"), required=False)


class ReturnReport(ActInput):
    """退回落实报告."""

    remark: Line = text(_("Reason"))


class ArchiveCase(ActInput):
    """归档."""

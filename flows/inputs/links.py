"""What merging and linking cases takes."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import CaseRelation
from flows.inputs.fields import ActInput, Line, choice, text


class MergeCase(ActInput):
    """并案: this case goes up in another one."""

    into: Line = Field(
        title=_("Into which case"), max_length=24, json_schema_extra={"widget": "merge_target"},
        description=_("It is open, and at least as far as this one."),
    )  # fmt: skip
    reason: Line = text(_("Reason"))


class LinkCase(ActInput):
    """关联案件."""

    other: Line = Field(title=_("The other case"), max_length=24, json_schema_extra={"widget": "link_target"})
    relation: CaseRelation = choice(_("What it is to this case"))
    reason: Line = text(_("Reason"))


class UnlinkCase(ActInput):
    """解除关联."""

    link: int = Field(ge=1, le=2**63 - 1, title=_("The link"), json_schema_extra={"widget": "case_link"})
    reason: Line = text(_("Reason"))

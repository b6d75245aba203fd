"""Who handles a case, and who reads along."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import ActInput, Line, text


class AssignCase(ActInput):
    """转办."""

    colleague: Line = Field(
        title=_("Colleague"), min_length=1, max_length=60, json_schema_extra={"widget": "colleague"},
        description=_("Username of somebody of your organization; they have the case in hand from now on."),
    )  # fmt: skip
    reason: Line = text(_("Reason"), required=False)


class AddWorkingGroup(ActInput):
    """专班参与."""

    group: int = Field(title=_("Working group"), ge=1, json_schema_extra={"widget": "free_group"})
    reason: Line = text(_("Reason"))


class RemoveWorkingGroup(ActInput):
    """专班退出."""

    group: int = Field(title=_("Working group"), ge=1, json_schema_extra={"widget": "case_group"})
    reason: Line = text(_("Reason"))


class RemarkInGroup(ActInput):
    """专班内部意见."""

    group: int = Field(title=_("Working group"), ge=1, json_schema_extra={"widget": "own_group"})
    text: Line = text(_("Remark"), hint=_("Only the members of the group read it; it is no part of the file."))

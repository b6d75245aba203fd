"""What the review of a provisional entry takes."""

from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import ActInput, Line, OrganizationCode, line, text

_DOCUMENT = _("Needed where the party committee or government decided the provisional result.")


class ConfirmTrial(ActInput):
    """转为正式: what was tried out holds without end."""

    reason: Line = text(_("What the review found"))
    document_number: Line = line(_("Document that decides so"), longest=60, required=False, hint=_DOCUMENT)


class ProlongTrial(ActInput):
    """延长试行."""

    ends_on: date = Field(title=_("In force until"), description=_("The first day on which it no longer holds."))
    reason: Line = text(_("Reason"))
    document_number: Line = line(_("Document that decides so"), longest=60, required=False, hint=_DOCUMENT)


class LetTrialLapse(ActInput):
    """到期终止: it is not continued."""

    reason: Line = text(_("What the review found"))


class TakeUpAnew(ActInput):
    """另行提起协调: the matter goes into a case of its own accord of the establishment office."""

    title: Line = line(_("Title"), longest=120)
    summary: Line = text(_("What is disputed"), hint=_("No names or addresses of citizens."))
    others: tuple[OrganizationCode, ...] = Field(
        default=(), title=_("Further departments concerned"), json_schema_extra={"widget": "organizations"},
        description=_("Those that the entry names take part anyway."),
    )  # fmt: skip

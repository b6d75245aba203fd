"""What is entered while a case is taken in."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import IntakeItem, Phase, ScopeExclusion
from flows.inputs.fields import ActInput, Line, OrganizationCode, choice, line, text


class CheckIn(ActInput):
    """报到: the department has come."""

    representative: Line = line(_("Who was sent"), longest=60)


class AcceptCase(ActInput):
    """受理立项: everything that such a matter needs is there."""

    checked: tuple[IntakeItem, ...] = Field(title=_("What is there"), json_schema_extra={"widget": "checklist"})
    remark: Line = text(_("Remark"), required=False)


class ReturnForCorrection(ActInput):
    """退回补正: names what is missing."""

    missing: tuple[IntakeItem, ...] = Field(
        title=_("What is missing"), min_length=1, json_schema_extra={"widget": "checklist"}
    )
    reason: Line = text(_("What is to be put right"))


class CorrectCase(ActInput):
    """补正: says what was put right; what is left empty stays as it was."""

    correction: Line = text(_("What was put right"))
    summary: Line = text(_("What is disputed"), required=False, hint=_("Only where it is to be told anew."))
    add_parties: tuple[OrganizationCode, ...] = Field(
        default=(), title=_("Further departments concerned"), json_schema_extra={"widget": "organizations"}
    )
    claimed_lead: OrganizationCode = Field(
        default="", title=_("Who should lead, in your view"), json_schema_extra={"widget": "party"},
        description=_("One of the departments concerned."),
    )  # fmt: skip
    phase: Phase | None = choice(_("In which phase"), default=None)
    clause: Line = line(_("Under which clause"), required=False, hint=_("Instrument and clause."))


class DeclineCase(ActInput):
    """不予受理: with the reason and where to go instead."""

    exclusion: ScopeExclusion | None = choice(
        _("Why it is outside the scope"), default=None,
        hint=_("Leave it empty where the matter is still incomplete after all returns that the procedure allows."),
    )  # fmt: skip
    reason: Line = text(_("Reason"))

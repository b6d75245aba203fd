"""What opening a case takes."""

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field, ValidationError, create_model

from core.vocabulary import CaseSource, ForumSubject, Phase, ScopeExclusion, Tier
from flows.inputs.fields import ActInput, Line, OrganizationCode, choice, line, text


class OpenCase(ActInput):
    """提起协调: opens a case."""

    jurisdiction: Line = Field(title=_("Jurisdiction"), json_schema_extra={"widget": "jurisdiction"})
    title: Line = line(_("Title"), longest=120)
    summary: Line = text(_("What is disputed"), hint=_("No names or addresses of citizens."))
    source: CaseSource = choice(_("Source"))
    exclusions: tuple[ScopeExclusion, ...] = Field(
        default=(), title=_("Outside the scope of coordination?"), json_schema_extra={"widget": "exclusions"},
        description=_("Tick what applies: such a matter is not taken here, and you are told where it belongs."),
    )  # fmt: skip
    subject: ForumSubject = choice(_("What the dispute is about"), default=ForumSubject.DUTIES)
    parties: tuple[OrganizationCode, ...] = Field(
        title=_("Departments concerned"), min_length=2, json_schema_extra={"widget": "organizations"},
        description=_("At least two, each once. Who convenes follows from the duty list and the procedure."),
    )  # fmt: skip
    claimed_lead: OrganizationCode = Field(
        default="", title=_("Who should lead, in your view"), json_schema_extra={"widget": "party"},
        description=_("One of the departments concerned."),
    )  # fmt: skip
    phase: Phase | None = choice(_("In which phase"), default=None)
    clause: Line = line(_("Under which clause"), required=False, hint=_("Instrument and clause."))
    convening: OrganizationCode = Field(
        default="", title=_("Convening department"), json_schema_extra={"widget": "party"},
        description=_("Only where it is to be another than the procedure's rule gives; say why."),
    )  # fmt: skip
    convening_reason: Line = text(_("Why this department convenes"), required=False)
    interim_handler: OrganizationCode = Field(
        default="", title=_("Interim handler"), json_schema_extra={"widget": "party"},
        description=_("Acts while the dispute is open, without prejudice; one of the departments concerned."),
    )  # fmt: skip
    work_orders: tuple[Line, ...] = Field(
        default=(), title=_("Work orders"), json_schema_extra={"widget": "work_orders"}
    )
    urgent: bool = Field(default=False, title=_("Fast lane"), description=_("The short terms of the procedure apply."))
    enter_at: Tier | None = choice(
        _("Enters at tier"), default=None,
        hint=_("Only for an assigned matter, by the establishment office or the secretariat: tier 3 or 4."),
    )  # fmt: skip
    work_secret: bool = Field(default=False, title=_("Work secret"))


def _unfinished(model: type[ActInput], name: str) -> type[ActInput]:
    """The same fields, none of them required and none judged but by its type."""
    fields: dict[str, Any] = {
        field: (info.annotation | None, Field(default=None, title=info.title, description=info.description))
        for field, info in model.model_fields.items()
        if info.annotation is not None
    }
    return create_model(name, __base__=ActInput, __doc__="提起草稿: an unfinished form that opens a case.", **fields)


OpenCaseDraft = _unfinished(OpenCase, "OpenCaseDraft")


def as_draft(typed: dict[str, Any]) -> dict[str, Any]:
    """What can be kept of what was typed: fields of the form that are filled in with what belongs there."""
    known = {name: value for name, value in typed.items() if name in OpenCaseDraft.model_fields and value}
    try:
        draft = OpenCaseDraft.model_validate(known)
    except ValidationError as error:
        wrong = {one["loc"][0] for one in error.errors()}
        draft = OpenCaseDraft.model_validate({name: value for name, value in known.items() if name not in wrong})
    return draft.model_dump(mode="json", exclude_none=True)

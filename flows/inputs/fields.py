"""The fields that inputs are made of, and the inputs that others build on."""

from datetime import date, datetime
from functools import cache
from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model
from pydantic_core import PydanticCustomError

from core.text import tidy
from core.vocabulary import DutyRole, OutcomeKind, OutcomeScope, Phase


def _tidied(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


def line(title: str, *, longest: int = 200, required: bool = True, hint: str = "") -> Any:
    """One line of text; empty only where it is not required."""
    return Field(
        default=... if required else "", title=title, description=hint, min_length=1 if required else 0,
        max_length=longest, json_schema_extra={"widget": "line"},
    )  # fmt: skip


def text(title: str, *, required: bool = True, hint: str = "") -> Any:
    """Text of several lines."""
    return Field(
        default=... if required else "", title=title, description=hint, min_length=1 if required else 0,
        max_length=5000, json_schema_extra={"widget": "text"},
    )  # fmt: skip


def choice(title: str, *, hint: str = "", default: Any = ...) -> Any:
    """A code of a vocabulary, chosen from its words."""
    return Field(default=default, title=title, description=hint)


def _with_zone(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise PydanticCustomError("timezone_aware", "a moment has a time zone")
    return value


Line = Annotated[str, BeforeValidator(_tidied)]


Moment = Annotated[datetime, AfterValidator(_with_zone)]


OrganizationCode = Annotated[str, BeforeValidator(_tidied)]


class ActInput(BaseModel):
    """Base of all inputs: unknown fields are refused, values never change after checking."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SignedInput(ActInput):
    """What leaves an organization carries its head's name and the paper's date."""

    signed_by: Line = line(_("Signed by (head)"), longest=60, hint=_("The head whose word this is."))
    signed_on: date = Field(title=_("Date on the paper"))
    reviewed_by: Line = line(
        _("Reviewed by"), longest=60, required=False, hint=_("Who checked it before the head signed.")
    )
    delegated_by: Line = line(
        _("By delegation of"), longest=60, required=False, hint=_("The head, where somebody signed in their stead.")
    )
    scan: int | None = Field(
        default=None, ge=1, le=2**63 - 1, title=_("Scanned sheet"), json_schema_extra={"widget": "document"},
        description=_("The signed paper, as a document of the case's file."),
    )  # fmt: skip


SIGNING = frozenset(SignedInput.model_fields)


@cache
def unsigned(model: type[ActInput]) -> type[ActInput]:
    """拟稿: the same input without its signature, as it is sent for sign-off."""
    fields: dict[str, Any] = {
        name: (info.annotation, info) for name, info in model.model_fields.items() if name not in SIGNING
    }
    return create_model(f"{model.__name__}Draft", __base__=ActInput, __doc__=model.__doc__, **fields)


class PhaseRole(ActInput):
    """分工: one organization's role in one phase."""

    phase: Phase = choice(_("Phase"))
    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    role: DutyRole = choice(_("Role"))


class FurtherMatterInput(ActInput):
    """同案其他事项: another matter that the same result settles."""

    matter: Line = line(_("Matter"), hint=_("As it will stand in the duty list."))
    assignments: tuple[PhaseRole, ...] = Field(
        title=_("Who does what"), min_length=1, json_schema_extra={"widget": "matrix"},
        description=_("At most one lead department in each phase."),
    )  # fmt: skip
    measures: Line = text(_("Concrete measures"), required=False)
    basis: Line = text(_("Legal basis"), hint=_("Instrument and clause."))


class OutcomeInput(ActInput):
    """处理结果: who does what, per phase, from when."""

    matter: Line = line(_("Matter"), hint=_("As it will stand in the duty list."))
    assignments: tuple[PhaseRole, ...] = Field(
        title=_("Who does what"), min_length=1, json_schema_extra={"widget": "matrix"},
        description=_("At most one lead department in each phase."),
    )  # fmt: skip
    measures: Line = text(_("Concrete measures"), required=False)
    outcome_basis: Line = text(_("Legal basis"), hint=_("Instrument and clause."))
    kind: OutcomeKind = choice(_("Kind of result"), default=OutcomeKind.DUTY, hint=_("May be more than an owner."))
    scope: OutcomeScope = choice(
        _("Scope"), default=OutcomeScope.STANDING,
        hint=_("Provisional: reviewed before it lapses. This case only: no entry in the duty list, and no precedent."),
    )  # fmt: skip
    effective_from: date = Field(title=_("In force from"))
    effective_to: date | None = Field(default=None, title=_("In force until"), description=_("Empty: without end."))
    further: tuple[FurtherMatterInput, ...] = Field(
        default=(), max_length=9, title=_("Further matters"), json_schema_extra={"widget": "further"},
        description=_("Other matters that this result settles too: each becomes an entry of its own."),
    )  # fmt: skip

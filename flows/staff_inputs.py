"""What each act on an organization's people and names takes; the forms and the API derive from these."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import BodyRole, DutyPost
from flows.inputs.fields import ActInput, Line, OrganizationCode, choice, line, text


def _one_of(kind: str, title: str, hint: str = "") -> Any:
    return Field(title=title, description=hint, ge=1, json_schema_extra={"widget": kind})


def _colleague(title: str, *, required: bool = True, hint: str = "") -> Any:
    default = ... if required else ""
    return Field(
        default=default, title=title, description=hint, max_length=60, json_schema_extra={"widget": "colleague"}
    )


class NameDeputy(ActInput):
    """指定代理."""

    absent: int = _one_of("membership", _("Who is stood in for"))
    deputy: Line = _colleague(_("Deputy"))
    first_day: date = Field(title=_("First day"))
    last_day: date = Field(title=_("Last day"), description=_("Included."))


class RevokeDeputyship(ActInput):
    """提前结束代理."""

    deputyship: int = _one_of("deputyship", _("Deputyship"))


class EnterShift(ActInput):
    """排班."""

    person: Line = _colleague(_("Person"))
    post: DutyPost = choice(_("Post"))
    first_day: date = Field(title=_("First day"))
    last_day: date = Field(title=_("Last day"), description=_("Included."))


class WithdrawShift(ActInput):
    """撤销排班."""

    shift: int = _one_of("shift", _("Shift"))


class HandOver(ActInput):
    """离任移交."""

    membership: int = _one_of("membership", _("Office that ends"))
    valid_to: date = Field(title=_("First day without the office"))
    to: Line = _colleague(
        _("Handed to"), required=False, hint=_("Needed where something is in hand, or nobody else holds the office.")
    )


class HangPlate(ActInput):
    """挂牌."""

    name: Line = line(_("Name on the plate"))
    short_name: Line = line(_("Short name"), longest=60, required=False)
    valid_from: date = Field(title=_("Valid from"))


class TakePlateDown(ActInput):
    """摘牌."""

    plate: int = _one_of("plate", _("Plate"))
    valid_to: date = Field(title=_("First day without it"))


class PutUnderManagement(ActInput):
    """代管."""

    organ: OrganizationCode = Field(
        default="", title=_("Managed by"), json_schema_extra={"widget": "organization"},
        description=_("Empty: nobody manages it from that day on."),
    )  # fmt: skip
    since: date = Field(title=_("Valid from"))


class GiveSeat(ActInput):
    """列为成员单位."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "organization"})
    role: BodyRole = choice(_("Part in the body"))
    valid_from: date = Field(title=_("Valid from"))


class TakeSeat(ActInput):
    """退出联席会议."""

    seat: int = _one_of("seat", _("Seat"))
    valid_to: date = Field(title=_("First day without it"))


class FoundGroup(ActInput):
    """组建专班."""

    name: Line = line(_("Name of the group"), longest=100)
    purpose: Line = text(_("Purpose"), required=False)
    valid_from: date = Field(title=_("Valid from"))
    valid_to: date | None = Field(default=None, title=_("First day without it"), description=_("Empty: without end."))


class JoinGroup(ActInput):
    """抽调入专班."""

    group: int = _one_of("hosted_group", _("Working group"))
    organization: OrganizationCode = Field(title=_("Sent by"), json_schema_extra={"widget": "organization"})
    person: Line = line(_("Username of the member"), longest=60)
    valid_from: date = Field(title=_("Valid from"))


class LeaveGroup(ActInput):
    """退出专班."""

    member: int = _one_of("group_seat", _("Member"))
    valid_to: date = Field(title=_("First day without the seat"))


class DissolveGroup(ActInput):
    """撤销专班."""

    group: int = _one_of("hosted_group", _("Working group"))
    valid_to: date = Field(title=_("First day without it"))

"""Joint enforcement about the matter of a case."""

from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import JointActionAnswer
from flows.inputs.fields import ActInput, Line, Moment, OrganizationCode, choice, line, text


class CalledMember(ActInput):
    """参加单位: who is called, and what it brings."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    brings: Line = line(_("What it brings"), hint=_("People, equipment, powers."))


class CallJointAction(ActInput):
    """发起联合执法."""

    purpose: Line = text(_("What is to be done"))
    leader: OrganizationCode = Field(
        title=_("Leader of the action"), json_schema_extra={"widget": "party"},
        description=_("One of those called; it records the result."),
    )  # fmt: skip
    members: tuple[CalledMember, ...] = Field(
        title=_("Who is called, and what each brings"), min_length=1, json_schema_extra={"widget": "called"},
        description=_("A department whose line stays empty is not called."),
    )  # fmt: skip
    others: tuple[OrganizationCode, ...] = Field(
        default=(), title=_("Further departments"), json_schema_extra={"widget": "organizations"},
        description=_("Departments that take no part in the case; they may read it from now on."),
    )  # fmt: skip
    place: Line = line(_("Place"))
    starts_at: Moment = Field(title=_("Begins"))


class AnswerCall(ActInput):
    """答复联合执法."""

    answer: JointActionAnswer = choice(_("Answer"))
    reason: Line = text(_("Reason"), required=False, hint=_("Needed from whoever does not come."))


class RecordJointAction(ActInput):
    """记录联合执法结果."""

    held_on: date = Field(title=_("Carried out on"))
    result: Line = text(_("Result"))
    proof: int = Field(ge=1, le=2**63 - 1, title=_("Proof"), json_schema_extra={"widget": "document"})
    absent: tuple[OrganizationCode, ...] = Field(
        default=(), title=_("Who did not come"), json_schema_extra={"widget": "called_member"}
    )


class CallOffJointAction(ActInput):
    """取消联合执法."""

    reason: Line = text(_("Reason"))

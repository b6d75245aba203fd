"""Joint meetings of tiers 2 and 3."""

from django.utils.translation import gettext_noop as _
from pydantic import Field

from flows.inputs.fields import ActInput, Line, Moment, OrganizationCode, OutcomeInput, SignedInput, line, text


class ConveneMeeting(ActInput):
    """召集专题协调会."""

    title: Line = line(_("Title of the meeting"))
    starts_at: Moment = Field(title=_("Begins"))
    place: Line = line(_("Place"))
    chair: Line = line(_("Chair"), longest=60, required=False)


class AttendanceInput(ActInput):
    """出席与表态: one organization at the meeting."""

    organization: OrganizationCode = Field(title=_("Organization"), json_schema_extra={"widget": "party"})
    attended: bool = Field(title=_("Attended"))
    representative: Line = line(_("Representative"), longest=60, required=False)
    agrees: bool | None = Field(default=None, title=_("Agrees"))
    stand: Line = line(_("Stand"), longest=1000, required=False)


class HoldMeeting(ActInput):
    """记录会议: attendance and the stand of each department."""

    held_at: Moment = Field(title=_("Held at"))
    attendances: tuple[AttendanceInput, ...] = Field(
        title=_("Attendance and stands"), min_length=1, json_schema_extra={"widget": "attendances"},
    )  # fmt: skip


class IssueMinutesAgreed(SignedInput, OutcomeInput):
    """印发纪要（达成一致）."""

    minutes: Line = text(_("Minutes"))


class IssueMinutesNotAgreed(SignedInput):
    """印发纪要（未达成一致）."""

    minutes: Line = text(_("Minutes"))

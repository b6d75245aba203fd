"""Joint meetings of tiers 2 and 3."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import PaperKind
from flows import inputs
from flows.acts.spec import ActSpec, at
from flows.conditions import meetings as meetings_rules
from flows.doing import coordination

ACTS = (
    ActSpec(
        name="convene_meeting", event="meeting.convened", title=_("Convene a joint meeting"),
        consequence=_("Every party is invited to time and place."),
        input=inputs.ConveneMeeting, service=coordination.convene_meeting, **at("convene", "study"),
    ),
    ActSpec(
        name="hold_meeting", event="meeting.held", title=_("Record the meeting"),
        consequence=_("Attendance and the stand of each department go on the record; the term for the minutes begins."),
        input=inputs.HoldMeeting, service=coordination.hold_meeting, **at("hold"),
    ),
    ActSpec(
        name="issue_minutes_agreed", event="minutes.issued", title=_("Issue minutes: agreed"),
        consequence=_("The minutes name who does what and go to the establishment office for the record."),
        input=inputs.IssueMinutesAgreed, service=coordination.issue_minutes_agreed, check=meetings_rules.at_tier_2,
        irreversible=True, **at("minutes"),
        paper=PaperKind.MINUTES,
    ),
    ActSpec(
        name="issue_minutes_consensus", event="minutes.issued", title=_("Issue minutes: consensus"),
        consequence=_("The opinion can now be drafted on what the meeting found."),
        input=inputs.IssueMinutesNotAgreed, service=coordination.issue_minutes_consensus,
        check=meetings_rules.at_tier_3, irreversible=True, **at("minutes"),
        paper=PaperKind.MINUTES,
    ),
    ActSpec(
        name="issue_minutes_not_agreed", event="minutes.issued", title=_("Issue minutes: not agreed"),
        consequence=_("The differences go on the record; the case can be referred upward."),
        input=inputs.IssueMinutesNotAgreed, service=coordination.issue_minutes_not_agreed, irreversible=True,
        **at("minutes"),
        paper=PaperKind.MINUTES,
    ),
)  # fmt: skip

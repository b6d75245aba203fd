"""Joint meetings of tiers 2 and 3."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import PaperKind
from flows import inputs
from flows.acts.spec import ActSpec, at
from flows.conditions import meetings as rules
from flows.doing import coordination, meetings, minutes

_SITTINGS = (
    ActSpec(
        name="convene_meeting", event="meeting.convened", title=_("Convene a joint meeting"),
        consequence=_("Every party is invited to time and place."),
        input=inputs.ConveneMeeting, service=meetings.convene_meeting, also=meetings.further_cases,
        **at("convene", "study"),
    ),
    ActSpec(
        name="put_on_agenda", event="agenda.extended", title=_("Put on the agenda of a meeting already convened"),
        consequence=_("Every party of this case is invited to that meeting."),
        input=inputs.PutOnAgenda, service=meetings.put_on_agenda, check=rules.meetings_to_join,
        **at("convene", "study"),
    ),
    ActSpec(
        name="reply_to_invitation", event="invitation.answered", title=_("Reply to the invitation"),
        consequence=_("The convener sees who speaks for you and with what authority; it may be changed until then."),
        input=inputs.ReplyToInvitation, service=meetings.reply_to_invitation, who=rules.invited,
    ),
    ActSpec(
        name="sign_in", event="meeting.signed_in", title=_("Sign in to the meeting"),
        consequence=_("Who came, and when, goes on the record."),
        input=inputs.SignIn, service=meetings.sign_in, who=rules.invited,
    ),
    ActSpec(
        name="record_stand", event="stand.recorded", title=_("Record a stand"),
        consequence=_("What the department said stands on the record of the meeting."),
        input=inputs.RecordStand, service=meetings.record_stand,
        who=lambda situation: situation.at_node("hold"),
    ),
    ActSpec(
        name="hold_meeting", event="meeting.held", title=_("Record the meeting"),
        consequence=_("Attendance and the stand of each department go on the record; the term for the minutes begins."),
        input=inputs.HoldMeeting, service=coordination.hold_meeting, **at("hold"),
    ),
    ActSpec(
        name="confirm_stand", event="stand.confirmed", title=_("Confirm the stand taken for you"),
        consequence=_("What was said at the meeting is your department's position from now on."),
        input=inputs.ConfirmStand, service=meetings.confirm_stand, who=rules.with_provisional_stand,
        paper=PaperKind.POSITION,
    ),
    ActSpec(
        name="move_on_agenda", event="agenda.reordered", title=_("Change the place on the agenda"),
        consequence=_("The other cases on the agenda move accordingly."),
        input=inputs.MoveOnAgenda, service=meetings.move_on_agenda, who=rules.convener_before,
    ),
    ActSpec(
        name="invite_guest", event="guest.invited", title=_("Invite an observer, expert or counsel"),
        consequence=_("Who is invited so takes no stand."),
        input=inputs.InviteGuest, service=meetings.invite_guest, who=rules.convener_before,
    ),
    ActSpec(
        name="postpone_meeting", event="meeting.postponed", title=_("Put the meeting off"),
        consequence=_("Every case on the agenda moves with it; the invitations stand."),
        input=inputs.PostponeMeeting, service=meetings.postpone_meeting, also=meetings.cases_of_meeting,
        who=rules.convener_before,
    ),
    ActSpec(
        name="cancel_meeting", event="meeting.cancelled", title=_("Call the meeting off"),
        consequence=_("Every case on the agenda waits again for a meeting to be convened."),
        input=inputs.CancelMeeting, service=meetings.cancel_meeting, also=meetings.cases_of_meeting,
        check=rules.is_to_come, **at("hold"),
    ),
    ActSpec(
        name="drop_from_agenda", event="agenda.dropped", title=_("Take the case off the agenda"),
        consequence=_("This case waits again for a meeting; the other cases on the agenda stay."),
        input=inputs.DropFromAgenda, service=meetings.drop_from_agenda, **at("hold"),
    ),
)  # fmt: skip

_MINUTES = (
    ActSpec(
        name="issue_minutes_agreed", event="minutes.issued", title=_("Issue minutes: agreed"),
        consequence=_("The minutes name who does what and go to the establishment office for the record."),
        input=inputs.IssueMinutesAgreed, service=coordination.issue_minutes_agreed, check=rules.agreed_at_tier_2,
        irreversible=True, **at("minutes"),
        paper=PaperKind.MINUTES,
    ),
    ActSpec(
        name="issue_minutes_consensus", event="minutes.issued", title=_("Issue minutes: consensus"),
        consequence=_("The opinion can now be drafted on what the meeting found."),
        input=inputs.IssueMinutesNotAgreed, service=coordination.issue_minutes_consensus,
        check=rules.agreed_at_tier_3, irreversible=True, **at("minutes"),
        paper=PaperKind.MINUTES,
    ),
    ActSpec(
        name="issue_minutes_not_agreed", event="minutes.issued", title=_("Issue minutes: not agreed"),
        consequence=_("The differences go on the record; the case can be referred upward."),
        input=inputs.IssueMinutesNotAgreed, service=coordination.issue_minutes_not_agreed, irreversible=True,
        **at("minutes", "correct_minutes"),
        paper=PaperKind.MINUTES,
    ),
    ActSpec(
        name="receive_minutes", event="minutes.received", title=_("Acknowledge receipt of the minutes"),
        consequence=_("From now on silence can mean what was announced with the minutes."),
        input=inputs.ReceiveMinutes, service=minutes.receive_minutes, who=rules.without_receipt,
    ),
    ActSpec(
        name="record_service", event="minutes.served", title=_("Record that the minutes were handed over"),
        consequence=_("From now on the department's silence can mean what was announced with the minutes."),
        input=inputs.RecordService, service=minutes.record_service, who=rules.server_of_minutes,
    ),
    ActSpec(
        name="confirm_minutes", event="minutes.confirmed", title=_("Confirm the minutes"),
        consequence=_("With the last confirmation the minutes bind."),
        input=inputs.ConfirmMinutes, service=minutes.confirm_minutes, irreversible=True, **at("confirm_minutes"),
        paper=PaperKind.MINUTES_CONFIRMATION,
    ),
    ActSpec(
        name="object_to_minutes", event="minutes.objected", title=_("Object to the minutes"),
        consequence=_("The convener corrects and issues them again, or lets them stand with a note."),
        input=inputs.ObjectToMinutes, service=minutes.object_to_minutes, **at("confirm_minutes"),
        paper=PaperKind.MINUTES_CONFIRMATION,
    ),
    ActSpec(
        name="reissue_minutes", event="minutes.reissued", title=_("Issue corrected minutes: agreed"),
        consequence=_("The earlier version falls; every department is asked to confirm anew."),
        input=inputs.IssueMinutesAgreed, service=coordination.issue_minutes_agreed, check=rules.at_tier_2,
        irreversible=True, **at("correct_minutes"),
        paper=PaperKind.MINUTES,
    ),
    ActSpec(
        name="reissue_consensus", event="minutes.reissued", title=_("Issue corrected minutes: consensus"),
        consequence=_("The earlier version falls; every department is asked to confirm anew."),
        input=inputs.IssueMinutesNotAgreed, service=coordination.issue_minutes_consensus, check=rules.at_tier_3,
        irreversible=True, **at("correct_minutes"),
        paper=PaperKind.MINUTES,
    ),
    ActSpec(
        name="stand_by_minutes", event="minutes.upheld", title=_("Let the minutes stand"),
        consequence=_("The objection stays on the record with your note; who has not answered is asked again."),
        input=inputs.StandByMinutes, service=minutes.stand_by_minutes, irreversible=True, **at("correct_minutes"),
    ),
    ActSpec(
        name="finish_meeting_task", event="task.done", title=_("Report a task of the meeting done"),
        consequence=_("The task is marked as done."),
        input=inputs.FinishMeetingTask, service=minutes.finish_meeting_task, who=rules.with_task,
    ),
)  # fmt: skip

ACTS = _SITTINGS + _MINUTES

"""What happened, in words: for inboxes and timelines, and the little that may leave the network."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from audit.models import Event
from core.labels import label
from core.vocabulary import CaseState, ClosingReason, Step, Tier
from notifications.channels.channel import Message
from notifications.words_without_case import ENTRY_WORDS, ORDER_WORDS, RUNNING_WORDS

CASE_PATH = "/cases/%(number)s/"
ORDER_PATH = "/work-orders/%(number)s/"
ENTRY_PATH = "/registry/%(number)s/"
RUNNING_PATH = "/running/"

# long because it is one table: every kind of event has its words here

# kind: (title, sentence). %(who)s is the organization that acted, else the person, else the system.
WORDS: Mapping[str, tuple[str, str]] = {
    "case.opened": (_("Case opened"), _("%(who)s opened the case.")),
    "party.added": (_("Department added"), _("%(who)s added a department to the case.")),
    "interim_handler.designated": (_("Interim handler designated"), _("%(who)s designated the interim handler.")),
    "receipt.acknowledged": (_("Receipt acknowledged"), _("%(who)s acknowledged receipt.")),
    "receipt.reminded": (
        _("Receipt not yet acknowledged"), _("The time to acknowledge receipt ran out; not everybody has done so."),
    ),
    "case.merged": (_("Case merged"), _("%(who)s merged this case into another.")),
    "case.absorbed": (_("Another case merged"), _("%(who)s merged another case into this one.")),
    "case.linked": (_("Cases linked"), _("%(who)s linked the case with another.")),
    "case.unlinked": (_("Link taken back"), _("%(who)s took the link with another case back.")),
    "intake.accepted": (_("Taken in"), _("%(who)s took the case in; coordination begins.")),
    "intake.returned": (
        _("Returned for correction"), _("%(who)s returned what was filed: something is missing."),
    ),
    "intake.corrected": (_("Correction handed in"), _("%(who)s put right what was missing.")),
    "intake.declined": (_("Not taken in"), _("%(who)s did not take the case in.")),
    "intake.transferred": (
        _("Transferred before a tier"), _("%(who)s transferred the case to the forum that it belongs to."),
    ),
    "department.checked_in": (_("Department checked in"), _("%(who)s checked in.")),
    "check_in.reminded": (_("Not yet checked in"), _("The time to check in ran out; not everybody called has come.")),
    "document.added": (_("Document added"), _("%(who)s added a document.")),
    "position.submitted": (_("Position submitted"), _("%(who)s submitted its position.")),
    "negotiation_letter.sent": (_("Negotiation letter sent"), _("%(who)s sent a negotiation letter.")),
    "negotiation_letter.received": (_("Letter received"), _("%(who)s signed for the negotiation letter.")),
    "negotiation_letter.replied": (_("Letter replied to"), _("%(who)s replied to the negotiation letter.")),
    "negotiation_letter.lapsed": (
        _("Time to reply ran out"), _("The time to reply to the letter ran out; silence counts as no objection."),
    ),
    "heads_meeting.recorded": (_("Heads met"), _("%(who)s recorded a meeting of the heads.")),
    "note.written": (_("Internal note"), _("%(who)s wrote an internal note.")),
    "note.shared": (_("Note shared"), _("%(who)s shared a note.")),
    "clause.commented": (_("Comment on a clause"), _("%(who)s commented on a clause of the agreement.")),
    "comment.answered": (_("Comment answered"), _("%(who)s answered a comment on the agreement.")),
    "agreement.revised": (
        _("Agreement changed"), _("%(who)s changed the agreement; all are asked to sign the new version."),
    ),
    "signer.added": (_("Department asked to sign"), _("%(who)s asked another department to sign.")),
    "signer.dropped": (_("Department need not sign"), _("%(who)s left a department out of signing.")),
    "agreement.drafted": (_("Agreement drafted"), _("%(who)s drafted an agreement; it waits for signatures.")),
    "agreement.signed": (_("Agreement signed"), _("%(who)s signed the agreement.")),
    "agreement.refused": (_("Agreement not signed"), _("%(who)s did not agree to sign.")),
    "case.referred": (_("Referred one tier up"), _("%(who)s referred the case one tier up.")),
    "stage.timed_out": (_("Term ran out"), _("The term of the tier ran out.")),
    "deadline.warned": (_("Term about to run out"), _("A term is about to run out.")),
    "deadline.reminded": (_("Reminder"), _("A term has run out; the case waits.")),
    "calendar.applied": (
        _("Terms counted again"), _("The calendar changed; %(who)s had the terms of the case counted again."),
    ),
    "recount.confirmed": (
        _("Term ends sooner"), _("%(who)s decided: by the changed calendar the term ends with this working day."),
    ),
    "recount.kept": (_("End of term kept"), _("%(who)s decided: the term ends on the day that was promised.")),
    "deadline.extended": (_("Term extended"), _("%(who)s extended the term.")),
    "extension.requested": (_("Extension asked for"), _("%(who)s asked for an extension of the term.")),
    "extension.granted": (_("Extension granted"), _("%(who)s granted an extension of the term.")),
    "extension.refused": (_("Extension refused"), _("%(who)s refused an extension of the term.")),
    "step.ticked": (_("Step ticked"), _("%(who)s ticked one of the four steps of the tier.")),
    "joint_action.called": (_("Joint enforcement called"), _("%(who)s called departments to joint enforcement.")),
    "joint_action.answered": (_("Call answered"), _("%(who)s answered the call to joint enforcement.")),
    "joint_action.recorded": (_("Joint enforcement recorded"), _("%(who)s recorded a joint enforcement action.")),
    "joint_action.called_off": (_("Joint enforcement called off"), _("%(who)s called a joint action off.")),
    "paper.prepared": (_("Sent for sign-off"), _("%(who)s prepared a paper; it waits inside the organization.")),
    "paper.reviewed": (_("Paper reviewed"), _("%(who)s passed a paper on to its head.")),
    "paper.signed": (_("Paper signed"), _("%(who)s signed a paper.")),
    "paper.returned": (_("Paper returned"), _("%(who)s returned a paper of its own for changes.")),
    "paper.withdrawn": (_("Paper taken back"), _("%(who)s took a paper back that was not signed yet.")),
    "case.suspended": (_("Case suspended"), _("%(who)s suspended the case; every clock stands still.")),
    "case.resumed": (_("Case resumed"), _("%(who)s resumed the case; every clock runs on.")),
    "case.terminated": (_("Case terminated"), _("%(who)s terminated the case.")),
    "withdrawal.requested": (_("Leave to withdraw asked for"), _("%(who)s asked leave to withdraw the case.")),
    "withdrawal.granted": (_("Case withdrawn with leave"), _("%(who)s granted leave; the case is withdrawn.")),
    "withdrawal.refused": (_("Withdrawal refused"), _("%(who)s refused leave to withdraw; the case goes on.")),
    "reminder.sent": (_("Urged to move"), _("%(who)s urged a department that is waited for.")),
    "reader.added": (_("Copy given"), _("%(who)s let another organization read the case.")),
    "reader.ended": (_("Copy taken back"), _("%(who)s took a copy of the case back.")),
    "case.hurried": (_("Put into the fast lane"), _("%(who)s put the case into the fast lane; short terms apply.")),
    "grace.began": (_("Grace term began"), _("The term of the tier ran out; a grace term began.")),
    "objection.raised": (_("Objection to the result"), _("%(who)s objected to the result.")),
    "view.changed": (_("View changed"), _("%(who)s said otherwise than before.")),
    "objection.upheld": (_("Objection upheld"), _("%(who)s upheld an objection; the matter is taken up again.")),
    "objection.rejected": (_("Objection rejected"), _("%(who)s rejected an objection; the result stands.")),
    "letter.drafted": (_("Letter drafted"), _("A letter was drafted; it waits for a signature.")),
    "letter.signed": (_("Letter signed"), _("%(who)s signed the letter.")),
    "meeting.convened": (_("Meeting convened"), _("%(who)s convened a joint meeting.")),
    "meeting.held": (_("Meeting held"), _("%(who)s recorded the joint meeting.")),
    "meeting.postponed": (_("Meeting put off"), _("%(who)s put the joint meeting off.")),
    "meeting.cancelled": (_("Meeting called off"), _("%(who)s called the joint meeting off.")),
    "agenda.extended": (_("Put on the agenda"), _("%(who)s put the case on the agenda of a joint meeting.")),
    "agenda.dropped": (_("Taken off the agenda"), _("%(who)s took the case off the agenda.")),
    "agenda.reordered": (_("Agenda reordered"), _("%(who)s changed the order of the agenda.")),
    "guest.invited": (_("Guest invited"), _("%(who)s invited an observer, expert or counsel to the meeting.")),
    "invitation.answered": (_("Invitation answered"), _("%(who)s replied to the invitation.")),
    "meeting.signed_in": (_("Signed in to the meeting"), _("%(who)s signed in to the joint meeting.")),
    "stand.recorded": (_("Stand recorded"), _("%(who)s put a department's stand on record.")),
    "stand.confirmed": (_("Stand confirmed"), _("%(who)s confirmed the stand taken for it.")),
    "minutes.received": (_("Minutes received"), _("%(who)s acknowledged receipt of the minutes.")),
    "minutes.served": (_("Minutes handed over"), _("%(who)s recorded that the minutes were handed over.")),
    "minutes.confirmed": (_("Minutes confirmed"), _("%(who)s confirmed the minutes.")),
    "minutes.objected": (_("Minutes objected to"), _("%(who)s objected to the minutes.")),
    "minutes.reissued": (_("Minutes corrected"), _("%(who)s issued corrected minutes.")),
    "minutes.upheld": (_("Minutes upheld"), _("%(who)s lets the minutes stand in spite of the objection.")),
    "confirmation.lapsed": (
        _("Term to confirm the minutes ran out"),
        _("The term to confirm the minutes ran out; silence counts where that was announced and they were delivered."),
    ),
    "task.done": (_("Task done"), _("%(who)s reported a task of the meeting done.")),
    "minutes.issued": (_("Minutes issued"), _("%(who)s issued the minutes.")),
    "application.registered": (_("Application registered"), _("%(who)s registered the application.")),
    "application.instructed": (_("Instructions given"), _("The head of %(who)s gave instructions.")),
    "application.forwarded": (
        _("Application forwarded"), _("%(who)s forwarded the application to the other departments."),
    ),
    "case.marked_major": (_("Marked as major or complex"), _("%(who)s marked the case as major or complex.")),
    "study.noted": (_("Study sheet written"), _("%(who)s wrote in its study sheet.")),
    "consultation.asked": (_("Opinion sought"), _("%(who)s asked somebody else for an opinion.")),
    "consultation.answered": (_("Opinion given"), _("What was asked has been answered, recorded by %(who)s.")),
    "application.accepted": (_("Application accepted"), _("%(who)s accepted the application.")),
    "supplement.requested": (_("Supplement requested"), _("%(who)s asked for the application to be supplemented.")),
    "application.supplemented": (_("Application supplemented"), _("%(who)s supplemented the application.")),
    "application.declined": (_("Application declined"), _("%(who)s declined the application.")),
    "application.abandoned": (
        _("Application abandoned"), _("The application was not supplemented in time and counts as abandoned."),
    ),
    "case.transferred": (_("Case transferred"), _("%(who)s transferred the case to the right forum.")),
    "round.opened": (_("Opinions asked for"), _("%(who)s asked the departments for written opinions.")),
    "opinion.replied": (_("Written opinion given"), _("%(who)s gave its written opinion.")),
    "round.closed": (_("Round of opinions closed"), _("%(who)s closed the round of opinions.")),
    "round.lapsed": (_("Round of opinions ended"), _("The time for written opinions ran out; the round is closed.")),
    "opinions.answered": (
        _("Points of the replies answered"), _("%(who)s put on record what became of points of the replies."),
    ),
    "opinion.reviewed": (_("Draft opinion reviewed"), _("The draft of the coordination opinion was reviewed.")),
    "opinion.fed_back": (_("Opinion sent"), _("%(who)s sent the coordination opinion to the departments.")),
    "feedback.acknowledged": (_("Opinion acknowledged"), _("%(who)s acknowledged the coordination opinion.")),
    "opinion.drafted": (_("Coordination opinion drafted"), _("%(who)s drafted the coordination opinion.")),
    "opinion.confirmed": (_("Coordination opinion issued"), _("%(who)s issued the coordination opinion.")),
    "opinion.returned": (_("Coordination opinion returned"), _("%(who)s returned the draft opinion for changes.")),
    "referral.assembled": (_("Referral file drawn up"), _("%(who)s drew up the referral file.")),
    "referral.edited": (_("Referral file edited"), _("%(who)s edited the referral file.")),
    "cosignatures.requested": (_("Co-signatures asked for"), _("%(who)s asked the departments to co-sign.")),
    "referral.cosigned": (_("Referral co-signed"), _("%(who)s co-signed the referral.")),
    "referral.dissented": (_("Dissent from the referral"), _("%(who)s dissented from the referral in writing.")),
    "cosigning.ended": (
        _("Co-signing ended"), _("The time to co-sign ran out; who did not answer is recorded so: no consent."),
    ),
    "referral.received": (_("Referral received"), _("%(who)s entered the referral in its register.")),
    "referral.routed": (_("Sent to who decides"), _("%(who)s sent the referral to who decides.")),
    "agenda.applied": (_("Agenda applied for"), _("%(who)s applied for a place on the agenda.")),
    "referral.returned": (_("Referral sent back"), _("The referral was sent back for further work.")),
    "decision.entered": (_("Decision entered"), _("%(who)s entered the decision.")),
    "filing.accepted": (_("Filing accepted"), _("%(who)s accepted the result for the record.")),
    "filing.issued": (_("Issued as a document"), _("%(who)s issued the result as a document.")),
    "filing.returned": (_("Filing returned"), _("%(who)s returned the result for correction.")),
    "outcome.listed": (_("Entered into the duty list"), _("%(who)s entered the outcome into the duty list.")),
    "carrying_out.reported": (_("Carrying out reported"), _("%(who)s reported that the outcome is carried out.")),
    "carrying_out.returned": (_("Report returned"), _("%(who)s returned the report on carrying out.")),
    "carrying_out.refused": (_("Carrying out refused"), _("%(who)s refused to carry the result out.")),
    "ladder.climbed": (_("Urged to carry out"), _("%(who)s took the next step of the ladder; a new term runs.")),
    "carrying_out.struck_off": (_("Struck off"), _("%(who)s found the outcome carried out and struck it off.")),
    "case.archived": (_("Case archived"), _("%(who)s archived the case.")),
    "case.assigned": (_("Handed to a colleague"), _("%(who)s put the case into a colleague's hands.")),
    "working_group.added": (_("Working group added"), _("%(who)s lets a working group read the case.")),
    "working_group.removed": (_("Working group removed"), _("%(who)s took a working group off the case.")),
    "working_group.remarked": (_("Remark in the working group"), _("%(who)s left a remark for the working group.")),
    "organization.succeeded": (
        _("Successor stepped in"), _("An organization was dissolved; what it had in this case went to its successor."),
    ),
    "organization.without_successor": (
        _("No successor known"), _("An organization was dissolved and no successor is on record; what it had waits."),
    ),
    "case.withdrawn": (_("Case withdrawn"), _("%(who)s withdrew the case.")),
}  # fmt: skip

_ALL_WORDS: Mapping[str, tuple[str, str]] = {**WORDS, **ORDER_WORDS, **ENTRY_WORDS, **RUNNING_WORDS}

_OUTSIDE_SUBJECT = _("Dingfen: something waits for you")
_OUTSIDE_BODY = _("Something waits for you in Dingfen. Case %(number)s, see %(path)s after signing in.")

_OUTSIDE_ENTRY = _("Something waits for you in Dingfen. Duty entry %(number)s, see %(path)s after signing in.")
_OUTSIDE_RUNNING = _("Something waits for you in Dingfen, see %(path)s after signing in.")
_OUTSIDE_ORDER = _("Something waits for you in Dingfen. Work order %(number)s, see %(path)s after signing in.")


def title_of(kind: str) -> str:
    """The name of a kind of event; of an unknown one its code."""
    return gettext(_ALL_WORDS[kind][0]) if kind in _ALL_WORDS else kind


def sentence(event: Event, names: Mapping[int, str] | None = None) -> str:
    """留痕用语: what happened, in the past tense, and what became of the case by it.

    ``names`` gives the names of organizations by id (``selectors.names_in``); those it lacks are left out.
    """
    words = _ALL_WORDS.get(event.kind)
    said = gettext(words[1]) % {"who": who(event)} if words else event.kind
    more = [_of_step(event), _of_receiver(event), *_of_changes(event.changes, names or {})]
    return " ".join([said, *(text for text in more if text)])


def who(event: Event) -> str:
    """Whose act it was: the organization's, else the person's, else the system's."""
    if event.actor_id is None:
        return gettext("The system")
    return event.on_behalf_of_name or event.actor_name


def organizations_in(event: Event) -> list[int]:
    """Ids of the organizations whose names ``sentence`` can use."""
    return [change["organization"] for change in event.changes if change.get("what") in _OF_ORGANIZATION]


def message_outside(*, message_id: str, number: str, language: str, order: str = "", entry: str = "") -> Message:
    """对外通知: says that something waits, never what; a number and its page, no title, no content.

    ``number`` is the case's, or ``order`` the reference of a work order, or ``entry`` the number of a duty entry; where
    there is none of them it is about the installation.
    """
    with translation.override(language):
        said, name, path = _OUTSIDE_BODY, number, CASE_PATH
        if order or entry:
            said, name, path = (_OUTSIDE_ENTRY, entry, ENTRY_PATH) if entry else (_OUTSIDE_ORDER, order, ORDER_PATH)
        if not (number or order or entry):
            said, path = _OUTSIDE_RUNNING, RUNNING_PATH
        body = gettext(said) % {"number": name, "path": path % {"number": name}}
        return Message(message_id=message_id, subject=gettext(_OUTSIDE_SUBJECT), body=body)


_OF_ORGANIZATION: Mapping[str, str] = {
    "party.joined": _("Department concerned: %(name)s."),
    "interim_handler.designated": _("Interim handler: %(name)s."),
    "party.succeeded": _("Takes part in its place: %(name)s."),
    "stage.handed_over": _("Conducts in its place: %(name)s."),
}


def _of_receiver(event: Event) -> str:
    """To whom a work order went; the name as it was then stands in the event."""
    name = event.data.get("receiver_name", "")
    return gettext("Receiver: %(name)s.") % {"name": name} if name else ""


def _of_step(event: Event) -> str:
    step = event.data.get("step", "")
    return gettext("Step: %(step)s.") % {"step": label(Step(step))} if step in set(Step) else ""


def _of_changes(changes: Iterable[Mapping[str, Any]], names: Mapping[int, str]) -> Iterator[str]:
    """Organizations of which the same is said one after the other are named in one sentence."""
    for what, alike in groupby(changes, key=lambda change: str(change.get("what", ""))):
        if what in _OF_ORGANIZATION:
            named = [names[one["organization"]] for one in alike if one["organization"] in names]
            yield gettext(_OF_ORGANIZATION[what]) % {"name": gettext(", ").join(named)} if named else ""
        else:
            yield from (_of_change(what, one) for one in alike)


def _of_change(what: str, change: Mapping[str, Any]) -> str:
    if what == "stage.opened":
        return gettext("Tier now: %(tier)s.") % {"tier": label(Tier(change["tier"]))}
    if what == "case.state" and change["state"] == CaseState.CLOSED:
        return gettext("Closed: %(reason)s.") % {"reason": label(ClosingReason(change["reason"]))}
    return ""

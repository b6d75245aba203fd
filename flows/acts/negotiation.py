"""Tier 1, and going up from any tier below the last."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import PaperKind
from flows import inputs
from flows.acts.spec import ActSpec, at
from flows.conditions import negotiation as negotiation_rules
from flows.doing import negotiation

ACTS = (
    ActSpec(
        name="state_position", event="position.submitted", title=_("State a position"),
        consequence=_("The position goes on the record with its basis and is shown to all parties."),
        input=inputs.StatePosition, service=negotiation.state_position, nodes=("position",),
        who=negotiation_rules.parties_of_negotiable_tier,
        paper=PaperKind.POSITION,
    ),
    ActSpec(
        name="send_negotiation_letter", event="negotiation_letter.sent", title=_("Send a negotiation letter"),
        consequence=_("Every other department is asked to reply; the term and what silence means are announced in it."),
        input=inputs.SendNegotiationLetter, service=negotiation.send_negotiation_letter, **at("conduct"),
        paper=PaperKind.NEGOTIATION_LETTER,
    ),
    ActSpec(
        name="acknowledge_negotiation_letter", event="negotiation_letter.received", title=_("Sign for the letter"),
        consequence=_("It is on record that the letter has reached you; the term to reply is not changed by it."),
        input=inputs.AcknowledgeNegotiationLetter, service=negotiation.acknowledge_negotiation_letter,
        who=negotiation_rules.awaited_without_receipt,
    ),
    ActSpec(
        name="reply_negotiation_letter", event="negotiation_letter.replied", title=_("Reply to the letter"),
        consequence=_("The reply goes on the record; with the last one the round is over."),
        input=inputs.ReplyNegotiationLetter, service=negotiation.reply_negotiation_letter, **at("answer"),
        paper=PaperKind.NEGOTIATION_REPLY,
    ),
    ActSpec(
        name="record_heads_meeting", event="heads_meeting.recorded", title=_("Record a meeting of the heads"),
        consequence=_("It is on record which heads met, and with what result."),
        input=inputs.RecordHeadsMeeting, service=negotiation.record_heads_meeting,
        who=negotiation_rules.conductor_of_negotiation,
    ),
    ActSpec(
        name="refer_case", event="case.referred", title=_("Refer to the next tier"),
        consequence=_("The signed letter and the case go up one tier; the next term begins."),
        input=inputs.ReferCase, service=negotiation.refer_case,
        nodes=negotiation_rules.REFERRING_NODES, who=negotiation_rules.who_refers,
        check=negotiation_rules.may_be_referred, irreversible=True,
    ),
    ActSpec(
        name="write_note", event="note.written", title=_("Write an internal note"),
        consequence=_("Only your own organization can read it."),
        input=inputs.WriteNote, service=negotiation.write_note, who=negotiation_rules.who_writes_notes,
        while_suspended=True,
    ),
    ActSpec(
        name="share_note", event="note.shared", title=_("Share an internal note"),
        consequence=_("Everybody who may read the case can read the note from now on."),
        input=inputs.ShareNote, service=negotiation.share_note, who=negotiation_rules.who_shares_notes,
        while_suspended=True, irreversible=True,
    ),
)  # fmt: skip

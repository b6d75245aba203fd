"""Companion devices that work at more than one tier."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import HEADS, ActSpec
from flows.conditions import companions as companions_rules
from flows.conditions import negotiation as negotiation_rules
from flows.doing import companions, receipts

ACTS = (
    ActSpec(
        name="acknowledge", event="receipt.acknowledged", title=_("Acknowledge receipt"),
        consequence=_("It goes on record that this stage has reached your organization; it consents to nothing."),
        input=inputs.Acknowledge, service=receipts.acknowledge, who=companions_rules.who_acknowledges,
    ),
    ActSpec(
        name="sign_letter", event="letter.signed", title=_("Sign the letter"),
        consequence=_("The letter that the clock left as a draft becomes your organization's word."),
        input=inputs.SignLetter, service=companions.sign_letter, who=negotiation_rules.senders_of_drafts,
    ),
    ActSpec(
        name="designate_interim_handler", event="interim_handler.designated", title=_("Designate the interim handler"),
        consequence=_("It handles the citizen's matter from now on, without prejudice to the outcome."),
        input=inputs.DesignateInterimHandler, service=companions.designate_interim_handler,
        who=companions_rules.who_designates, check=companions_rules.has_citizens_matter,
    ),
    ActSpec(
        name="add_party", event="party.added", title=_("Add a department"),
        consequence=_("It takes part from now on and is asked what the others are asked."),
        input=inputs.AddParty, service=companions.add_party, who=companions_rules.who_adds_parties,
    ),
    ActSpec(
        name="extend_deadline", event="deadline.extended", title=_("Extend the term of the tier"),
        consequence=_("The whole term is counted again from its start with the working days added."),
        input=inputs.ExtendDeadline, service=companions.extend_deadline, who=companions_rules.who_extends, roles=HEADS,
        check=companions_rules.may_be_extended,
    ),
)  # fmt: skip

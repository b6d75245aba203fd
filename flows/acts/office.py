"""Tier 3: the establishment office."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import PaperKind
from flows import inputs
from flows.acts.spec import HEADS, ActSpec, at
from flows.conditions import office as office_rules
from flows.doing import office

ACTS = (
    ActSpec(
        name="accept_application", event="application.accepted", title=_("Accept the application"),
        consequence=_("The establishment office takes the case up: opinions, meeting, opinion of the office."),
        input=inputs.AcceptApplication, service=office.accept_application, **at("acceptance"),
    ),
    ActSpec(
        name="ask_to_supplement", event="supplement.requested", title=_("Ask for a supplement"),
        consequence=_("The applicant is told what is missing; its term to supplement begins."),
        input=inputs.AskToSupplement, service=office.ask_to_supplement, check=office_rules.may_ask_to_supplement,
        **at("acceptance"),
    ),
    ActSpec(
        name="supplement_application", event="application.supplemented", title=_("Supplement the application"),
        consequence=_("The review of the application goes on."),
        input=inputs.SupplementApplication, service=office.supplement_application, **at("supplement"),
        paper=PaperKind.SUPPLEMENT,
    ),
    ActSpec(
        name="transfer_case", event="case.transferred", title=_("Transfer to the right forum"),
        consequence=_("The case is closed here and handed to the forum named."),
        input=inputs.TransferCase, service=office.transfer_case, irreversible=True, **at("acceptance"),
    ),
    ActSpec(
        name="decline_application", event="application.declined", title=_("Decline the application"),
        consequence=_("The case is closed with the reason given."),
        input=inputs.DeclineApplication, service=office.decline_application, irreversible=True, **at("acceptance"),
    ),
    ActSpec(
        name="open_round", event="round.opened", title=_("Ask for written opinions"),
        consequence=_("Every party is asked; at the end of the term the round closes, silence is no consent."),
        input=inputs.OpenRound, service=office.open_round, check=office_rules.may_open_round, **at("study"),
    ),
    ActSpec(
        name="reply_opinion", event="opinion.replied", title=_("Reply in writing"),
        consequence=_("The reply goes on the record; with the last one the round is over."),
        input=inputs.ReplyOpinion, service=office.reply_opinion, **at("reply"),
        paper=PaperKind.OPINION_REPLY,
    ),
    ActSpec(
        name="close_round", event="round.closed", title=_("Close the round"),
        consequence=_("Who has not replied is recorded as silent, never as consenting."),
        input=inputs.CloseRound, service=office.close_round, who=office_rules.conductor_of_open_round,
    ),
    ActSpec(
        name="draft_opinion", event="opinion.drafted", title=_("Draft the coordination opinion"),
        consequence=_("The director confirms it or returns it."),
        input=inputs.DraftOpinion, service=office.draft_opinion, check=office_rules.may_draft_opinion, **at("study"),
    ),
    ActSpec(
        name="confirm_opinion", event="opinion.confirmed", title=_("Confirm and issue the opinion"),
        consequence=_("The opinion binds; the outcome goes to the duty list."),
        input=inputs.ConfirmOpinion, service=office.confirm_opinion, roles=HEADS, irreversible=True, **at("confirm"),
        paper=PaperKind.OPINION, own_sign_off=True,
    ),
    ActSpec(
        name="return_opinion", event="opinion.returned", title=_("Return the draft opinion"),
        consequence=_("The draft falls; the study goes on."),
        input=inputs.ReturnOpinion, service=office.return_opinion, roles=HEADS, **at("confirm"),
    ),
)  # fmt: skip

"""Tier 3: the establishment office."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import PaperKind
from flows import inputs
from flows.acts.spec import HEADS, REVIEWERS, ActSpec, at
from flows.conditions import office as office_rules
from flows.doing import office_opinion, office_review, office_rounds

ACTS = (
    ActSpec(
        name="register_application", event="application.registered", title=_("Register the application"),
        consequence=_("It gets its number in the book of the establishment office."),
        input=inputs.RegisterApplication, service=office_review.register_application, who=office_rules.office_at_work,
        check=office_rules.is_not_registered,
    ),
    ActSpec(
        name="instruct_application", event="application.instructed", title=_("Give instructions"),
        consequence=_("It goes on record who handles the application and what to look at."),
        input=inputs.InstructApplication, service=office_review.instruct_application, roles=HEADS,
        who=office_rules.office_at_work,
    ),
    ActSpec(
        name="accept_application", event="application.accepted", title=_("Accept the application"),
        consequence=_("The establishment office takes the case up: opinions, meeting, opinion of the office."),
        input=inputs.AcceptApplication, service=office_review.accept_application, **at("acceptance"),
    ),
    ActSpec(
        name="ask_to_supplement", event="supplement.requested", title=_("Ask for a supplement"),
        consequence=_("The applicant is told what is missing; its term to supplement begins."),
        input=inputs.AskToSupplement, service=office_review.ask_to_supplement, check=office_rules.may_ask_to_supplement,
        **at("acceptance"),
    ),
    ActSpec(
        name="supplement_application", event="application.supplemented", title=_("Supplement the application"),
        consequence=_("The review of the application goes on."),
        input=inputs.SupplementApplication, service=office_review.supplement_application, **at("supplement"),
        paper=PaperKind.SUPPLEMENT,
    ),
    ActSpec(
        name="transfer_case", event="case.transferred", title=_("Transfer to the right forum"),
        consequence=_("The case is closed here and handed to the forum named."),
        input=inputs.TransferCase, service=office_review.transfer_case, irreversible=True, **at("acceptance"),
    ),
    ActSpec(
        name="decline_application", event="application.declined", title=_("Decline the application"),
        consequence=_("The case is closed with the reason given."),
        input=inputs.DeclineApplication, service=office_review.decline_application, irreversible=True,
        **at("acceptance"),
    ),
    ActSpec(
        name="forward_application", event="application.forwarded", title=_("Forward to the other departments"),
        consequence=_("Every department concerned is sent the application; the term to forward it is met."),
        input=inputs.ForwardApplication, service=office_review.forward_application, who=office_rules.office_at_work,
        check=office_rules.may_be_forwarded,
    ),
    ActSpec(
        name="mark_major", event="case.marked_major", title=_("Mark as major or complex"),
        consequence=_("Where the procedure says so, the opinion cannot settle the case and it must be referred."),
        input=inputs.MarkMajor, service=office_opinion.mark_major, who=office_rules.office_at_work,
        check=office_rules.may_be_marked_major, irreversible=True,
    ),
    ActSpec(
        name="open_round", event="round.opened", title=_("Ask for written opinions"),
        consequence=_("Every party is asked; at the end of the term the round closes, silence is no consent."),
        input=inputs.OpenRound, service=office_rounds.open_round, check=office_rules.may_open_round, **at("study"),
    ),
    ActSpec(
        name="reply_opinion", event="opinion.replied", title=_("Reply in writing"),
        consequence=_("The reply goes on the record; with the last one the round is over."),
        input=inputs.ReplyOpinion, service=office_rounds.reply_opinion, **at("reply"),
        paper=PaperKind.OPINION_REPLY,
    ),
    ActSpec(
        name="close_round", event="round.closed", title=_("Close the round"),
        consequence=_("Who has not replied is recorded as silent, never as consenting."),
        input=inputs.CloseRound, service=office_rounds.close_round, who=office_rules.conductor_of_open_round,
    ),
    ActSpec(
        name="record_adoption", event="opinions.answered", title=_("Say what became of each point"),
        consequence=_("The table of what was adopted, and why not, goes on record for all departments."),
        input=inputs.RecordAdoption, service=office_rounds.record_adoption, who=office_rules.office_at_work,
        check=office_rules.has_open_points,
    ),
    ActSpec(
        name="draft_opinion", event="opinion.drafted", title=_("Draft the coordination opinion"),
        consequence=_("It goes for review where the procedure wants one, then to the director."),
        input=inputs.DraftOpinion, service=office_opinion.draft_opinion, check=office_rules.may_draft_opinion,
        **at("study"),
    ),
    ActSpec(
        name="review_opinion", event="opinion.reviewed", title=_("Review the draft opinion"),
        consequence=_("The draft goes on to the director for signature."),
        input=inputs.ReviewOpinion, service=office_opinion.review_opinion, roles=REVIEWERS, **at("review"),
    ),
    ActSpec(
        name="send_back_opinion", event="opinion.returned", title=_("Send the draft opinion back"),
        consequence=_("The draft falls; the study goes on."),
        input=inputs.SendBackOpinion, service=office_opinion.send_back_opinion, roles=REVIEWERS, **at("review"),
    ),
    ActSpec(
        name="confirm_opinion", event="opinion.confirmed", title=_("Confirm and issue the opinion"),
        consequence=_("The opinion binds; the outcome goes to the duty list."),
        input=inputs.ConfirmOpinion, service=office_opinion.confirm_opinion, roles=HEADS, irreversible=True,
        check=office_rules.may_confirm_opinion, **at("confirm"),
        paper=PaperKind.OPINION, own_sign_off=True,
    ),
    ActSpec(
        name="return_opinion", event="opinion.returned", title=_("Return the draft opinion"),
        consequence=_("The draft falls; the study goes on."),
        input=inputs.ReturnOpinion, service=office_opinion.return_opinion, roles=HEADS, **at("confirm"),
    ),
    ActSpec(
        name="give_feedback", event="opinion.fed_back", title=_("Send the opinion to the departments"),
        consequence=_("Every department concerned gets the issued opinion and acknowledges it."),
        input=inputs.GiveFeedback, service=office_opinion.give_feedback, who=office_rules.who_gives_feedback,
    ),
    ActSpec(
        name="acknowledge_feedback", event="feedback.acknowledged", title=_("Acknowledge the opinion"),
        consequence=_("It goes on record that your organization has received the opinion."),
        input=inputs.AcknowledgeFeedback, service=office_opinion.acknowledge_feedback,
        who=office_rules.who_acknowledges_feedback,
    ),
)  # fmt: skip

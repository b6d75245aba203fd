"""Going up to tier 4, and tier 4: the party committee or government."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import PaperKind
from flows import inputs
from flows.acts.spec import ActSpec, at
from flows.conditions import referral as referral_rules
from flows.doing import cosigning, referral, referral_file

_MEETINGS = referral.MEETING_NODES

ACTS = (
    ActSpec(
        name="assemble_referral", event="referral.assembled", title=_("Draw up the referral file"),
        consequence=_("It is built anew from what the case holds; earlier versions stay on record."),
        input=inputs.AssembleReferral, service=referral_file.assemble_referral,
        who=lambda situation: situation.at_node("study"),
    ),
    ActSpec(
        name="edit_referral", event="referral.edited", title=_("Edit the referral file"),
        consequence=_("One section changes, in a new version; who was asked to co-sign is asked anew."),
        input=inputs.EditReferral, service=referral_file.edit_referral, who=referral_rules.who_edits,
    ),
    ActSpec(
        name="request_cosignatures", event="cosignatures.requested", title=_("Ask to co-sign the referral"),
        consequence=_("Every department co-signs or dissents in writing; silence is recorded as no answer."),
        input=inputs.RequestCosignatures, service=cosigning.request_cosignatures,
        check=referral_rules.may_ask_to_cosign, **at("study"),
    ),
    ActSpec(
        name="cosign_referral", event="referral.cosigned", title=_("Co-sign the referral"),
        consequence=_("Your organization agrees that it goes up as it stands."),
        input=inputs.CosignReferral, service=cosigning.cosign_referral, paper=PaperKind.COSIGNATURE,
        irreversible=True, **at("cosign"),
    ),
    ActSpec(
        name="dissent_from_referral", event="referral.dissented", title=_("Dissent from the referral in writing"),
        consequence=_("It goes up together with your dissent and its reasons."),
        input=inputs.DissentFromReferral, service=cosigning.dissent_from_referral, paper=PaperKind.COSIGNATURE,
        irreversible=True, **at("cosign"),
    ),
    ActSpec(
        name="receive_referral", event="referral.received", title=_("Register the referral"),
        consequence=_("It stands in your register; next it is sent to who decides."),
        input=inputs.ReceiveReferral, service=referral.receive_referral, **at("receive"),
    ),
    ActSpec(
        name="route_referral", event="referral.routed", title=_("Send it to who decides"),
        consequence=_("A leader in charge decides on paper; a meeting needs an application for its agenda."),
        input=inputs.RouteReferral, service=referral.route_referral,
        **at("route", "on_paper", "agenda", *_MEETINGS),
    ),
    ActSpec(
        name="apply_for_agenda", event="agenda.applied", title=_("Apply for the agenda"),
        consequence=_("The meeting lies behind the lead time; an earlier application is replaced."),
        input=inputs.ApplyForAgenda, service=referral.apply_for_agenda, **at("agenda", *_MEETINGS),
    ),
    ActSpec(
        name="enter_decision", event="decision.entered", title=_("Enter the decision"),
        consequence=_("What was decided above binds; the establishment office enters it into the duty list."),
        input=inputs.EnterDecision, service=referral.enter_decision, irreversible=True,
        check=referral_rules.has_a_sheet,
        **at("on_paper", *_MEETINGS),
    ),
    ActSpec(
        name="return_referral", event="referral.returned", title=_("Send it back for further work"),
        consequence=_("Nothing is decided; the establishment office takes the case up again."),
        input=inputs.ReturnReferral, service=referral.return_referral, irreversible=True,
        **at("route", "on_paper", "agenda", *_MEETINGS),
    ),
)  # fmt: skip

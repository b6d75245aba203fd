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
        name="draft_agreement", event="agreement.drafted", title=_("Put an agreement to the parties"),
        consequence=_("Every party is asked to sign; when all have signed, it is filed with the establishment office."),
        input=inputs.DraftAgreement, service=negotiation.draft_agreement, **at("conduct"),
    ),
    ActSpec(
        name="sign_agreement", event="agreement.signed", title=_("Agree and sign"),
        consequence=_("The agreement binds once all parties have signed."),
        input=inputs.SignAgreement, service=negotiation.sign_agreement, irreversible=True, **at("sign"),
        paper=PaperKind.AGREEMENT,
    ),
    ActSpec(
        name="refuse_agreement", event="agreement.refused", title=_("Decline to sign"),
        consequence=_("The draft falls; the convening department drafts anew or refers the case."),
        input=inputs.RefuseAgreement, service=negotiation.refuse_agreement, irreversible=True, **at("sign"),
        paper=PaperKind.AGREEMENT,
    ),
    ActSpec(
        name="refer_case", event="case.referred", title=_("Refer to the next tier"),
        consequence=_("The signed letter and the case go up one tier; the next term begins."),
        input=inputs.ReferCase, service=negotiation.refer_case,
        check=negotiation_rules.may_be_referred, irreversible=True,
        **at("conduct", "convene", "apply", "study"),
    ),
)  # fmt: skip

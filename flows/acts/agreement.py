"""The agreement of tier 1: versions, comments, signatures."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import PaperKind
from flows import inputs
from flows.acts.spec import ActSpec, at
from flows.conditions import agreement as agreement_rules
from flows.conditions import negotiation as negotiation_rules
from flows.doing import agreement

ACTS = (
    ActSpec(
        name="draft_agreement", event="agreement.drafted", title=_("Put an agreement to the parties"),
        consequence=_("Every party is asked to sign; when all have signed, it is filed with the establishment office."),
        input=inputs.DraftAgreement, service=agreement.draft_agreement, check=negotiation_rules.letter_is_missing,
        **at("conduct"),
    ),
    ActSpec(
        name="sign_agreement", event="agreement.signed", title=_("Agree and sign"),
        consequence=_("The agreement binds once all parties have signed."),
        input=inputs.SignAgreement, service=agreement.sign_agreement, irreversible=True, **at("sign"),
        paper=PaperKind.AGREEMENT,
    ),
    ActSpec(
        name="refuse_agreement", event="agreement.refused", title=_("Decline to sign"),
        consequence=_("The draft falls; the convening department drafts anew or refers the case."),
        input=inputs.RefuseAgreement, service=agreement.refuse_agreement, irreversible=True, **at("sign"),
        paper=PaperKind.AGREEMENT,
    ),
    ActSpec(
        name="comment_on_clause", event="clause.commented", title=_("Comment on a clause"),
        consequence=_("The convening department says whether it takes the comment up, and why."),
        input=inputs.CommentOnClause, service=agreement.comment_on_clause, who=agreement_rules.commenting_parties,
    ),
    ActSpec(
        name="answer_comment", event="comment.answered", title=_("Answer a comment"),
        consequence=_("Adopted or not, and why: it stays on the record. The text changes only by a new version."),
        input=inputs.AnswerComment, service=agreement.answer_comment, who=agreement_rules.conductor_with_comments,
    ),
    ActSpec(
        name="revise_agreement", event="agreement.revised", title=_("Change the agreement"),
        consequence=_("A new version is put to the parties; signatures given so far are void, all are asked again."),
        input=inputs.ReviseAgreement, service=agreement.revise_agreement, who=agreement_rules.conductor_while_signing,
        irreversible=True,
    ),
    ActSpec(
        name="add_signer", event="signer.added", title=_("Ask another department to sign"),
        consequence=_("The agreement is complete only when it has signed as well."),
        input=inputs.AddSigner, service=agreement.add_signer, who=agreement_rules.conductor_while_signing,
        check=agreement_rules.somebody_can_be_added,
    ),
    ActSpec(
        name="drop_signer", event="signer.dropped", title=_("Leave a department out of signing"),
        consequence=_("It need not sign and stays a party; if it was the last one missing, the agreement is complete."),
        input=inputs.DropSigner, service=agreement.drop_signer, who=agreement_rules.conductor_while_signing,
        check=agreement_rules.somebody_can_be_dropped, irreversible=True,
    ),
)  # fmt: skip

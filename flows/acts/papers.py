"""Sign-off inside an organization: 经办 → 审核 → 签发."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import MembershipRole
from flows import inputs
from flows.acts.spec import HEADS, ActSpec
from flows.conditions import papers as paper_rules
from flows.doing import sign_off

ACTS = (
    ActSpec(
        name="review_paper", event="paper.reviewed", title=_("Pass a paper on to the head"),
        consequence=_("The head is asked to sign it."),
        input=inputs.ReviewPaper, service=sign_off.review_paper, who=paper_rules.with_paper_to_review,
        roles=frozenset({MembershipRole.REVIEWER}), personal=paper_rules.reviews_somebody_elses,
    ),
    ActSpec(
        name="sign_paper", event="paper.signed", title=_("Sign a paper"),
        consequence=_("It becomes your organization's word, and what it says is done at once."),
        input=inputs.SignPaper, service=sign_off.sign_paper, who=paper_rules.with_paper_to_sign, roles=HEADS,
        personal=paper_rules.signs_somebody_elses, irreversible=True,
    ),
    ActSpec(
        name="return_paper", event="paper.returned", title=_("Return a paper for changes"),
        consequence=_("It is not sent; it is to be prepared anew."),
        input=inputs.ReturnPaper, service=sign_off.return_paper, who=paper_rules.with_paper,
        roles=frozenset({MembershipRole.REVIEWER, MembershipRole.HEAD}),
    ),
    ActSpec(
        name="withdraw_paper", event="paper.withdrawn", title=_("Take a paper back"),
        consequence=_("It is not sent."),
        input=inputs.WithdrawPaper, service=sign_off.withdraw_paper, who=paper_rules.with_paper,
    ),
)  # fmt: skip

"""What must always hold while papers wait inside their organizations: the term to sign runs for as long as one does."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from cases.models import Paper
from cases.models.paper import LIVE
from core.invariants import Finding, Invariant
from core.vocabulary import CaseState, Step
from deadlines.models import Deadline
from deadlines.services import LIVE as COUNTED


def terms_to_sign_have_their_paper(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """送签期限: it begins with the first paper that an organization sends for signature and ends with the last."""
    waiting = Paper.objects.filter(case=OuterRef("case"), organization=OuterRef("organization"), state__in=LIVE)
    clocks = Deadline.objects.filter(step=Step.SIGN_OFF, of=None, state__in=COUNTED)
    for clock in clocks.filter(~Exists(waiting)).select_related("case", "organization").order_by("pk"):
        yield Finding(
            code="term_to_sign_without_paper", subject=clock.case.number if clock.case else "?",
            message=gettext_noop("%(who)s has nothing to sign, and a term to sign it in."),
            params={"who": clock.organization.short_name},
        )  # fmt: skip


def papers_have_their_term(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """待签文稿: whatever waits for a signature has a term that reminds of it; in a closed case no clock runs."""
    counted = Deadline.objects.filter(
        case=OuterRef("case"), organization=OuterRef("organization"), step=Step.SIGN_OFF, of=None, state__in=COUNTED
    )
    papers = Paper.objects.filter(~Exists(counted), state__in=LIVE).exclude(case__state=CaseState.CLOSED)
    for paper in papers.select_related("case", "organization").order_by("pk"):
        yield Finding(
            code="paper_without_term_to_sign", subject=paper.case.number,
            message=gettext_noop("Paper %(paper)s of %(who)s waits for a signature, and no term runs."),
            params={"paper": paper.pk, "who": paper.organization.short_name},
        )  # fmt: skip


INVARIANTS = (
    Invariant(
        code="terms_to_sign_have_their_paper", number=2, check=terms_to_sign_have_their_paper,
        title=gettext_noop("A term to sign ends with the last paper that waits"),
    ),
    Invariant(
        code="papers_have_their_term", number=2, check=papers_have_their_term,
        title=gettext_noop("A paper that waits for a signature has its term"),
    ),
)  # fmt: skip

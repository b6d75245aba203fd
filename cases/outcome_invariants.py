"""What must always hold of results: one stands as long as the course of its case says so, and no longer."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from cases.models import Filing, Opinion, Outcome
from core.invariants import Finding, Invariant
from core.labels import label
from core.vocabulary import CaseState, FilingDecision, OutcomeState

_NEVER_FILED = (OutcomeState.PROPOSED, OutcomeState.VOID)


def results_stand_as_decided(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """处理结果: what was returned is void, what was filed is or was in force, and what is only proposed belongs to the
    visit at hand or waits to be filed."""
    filings = Filing.objects.filter(outcome=OuterRef("pk"))
    returned = Exists(filings.filter(decision=FilingDecision.RETURNED))
    filed = Exists(filings.exclude(decision=FilingDecision.RETURNED))
    opinions = Opinion.objects.filter(outcome=OuterRef("pk"))
    withdrawn, issued = Exists(opinions.filter(void_at__isnull=False)), Exists(opinions.filter(void_at=None))
    left_behind = Q(state=OutcomeState.PROPOSED, stage__closed_at__isnull=False) & ~Q(case__state=CaseState.SETTLED)
    wrong = Outcome.objects.filter(
        left_behind
        | (Q(returned) | Q(withdrawn)) & ~Q(state=OutcomeState.VOID)
        | Q(filed, state__in=_NEVER_FILED)
        | Q(issued, state=OutcomeState.VOID)
    )
    for outcome in wrong.select_related("case").order_by("pk").iterator():
        yield Finding(
            code="result_and_course_differ",
            subject=outcome.case.number,
            message=gettext_noop(
                "Version %(version)s of the result is “%(state)s”; the course of the case says otherwise."
            ),
            params={"version": outcome.version, "state": label(OutcomeState(outcome.state))},
        )


OUTCOME_INVARIANTS = (
    Invariant(
        code="results_stand_as_decided", number=6, check=results_stand_as_decided,
        title=gettext_noop("A result stands as long as the course of its case says so"),
    ),
)  # fmt: skip

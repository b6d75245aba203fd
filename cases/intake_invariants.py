"""What must always hold of the review before the first tier."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from cases.models import Case, IntakeReview
from core.invariants import Finding, Invariant
from core.vocabulary import CaseState, IntakeDecision
from procedures.selectors import pack_of

_RETURNS = Q(decision=IntakeDecision.TO_CORRECT)


def returns_are_answered(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """退回补正: a return waits only while the case is taken in, and nothing is taken in over one that waits."""
    waiting = IntakeReview.objects.filter(_RETURNS, case=OuterRef("pk"), corrected_at=None, lapsed_at=None)
    ended = IntakeReview.objects.filter(~_RETURNS, case=OuterRef("pk"))
    wrong = Case.objects.filter(Exists(waiting)).filter(~Q(state=CaseState.INTAKE) | Exists(ended))
    for case in wrong.order_by("pk").iterator():
        yield Finding(
            code="return_for_correction_left_open",
            subject=case.number,
            message=gettext_noop("A return for correction still waits although the case is past its review."),
        )


def returns_keep_to_the_procedure(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """退回补正次数: no more returns than the pinned procedure allows."""
    counted: dict[int, int] = {}
    for case_id in IntakeReview.objects.filter(_RETURNS).values_list("case", flat=True).order_by("case").iterator():
        counted[case_id] = counted.get(case_id, 0) + 1
    for case in Case.objects.filter(pk__in=counted).select_related("procedure").order_by("pk").iterator():
        most = pack_of(case.procedure).max_corrections
        if counted[case.pk] > most:
            yield Finding(
                code="returned_too_often",
                subject=case.number,
                message=gettext_noop("Returned for correction %(count)s times; the procedure allows %(most)s."),
                params={"count": counted[case.pk], "most": most},
            )


INTAKE_INVARIANTS = (
    Invariant(
        code="returns_are_answered", number=6, check=returns_are_answered,
        title=gettext_noop("A return for correction is answered, lapses, or the case waits"),
    ),
    Invariant(
        code="returns_keep_to_the_procedure", number=6, check=returns_keep_to_the_procedure,
        title=gettext_noop("No more returns for correction than the procedure allows"),
    ),
)  # fmt: skip

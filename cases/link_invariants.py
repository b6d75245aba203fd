"""What must always hold of merged and linked cases."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_noop

from cases.models import Case, CaseMerge
from core.invariants import Finding, Invariant
from core.vocabulary import ClosingReason

# Every case that is reached from itself, going up from child to parent, or from the merged to where it went.
_ROUND = """
WITH RECURSIVE edge AS (
    SELECT second_id AS low, first_id AS high FROM cases_caselink WHERE kind = 'PARENT' AND ended_at IS NULL
), above AS (
    SELECT low, high FROM edge
    UNION
    SELECT above.low, edge.high FROM above JOIN edge ON edge.low = above.high
)
SELECT owner.number FROM above JOIN cases_case AS owner ON owner.id = above.low WHERE above.low = above.high ORDER BY 1
"""
_MERGED_ROUND = _ROUND.replace(
    "SELECT second_id AS low, first_id AS high FROM cases_caselink WHERE kind = 'PARENT' AND ended_at IS NULL",
    "SELECT merged_id AS low, into_id AS high FROM cases_casemerge",
)


def merged_cases_are_closed(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """并案: a merged case is closed for that reason, and no other case is; it went into one of the same place."""
    went = CaseMerge.objects.filter(merged=OuterRef("pk"))
    elsewhere = went.exclude(into__jurisdiction=F("merged__jurisdiction"))
    closed = Q(closing_reason=ClosingReason.MERGED)
    wrong = Case.objects.filter(Exists(went) & ~closed | ~Exists(went) & closed | Exists(elsewhere))
    for case in wrong.order_by("pk").iterator():
        yield Finding(
            code="merge_and_state_differ",
            subject=case.number,
            message=gettext_noop("Whether the case was merged into another does not agree with how it was closed."),
        )


def links_go_up(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """关联案件: no case stands above itself, nor was merged into itself by way of others."""
    for sql in (_ROUND, _MERGED_ROUND):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            found = [number for (number,) in cursor.fetchall()]
        for number in found:
            yield Finding(
                code="links_go_round",
                subject=number,
                message=gettext_noop("By its links to other cases the case stands above itself."),
            )


LINK_INVARIANTS = (
    Invariant(
        code="merged_cases_are_closed", number=6, check=merged_cases_are_closed,
        title=gettext_noop("A merged case is closed as merged"),
    ),
    Invariant(
        code="links_go_up", number=6, check=links_go_up,
        title=gettext_noop("No case stands above itself"),
    ),
)  # fmt: skip

"""Reading clocks: what runs out next, and what has run out and waits."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from audit.models import ChainKind
from core.vocabulary import DeadlineEffect, DeadlineState, Step
from deadlines.models import Deadline

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
TIER_STEPS = (Step.TIER_NEGOTIATION, Step.TIER_DISPATCH, Step.TIER_OFFICE, Step.TIER_REFERRAL)


def overdue(at: datetime) -> Q:
    """Clocks that ran out and wait: not yet taken up by the sweep, or reminding only."""
    waiting = Q(state=DeadlineState.RUNNING, expires_at__lte=at)
    return (waiting | Q(state=DeadlineState.FIRED, effect=DeadlineEffect.REMIND)) & ~Q(effect=DeadlineEffect.WARN)


def running_clocks() -> QuerySet[Deadline]:
    """Every clock that runs, without the warnings; the first to run out first."""
    running = Deadline.objects.filter(state=DeadlineState.RUNNING).exclude(effect=DeadlineEffect.WARN)
    return running.order_by("expires_at", "pk")


def next_due(*, case: str, organization: str, tiers: bool = True) -> Coalesce:
    """The moment the next clock of a case runs out, of the tier or in the organization's hands; NEVER without one.

    ``case`` and ``organization`` name the columns of the query that asks. Without ``tiers`` only what the organization
    has in hand counts.
    """
    own = Q(organization=OuterRef(organization))
    mine = Q(step__in=TIER_STEPS) | own if tiers else own
    first: Any = Subquery(running_clocks().filter(mine, case=OuterRef(case)).values("expires_at")[:1])
    return Coalesce(first, Value(NEVER, output_field=DateTimeField()))


def next_due_of_subject(kind: ChainKind, *, otherwise: str) -> Coalesce:
    """The moment the next clock of a subject that is no case runs out; else that of the column, else NEVER."""
    rows = running_clocks().filter(subject_kind=kind, subject_id=OuterRef("pk"))
    first: Any = Subquery(rows.values("expires_at")[:1])
    return Coalesce(first, F(otherwise), Value(NEVER, output_field=DateTimeField()))

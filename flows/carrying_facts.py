"""落实情形: what the acts of carrying out look at; read once, in one query."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cases.models import CarryingOutRefusal, CarryingOutReport, Case, Filing, LadderStep, Outcome
from core.vocabulary import DeadlineEffect, DeadlineState, LadderRung, OutcomeState, Step
from deadlines.models import Deadline


@dataclass(frozen=True, kw_only=True)
class CarryingOutFacts:
    """落实情形. All but ``climbed`` count since the last rung, or without one since the outcome is in force.

    ``proven``: whether the report that waits to be checked names a document.
    """

    climbed: tuple[LadderRung, ...]
    refused: bool
    overdue: bool
    returned: int
    proven: bool


def carrying_out_facts(case: Case) -> CarryingOutFacts | None:
    """One query; None where no outcome is in force."""
    steps = LadderStep.objects.filter(outcome=OuterRef("pk")).order_by("order")
    filed = Filing.objects.filter(outcome=OuterRef("pk"))
    since = Coalesce(Subquery(steps.reverse().values("sent_at")[:1]), Subquery(filed.values("decided_at")[:1]))
    reports = CarryingOutReport.objects.filter(outcome=OuterRef("pk"))
    fired = Deadline.objects.filter(case=OuterRef("case"), step=Step.CARRYING_OUT, state=DeadlineState.FIRED)
    row = (
        Outcome.objects.filter(case=case, state=OutcomeState.IN_FORCE)
        .annotate(since=since)
        .values(
            rungs=ArraySubquery(steps.values("rung")),
            refused=Exists(
                CarryingOutRefusal.objects.filter(outcome=OuterRef("pk"), recorded_at__gte=OuterRef("since"))
            ),
            overdue=Exists(fired.filter(effect=DeadlineEffect.REMIND, started_at__gte=OuterRef("since"))),
            returned=ArraySubquery(reports.filter(accepted=False, checked_at__gte=OuterRef("since")).values("pk")),
            proven=Exists(reports.filter(checked_at=None, proof__isnull=False)),
        )
        .first()
    )
    if row is None:
        return None
    return CarryingOutFacts(
        climbed=tuple(LadderRung(rung) for rung in row["rungs"]), refused=row["refused"], overdue=row["overdue"],
        returned=len(row["returned"]), proven=row["proven"],
    )  # fmt: skip

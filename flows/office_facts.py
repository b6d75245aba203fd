"""编办情形: what the acts of the establishment office look at beside the flow; read once, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Exists, F, OuterRef

from cases.models import (
    ApplicationReview,
    Case,
    Consultation,
    Feedback,
    Forwarding,
    MajorMark,
    Opinion,
    OpinionPoint,
    Registration,
    Stage,
)
from core.statements import Slot, Statement
from core.vocabulary import ConsultationKind, ReviewDecision


@dataclass(frozen=True, kw_only=True)
class OfficeFacts:
    """编办情形. ``consulted`` and ``outside`` are ids: of organizations that owe an answer, and of those that asked
    somebody outside and will record it; ``told_by`` is who issued an opinion that has not gone to the parties;
    ``untold`` who has not acknowledged it."""

    registered: bool
    forwarded: bool
    supplements: int
    is_major: bool
    has_open_points: bool
    has_legality_opinion: bool
    consulted: frozenset[int]
    outside: frozenset[int]
    told_by: int | None
    untold: frozenset[int]


def office_facts(case: Case, stage: Stage | None) -> OfficeFacts:
    """One query."""
    columns, statement = _statement()
    values = statement.run({"case": case.pk, "stage": stage.pk if stage else None})[0]
    row = dict(zip(columns, values, strict=True))
    return OfficeFacts(
        registered=row["registered"], forwarded=row["forwarded"], is_major=row["is_major"],
        supplements=len(row["supplements"]),
        has_open_points=row["has_open_points"], has_legality_opinion=row["has_legality_opinion"],
        consulted=frozenset(row["consulted"]), outside=frozenset(row["outside"]),
        told_by=next(iter(row["told_by"]), None), untold=frozenset(row["untold"]),
    )  # fmt: skip


@cache
def _statement() -> tuple[Sequence[str], Statement]:
    """Written once, with the names of its columns: pages and acts of tier 3 ask it."""
    stage = Slot("stage", BigIntegerField())
    open_ = Consultation.objects.filter(case=OuterRef("pk"), answered_at=None, lapsed_at=None).order_by()
    points = OpinionPoint.objects.filter(reply__round__stage=stage, reply__round__closed_at__isnull=False, adoption="")
    asked = ApplicationReview.objects.filter(stage=stage, decision=ReviewDecision.TO_SUPPLEMENT)
    issued = Opinion.objects.filter(case=OuterRef("pk"), confirmed_at__isnull=False, void_at=None, feedback=None)
    untold = Feedback.objects.filter(opinion__case=OuterRef("pk"), acknowledged_at=None).order_by()
    legality = Consultation.objects.filter(stage=stage, kind=ConsultationKind.LEGALITY, answered_at__isnull=False)
    columns: dict[str, Any] = {
        "registered": Exists(Registration.objects.filter(stage=stage)),
        "supplements": ArraySubquery(asked.values("pk")),
        "forwarded": Exists(Forwarding.objects.filter(stage=stage)),
        "is_major": Exists(MajorMark.objects.filter(case=OuterRef("pk"))),
        "has_open_points": Exists(points),
        "has_legality_opinion": Exists(legality),
        "consulted": ArraySubquery(open_.filter(organization__isnull=False).values("organization")),
        "outside": ArraySubquery(open_.filter(organization=None).values("asked_by")),
        "told_by": ArraySubquery(issued.order_by("-pk").values(office=F("stage__conductor"))),
        "untold": ArraySubquery(untold.values("organization")),
    }
    rows = Case.objects.filter(pk=Slot("case", BigIntegerField())).annotate(**columns)
    return tuple(columns), Statement.of(rows.values_list(*columns))

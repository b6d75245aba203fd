"""案卷中的期限: the clocks of a case, side by side with those of the work orders behind it."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from audit.models import ChainKind
from cases.models import InterimHandling
from core.vocabulary import DeadlineEffect, DeadlineState, Step
from deadlines.models import Deadline, Extension, Pause, Reprojection
from hotline.models import WorkOrder
from web.dossier_rows import of_case, rows

_AS_STORED = (
    "step", "effect", "state", "stage_id", "subject_kind", "organization_id", "citation", "is_sample", "budget",
    "started_at", "expires_at", "provisional", "ended_at",
)  # fmt: skip


def clock_parts() -> dict[str, ArraySubquery]:
    """期限: those of the case with their ledgers, and those of the work orders behind it; who handles provisionally."""
    ledger = rows(
        Extension.objects.filter(deadline=OuterRef("pk")).order_by("pk"), added="added", reason="reason",
        granted_by="granted_by_name", granted_at="granted_at", before_at="before", after_at="after",
    )  # fmt: skip
    pauses = rows(
        Pause.objects.filter(deadline=OuterRef("pk")).order_by("pk"), paused_at="paused_at", resumed_at="resumed_at",
        left="left", before_at="before", after_at="after",
    )  # fmt: skip
    recounts = rows(
        Reprojection.objects.filter(deadline=OuterRef("pk")).order_by("pk"), state="state", recorded_at="recorded_at",
        recorded_by="recorded_by_name", days="days", before_at="before", counted_at="counted", after_at="after",
        left_before="left_before", left_after="left_after", decided_by="decided_by_name", remark="remark",
    )  # fmt: skip
    orders = Deadline.objects.filter(
        subject_kind=ChainKind.HOTLINE,
        subject_id__in=WorkOrder.objects.filter(case=OuterRef(OuterRef("pk"))).values("pk"),
    )
    fields: dict[str, Any] = {
        "id": "pk", "organization": "organization__short_name", "n": "term_n", "unit": "term_unit", "roll": "term_roll",
        "ledger": ledger, "pauses": pauses, "recounts": recounts, **{name: name for name in _AS_STORED},
    }  # fmt: skip
    return {
        "terms": rows(of_case(Deadline).exclude(effect=DeadlineEffect.WARN).order_by("-pk"), **fields),
        "order_terms": rows(orders.exclude(effect=DeadlineEffect.WARN).order_by("-pk"), **fields),
        "receipt_terms": rows(
            of_case(Deadline).filter(step=Step.ACKNOWLEDGEMENT, state=DeadlineState.RUNNING), expires_at="expires_at"
        ),
        "interims": rows(
            of_case(InterimHandling).order_by("-pk"), organization="organization__short_name",
            designated_by="designated_by__short_name", reason="reason", begins_at="begins_at", ends_at="ends_at",
            receiver="handed_to__short_name",
        ),
    }  # fmt: skip

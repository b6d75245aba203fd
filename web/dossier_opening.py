"""案卷: how the case was opened and taken in."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from cases.models import CaseMerge, CheckIn, IntakeReview, Opening
from web.dossier_rows import of_case, rows


def opening_rows() -> dict[str, ArraySubquery]:
    """提起: the claim, why this department convenes, and who of those called has come."""
    return {
        "openings": rows(
            of_case(Opening), subject="subject", claimed_lead="claimed_lead__short_name", claimed_phase="claimed_phase",
            claimed_clause="claimed_clause", convener_ground="convener_ground", convening_reason="convening_reason",
            entry="entry__number",
        ),
        "taken_in": rows(
            of_case(IntakeReview).order_by("-pk"), organization="organization__short_name", decision="decision",
            items="items", reason="reason", exclusion="exclusion", forum="forum", decided_at="decided_at",
            correction="correction", corrected_at="corrected_at", lapsed_at="lapsed_at",
            former_summary="former_summary",
        ),
        "merges": rows(
            CaseMerge.objects.filter(Q(merged=OuterRef("pk")) | Q(into=OuterRef("pk"))).order_by("pk"),
            merged_id="merged_id", merged="merged__number", title="merged__title", into="into__number", reason="reason",
            organization="organization__short_name", merged_at="merged_at",
        ),
        "arrivals": rows(
            of_case(CheckIn).order_by("pk"), organization="organization__short_name", representative="representative",
            checked_in_at="checked_in_at",
        ),
    }  # fmt: skip

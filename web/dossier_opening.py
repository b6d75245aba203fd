"""案卷: how the case was opened."""

from django.contrib.postgres.expressions import ArraySubquery

from cases.models import CheckIn, Opening
from web.dossier_rows import of_case, rows


def opening_rows() -> dict[str, ArraySubquery]:
    """提起: the claim, why this department convenes, and who of those called has come."""
    return {
        "openings": rows(
            of_case(Opening), subject="subject", claimed_lead="claimed_lead__short_name", claimed_phase="claimed_phase",
            claimed_clause="claimed_clause", convener_ground="convener_ground", convening_reason="convening_reason",
            entry="entry__number",
        ),
        "arrivals": rows(
            of_case(CheckIn).order_by("pk"), organization="organization__short_name", representative="representative",
            checked_in_at="checked_in_at",
        ),
    }  # fmt: skip

"""立项审查: the review before the first tier, as the case page shows it."""

from collections.abc import Mapping
from typing import Any

from cases.opening.scope import where_after
from core.vocabulary import IntakeDecision, ScopeExclusion
from flows.situation import Situation


def intake_of(now: Situation, file: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Puts to each decision where to go instead; and how often the matter was returned, of how many times allowed."""
    reviews = file["taken_in"]
    for row in reviews:
        exclusion = ScopeExclusion(row["exclusion"]) if row["exclusion"] else None
        row["instead"] = where_after(IntakeDecision(row["decision"]), exclusion, lapsed=row["lapsed_at"] is not None)
    count = sum(row["decision"] == IntakeDecision.TO_CORRECT for row in reviews)
    return {"returns_at_intake": {"count": count, "most": now.pack.max_corrections} if reviews else None}

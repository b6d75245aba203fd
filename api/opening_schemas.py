"""How a case was opened, as the API shows it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas import OrganizationRef, Shape
from cases.models import Case, IntakeReview, Opening
from cases.opening.scope import where_after
from core.vocabulary import ConvenerGround, ForumSubject, IntakeDecision, IntakeItem, Phase, ScopeExclusion, Tier


class OpeningOut(Shape):
    """提起事由: the opener's claim, and why this department convenes."""

    subject: ForumSubject
    claimed_lead: OrganizationRef | None
    claimed_phase: Phase | None
    claimed_clause: str
    convener_ground: ConvenerGround
    convening_reason: str
    entry: str | None = Field(description="number of the entry of the duty list that answered")
    enters_at: Tier | None


class CheckInOut(Shape):
    """报到: a department that a subdistrict called has come."""

    organization: OrganizationRef
    representative: str
    checked_in_at: datetime


class IntakeReviewOut(Shape):
    """立项审查: a decision before the first tier, and what became of a return."""

    organization: OrganizationRef
    decision: IntakeDecision
    items: list[IntakeItem] = Field(description="what is there; of a return, what is missing")
    reason: str
    exclusion: ScopeExclusion | None
    forum: str
    instead: str = Field(description="where to go with it, where it was not taken in")
    decided_at: datetime
    correction: str
    corrected_at: datetime | None
    lapsed_at: datetime | None


def opening_of(case: Case) -> dict[str, Any]:
    """The parts of the file that tell how it began; a case from before this was kept has no opening."""
    opening = Opening.objects.filter(case=case).select_related("claimed_lead", "entry").first()
    arrivals = case.check_ins.select_related("organization").order_by("pk")
    return {
        "opening": _opening(opening) if opening else None,
        "intake_reviews": [_review(row) for row in case.intake_reviews.select_related("organization")],
        "check_ins": [CheckInOut.from_orm(row) for row in arrivals],
    }


def _opening(row: Opening) -> OpeningOut:
    lead = OrganizationRef.from_orm(row.claimed_lead) if row.claimed_lead else None
    return OpeningOut(
        subject=row.subject, claimed_lead=lead, claimed_phase=row.claimed_phase or None,
        claimed_clause=row.claimed_clause, convener_ground=row.convener_ground, convening_reason=row.convening_reason,
        entry=row.entry.number if row.entry else None, enters_at=row.enters_at or None,
    )  # fmt: skip


def _review(row: IntakeReview) -> IntakeReviewOut:
    exclusion = ScopeExclusion(row.exclusion) if row.exclusion else None
    decision = IntakeDecision(row.decision)
    return IntakeReviewOut(
        organization=OrganizationRef.from_orm(row.organization), decision=decision,
        items=[IntakeItem(item) for item in row.items], reason=row.reason, exclusion=exclusion, forum=row.forum,
        instead=where_after(decision, exclusion, lapsed=row.lapsed_at is not None), decided_at=row.decided_at,
        correction=row.correction, corrected_at=row.corrected_at, lapsed_at=row.lapsed_at,
    )  # fmt: skip

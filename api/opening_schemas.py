"""How a case was opened, as the API shows it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas import OrganizationRef, Shape
from cases.models import Case, Opening
from core.vocabulary import ConvenerGround, ForumSubject, Phase, Tier


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


def opening_of(case: Case) -> dict[str, Any]:
    """The parts of the file that tell how it began; a case from before this was kept has no opening."""
    opening = Opening.objects.filter(case=case).select_related("claimed_lead", "entry").first()
    arrivals = case.check_ins.select_related("organization").order_by("pk")
    return {
        "opening": _opening(opening) if opening else None,
        "check_ins": [CheckInOut.from_orm(row) for row in arrivals],
    }


def _opening(row: Opening) -> OpeningOut:
    lead = OrganizationRef.from_orm(row.claimed_lead) if row.claimed_lead else None
    return OpeningOut(
        subject=row.subject, claimed_lead=lead, claimed_phase=row.claimed_phase or None,
        claimed_clause=row.claimed_clause, convener_ground=row.convener_ground, convening_reason=row.convening_reason,
        entry=row.entry.number if row.entry else None, enters_at=row.enters_at or None,
    )  # fmt: skip

"""签收: who has acknowledged the present stage, who not yet, and who acknowledged the stages before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.models import Acknowledgement
from cases.receipts import Asked, asked_now
from flows.situation import Situation
from organizations.models import Organization
from web.dossier_rows import Row


@dataclass(frozen=True, kw_only=True)
class ReceiptRow:
    """一家: ``read_at`` is when somebody of it first opened a notice of this stage, which also shows that it knows."""

    asked: Asked
    conducts: bool
    read_at: datetime | None

    @property
    def organization(self) -> Organization:
        return self.asked.organization


@dataclass(frozen=True, kw_only=True)
class Receipts:
    """签收情况; ``until`` is when who has not acknowledged is reminded, None where nobody will be."""

    rows: list[ReceiptRow]
    until: datetime | None
    earlier: list[Acknowledgement]


def receipts_of(now: Situation, terms: Sequence[Row], opened: Sequence[Row]) -> Receipts:
    """The present stage in full, of the earlier ones what was acknowledged."""
    stage = now.stage
    read = {row["organization_id"]: row["first_at"] for row in opened}
    asked = asked_now(now.case, stage, now.parties, now.receipts)
    present = {one.receipt.pk for one in asked if one.receipt}
    return Receipts(
        rows=[
            ReceiptRow(
                asked=one, conducts=stage is not None and one.organization == stage.conductor,
                read_at=read.get(one.organization.pk),
            )
            for one in asked
        ],
        until=next((row["expires_at"] for row in terms), None),
        earlier=[receipt for receipt in now.receipts if receipt.pk not in present],
    )  # fmt: skip

"""签收: who is asked to acknowledge a case, who has, and since when an organization provably knows.

No act waits for an acknowledgement; silence only has a meaning after proof of delivery, and this is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q, QuerySet

from audit.acting import Act
from cases.models import Acknowledgement, Case, Party, Stage
from core.vocabulary import CaseState
from organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class Asked:
    """被要求签收: an organization, since when it is asked, and its acknowledgement if there is one."""

    organization: Organization
    requested_at: datetime
    receipt: Acknowledgement | None


_ASKED_WHILE = (CaseState.INTAKE, CaseState.OPEN)


def acknowledgements_of(case: Case) -> QuerySet[Acknowledgement]:
    """Every acknowledgement of the case and its stages, the oldest first."""
    rows = Acknowledgement.objects.filter(Q(case=case) | Q(stage__case=case)).select_related("organization")
    return rows.order_by("acknowledged_at", "pk")


def asked_to_acknowledge(case: Case, stage: Stage | None, parties: Sequence[Party]) -> list[Organization]:
    """Every party, and who conducts the open stage; nobody once the case is settled or closed. ``parties`` are all."""
    if case.state not in _ASKED_WHILE:
        return []
    asked = [party.organization for party in parties]
    if stage is not None and stage.conductor not in asked:
        asked.append(stage.conductor)
    return asked


def of_present(receipts: Sequence[Acknowledgement], stage: Stage | None) -> dict[int, Acknowledgement]:
    """Those of the open stage, or where none is open of the case before any, by organization."""
    stage_id = stage.pk if stage else None
    return {receipt.organization_id: receipt for receipt in receipts if receipt.stage_id == stage_id}


def asked_now(
    case: Case, stage: Stage | None, parties: Sequence[Party], receipts: Sequence[Acknowledgement]
) -> list[Asked]:
    """Who is asked to acknowledge the present stage, and who of them has."""
    done = of_present(receipts, stage)
    begun = stage.opened_at if stage else case.opened_at
    joined = {party.organization_id: party.joined_at for party in parties}
    return [
        Asked(
            organization=organization, requested_at=max(begun, joined.get(organization.pk, begun)),
            receipt=done.get(organization.pk),
        )
        for organization in asked_to_acknowledge(case, stage, parties)
    ]  # fmt: skip


def acknowledge(*, case: Case, stage: Stage | None, asked: Asked, act: Act) -> Acknowledgement:
    """签收: once per stage."""
    receipt = Acknowledgement.objects.create(
        case=None if stage else case, stage=stage, organization=asked.organization, requested_at=asked.requested_at,
        acknowledged_at=act.at, acknowledged_by_name=act.actor.person_name,
    )  # fmt: skip
    act.data.update(receipt=receipt.pk, stage=receipt.stage_id)
    return receipt


def proof_of_notice(case: Case, organization: Organization, since: datetime) -> datetime | None:
    """送达证明: the first moment from ``since`` on at which the organization acknowledged; None without proof."""
    known = acknowledgements_of(case).filter(organization=organization, acknowledged_at__gte=since)
    first: datetime | None = known.order_by().aggregate(first=Min("acknowledged_at"))["first"]
    return first

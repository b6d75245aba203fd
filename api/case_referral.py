"""提请 in the case file: a constant number of queries."""

from django.db.models import Q

from api.callers import Caller
from api.referral_schemas import (
    AgendaApplicationOut,
    CosigningOut,
    ReceptionOut,
    ReferralFileOut,
    ReferralOut,
    ReferralReturnOut,
    RoutingOut,
)
from core.vocabulary import Tier
from flows.situation import Situation

_WITH_DRAFTS = (Tier.OFFICE_COORDINATION, Tier.REFERRAL)


def referral_out(now: Situation, caller: Caller) -> ReferralOut:
    """Everything of the referral that the caller may read."""
    case, mine = now.case, {capacity.organization.pk for capacity in caller.held}
    files = case.referral_files.order_by("pk")
    if not any(stage.conductor_id in mine for stage in now.stages if stage.tier in _WITH_DRAFTS):
        files = files.filter(Q(sent_at__isnull=False) | Q(cosigning_requests__isnull=False)).distinct()
    cosignings = case.cosigning_requests.select_related("file").prefetch_related("cosignatures__organization")
    return ReferralOut(
        files=[ReferralFileOut.from_orm(row) for row in files],
        cosignings=[CosigningOut.from_orm(row) for row in cosignings.order_by("pk")],
        receptions=[ReceptionOut.from_orm(row) for row in case.receptions.select_related("organization")],
        routings=[RoutingOut.from_orm(row) for row in case.routings.order_by("pk")],
        agenda_applications=[AgendaApplicationOut.from_orm(row) for row in case.agenda_applications.order_by("pk")],
        returns=[ReferralReturnOut.from_orm(row) for row in case.referral_returns.order_by("pk")],
    )

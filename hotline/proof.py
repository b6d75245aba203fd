"""送达证明: whether somebody of a receiver was reached; silence means something only after that (R39)."""

from dataclasses import dataclass
from datetime import datetime

from audit.models import ChainKind
from flows.acts import STAFF
from hotline.models import Dispatch
from notifications.models import Notice
from organizations.selectors import local_date, people_of


@dataclass(frozen=True, kw_only=True)
class Proof:
    """By what the receiver was reached (``opened``, ``notice``), and when."""

    by: str
    at: datetime


def proof_of_delivery(dispatch: Dispatch, *, at: datetime) -> Proof | None:
    """The order was opened by somebody of the receiver, or its notice read in the inbox; None without either.

    That a message was sent proves nothing.
    """
    if dispatch.opened_at is not None:
        return Proof(by="opened", at=dispatch.opened_at)
    staff = people_of(dispatch.organization, STAFF, local_date(dispatch.order.jurisdiction, at))
    read = Notice.objects.filter(
        event__chain_kind=ChainKind.HOTLINE, event__subject_id=dispatch.order_id, person__in=staff,
        event__at__gte=dispatch.dispatched_at, read_at__lte=at,
    )  # fmt: skip
    first = read.order_by("read_at").values_list("read_at", flat=True).first()
    return Proof(by="notice", at=first) if first is not None else None

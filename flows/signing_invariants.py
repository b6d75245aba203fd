"""What must always hold while an agreement is being signed: whoever has not signed is asked to."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from cases.models import AgreementSigner, Signature
from core.invariants import Finding, Invariant
from core.vocabulary import SigningOrder
from flows.models import WorkItem
from procedures.selectors import pack_of


def missing_signers_are_asked(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """待签署: each signature that is missing has its task; where they sign one after the other, the next of them."""
    given = Signature.objects.filter(agreement=OuterRef("agreement"), organization=OuterRef("organization"))
    asked = WorkItem.objects.filter(
        stage=OuterRef("agreement__stage"), organization=OuterRef("organization"), node="sign", ended_at=None
    )
    standing = AgreementSigner.objects.filter(agreement__void_at=None, agreement__stage__closed_at=None)
    missing = standing.filter(~Exists(given), dropped_at=None).annotate(is_asked=Exists(asked))
    seen: set[int] = set()
    for signer in missing.select_related("agreement__case__procedure", "organization").order_by("agreement", "place"):
        is_next = signer.agreement_id not in seen
        seen.add(signer.agreement_id)
        case = signer.agreement.case
        one_by_one = pack_of(case.procedure).signing_order is SigningOrder.LISTED
        if not signer.is_asked and (is_next or not one_by_one):
            yield Finding(
                code="signer_is_not_asked", subject=case.number,
                message=gettext_noop("%(who)s has not signed version %(version)s, and nobody waits for it."),
                params={"who": signer.organization.short_name, "version": signer.agreement.version},
            )  # fmt: skip


INVARIANTS = (
    Invariant(
        code="missing_signers_are_asked", number=9, check=missing_signers_are_asked,
        title=gettext_noop("Whoever has not signed an agreement is asked to"),
    ),
)  # fmt: skip

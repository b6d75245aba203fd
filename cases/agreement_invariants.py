"""What must always hold of agreements: what was signed is what is stored, and it is signed by all who must."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop

from audit.models import ChainKind, Event
from cases.agreements import Digests, digests_of
from cases.models import Agreement, AgreementSigner, NegotiationReply, Signature
from core.invariants import Finding, Invariant
from core.vocabulary import SilenceEffect, StageResult

_CHUNK = 200


def signatures_cover_what_is_stored(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """签署摘要: the digest of each signature is that of the stored version, and the one on record."""
    return _covering(Signature.objects.all(), _of_signing())


def signatures_of_these_cover_it(at: datetime, cases: Collection[int]) -> Iterator[Finding]:  # noqa: ARG001
    """The same of some cases."""
    return _covering(
        Signature.objects.filter(agreement__case__in=cases), _of_signing().filter(subject_id__in=cases)
    )  # fmt: skip


def _of_signing() -> QuerySet[Event]:
    return Event.objects.filter(chain_kind=ChainKind.CASE, kind="agreement.signed", data__has_key="digest")


def _covering(signatures: QuerySet[Signature], signing: QuerySet[Event]) -> Iterator[Finding]:
    recorded = {data["signature"]: data["digest"] for data in signing.values_list("data", flat=True).iterator()}
    rows = signatures.filter(agrees=True).select_related("organization", "agreement__case", "agreement__outcome")
    rows = rows.prefetch_related(
        "agreement__outcome__assignments__organization", "agreement__outcome__assignments__further",
        "agreement__outcome__further",
    ).order_by("pk")  # fmt: skip
    for signature in rows.iterator(chunk_size=_CHUNK):
        on_record = recorded.get(signature.pk, "")
        if not signature.digest and not on_record:
            continue  # signed before digests were kept
        stored = digests_of(signature.agreement, signature.agreement.outcome)
        if not (signature.digest == stored.sha256 == on_record and _same_sm3(signature, stored)):
            yield Finding(
                code="signature_covers_something_else",
                subject=signature.agreement.case.number,
                message=gettext_noop("What %(who)s signed is not what is stored as version %(version)s."),
                params={"who": signature.organization.short_name, "version": signature.agreement.version},
            )


def _same_sm3(signature: Signature, stored: Digests) -> bool:
    return not signature.digest_sm3 or not stored.sm3 or signature.digest_sm3 == stored.sm3


def agreements_are_signed_by_all(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """共同签署: a visit ends in agreement only when everybody who must sign has."""
    given = Signature.objects.filter(
        agreement=OuterRef("agreement"), organization=OuterRef("organization"), agrees=True
    )
    missing = AgreementSigner.objects.filter(
        ~Exists(given), dropped_at=None, agreement__void_at=None, agreement__stage__result=StageResult.AGREED
    ).select_related("organization", "agreement__case")
    for signer in missing.order_by("pk").iterator():
        yield Finding(
            code="agreement_lacks_a_signature",
            subject=signer.agreement.case.number,
            message=gettext_noop("Version %(version)s counts as agreed and %(who)s has not signed it."),
            params={"version": signer.agreement.version, "who": signer.organization.short_name},
        )


def signatures_are_by_signers(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Nobody signs who need not: the version names its signers."""
    named = AgreementSigner.objects.filter(
        agreement=OuterRef("agreement"), organization=OuterRef("organization"), dropped_at=None
    )
    listed = AgreementSigner.objects.filter(agreement=OuterRef("agreement"))
    astray = Signature.objects.filter(~Exists(named), Exists(listed)).select_related("organization", "agreement__case")
    for signature in astray.order_by("pk").iterator():
        yield Finding(
            code="signature_of_no_signer",
            subject=signature.agreement.case.number,
            message=gettext_noop("%(who)s signed version %(version)s and is not among those who must."),
            params={"version": signature.agreement.version, "who": signature.organization.short_name},
        )


def voided_versions_do_not_count(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """A version is live in an open or agreed visit only; the latest of a visit is the one that stands."""
    later = Agreement.objects.filter(stage=OuterRef("stage"), version__gt=OuterRef("version"))
    live = Agreement.objects.filter(void_at=None).filter(
        Exists(later) | Q(stage__closed_at__isnull=False) & ~Q(stage__result=StageResult.AGREED)
    )
    for agreement in live.select_related("case").order_by("pk").iterator():
        yield Finding(
            code="dead_version_stands",
            subject=agreement.case.number,
            message=gettext_noop("Version %(version)s still stands although it was replaced or its visit is over."),
            params={"version": agreement.version},
        )


def silence_is_no_consent(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """逾期未复: silence is read as no objection only where the letter announced it, and not before its term."""
    silent = NegotiationReply.objects.filter(by_silence=True).select_related("organization", "letter__case")
    wrong = silent.exclude(letter__silence=SilenceEffect.NO_OBJECTION, recorded_at__gte=F("letter__reply_until"))
    for reply in wrong.order_by("pk").iterator():
        yield Finding(
            code="silence_was_not_announced",
            subject=reply.letter.case.number,
            message=gettext_noop("Silence of %(who)s counts as no objection; letter %(number)s did not say so."),
            params={"who": reply.organization.short_name, "number": reply.letter.number},
        )


INVARIANTS = (
    Invariant(
        code="signatures_cover_what_is_stored", number=6, check=signatures_cover_what_is_stored,
        of_cases=signatures_of_these_cover_it, title=gettext_noop("What was signed is what is stored and recorded"),
    ),
    Invariant(
        code="agreements_are_signed_by_all", number=6, check=agreements_are_signed_by_all,
        title=gettext_noop("An agreement is signed by all who must sign it"),
    ),
    Invariant(
        code="signatures_are_by_signers", number=6, check=signatures_are_by_signers,
        title=gettext_noop("Nobody signs who need not"),
    ),
    Invariant(
        code="voided_versions_do_not_count", number=6, check=voided_versions_do_not_count,
        title=gettext_noop("Only the latest version of an agreement stands"),
    ),
    Invariant(
        code="silence_is_no_consent", number=6, check=silence_is_no_consent,
        title=gettext_noop("Silence means what was announced, after the term"),
    ),
)  # fmt: skip

"""What must always hold of referrals: what was sent is what it was, and a decision went its whole way."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_noop

from cases.models import (
    AgendaApplication,
    CaseDocument,
    CosigningRequest,
    Decision,
    Reception,
    ReferralFile,
    Routing,
)
from cases.referral.services import content_of
from core.invariants import Finding, Invariant
from core.vocabulary import DecidingBody

_OF_STAGE = OuterRef("stage")


def files_are_what_they_were(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """Every version of a referral file still has the digest that the record keeps."""
    for file in ReferralFile.objects.select_related("case").order_by("pk").iterator():
        if content_of(file).digest != file.digest:
            yield Finding(
                code="referral_file_was_changed",
                subject=file.case.number,
                message=gettext_noop("Version %(version)s of the referral file no longer has its digest."),
                params={"version": file.version},
            )


def decisions_went_their_way(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """A decision rests on a reception, on the routing to its body and, of a meeting, on an agenda application."""
    routed = Routing.objects.filter(stage=_OF_STAGE).order_by("-pk").values("deciding_body")[:1]
    applied = AgendaApplication.objects.filter(stage=_OF_STAGE, deciding_body=OuterRef("deciding_body"))
    received = Reception.objects.filter(stage=_OF_STAGE)
    on_paper = Q(deciding_body=DecidingBody.LEADER_IN_CHARGE)
    sound = Decision.objects.filter(Exists(received), on_paper | Exists(applied), deciding_body=Subquery(routed))
    decisions = Decision.objects.exclude(form="").exclude(pk__in=sound.values("pk"))
    for decision in decisions.select_related("case").order_by("pk").iterator():
        yield Finding(
            code="decision_without_its_way",
            subject=decision.case.number,
            message=gettext_noop("The decision of %(body)s was not received, sent there or tabled as it must be."),
            params={"body": decision.deciding_body},
        )


def decisions_are_in_the_file(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """The scanned sheet of a decision is a document of the same case."""
    held = CaseDocument.objects.filter(case=OuterRef("case"), document=OuterRef("sheet"))
    for decision in Decision.objects.filter(~Exists(held), sheet__isnull=False).select_related("case").order_by("pk"):
        yield Finding(
            code="sheet_is_not_in_the_file",
            subject=decision.case.number,
            message=gettext_noop("The sheet of the decision is not in the file of the case."),
        )


def everybody_asked_is_on_record(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """会签: once it is over, as many are on record as were asked; it does not outlive its stage."""
    there = Q(case__parties__left_at=None) | Q(case__parties__left_at__gt=F("closed_at"))
    asked = Count("case__parties", filter=there & Q(case__parties__joined_at__lte=F("closed_at")), distinct=True)
    counted = CosigningRequest.objects.annotate(asked=asked, answers=Count("cosignatures", distinct=True))
    for request in (
        counted.filter(closed_at__isnull=False, answers__lt=F("asked")).select_related("case").order_by("pk")
    ):
        yield Finding(
            code="cosigning_leaves_somebody_out",
            subject=request.case.number,
            message=gettext_noop("%(asked)s departments were asked to co-sign, %(answers)s are on record."),
            params={"asked": request.asked, "answers": request.answers},
        )
    still_open = CosigningRequest.objects.filter(closed_at=None, stage__closed_at__isnull=False)
    for waiting in still_open.select_related("case").order_by("pk"):
        yield Finding(
            code="cosigning_outlives_its_stage",
            subject=waiting.case.number,
            message=gettext_noop("The departments are still asked to co-sign although the case has left the tier."),
        )


INVARIANTS = (
    Invariant(
        code="referral_files_are_what_they_were", number=6, check=files_are_what_they_were,
        title=gettext_noop("A referral file is what it was when it was written"),
    ),
    Invariant(
        code="everybody_asked_to_cosign_is_on_record", number=6, check=everybody_asked_is_on_record,
        title=gettext_noop("Who was asked to co-sign is on record with an answer, or without one"),
    ),
    Invariant(
        code="decisions_went_their_way", number=9, check=decisions_went_their_way,
        title=gettext_noop("A decision was received, sent to its body and tabled before"),
    ),
    Invariant(
        code="decisions_are_in_the_file", number=9, check=decisions_are_in_the_file,
        title=gettext_noop("The sheet of a decision is in the file of its case"),
    ),
)  # fmt: skip

"""签收、报到: who was told and has not said that it knows; whose letter waits for a signature."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from cases.models import Acknowledgement, CheckIn, Letter, NegotiationReceipt, Party
from core.vocabulary import CaseSource, CaseState
from flows.asks.spec import Ask, Part, Viewer, first_of, open_stages
from flows.models import WorkItem

_ASKED_WHILE = (CaseState.INTAKE, CaseState.OPEN)


def _called(_viewer: Viewer) -> Sequence[Part]:
    came = CheckIn.objects.filter(case=OuterRef("case"), organization=OuterRef("organization"))
    rows = Party.objects.filter(~Exists(came), case__state=CaseState.OPEN, case__source=CaseSource.SUBDISTRICT)
    return [Part(rows=rows.exclude(organization=F("case__opened_by")), since="joined_at")]


def _told_of_the_stage(_viewer: Viewer) -> Sequence[Part]:
    """Every party, and who conducts without being one."""
    stage = open_stages().filter(case=OuterRef("case"))
    of_stage = Acknowledgement.objects.filter(
        organization=OuterRef("organization"), stage__case=OuterRef("case"), stage__closed_at=None
    )
    before_any = Acknowledgement.objects.filter(organization=OuterRef("organization"), case=OuterRef("case"))
    done = Q(Exists(of_stage)) | ~Exists(stage) & Exists(before_any)
    parties = Party.objects.filter(~done, case__state__in=_ASKED_WHILE)
    is_party = Party.objects.filter(case=OuterRef("case"), organization=OuterRef("conductor"))
    acknowledged = Acknowledgement.objects.filter(stage=OuterRef("pk"), organization=OuterRef("conductor"))
    conducted = open_stages().filter(~Exists(is_party), ~Exists(acknowledged), case__state__in=_ASKED_WHILE)
    return [
        Part(rows=parties, since=Greatest(F("joined_at"), Subquery(stage.values("opened_at")[:1]))),
        Part(rows=conducted, organization="conductor", since="opened_at"),
    ]


def _letter_without_receipt(_viewer: Viewer) -> Sequence[Part]:
    received = NegotiationReceipt.objects.filter(
        letter__case=OuterRef("case"), letter__closed_at=None, organization=OuterRef("organization")
    )
    return [Part(rows=WorkItem.objects.filter(~Exists(received), ended_at=None, node="answer"), since="opened_at")]


def _unsigned_letter(_viewer: Viewer) -> Sequence[Part]:
    drafts = first_of(Letter.objects.filter(signed_by=""), organization="sender")
    return [Part(rows=drafts, organization="sender", since="drafted_at")]


ASKS = (
    Ask(acts=("acknowledge",), parts=_told_of_the_stage),
    Ask(acts=("check_in",), parts=_called),
    Ask(acts=("acknowledge_negotiation_letter",), parts=_letter_without_receipt),
    Ask(acts=("sign_letter",), parts=_unsigned_letter),
)

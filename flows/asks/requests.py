"""申请与异议: what somebody asked for and somebody else has to grant, refuse or decide."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_noop as _

from cases.models import ExtensionRequest, Objection, WithdrawalRequest
from core.vocabulary import CaseState, ExtensionApprover, ReversalVerdict
from flows.asks.spec import (
    OFFICE_OF_THE_PLACE,
    Ask,
    Part,
    Viewer,
    establishment_offices,
    key_with_office,
    open_stages,
)

_BINDING = (CaseState.SETTLED, CaseState.CARRYING_OUT)


def _extension(_viewer: Viewer) -> Sequence[Part]:
    """By the procedure's rule: the head of who conducts, or of the establishment office."""
    rows = ExtensionRequest.objects.filter(
        answered_at=None, stage__closed_at=None, case__state=CaseState.OPEN,
        case__procedure__content__max_extensions__value__gt=0,
    )  # fmt: skip
    by_office = Q(case__procedure__content__extension_approver__value=str(ExtensionApprover.ESTABLISHMENT_OFFICE_HEAD))
    return [
        Part(rows=rows.filter(~by_office), organization="stage__conductor", since="asked_at"),
        Part(
            rows=establishment_offices(rows.filter(by_office)), organization=OFFICE_OF_THE_PLACE, since="asked_at",
            key=key_with_office(),
        ),
    ]  # fmt: skip


def _withdrawal(_viewer: Viewer) -> Sequence[Part]:
    asked = WithdrawalRequest.objects.filter(case=OuterRef("case"), answered_at=None)
    rows = open_stages().filter(Exists(asked), case__state=CaseState.OPEN)
    return [
        Part(
            rows=rows, organization="conductor", since=Subquery(asked.values("asked_at")[:1]),
            about=Subquery(asked.values("pk")[:1]),
        )
    ]  # fmt: skip


def _objection(_viewer: Viewer) -> Sequence[Part]:
    """Several objections to one result are one line."""
    waiting = Objection.objects.filter(verdict=ReversalVerdict.PENDING, case__state__in=_BINDING)
    first = waiting.filter(~Exists(waiting.filter(case=OuterRef("case"), pk__lt=OuterRef("pk"))))
    return [
        Part(
            rows=establishment_offices(first), organization=OFFICE_OF_THE_PLACE, since="raised_at",
            key=key_with_office(),
        )
    ]  # fmt: skip


ASKS = (
    Ask(
        acts=("grant_extension", "refuse_extension"), code="decide_extension", parts=_extension,
        words=_("Decide on the extension asked for"),
    ),
    Ask(
        acts=("grant_withdrawal", "refuse_withdrawal"), code="decide_withdrawal", parts=_withdrawal,
        words=_("Decide on the withdrawal asked for"),
    ),
    Ask(
        acts=("uphold_objection", "reject_objection"), code="decide_objection", parts=_objection,
        words=_("Decide on the objection to the result"),
    ),
)  # fmt: skip

"""协商室的情形: what the rules of tier 1 look at, read in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet, Subquery

from cases.models import (
    Agreement,
    AgreementSigner,
    Case,
    ClauseComment,
    HeadsMeeting,
    InternalNote,
    NegotiationLetter,
    NegotiationReceipt,
    Signature,
)
from core.statements import Slot, Statement


@dataclass(frozen=True, kw_only=True)
class Room:
    """协商室: organizations by id; ``version`` and ``text`` are of the agreement that stands, None and "" without one.

    ``signers`` must sign, ``outstanding`` are those of them who have not, in their order. ``comments`` and ``notes``
    are those that wait for an answer, and those not shared yet (with whose they are).
    """

    letters_sent: int
    received: Sequence[int]
    version: int | None
    text: str
    signers: Sequence[int]
    outstanding: Sequence[int]
    comments: Sequence[int]
    notes: Sequence[int]
    heads_met: bool


def room_of(case: Case) -> Room:
    """Reads the room; one query."""
    columns, statement = _statement()
    row = dict(zip(columns, statement.run({"case": case.pk})[0], strict=True))
    return Room(
        letters_sent=row["letters_sent"] or 0, received=row["received"], version=row["version"], text=row["text"] or "",
        signers=row["signers"], outstanding=row["outstanding"], comments=row["comments"], notes=row["notes"],
        heads_met=row["heads_met"],
    )  # fmt: skip


@cache
def _statement() -> tuple[Sequence[str], Statement]:
    """Written once, with the names of its columns: pages and acts of tier 1 ask it."""
    here, live = OuterRef("pk"), Agreement.objects.filter(case=OuterRef("pk"), void_at=None)
    comments = ClauseComment.objects.filter(agreement__case=here, agreement__stage__closed_at=None, answered_at=None)
    signed = Signature.objects.filter(agreement=OuterRef("agreement"), organization=OuterRef("organization"))
    signers = AgreementSigner.objects.filter(
        agreement__case=here, agreement__void_at=None, agreement__stage__closed_at=None, dropped_at=None
    ).order_by("place")
    letter = NegotiationLetter.objects.filter(case=here)
    receipts = NegotiationReceipt.objects.filter(letter__case=here, letter__closed_at=None)
    columns: dict[str, Any] = {
        "version": Subquery(live.filter(stage__closed_at=None).values("version")[:1]),
        "text": Subquery(live.filter(stage__closed_at=None).values("text")[:1]),
        "letters_sent": Subquery(letter.order_by("-number").values("number")[:1]),
        "received": _ids(receipts, "organization"),
        "signers": _ids(signers, "organization"),
        "outstanding": _ids(signers.exclude(Exists(signed)), "organization"),
        "comments": _ids(comments.order_by("pk"), "pk"),
        "notes": _ids(InternalNote.objects.filter(case=here, shared_at=None).order_by("pk"), "organization"),
        "heads_met": Exists(HeadsMeeting.objects.filter(case=here)),
    }
    rows = Case.objects.filter(pk=Slot("case", BigIntegerField())).annotate(**columns)
    return tuple(columns), Statement.of(rows.values_list(*columns))


def _ids(rows: QuerySet[Any], name: str) -> ArraySubquery:
    return ArraySubquery(rows.values(name))

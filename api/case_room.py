"""协商室: what the case file tells of it to one caller."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from api.room_schemas import HeadsMeetingOut, NegotiationLetterOut, NoteOut, RoomOut
from cases.models import Agreement, Case, InternalNote


def room_out(case: Case, own: Collection[int]) -> RoomOut:
    """Letters, meetings of the heads, and the notes: of the organizations ``own``, and what others have shared."""
    letters = case.negotiation_letters.select_related("sender").prefetch_related(
        "questions", "receipts__organization", "replies__organization", "replies__answers"
    )
    notes = InternalNote.objects.filter(Q(organization__in=own) | Q(shared_at__isnull=False), case=case)
    meetings = case.heads_meetings.prefetch_related("heads__organization")
    return RoomOut(
        letters=[NegotiationLetterOut.from_orm(letter) for letter in letters.order_by("number")],
        heads_meetings=[HeadsMeetingOut.from_orm(meeting) for meeting in meetings.order_by("pk")],
        notes=[NoteOut.from_orm(note) for note in notes.select_related("organization").order_by("pk")],
    )


def agreements_of(case: Case) -> QuerySet[Agreement]:
    """Every version, the oldest first."""
    rows = Agreement.objects.filter(case=case).select_related("outcome").order_by("pk")
    return rows.prefetch_related("signatures__organization", "signers__organization", "comments__organization")

"""协商室 in the file: letters and replies, versions with comments and signatures, notes, meetings of the heads."""

from collections.abc import Collection

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from cases.models import (
    Agreement,
    AgreementSigner,
    AttendingHead,
    ClauseComment,
    HeadsMeeting,
    InternalNote,
    NegotiationAnswer,
    NegotiationLetter,
    NegotiationQuestion,
    NegotiationReceipt,
    NegotiationReply,
    Signature,
)
from web.dossier_rows import of_case, rows


def room_parts() -> dict[str, ArraySubquery]:
    heads = rows(
        AttendingHead.objects.filter(meeting=OuterRef("pk")).order_by("pk"), organization="organization__short_name",
        name="name",
    )  # fmt: skip
    return {
        "rounds_of_letters": _letters(),
        "agreed_texts": _agreements(),
        "heads_met": rows(
            of_case(HeadsMeeting).order_by("-pk"), held_on="held_on", place="place", agreed="agreed", result="result",
            recorded_at="recorded_at", recorded_by="recorded_by_name", heads=heads,
        ),
    }  # fmt: skip


def notes(own: Collection[int]) -> ArraySubquery:
    """Internal notes: those of the organizations ``own``, and what others have shared."""
    return rows(
        of_case(InternalNote).filter(Q(organization__in=list(own)) | Q(shared_at__isnull=False)).order_by("-pk"),
        id="pk", organization="organization__short_name", author="author_name", text="text",
        created_at="created_at", shared_at="shared_at", shared_by="shared_by_name",
    )  # fmt: skip


def _letters() -> ArraySubquery:
    here = OuterRef("pk")
    answers = rows(NegotiationAnswer.objects.filter(reply=here).order_by("pk"), phase="phase", text="text")
    replies = rows(
        NegotiationReply.objects.filter(letter=here).order_by("pk"), organization_id="organization_id",
        organization="organization__short_name", by_silence="by_silence", agrees="agrees", text="text",
        signed_by="signed_by", signed_on="signed_on", recorded_at="recorded_at", answers=answers,
    )  # fmt: skip
    receipts = rows(
        NegotiationReceipt.objects.filter(letter=here), organization_id="organization_id", received_at="received_at",
        name="received_by_name",
    )  # fmt: skip
    questions = rows(NegotiationQuestion.objects.filter(letter=here).order_by("pk"), phase="phase", text="text")
    return rows(
        of_case(NegotiationLetter).order_by("-number"), number="number", sender="sender__short_name",
        sender_id="sender_id", matter="matter", proposal="proposal", silence="silence", until_at="reply_until",
        signed_by="signed_by", signed_on="signed_on", sent_at="sent_at", closed_at="closed_at", questions=questions,
        receipts=receipts, replies=replies,
    )  # fmt: skip


def _agreements() -> ArraySubquery:
    here = OuterRef("pk")
    signatures = rows(
        Signature.objects.filter(agreement=here).order_by("pk"), organization="organization__short_name",
        organization_id="organization_id", agrees="agrees", reason="reason", signed_by="signed_by",
        signed_on="signed_on", recorded_at="recorded_at", recorded_by="recorded_by_name", digest="digest",
    )  # fmt: skip
    signers = rows(
        AgreementSigner.objects.filter(agreement=here).order_by("place"), organization="organization__short_name",
        organization_id="organization_id", place="place", added_reason="added_reason", dropped_at="dropped_at",
        drop_reason="drop_reason",
    )  # fmt: skip
    comments = rows(
        ClauseComment.objects.filter(agreement=here).order_by("pk"), id="pk", clause="clause",
        organization="organization__short_name", text="text", made_at="made_at", made_by="made_by_name",
        adopted="adopted", answer="answer", answered_at="answered_at",
    )  # fmt: skip
    return rows(
        of_case(Agreement).order_by("-pk"), id="pk", stage_id="stage_id", version="version", text="text",
        change_note="change_note", digest="digest", digest_sm3="digest_sm3", drafted_at="drafted_at",
        void_at="void_at", signatures=signatures, signers=signers, comments=comments,
    )  # fmt: skip

"""The shapes of the negotiation room: letters and replies, agreements, notes, meetings of the heads; and filings."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas import OrganizationRef, Shape
from cases.clauses import clauses_of
from core.vocabulary import FilingDecision, Phase, SilenceEffect


class PhaseTextOut(Shape):
    """分环节文字: a question, or the answer to it."""

    phase: Phase
    text: str


class ReceiptOut(Shape):
    """协商函签收."""

    organization: OrganizationRef
    received_at: datetime
    received_by_name: str


class NegotiationReplyOut(Shape):
    """复函, or silence where the procedure reads it as no objection."""

    organization: OrganizationRef
    by_silence: bool
    agrees: bool | None
    answers: list[PhaseTextOut]
    text: str
    signed_by: str
    signed_on: date | None
    recorded_at: datetime


class NegotiationLetterOut(Shape):
    """协商函: one round; with what it announced."""

    number: int
    sender: OrganizationRef
    matter: str
    questions: list[PhaseTextOut]
    proposal: str
    silence: SilenceEffect = Field(description="what silence means, as the letter announced it")
    reply_until: datetime
    signed_by: str
    signed_on: date
    sent_at: datetime
    closed_at: datetime | None
    receipts: list[ReceiptOut]
    replies: list[NegotiationReplyOut]


class SignatureOut(Shape):
    """签署: a yes carries the digests of exactly what was signed."""

    organization: OrganizationRef
    agrees: bool
    reason: str
    signed_by: str
    signed_on: date
    digest: str = Field(description="SHA-256, hex; empty for a refusal")
    digest_sm3: str = Field(description="SM3 of the same, where there is SM3")
    recorded_at: datetime


class SignerOut(Shape):
    """签署单位: who must sign; dropped ones need not."""

    organization: OrganizationRef
    place: int
    added_reason: str
    dropped_at: datetime | None
    drop_reason: str


class CommentOut(Shape):
    """条款意见."""

    id: int
    clause: int
    organization: OrganizationRef
    text: str
    made_at: datetime
    adopted: bool | None
    answer: str
    answered_at: datetime | None


class AgreementOut(Shape):
    """一致意见: one version; the last without ``void_at`` is the one that stands."""

    version: int
    text: str
    clauses: list[str] = Field(description="the paragraphs of the text; comments count them from one")
    change_note: str
    digest: str = Field(description="SHA-256 of what is signed, hex")
    digest_sm3: str
    drafted_at: datetime
    void_at: datetime | None
    outcome_version: int
    signers: list[SignerOut]
    signatures: list[SignatureOut]
    comments: list[CommentOut]

    @staticmethod
    def resolve_outcome_version(obj: Any) -> Any:
        return obj.outcome.version

    @staticmethod
    def resolve_clauses(obj: Any) -> Any:
        return clauses_of(obj.text)


class NoteOut(Shape):
    """内部批注: your own organizations', and what others have shared."""

    id: int
    organization: OrganizationRef
    author_name: str
    text: str
    created_at: datetime
    shared_at: datetime | None


class HeadOut(Shape):
    """会商负责人."""

    organization: OrganizationRef
    name: str


class HeadsMeetingOut(Shape):
    """主要负责人会商."""

    held_on: date
    place: str
    heads: list[HeadOut]
    agreed: bool
    result: str
    recorded_at: datetime


class FilingOut(Shape):
    """备案: what became of a result."""

    outcome_version: int
    decision: FilingDecision
    reason: str
    document_number: str
    issued_on: date | None
    confidentiality_checked: bool
    published_on: date | None
    filed_at: datetime | None = Field(description="when an agreement reached the establishment office")
    file_by: datetime | None = Field(description="the first moment after the term to file, from the last signature on")
    filed_late: bool
    decided_at: datetime

    @staticmethod
    def resolve_outcome_version(obj: Any) -> Any:
        return obj.outcome.version


class RoomOut(Shape):
    """协商室."""

    letters: list[NegotiationLetterOut]
    heads_meetings: list[HeadsMeetingOut]
    notes: list[NoteOut]

"""协商: letters and replies of tier 1, internal notes, and the meeting of the heads."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from audit.acting import Act
from audit.models import ChainKind, Event
from cases.models import (
    AttendingHead,
    Case,
    HeadsMeeting,
    InternalNote,
    NegotiationAnswer,
    NegotiationLetter,
    NegotiationQuestion,
    NegotiationReceipt,
    NegotiationReply,
    Stage,
)
from cases.rules import check_phases_once
from cases.statements import Signed
from core.vocabulary import Phase, SilenceEffect
from organizations.models import Organization

PerPhase = Sequence[tuple[Phase, str]]


def send_letter(
    *, stage: Stage, sender: Organization, matter: str, proposal: str, questions: PerPhase, reply_until: datetime,
    silence: SilenceEffect, signed: Signed, act: Act,
) -> NegotiationLetter:  # fmt: skip
    """协商函: another round; it says until when to reply and what silence means."""
    check_phases_once((phase for phase, _ in questions), field="questions")
    case = stage.case
    letter = NegotiationLetter.objects.create(
        case=case, stage=stage, number=case.negotiation_letters.count() + 1, sender=sender, matter=matter,
        proposal=proposal, silence=silence, reply_until=reply_until, signed_by=signed.by, signed_on=signed.on,
        sent_at=act.at, recorded_by_name=act.actor.person_name,
    )  # fmt: skip
    NegotiationQuestion.objects.bulk_create(
        NegotiationQuestion(letter=letter, phase=phase, text=text) for phase, text in questions
    )
    act.data.update(
        negotiation_letter=letter.pk, round=letter.number, reply_until=reply_until.isoformat(), silence=silence
    )
    return letter


def open_letter(case: Case) -> NegotiationLetter | None:
    """The letter to which replies are awaited."""
    return NegotiationLetter.objects.filter(case=case, closed_at=None).first()


def receive(*, letter: NegotiationLetter, organization: Organization, act: Act) -> None:
    """签收: proof that the letter has reached the party."""
    NegotiationReceipt.objects.create(
        letter=letter, organization=organization, received_at=act.at, received_by_name=act.actor.person_name
    )
    act.data["negotiation_letter"] = letter.pk


def reply(
    *, letter: NegotiationLetter, organization: Organization, agrees: bool, text: str, answers: PerPhase,
    signed: Signed, act: Act,
) -> NegotiationReply:  # fmt: skip
    """复函."""
    check_phases_once((phase for phase, _ in answers), field="answers")
    given = NegotiationReply.objects.create(
        letter=letter, organization=organization, agrees=agrees, text=text, signed_by=signed.by, signed_on=signed.on,
        recorded_at=act.at, recorded_by_name=act.actor.person_name,
    )  # fmt: skip
    NegotiationAnswer.objects.bulk_create(
        NegotiationAnswer(reply=given, phase=phase, text=words) for phase, words in answers
    )
    act.data.update(negotiation_letter=letter.pk, reply=given.pk)
    return given


def record_silence(*, letter: NegotiationLetter, silent: Iterable[Organization], act: Act) -> None:
    """逾期未复视为无异议: only of parties that the letter has provably reached."""
    told = list(silent)
    NegotiationReply.objects.bulk_create(
        NegotiationReply(letter=letter, organization=organization, by_silence=True, recorded_at=act.at)
        for organization in told
    )
    act.data.update(negotiation_letter=letter.pk, silent=[organization.pk for organization in told])


def close_letter(*, letter: NegotiationLetter, act: Act) -> None:
    """Nobody's reply is awaited any more."""
    letter.closed_at = act.at
    letter.save(update_fields=["closed_at"])


def provably_told(letter: NegotiationLetter) -> set[int]:
    """送达证明: who has signed for the letter, or has acted in the case since it was sent."""
    acted = Event.objects.filter(
        chain_kind=ChainKind.CASE, subject_id=letter.case_id, at__gte=letter.sent_at, on_behalf_of_id__isnull=False
    ).exclude(on_behalf_of_id=letter.sender_id)
    received = letter.receipts.values_list("organization", flat=True)
    return {pk for pk in acted.values_list("on_behalf_of_id", flat=True) if pk is not None} | set(received)


def write_note(*, case: Case, organization: Organization, text: str, act: Act) -> InternalNote:
    """内部批注: the event carries its number and digest only."""
    note = InternalNote.objects.create(
        case=case, organization=organization, author_name=act.actor.person_name, text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(), created_at=act.at,
    )  # fmt: skip
    act.data.update(note=note.pk, digest=note.digest)
    return note


def share_note(*, note: InternalNote, act: Act) -> None:
    """公开批注: from now on everybody who may read the case reads it."""
    note.shared_at, note.shared_by_name = act.at, act.actor.person_name
    note.save(update_fields=["shared_at", "shared_by_name"])
    act.data.update(note=note.pk, digest=note.digest)


def record_heads_meeting(
    *, stage: Stage, held_on: date, place: str, heads: Sequence[tuple[Organization, str]], agreed: bool, result: str,
    act: Act,
) -> HeadsMeeting:  # fmt: skip
    """主要负责人会商."""
    meeting = HeadsMeeting.objects.create(
        case=stage.case, stage=stage, held_on=held_on, place=place, agreed=agreed, result=result, recorded_at=act.at,
        recorded_by_name=act.actor.person_name,
    )  # fmt: skip
    AttendingHead.objects.bulk_create(
        AttendingHead(meeting=meeting, organization=organization, name=name) for organization, name in heads
    )
    act.data.update(heads_meeting=meeting.pk, agreed=agreed)
    return meeting

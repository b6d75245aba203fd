"""What organizations put on the record: positions, letters, reviews, rounds and replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from audit.acting import Act
from cases.models import (
    ApplicationReview,
    Case,
    Letter,
    OpinionPoint,
    OpinionReply,
    OpinionRound,
    Position,
    PositionStance,
    Stage,
)
from cases.rules import check_phases_once
from core.ahead import ahead
from core.vocabulary import BasisKind, ForumSubject, LetterKind, Phase, ReviewDecision, Stance, Tier
from organizations.models import Organization

LETTER_TO = {
    Tier.DISPATCH_COORDINATION: LetterKind.APPLICATION_TO_DISPATCH,
    Tier.OFFICE_COORDINATION: LetterKind.APPLICATION_TO_OFFICE,
    Tier.REFERRAL: LetterKind.REFERRAL,
}


@dataclass(frozen=True, kw_only=True)
class Signed:
    """签发: the head's name and the paper's date."""

    by: str
    on: date


@dataclass(frozen=True, kw_only=True)
class LetterText:
    """函件正文: the matter so far, where the parties differ, what the sender proposes."""

    matter: str
    differences: str
    proposal: str


@dataclass(frozen=True, kw_only=True)
class Point:
    """意见要点: about which clause or phase, what, on what basis."""

    about: str
    text: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class Forum:
    """移送去向: the forum in the words of the procedure, and as an organization where it is one here."""

    subject: ForumSubject
    name: str
    organization: Organization | None


def submit_position(
    *, case: Case, stage: Stage, organization: Organization, stances: list[tuple[Phase, Stance]], text: str,
    basis_kind: BasisKind, basis: str, signed: Signed, act: Act,
) -> Position:  # fmt: skip
    """提交部门意见: a later position of the same party replaces the earlier one, which stays on record."""
    check_phases_once(phase for phase, _ in stances)
    position = Position.objects.create(
        case=case, stage=stage, organization=organization,
        version=case.positions.filter(organization=organization).count() + 1, text=text, basis_kind=basis_kind,
        basis=basis, signed_by=signed.by, signed_on=signed.on, recorded_at=act.at,
        recorded_by_name=act.actor.person_name,
    )  # fmt: skip
    PositionStance.objects.bulk_create(
        PositionStance(position=position, phase=phase, stance=stance) for phase, stance in stances
    )
    act.data["position"] = position.pk
    return position


def draft_letter(
    *, stage: Stage, sender: Organization, addressee: Organization, to_tier: Tier, act: Act,
    heads_did_not_meet: bool = False,
) -> Letter:  # fmt: skip
    """The clock moved the case: the letter that should have gone with it waits for a signature.

    A draft that the clock left earlier in the same stage is the same letter.
    """
    kind = LETTER_TO[to_tier]
    letter = next((one for one in ahead(stage, "letters", stage.letters.all) if one.kind == kind), None)
    if letter is None:
        letter = Letter(
            stage=stage, kind=kind, case=stage.case, sender=sender, addressee=addressee, drafted_at=act.at,
            heads_did_not_meet=heads_did_not_meet,
        )  # fmt: skip
        act.rows.add(letter)
    act.data["letter"] = letter.pk
    return letter


def send_letter(
    *, stage: Stage, sender: Organization, addressee: Organization, to_tier: Tier, text: LetterText, signed: Signed,
    act: Act,
) -> Letter:  # fmt: skip
    """A signed letter takes the case one tier up."""
    letter = draft_letter(stage=stage, sender=sender, addressee=addressee, to_tier=to_tier, act=act)
    if letter.sender_id != sender.pk:
        letter.sender = sender
        letter.save(update_fields=["sender"])
    sign_letter(letter=letter, text=text, signed=signed, act=act)
    return letter


def sign_letter(*, letter: Letter, text: LetterText, signed: Signed, act: Act) -> None:
    """签发: a draft becomes its organization's word."""
    letter.matter, letter.differences, letter.proposal = text.matter, text.differences, text.proposal
    letter.signed_by, letter.signed_on, letter.signed_recorded_at = signed.by, signed.on, act.at
    letter.save(update_fields=["matter", "differences", "proposal", "signed_by", "signed_on", "signed_recorded_at"])
    act.data["letter"] = letter.pk


def review_application(
    *, stage: Stage, decision: ReviewDecision, act: Act, reason: str = "", missing: str = "", forum: Forum | None = None
) -> ApplicationReview:
    """受理审查: accepted, to be supplemented, declined or transferred."""
    review = ApplicationReview.objects.create(
        case=stage.case, stage=stage, decision=decision, reason=reason, missing=missing, decided_at=act.at,
        subject=forum.subject if forum else "", forum=forum.name if forum else "",
        forum_organization=forum.organization if forum else None,
    )  # fmt: skip
    act.data["review"] = review.pk
    return review


def supplement(*, stage: Stage, text: str, signed: Signed, act: Act) -> None:
    """补正: answers the latest request."""
    review = stage.application_reviews.filter(decision=ReviewDecision.TO_SUPPLEMENT).latest("pk")
    review.supplement, review.supplemented_at = text, act.at
    review.supplement_signed_by, review.supplement_signed_on = signed.by, signed.on
    review.save(update_fields=["supplement", "supplemented_at", "supplement_signed_by", "supplement_signed_on"])
    act.data["review"] = review.pk


def open_round(*, stage: Stage, question: str, act: Act) -> OpinionRound:
    """征求意见: another written round."""
    number = stage.opinion_rounds.count() + 1
    asked = OpinionRound.objects.create(
        case=stage.case, stage=stage, number=number, question=question, opened_at=act.at
    )
    act.data["round"] = asked.pk
    return asked


def reply(
    *, asked: OpinionRound, organization: Organization, agrees: bool, text: str, basis: str, points: Sequence[Point],
    signed: Signed, act: Act,
) -> OpinionReply:  # fmt: skip
    """书面答复: point by point; a reply that does not agree and names no point is one point as a whole."""
    answer = OpinionReply.objects.create(
        round=asked, organization=organization, agrees=agrees, text=text, basis=basis, signed_by=signed.by,
        signed_on=signed.on, recorded_at=act.at,
    )  # fmt: skip
    made = points or ([] if agrees else [Point(about="", text=text, basis=basis)])
    OpinionPoint.objects.bulk_create(
        OpinionPoint(reply=answer, number=number, about=point.about, text=point.text, basis=point.basis)
        for number, point in enumerate(made, 1)
    )
    act.data["reply"] = answer.pk
    return answer


def close_round(*, asked: OpinionRound, act: Act) -> None:
    """The round is over; who did not reply is recorded as silent, never as consenting."""
    asked.closed_at = act.at
    asked.save(update_fields=["closed_at"])
    heard = asked.replies.values("organization")
    silent = asked.case.parties.exclude(organization__in=heard).values_list("organization", flat=True)
    act.data.update(round=asked.pk, silent=list(silent))

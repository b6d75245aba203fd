"""编办: what the office puts on record when it takes a case up, studies it and answers what it was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max

from audit.acting import Act
from cases.models import (
    Case,
    Consultation,
    ConsultationPaper,
    Feedback,
    Forwarding,
    Instruction,
    MajorMark,
    Opinion,
    OpinionPoint,
    Registration,
    RegistrationCounter,
    Stage,
    StudyEntry,
)
from cases.statements import Signed
from core.vocabulary import Adoption, ConsultationKind, StudySection, StudySource
from documents.models import Document
from organizations.models import Organization


def register(*, stage: Stage, received_on: date, year: int, remark: str, act: Act) -> Registration:
    """登记: the next number of the office's book of that year; the counter stays locked until the transaction ends."""
    office = stage.conductor
    RegistrationCounter.objects.get_or_create(organization=office, year=year)
    RegistrationCounter.objects.filter(organization=office, year=year).update(last=F("last") + 1)
    number = RegistrationCounter.objects.get(organization=office, year=year).last
    registration = Registration.objects.create(
        case=stage.case, stage=stage, organization=office, year=year, number=number, received_on=received_on,
        remark=remark, recorded_at=act.at, recorded_by_name=act.actor.person_name,
    )  # fmt: skip
    act.data["registration"] = registration.pk
    return registration


def instruct(*, stage: Stage, handler: str, text: str, signed: Signed, act: Act) -> Instruction:
    """批示: there may be several; each stays on record."""
    instruction = Instruction.objects.create(
        case=stage.case, stage=stage, handler=handler, text=text, signed_by=signed.by, signed_on=signed.on,
        recorded_at=act.at,
    )  # fmt: skip
    act.data["instruction"] = instruction.pk
    return instruction


def forward(*, stage: Stage, remark: str, act: Act) -> None:
    """转送: once per visit."""
    forwarding, is_new = Forwarding.objects.get_or_create(
        stage=stage, defaults={"case": stage.case, "remark": remark, "forwarded_at": act.at}
    )
    if is_new:
        act.data["forwarding"] = forwarding.pk


@dataclass(frozen=True, kw_only=True)
class StudyLine:
    """研究表的一行: as somebody writes it."""

    section: StudySection
    source: StudySource
    clause: str
    quote: str
    remark: str
    struck: bool


def note_study(
    *, case: Case, organization: Organization, line: int | None, content: StudyLine, act: Act
) -> StudyEntry:  # fmt: skip
    """填写研究表: a new line, or the next version of ``line``, which must exist."""
    lines = case.study_entries.filter(organization=organization)
    number = line or (case.study_entries.aggregate(last=Max("line"))["last"] or 0) + 1
    entry = StudyEntry.objects.create(
        case=case, organization=organization, line=number, version=lines.filter(line=number).count() + 1,
        section=content.section, source=content.source, clause=content.clause, quote=content.quote,
        remark=content.remark, struck=content.struck, reference_only=content.source.is_reference_only,
        recorded_at=act.at, recorded_by_name=act.actor.person_name,
    )  # fmt: skip
    act.data["study_entry"] = entry.pk
    return entry


def consult(
    *, stage: Stage, kind: ConsultationKind, asked_by: Organization, organization: Organization | None,
    outside_name: str, question: str, documents: Iterable[Document], act: Act,
) -> Consultation:  # fmt: skip
    """征求意见: the case stays where it is."""
    asked = Consultation.objects.create(
        case=stage.case, stage=stage, kind=kind, asked_by=asked_by, organization=organization,
        outside_name=outside_name, question=question, asked_at=act.at,
    )  # fmt: skip
    ConsultationPaper.objects.bulk_create(ConsultationPaper(consultation=asked, document=one) for one in documents)
    act.data.update(consultation=asked.pk, consulted=organization.pk if organization else None)
    return asked


def answer(*, asked: Consultation, text: str, signed: Signed, act: Act) -> None:
    """答复征求意见."""
    asked.answer, asked.signed_by, asked.signed_on, asked.answered_at = text, signed.by, signed.on, act.at
    asked.recorded_by_name = act.actor.person_name
    asked.save(update_fields=["answer", "signed_by", "signed_on", "answered_at", "recorded_by_name"])
    act.data["consultation"] = asked.pk


def decide_point(*, point: OpinionPoint, adoption: Adoption, reason: str, act: Act) -> None:
    """意见采纳情况: once decided it stands; what is said again in the next round is another point."""
    point.adoption, point.reason, point.decided_at = adoption, reason, act.at
    point.save(update_fields=["adoption", "reason", "decided_at"])


def mark_major(*, stage: Stage, reason: str, act: Act) -> None:
    """标记重大复杂."""
    MajorMark.objects.create(
        case=stage.case, stage=stage, reason=reason, marked_at=act.at, marked_by_name=act.actor.person_name
    )


def give_feedback(*, opinion: Opinion, organizations: Iterable[Organization], act: Act) -> None:
    """反馈: the issued opinion to every party."""
    Feedback.objects.bulk_create(
        Feedback(opinion=opinion, organization=organization, given_at=act.at) for organization in organizations
    )
    act.data["opinion"] = opinion.pk


def acknowledge_feedback(*, feedback: Feedback, act: Act) -> None:
    """签收反馈."""
    feedback.acknowledged_at, feedback.acknowledged_by_name = act.at, act.actor.person_name
    feedback.save(update_fields=["acknowledged_at", "acknowledged_by_name"])
    act.data["opinion"] = feedback.opinion_id

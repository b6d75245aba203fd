"""The shapes of what the establishment office has on record: points, feedback, book, consultations, study sheet."""

from datetime import date, datetime
from typing import Any

from api.schemas import OrganizationRef, Shape
from core.vocabulary import Adoption, ConsultationKind, StudySection, StudySource


class PointOut(Shape):
    """意见要点: one thing said, and what became of it."""

    id: int
    number: int
    about: str
    text: str
    basis: str
    adoption: Adoption | None
    reason: str
    decided_at: datetime | None

    @staticmethod
    def resolve_adoption(obj: Any) -> Any:
        return obj.adoption or None


class FeedbackOut(Shape):
    """反馈: an issued opinion on its way to a party."""

    organization: OrganizationRef
    given_at: datetime
    acknowledged_at: datetime | None


class RegistrationOut(Shape):
    """登记."""

    organization: OrganizationRef
    year: int
    number: int
    received_on: date
    recorded_at: datetime


class ConsultationOut(Shape):
    """征求意见: seen by who asked, who was asked, and who conducts a stage."""

    id: int
    kind: ConsultationKind
    organization: OrganizationRef | None
    outside_name: str
    question: str
    documents: list[int]
    asked_at: datetime
    answer: str
    signed_by: str
    signed_on: date | None
    answered_at: datetime | None
    lapsed_at: datetime | None

    @staticmethod
    def resolve_documents(obj: Any) -> Any:
        return [paper.document_id for paper in obj.papers.all()]


class StudyEntryOut(Shape):
    """研究表条目: seen by the office that keeps the sheet."""

    line: int
    version: int
    section: StudySection
    source: StudySource
    clause: str
    quote: str
    remark: str
    reference_only: bool
    struck: bool
    recorded_at: datetime
    recorded_by_name: str

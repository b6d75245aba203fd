"""征求意见函: what an organization was asked, as it stands, with what may be done about it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext
from pydantic import Field

from api.callers import Caller
from api.case_schemas import ActionOut
from api.event_schemas import EventOut
from api.offers import schema_of
from api.schemas import ClockBrief, Next, OrganizationRef, Shape
from cases.access import consultations_sent_to
from cases.models import CaseDocument, Consultation
from core.errors import NotFound
from core.vocabulary import ConsultationKind
from deadlines.models import Deadline
from deadlines.selectors import running_clocks
from documents.models import Document
from flows.consulting import ANSWER, answerer, is_open
from workdays.days import Calendar
from workdays.selectors import calendar_for_many


class AskedRow(Shape):
    """征求意见函, as a list shows it."""

    id: int
    kind: ConsultationKind
    case_number: str
    asked_by: OrganizationRef
    organization: OrganizationRef = Field(description="who was asked")
    asked_at: datetime
    answered_at: datetime | None
    lapsed_at: datetime | None = Field(description="when the stage ended without an answer")
    clock: ClockBrief | None = Field(description="until when the answer is awaited")
    href: str


class AskedRows(Next):
    items: list[AskedRow]


class SheetPaper(Shape):
    """附件, or what the organization asked has put into the file."""

    id: int
    title: str
    file_name: str
    media_type: str
    size: int
    digest: str = Field(description="SHA-256, hex")
    added_at: datetime
    href: str = Field(description="address of the content")


class SheetOut(AskedRow):
    """征求意见函: all that who was asked reads of a case that it does not take part in."""

    question: str
    documents: list[SheetPaper] = Field(description="what was sent along")
    own_documents: list[SheetPaper] = Field(description="what your organization has put into the file of the case")
    answer: str
    signed_by: str
    signed_on: date | None
    actions: list[ActionOut]


class SheetAnswered(Shape):
    """What was recorded, and the sheet as it stands after it."""

    event: EventOut
    consultation: SheetOut


class SheetPaperAdded(Shape):
    """The paper as it stands in the file, and the event that says so."""

    event: EventOut
    document: SheetPaper


def sent_to(caller: Caller) -> QuerySet[Consultation]:
    """What the caller's organizations were asked."""
    rows = consultations_sent_to(caller.held)
    return rows.select_related("case__jurisdiction", "asked_by", "organization__jurisdiction")


def find_sheet(caller: Caller, pk: int) -> Consultation:
    """For who was not asked as for one that does not exist, ``NotFound``."""
    asked = sent_to(caller).filter(pk=pk).first()
    if asked is None:
        raise NotFound(field="consultation")
    return asked


def rows_of(sheets: Sequence[Consultation], at: datetime) -> list[AskedRow]:
    """The lines with their clocks; three queries for all."""
    clocks: dict[tuple[int | None, int | None, str], Deadline] = {}
    for clock in running_clocks().filter(case__in={sheet.case_id for sheet in sheets}):
        clocks.setdefault((clock.case_id, clock.organization_id, clock.step), clock)
    places = {sheet.case.jurisdiction_id: sheet.case.jurisdiction for sheet in sheets}
    calendars = calendar_for_many(places.values()) if places else {}
    return [
        _row(
            sheet, clocks.get((sheet.case_id, sheet.organization_id, sheet.step)) if is_open(sheet) else None,
            calendars[sheet.case.jurisdiction_id], at,
        )
        for sheet in sheets
    ]  # fmt: skip


def _row(sheet: Consultation, clock: Deadline | None, calendar: Calendar, at: datetime) -> AskedRow:
    return AskedRow(
        id=sheet.pk, kind=ConsultationKind(sheet.kind), case_number=sheet.case.number,
        asked_by=OrganizationRef.from_orm(sheet.asked_by), organization=OrganizationRef.from_orm(sheet.organization),
        asked_at=sheet.asked_at, answered_at=sheet.answered_at, lapsed_at=sheet.lapsed_at,
        clock=ClockBrief.of(clock, calendar, at) if clock else None,
        href=reverse("api:consultation", args=[sheet.pk]),
    )  # fmt: skip


def sheet_out(caller: Caller, pk: int) -> SheetOut:
    """The whole sheet. Raises ``NotFound``."""
    asked = find_sheet(caller, pk)
    (row,) = rows_of([asked], caller.at)
    return SheetOut(
        **dict(row), question=asked.question, answer=asked.answer, signed_by=asked.signed_by,
        signed_on=asked.signed_on, actions=_actions(asked, caller),
        documents=[paper_out(asked, kept) for kept in _sent_along(asked)],
        own_documents=[paper_out(asked, kept) for kept in _added(asked)],
    )  # fmt: skip


def paper_of(asked: Consultation, pk: int) -> Document:
    """A paper that went along with the question, or that who was asked put into the file; else ``NotFound``."""
    found = _sent_along(asked).filter(pk=pk).first() or _added(asked).filter(pk=pk).first()
    if found is None:
        raise NotFound(field="document")
    return found


def paper_out(asked: Consultation, kept: Document) -> SheetPaper:
    return SheetPaper(
        id=kept.pk, title=kept.title, file_name=kept.file_name, media_type=kept.file.media_type, size=kept.file.size,
        digest=kept.file.digest, added_at=kept.added_at,
        href=reverse("api:consultation_document", args=[asked.pk, kept.pk]),
    )  # fmt: skip


def _sent_along(asked: Consultation) -> QuerySet[Document]:
    return Document.objects.filter(pk__in=asked.papers.values("document")).select_related("file").order_by("pk")


def _added(asked: Consultation) -> QuerySet[Document]:
    in_file = CaseDocument.objects.filter(case=asked.case_id, document__organization=asked.organization_id)
    return Document.objects.filter(pk__in=in_file.values("document")).select_related("file").order_by("pk")


def _actions(asked: Consultation, caller: Caller) -> list[ActionOut]:
    """Answering, while it waits and the case goes on."""
    capacity = answerer(asked, caller.held)
    if capacity is None or not is_open(asked) or asked.case.suspended_at is not None:
        return []
    return [
        ActionOut(
            name=ANSWER.name, title=gettext(ANSWER.title), consequence=gettext(ANSWER.consequence),
            irreversible=ANSWER.irreversible, href=reverse("api:consultation_answer", args=[asked.pk]),
            input=schema_of(ANSWER.name, get_language() or settings.LANGUAGE_CODE), sign_off=None, stage=None,
            on_behalf_of=OrganizationRef.from_orm(capacity.organization),
        )
    ]  # fmt: skip

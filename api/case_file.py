"""案卷: one case with everything in its file and what the caller may do now; a constant number of queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from api.callers import Caller
from api.case_analysis import matrix_out, time_in_hands_out
from api.case_referral import referral_out
from api.case_room import agreements_of, room_out
from api.case_schemas import CaseOut, PartyOut, ProcedureRef
from api.course_schemas import course_of
from api.file_schemas import (
    AcknowledgementOut,
    DocumentOut,
    LetterOut,
    OpinionOut,
    OutcomeOut,
    PositionOut,
    ReportOut,
    ReviewOut,
    RoundOut,
    StageOut,
)
from api.link_schemas import belonging_of
from api.meeting_schemas import MinutesOut, SittingHead, SittingOut
from api.offers import actions_for
from api.office_schemas import ConsultationOut, RegistrationOut, StudyEntryOut
from api.opening_schemas import opening_of
from api.people_schemas import people_of_case
from api.referral_schemas import DecisionOut
from api.room_schemas import AgreementOut, FilingOut
from api.schemas import ClockOut, JurisdictionRef, OrganizationRef
from api.together_schemas import together_of
from audit.models import ChainKind
from cases.access import visible_to
from cases.models import (
    Case,
    CaseDocument,
    Consultation,
    FurtherMatter,
    MajorMark,
    OpinionRound,
    Outcome,
    Position,
)
from cases.receipts import asked_now
from cases.succession import standing_in
from core.errors import NotFound
from core.text import tidy
from core.vocabulary import DeadlineEffect, DeadlineState, OutcomeState
from deadlines.models import Deadline
from flows.selectors import situation
from flows.situation import Situation
from hotline.models import WorkOrder
from meetings.models import AgendaItem
from organizations.selectors import local_date
from procedures.selectors import pack_of
from workdays.days import Calendar
from workdays.selectors import calendar_for

_LIVE = (DeadlineState.RUNNING, DeadlineState.PAUSED)
_PLAIN = (
    "number", "title", "summary", "state", "source", "work_secret", "revision", "opened_at", "suspended_at", "urgent",
    "closed_at", "closing_remark", "archived_at",
)  # fmt: skip


def find_case(caller: Caller, number: str) -> Case:
    """The case; for a stranger as for a number that does not exist, ``NotFound``."""
    cases = visible_to(caller.held).select_related("jurisdiction", "procedure__procedure", "opened_by")
    case = cases.filter(number=tidy(number)).first()
    if case is None:
        raise NotFound(field="number")
    return case


def case_file(caller: Caller, number: str, *, working: bool = False) -> CaseOut:
    """The whole file. Raises ``NotFound``."""
    case = find_case(caller, number)
    now = situation(case, at=caller.at)
    positions, outcome = _positions(case), _outcome(case)
    calendar = calendar_for(case.jurisdiction)
    return CaseOut(
        **{name: getattr(case, name) for name in _PLAIN}, tier=case.tier or None,
        closing_reason=case.closing_reason or None, jurisdiction=JurisdictionRef.from_orm(case.jurisdiction),
        procedure=_procedure(case), opened_by=OrganizationRef.from_orm(case.opened_by),
        parties=_parties(now, positions),
        interim_handler=OrganizationRef.from_orm(now.interim.organization) if now.interim else None,
        stages=[StageOut.from_orm(stage) for stage in now.stages],
        acknowledgements=_acknowledgements(now),
        matrix=matrix_out(now.parties, positions, outcome),
        time_in_hands=time_in_hands_out(now, at=caller.at, calendar=calendar),
        clocks=_clocks(case, caller.at, calendar, working=working),
        outcome=OutcomeOut.from_orm(outcome) if outcome else None, actions=actions_for(now, caller.held),
        documents=[document_out(case, paper) for paper in papers_of(case)],
        **opening_of(case), **course_of(case, now, caller.organization_ids),
        **together_of(case, now),
        meetings=[_sitting(item) for item in _agenda(case)], room=room_out(case, caller.organization_ids),
        referral=referral_out(now, caller), belonging=belonging_of(now, caller.held),
        **_said(case), **_office_room(now, caller),
        **people_of_case(case, caller.held, local_date(case.jurisdiction, caller.at)),
    )  # fmt: skip


def _procedure(case: Case) -> ProcedureRef:
    version = case.procedure
    name = pack_of(version).name_zh
    return ProcedureRef(id=version.pk, code=version.procedure.code, version=version.version, name=name)


def _positions(case: Case) -> list[Position]:
    """Every version, the oldest first; what a dissolved party said stands with who took its place."""
    positions = list(Position.objects.filter(case=case).prefetch_related("stances").order_by("recorded_at", "pk"))
    after = standing_in(case)
    for position in positions:
        position.organization_id = after.get(position.organization_id, position.organization_id)
    return positions


def _parties(now: Situation, positions: list[Position]) -> list[PartyOut]:
    stated = {position.organization_id: position for position in positions}
    return [
        PartyOut(
            organization=OrganizationRef.from_orm(party.organization), role=party.role, joined_at=party.joined_at,
            position=_position(stated.get(party.organization_id)),
        )
        for party in now.parties
    ]  # fmt: skip


def _acknowledgements(now: Situation) -> list[AcknowledgementOut]:
    stage = now.stage.pk if now.stage else None
    waiting = [one for one in asked_now(now.case, now.stage, now.parties, now.receipts) if one.receipt is None]
    return [
        *(
            AcknowledgementOut(
                organization=OrganizationRef.from_orm(receipt.organization), stage=receipt.stage_id,
                requested_at=receipt.requested_at, acknowledged_at=receipt.acknowledged_at,
                acknowledged_by_name=receipt.acknowledged_by_name,
            )
            for receipt in now.receipts
        ),
        *(
            AcknowledgementOut(
                organization=OrganizationRef.from_orm(one.organization), stage=stage, requested_at=one.requested_at,
                acknowledged_at=None, acknowledged_by_name="",
            )
            for one in waiting
        ),
    ]  # fmt: skip


def _position(position: Position | None) -> PositionOut | None:
    return PositionOut.from_orm(position) if position else None


def _clocks(case: Case, at: datetime, calendar: Calendar, *, working: bool) -> list[ClockOut]:
    """Those that run first, by what runs out next; then the ended ones, the latest first."""
    orders = WorkOrder.objects.filter(case=case).values("pk")
    own = Q(case=case) | Q(subject_kind=ChainKind.HOTLINE, subject_id__in=orders)
    rows = Deadline.objects.filter(own).exclude(effect=DeadlineEffect.WARN).select_related("organization")
    clocks = list(rows.prefetch_related("extensions", "pauses", "reprojections").order_by("expires_at", "pk"))
    running = [clock for clock in clocks if clock.state in _LIVE]
    ended = [clock for clock in reversed(clocks) if clock.state not in _LIVE]
    return [ClockOut.in_full(clock, calendar, at, working=working) for clock in [*running, *ended]]


_DUTIES = (
    "assignments__organization",
    Prefetch("further", FurtherMatter.objects.select_related("entry").prefetch_related("assignments__organization")),
)


def _office_room(now: Situation, caller: Caller) -> dict[str, Any]:
    """编办工作: study sheet and consultations go to those they are between."""
    mine = {capacity.organization.pk for capacity in caller.held}
    consultations = Consultation.objects.filter(case=now.case).select_related("organization")
    if not any(stage.conductor_id in mine for stage in now.stages):
        consultations = consultations.filter(organization__in=mine)
    study = now.case.study_entries.filter(organization__in=mine).order_by("line", "version")
    marked = MajorMark.objects.filter(case=now.case).first()
    registered = now.case.registrations.select_related("organization").order_by("pk")
    return {
        "registrations": [RegistrationOut.from_orm(row) for row in registered],
        "consultations": [
            ConsultationOut.from_orm(row) for row in consultations.prefetch_related("papers").order_by("pk")
        ],
        "study_sheet": [StudyEntryOut.from_orm(row) for row in study],
        "major_reason": marked.reason if marked else None,
    }


def _outcome(case: Case) -> Outcome | None:
    """In force, else proposed."""
    outcomes = Outcome.objects.filter(case=case).exclude(state=OutcomeState.VOID).select_related("entry")
    by_state = {outcome.state: outcome for outcome in outcomes.prefetch_related(*_DUTIES)}
    return by_state.get(OutcomeState.IN_FORCE) or by_state.get(OutcomeState.PROPOSED)


def _said(case: Case) -> dict[str, Any]:
    rounds = OpinionRound.objects.filter(case=case).prefetch_related("replies__organization", "replies__points")
    read: dict[str, tuple[type[Any], Iterable[Any]]] = {
        "agreements": (AgreementOut, agreements_of(case)),
        "filings": (FilingOut, case.filings.select_related("outcome").order_by("pk")),
        "application_reviews": (ReviewOut, case.application_reviews.order_by("pk")),
        "opinion_rounds": (RoundOut, rounds.order_by("pk")),
        "opinions": (OpinionOut, case.opinions.prefetch_related("feedback__organization").order_by("pk")),
        "decisions": (DecisionOut, case.decisions.prefetch_related("dissents__organization").order_by("pk")),
        "carrying_out_reports": (ReportOut, case.carrying_out_reports.select_related("organization").order_by("pk")),
        "letters": (LetterOut, case.letters.select_related("sender", "addressee").order_by("pk")),
    }
    return {name: [schema.from_orm(row) for row in rows] for name, (schema, rows) in read.items()}


def papers_of(case: Case) -> QuerySet[CaseDocument]:
    """The documents of the file, the oldest first."""
    papers = CaseDocument.objects.filter(case=case).select_related("document__file", "document__organization")
    return papers.order_by("pk")


def document_out(case: Case, paper: CaseDocument) -> DocumentOut:
    document = paper.document
    return DocumentOut(
        id=document.pk, title=document.title, file_name=document.file_name, media_type=document.file.media_type,
        size=document.file.size, digest=document.file.digest, added_by_name=document.added_by_name,
        organization=OrganizationRef.from_orm(document.organization), added_at=document.added_at,
        href=reverse("api:document", args=[case.number, document.pk]),
    )  # fmt: skip


def _agenda(case: Case) -> QuerySet[AgendaItem]:
    return with_sittings(AgendaItem.objects.filter(case=case)).order_by("pk")


def with_sittings(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """With the meeting, who came, what was said, and what became of the minutes."""
    items = items.select_related("meeting__convener")
    return items.prefetch_related(
        "meeting__attendances__organization", "meeting__guests", "presences__organization", "stands__organization",
        "stands__phases", "confirmations__organization", "tasks__organization",
    )  # fmt: skip


def _sitting(item: AgendaItem) -> SittingOut:
    head, minutes = SittingHead.from_orm(item.meeting), MinutesOut.from_orm(item)
    return SittingOut(**dict(head), **dict(minutes))

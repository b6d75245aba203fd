"""争议事项列表: the cases that somebody may see and asked for; a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from api.callers import Caller
from api.case_schemas import CaseRow
from api.schemas import ClockBrief, JurisdictionRef, OrganizationRef
from cases.access import visible_to
from cases.following import followed_by
from cases.models import Case, Party
from core.paging import Order, Page, page_of
from core.text import tidy
from core.vocabulary import CaseState, Tier
from deadlines.models import Deadline
from deadlines.selectors import overdue, running_clocks
from flows.models import WorkItem
from workdays.days import Calendar
from workdays.selectors import calendar_for_many

NEWEST = Order(descending=True)
OPEN_STATES = (CaseState.INTAKE, CaseState.OPEN, CaseState.SETTLED, CaseState.CARRYING_OUT)
LONGEST_QUERY = 60


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """筛选条件."""

    state: CaseState | None
    tier: Tier | None
    jurisdiction: str
    q: str
    mine: bool
    followed: bool
    overdue: bool


def case_page(caller: Caller, wanted: Wanted, *, after: str, size: int) -> Page[Case]:
    """One page, the newest first."""
    rows = visible_to(caller.held).select_related("jurisdiction")
    exact = {"state": wanted.state, "tier": wanted.tier, "jurisdiction__code": tidy(wanted.jurisdiction)}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if q := tidy(wanted.q)[:LONGEST_QUERY]:
        rows = rows.filter(Q(title__icontains=q) | Q(number__startswith=q.upper()))
    if wanted.mine:
        rows = rows.filter(_concerning(caller.organization_ids))
    if wanted.followed:
        rows = rows.filter(followed_by(caller.person))
    if wanted.overdue:
        rows = rows.filter(_has_overdue_clock(caller.at), state__in=OPEN_STATES)
    return page_of(rows, NEWEST, after=after, size=size)


def rows_of(cases: Sequence[Case], at: datetime) -> list[CaseRow]:
    """The lines, with whose move it is and the next clock; three queries for all."""
    waiting = _waiting_for(cases)
    clocks: dict[int, Deadline] = {}
    for clock in running_clocks().filter(case__in=cases):
        clocks.setdefault(clock.case_id or 0, clock)
    calendars = calendar_for_many({case.jurisdiction_id: case.jurisdiction for case in cases}.values())
    return [
        CaseRow(
            number=case.number, title=case.title, state=CaseState(case.state),
            tier=Tier(case.tier) if case.tier else None, source=case.source, work_secret=case.work_secret,
            jurisdiction=JurisdictionRef.from_orm(case.jurisdiction), opened_at=case.opened_at,
            closed_at=case.closed_at, waiting_for=waiting.get(case.pk, []),
            next_clock=_brief(clocks.get(case.pk), calendars[case.jurisdiction_id], at), href=address_of(case),
        )
        for case in cases
    ]  # fmt: skip


def address_of(case: Case) -> str:
    return reverse("api:case", args=[case.number])


def _brief(clock: Deadline | None, calendar: Calendar, at: datetime) -> ClockBrief | None:
    return ClockBrief.of(clock, calendar, at) if clock else None


def _concerning(ids: list[int]) -> Q:
    party = Exists(Party.objects.filter(case=OuterRef("pk"), organization__in=ids))
    at_work = Exists(WorkItem.objects.filter(case=OuterRef("pk"), organization__in=ids, ended_at=None))
    return Q(party) | Q(at_work) | Q(opened_by__in=ids)


def _has_overdue_clock(at: datetime) -> Exists:
    """In the open stage; once the case is settled, in no stage."""
    here = Q(stage=None) | Q(stage__closed_at=None)
    return Exists(Deadline.objects.filter(overdue(at), here, case=OuterRef("pk")))


def _waiting_for(cases: Sequence[Case]) -> dict[int, list[OrganizationRef]]:
    waiting: dict[int, dict[int, OrganizationRef]] = {}
    items: QuerySet[WorkItem] = WorkItem.objects.filter(case__in=cases, ended_at=None).select_related("organization")
    for item in items.order_by("pk"):
        found = waiting.setdefault(item.case_id, {})
        found.setdefault(item.organization_id, OrganizationRef.from_orm(item.organization))
    return {case: list(found.values()) for case, found in waiting.items()}

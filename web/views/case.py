"""案件页: one case with everything in its file, and what may be done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from audit.models import Event
from cases.access import consultations_sent_to
from core.errors import NotFound
from core.vocabulary import PartyRole
from documents.services import allowed_kinds
from flows.diagram import drawings_of_case
from flows.four_steps import checklists_of
from flows.models import WorkItem
from flows.selectors import events_told_to, offers, situation, withheld
from flows.situation import Situation
from notifications.wording import sentence
from organizations.selectors import local_date
from web.dossier import dossier_of
from web.offer_groups import grouped
from web.views.case_access import the_case
from web.views.case_belonging import belonging_of
from web.views.case_clocks import clocks_of
from web.views.case_hands import hands_view
from web.views.case_intake import intake_of
from web.views.case_ladder import ladder_of
from web.views.case_matrix import matrix_of, roles_by_phase
from web.views.case_office import further_of, office_room_of
from web.views.case_receipts import receipts_of
from web.views.case_referral import referral_room_of
from web.views.case_room import rounds_of, versions_of
from web.views.case_sitting import sitting_of
from web.visitors import VisitorRequest, signed_in
from workdays.selectors import calendar_for

RECENT = 12
PAGE = 50
NAMED = 4
_MAKERS = {"people": {"actor_id__isnull": False}, "system": {"actor_id__isnull": True}}


@require_safe
@signed_in
def show(request: VisitorRequest, number: str) -> HttpResponse:
    """案件页; a constant number of queries whatever is in the file. Who was only asked is shown what it was asked."""
    try:
        case = the_case(request, number)
    except NotFound:
        asked = consultations_sent_to(list(request.visitor.capacities)).filter(case__number=number)
        latest = asked.order_by("answered_at", "-pk").first()
        if latest is None:
            raise
        return redirect("consultation", pk=latest.pk)
    now = situation(case, at=request.at)
    file = dossier_of(
        case, local_date(case.jurisdiction, request.at), held=request.visitor.capacities,
        person=request.visitor.person.pk,
    )  # fmt: skip
    calendar = calendar_for(case.jurisdiction)
    clocks = clocks_of([*file["terms"], *file["order_terms"]], request.at, calendar)
    events = list(events_told_to(case, request.visitor.organization_ids)[: RECENT + 1])
    context = {
        "case": case, "now": now, "file": file, "zone": calendar.zone,
        "ladder": ladder_of(case, now.stages, now.pack),
        "checklists": checklists_of(now.stages, now.pack),
        "moves": moves_of(now.items), "tier_clock": _tier_clock(now, clocks),
        "offers": grouped(offers(now, request.visitor.capacities)),
        "clocks": [clock for clock in clocks if clock.is_running],
        "ended_clocks": [clock for clock in clocks if not clock.is_running],
        "matrix": matrix_of(now.parties, file["said"], file["results"]),
        "receipts": receipts_of(now, file["receipt_terms"], file["notices_read"]),
        "hands": hands_view(case, now.stages, file["work"], file["standstills"], at=request.at, calendar=calendar),
        "results": [(row, roles_by_phase(row["assigned"]), further_of(row)) for row in file["results"]],
        "rounds": rounds_of(file, now.parties), "versions": versions_of(file),
        **referral_room_of(now, file, request.visitor.capacities, calendar),
        **intake_of(now, file), **belonging_of(now, file, request.visitor.capacities),
        **office_room_of(now, file, request.visitor.capacities),
        "sittings": [sitting_of(row, now.parties) for row in file["sittings"]],
        "timeline": _told(events[:RECENT], now), "more_events": len(events) > RECENT,
        "drawings": drawings_of_case(case),
        "own_papers": [paper for paper in now.papers if paper.organization_id in request.visitor.organization_ids],
        "convening": PartyRole.CONVENING, "upload_key": uuid4(), "allowed_kinds": allowed_kinds(),
    }  # fmt: skip
    return render(request, "web/case/case.html", context)


@require_safe
@signed_in
def why_not(request: VisitorRequest, number: str) -> HttpResponse:
    """为什么不能办: the acts that are not offered to the visitor now, each with the reason."""
    case = the_case(request, number)
    now = situation(case, at=request.at)
    titles: dict[str, list[str]] = {}
    for spec, reason in withheld(now, request.visitor.capacities):
        titles.setdefault(reason, []).append(gettext(spec.title))
    # what is closest to being possible first: a reason that few acts share
    groups = sorted(titles.items(), key=lambda group: len(group[1]))
    reasons = [(reason, gettext(", ").join(acts)) for reason, acts in groups]
    template = "web/case/_why_not.html" if request.headers.get("HX-Request") else "web/case/why_not.html"
    return render(request, template, {"case": case, "reasons": reasons})


@require_safe
@signed_in
def timeline(request: VisitorRequest, number: str) -> HttpResponse:
    """全程留痕: every event of the case, newest first; by people, by the system, or all; keyset pages."""
    case = the_case(request, number)
    maker, before = request.GET.get("by", ""), request.GET.get("before", "")
    rows = events_told_to(case, request.visitor.organization_ids).filter(**_MAKERS.get(maker, {}))
    if before.isdecimal():
        rows = rows.filter(sequence__lt=int(before))
    events = list(rows[: PAGE + 1])
    context = {
        "case": case, "zone": calendar_for(case.jurisdiction).zone,
        "timeline": _told(events[:PAGE], situation(case, at=request.at)), "by": maker,
        "next_before": events[PAGE - 1].sequence if len(events) > PAGE else None,
    }  # fmt: skip
    return render(request, "web/case/timeline.html", context)


@require_safe
@signed_in
def flow(request: VisitorRequest, number: str) -> HttpResponse:
    """流程图: the drawings, and the viewer where JavaScript runs."""
    case = the_case(request, number)
    context = {"case": case, "drawings": drawings_of_case(case), "zone": ZoneInfo(case.jurisdiction.timezone)}
    return render(request, "web/case/flow.html", context)


@dataclass(frozen=True)
class Move:
    """轮到谁: one step that waits, and for whom; of many only the first are named at first glance."""

    step: str
    organizations: list[str]

    @property
    def first(self) -> str:
        return gettext(", ").join(self.organizations[:NAMED])

    @property
    def others(self) -> str:
        return gettext(", ").join(self.organizations[NAMED:])

    @property
    def count_of_others(self) -> int:
        return max(len(self.organizations) - NAMED, 0)


def moves_of(items: list[WorkItem]) -> list[Move]:
    """Each step that waits, with the organizations it waits for."""
    moves: dict[str, list[str]] = {}
    for item in items:
        step = gettext(str(item.task.flow_task.task_title))
        moves.setdefault(step, []).append(item.organization.short_name)
    return [Move(step, who) for step, who in moves.items()]


def _tier_clock(now: Situation, clocks: list[Any]) -> Any:
    stored = now.tier_clock
    return next(
        (clock for clock in clocks if stored and clock.row["id"] == stored.pk),
        clocks[0] if clocks and clocks[0].is_running else None,
    )


def _told(events: list[Event], now: Situation) -> list[tuple[Event, str]]:
    names: Mapping[int, str] = {party.organization_id: party.organization.short_name for party in now.parties}
    return [(event, sentence(event, names)) for event in events]

"""职责清单: whose duty a matter is; looking up comes before quarrelling."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.labels import label
from core.text import tidy
from core.vocabulary import DutyRole, Phase
from registry.models import BoundaryEntry, EntryVersion
from registry.selectors import entries_page, look_up, versions_of
from web.jurisdictions import places_for
from web.visitors import VisitorRequest, signed_in

PAGE = 20
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Entry:
    """An entry's version with who does what in each phase, roles in their order."""

    version: EntryVersion
    duties: list[tuple[str, list[tuple[str, list[str]]]]]


@require_safe
@signed_in
def registry(request: VisitorRequest) -> HttpResponse:
    """Entries in force today: those that answer ``q``, best first; without one all of them, by number."""
    places = places_for(request)
    q = tidy(request.GET.get("q", ""))[:LONGEST_QUERY]
    today = request.at.astimezone(request.visitor.zone).date()
    entries, next_after = _found(request, q, today) if q else _listed(request, today)
    context = {"places": places, "q": q, "entries": entries, "next_after": next_after, "today": today}
    template = "web/registry_results.html" if request.headers.get("HX-Target") == "results" else "web/registry.html"
    return render(request, template, context)


@require_safe
@signed_in
def registry_entry(request: VisitorRequest, number: str) -> HttpResponse:
    """One entry with all its versions."""
    entry = get_object_or_404(BoundaryEntry.objects.select_related("jurisdiction"), number=number)
    entries = [_entry(version) for version in versions_of(entry)]
    today = request.at.astimezone(request.visitor.zone).date()
    return render(request, "web/registry_entry.html", {"entry": entry, "entries": entries, "today": today})


def _found(request: VisitorRequest, q: str, today: date) -> tuple[list[Entry], int | None]:
    place = places_for(request).chosen
    found = look_up(jurisdiction=place, q=q, on=today, limit=PAGE) if place else []
    return [_entry(hit.version) for hit in found], None


def _listed(request: VisitorRequest, today: date) -> tuple[list[Entry], int | None]:
    place = places_for(request).chosen
    if not place:
        return [], None
    after = request.GET.get("after", "")
    page = entries_page(jurisdiction=place, on=today, after=int(after) if after.isdecimal() else None, limit=PAGE)
    return [_entry(version) for version in page.versions], page.next_after


def _entry(version: EntryVersion) -> Entry:
    assignments = list(version.assignments.all())
    duties = []
    for phase in Phase:
        roles = [
            (label(role), [str(one.organization) for one in assignments if (one.phase, one.role) == (phase, role)])
            for role in DutyRole
        ]
        if any(names for _role, names in roles):
            duties.append((label(phase), [(role, names) for role, names in roles if names]))
    return Entry(version, duties)

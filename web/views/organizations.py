"""机构: the bodies of each jurisdiction, and what they do in the procedure."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.text import tidy
from organizations.models import Jurisdiction, Organization
from organizations.selectors import organizations_for_choice
from web.jurisdictions import places_for
from web.visitors import VisitorRequest, signed_in

LONGEST_QUERY = 60


@require_safe
@signed_in
def organizations(request: VisitorRequest) -> HttpResponse:
    """The organizations of one jurisdiction and of those above it that exist today."""
    places = places_for(request)
    q = tidy(request.GET.get("q", ""))[:LONGEST_QUERY]
    groups = _groups(request, places.chosen, q) if places.chosen else []
    context = {"places": places, "q": q, "groups": groups, "count": sum(len(found) for _place, found in groups)}
    return render(request, "web/organizations.html", context)


def _groups(request: VisitorRequest, chosen: Jurisdiction, q: str) -> list[tuple[Jurisdiction, list[Organization]]]:
    today = request.at.astimezone(request.visitor.zone).date()
    found = organizations_for_choice(chosen, today, q)
    places = {organization.jurisdiction_id: organization.jurisdiction for organization in found}
    return [
        (place, [organization for organization in found if organization.jurisdiction_id == place.pk])
        for place in sorted(places.values(), key=lambda place: (place.pk != chosen.pk, place.code))
    ]

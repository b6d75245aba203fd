"""争议事项: the list, and what is shown of it as a file."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.labels import label
from core.vocabulary import CaseSource, CaseState, Tier
from organizations.models import Jurisdiction
from web.case_lists import ORDER_NAMES, CaseFilter, CaseRow, case_page
from web.formatting import moment_text
from web.spreadsheets import csv_file
from web.visitors import VisitorRequest, signed_in


@require_safe
@signed_in
def cases(request: VisitorRequest) -> HttpResponse:
    """The cases the address asks for."""
    wanted = CaseFilter.read(request.GET)
    context = {
        "wanted": wanted,
        "page": case_page(request.visitor, wanted, request.at),
        "after": wanted.after,
        "states": [(str(state), label(state)) for state in CaseState],
        "tiers": [(str(tier), label(tier)) for tier in Tier],
        "sorts": [(name, _(words)) for name, words in ORDER_NAMES.items()],
        "places": list(Jurisdiction.objects.order_by("code")),
    }
    template = "web/case_results.html" if request.headers.get("HX-Target") == "results" else "web/cases.html"
    return render(request, template, context)


@require_safe
@signed_in
def cases_csv(request: VisitorRequest) -> StreamingHttpResponse:
    """导出: the page that is shown, as CSV that spreadsheets open in Chinese."""
    page = case_page(request.visitor, CaseFilter.read(request.GET), request.at)
    zone = request.visitor.zone
    lines = [_headings(), *(_line(row, zone) for row in page.rows)]
    return csv_file("cases.csv", lines)


def _headings() -> list[str]:
    return [
        _("Number"), _("Title"), _("State"), _("Tier"), _("Source"), _("Jurisdiction"), _("Whose move"),
        _("Until when"), _("Light"), _("Opened"),
    ]  # fmt: skip


def _line(row: CaseRow, zone: Any) -> list[str]:
    case, clock = row.case, row.clock
    return [
        case.number, case.title, label(CaseState(case.state)), label(Tier(case.tier)) if case.tier else "",
        label(CaseSource(case.source)), case.jurisdiction.name, "、".join(row.movers), clock.until if clock else "",
        clock.light.word if clock else "", moment_text(case.opened_at, zone),
    ]  # fmt: skip

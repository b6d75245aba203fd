"""职责清单: whose duty a matter is; looking up comes before quarrelling."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Trial
from cases.models.trial import WAITING
from cases.trials import trials_of, waiting_trial
from core.errors import DomainError
from core.labels import label
from core.text import tidy
from core.vocabulary import DutyRole, Phase
from flows.trials.acts import TRIAL_ACTS, TrialAct
from flows.trials.services import opened_by, perform, trial_offers
from registry.models import BoundaryEntry, EntryVersion
from registry.selectors import entries_page, look_up, versions_of
from web.forms.from_input import ActForm
from web.forms.review import background_of_review
from web.jurisdictions import places_for
from web.visitors import VisitorRequest, signed_in

PAGE = 20
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Entry:
    """An entry's version with who does what in each phase, roles in their order; ``trial`` where it was provisional."""

    version: EntryVersion
    duties: list[tuple[str, list[tuple[str, list[str]]]]]
    trial: Trial | None = None


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
    trials = {trial.version_id: trial for trial in trials_of(entry)}
    entries = [_entry(version, trials) for version in versions_of(entry)]
    waiting = next((trial for trial in trials.values() if trial.state in WAITING), None)
    context = {
        "entry": entry, "entries": entries, "waiting": waiting, "now": request.at,
        "today": request.at.astimezone(request.visitor.zone).date(),
        "acts": [spec for spec, _capacity in trial_offers(waiting, request.visitor.capacities)],
    }  # fmt: skip
    return render(request, "web/registry_entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def registry_act(request: VisitorRequest, number: str, name: str) -> HttpResponse:
    """复核: one act on a provisional entry: its form, and what comes of sending it."""
    entry = get_object_or_404(BoundaryEntry.objects.select_related("jurisdiction"), number=number)
    spec = TRIAL_ACTS.get(name)
    trial = waiting_trial(entry)
    offered = {one.name: capacity for one, capacity in trial_offers(trial, request.visitor.capacities)}
    if spec is None or name not in offered:
        raise Http404
    context = background_of_review(entry, at=request.at)
    if request.method != "POST":
        first = {"ends_on": None, "title": trial.version.matter if trial else ""}
        return _form(request, entry, spec, ActForm(model=spec.input, context=context, initial=first))
    form = ActForm(request.POST, model=spec.input, context=context)
    if not form.is_valid() or form.act_input is None:
        return _form(request, entry, spec, form, status=200 if form.seeks() else 422)
    try:
        event = perform(
            number=number, act=name, form=form.act_input, capacity=offered[name], at=request.at,
            request_key=form.cleaned_data["request_key"],
        )  # fmt: skip
    except DomainError as error:
        form.take(error)
        return _form(request, entry, spec, form, status=error.status)
    said = {"act": gettext(spec.title), "consequence": gettext(spec.consequence)}
    messages.success(request, gettext("Done: %(act)s. %(consequence)s") % said)
    opened = opened_by(event)
    return redirect("case", number=opened.number) if opened else redirect("registry_entry", number=number)


def _form(
    request: VisitorRequest, entry: BoundaryEntry, spec: TrialAct, form: ActForm, *, status: int = 200
) -> HttpResponse:
    context = {"entry": entry, "form": form, "act": gettext(spec.title), "consequence": gettext(spec.consequence)}
    return render(request, "web/registry_act.html", context, status=status)


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


def _entry(version: EntryVersion, trials: Mapping[int, Trial] = MappingProxyType({})) -> Entry:
    assignments = list(version.assignments.all())
    duties = []
    for phase in Phase:
        roles = [
            (label(role), [str(one.organization) for one in assignments if (one.phase, one.role) == (phase, role)])
            for role in DutyRole
        ]
        if any(names for _role, names in roles):
            duties.append((label(phase), [(role, names) for role, names in roles if names]))
    return Entry(version, duties, trials.get(version.pk))

"""The one door to provisional entries for people and the API; the clock comes through ``flows.trials.clock``."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext

from audit.acting import Act
from audit.models import ChainKind, Event
from cases.models import Case, Trial
from cases.trials import due_for_review, waiting_trial
from core.errors import NotFound, NotPermitted, Stale
from core.labels import label
from core.vocabulary import OrganizationFunction
from flows.errors import RequestKeyReused, UnknownAct
from flows.inputs import ActInput
from flows.trials.acting import acting_on, lock_entry
from flows.trials.acts import TRIAL_ACTS, TrialAct
from organizations.models import Jurisdiction
from organizations.selectors import Capacity
from registry.models import BoundaryEntry


def perform(*, number: str, act: str, form: ActInput, capacity: Capacity, at: datetime, request_key: str = "") -> Event:
    """复核: one act of the table on the entry with this number; returns its event.

    Raises ``NotFound``, ``UnknownAct``, ``Stale``, ``NotPermitted``, ``RequestKeyReused`` and what the act refuses.
    """
    spec = TRIAL_ACTS.get(act)
    if spec is None:
        raise UnknownAct(name=act)
    with transaction.atomic():
        entry = lock_entry(number)
        if entry is None:
            raise NotFound(field="number")
        known = _already(capacity, request_key, spec.event, entry)
        if known:
            return known
        trial = waiting_trial(entry)
        _check_allowed(spec, entry, trial, capacity)
        if trial is None:
            raise _someone_was_first(entry)
        record = Act(kind=spec.event, actor=capacity.actor(), at=at, request_key=request_key, data={"act": act})
        with acting_on(trial, act=record, capacity=capacity) as acting:
            spec.service(acting, form)
    if acting.event is None:
        raise RuntimeError("the act wrote no event")
    return acting.event


def trial_offers(trial: Trial | None, held: Sequence[Capacity]) -> list[tuple[TrialAct, Capacity]]:
    """What somebody with these capacities may do about the entry now, and in which of them."""
    if trial is None:
        return []
    able = [(spec, _able(spec, trial.entry.jurisdiction, held)) for spec in TRIAL_ACTS.values()]
    return [(spec, capacity) for spec, capacity in able if capacity is not None]


def to_review(held: Sequence[Capacity], at: datetime) -> list[Trial]:
    """待复核: the provisional entries that the establishment offices of these capacities should review now."""
    lists = {one.organization.jurisdiction_id for one in held if reviews_for(one, one.organization.jurisdiction)}
    return list(due_for_review(lists, at)) if lists else []


def opened_by(event: Event) -> Case | None:
    """The case that an act of review has opened."""
    number = event.data.get("case", "")
    return Case.objects.filter(number=number).first() if number else None


def reviews_for(capacity: Capacity, jurisdiction: Jurisdiction) -> bool:
    """Whether the capacity is in the establishment office that keeps this list."""
    organization = capacity.organization
    here = organization.jurisdiction_id == jurisdiction.pk
    return here and OrganizationFunction.ESTABLISHMENT_OFFICE in organization.functions


def _able(spec: TrialAct, jurisdiction: Jurisdiction, held: Sequence[Capacity]) -> Capacity | None:
    return next((one for one in held if reviews_for(one, jurisdiction) and one.role in spec.roles), None)


def _check_allowed(spec: TrialAct, entry: BoundaryEntry, trial: Trial | None, capacity: Capacity) -> None:
    if not reviews_for(capacity, entry.jurisdiction):
        raise NotPermitted(who=label(OrganizationFunction.ESTABLISHMENT_OFFICE))
    if capacity.role not in spec.roles:
        raise NotPermitted(who="、".join(sorted(label(role) for role in spec.roles)))
    if trial is None and not entry.trials.exists():
        raise NotFound(field="number")


def _someone_was_first(entry: BoundaryEntry) -> Stale:
    last = Event.objects.filter(chain_kind=ChainKind.REGISTRY, subject_id=entry.pk).latest("sequence")
    who = gettext("the system") if last.actor_id is None else f"{last.actor_name}（{last.on_behalf_of_name}）"
    spec = TRIAL_ACTS.get(last.data.get("act", ""))
    when = last.at.astimezone(ZoneInfo(entry.jurisdiction.timezone)).strftime("%Y-%m-%d %H:%M")
    return Stale(who=who, what=gettext(spec.title) if spec else last.kind, when=when)


def _already(capacity: Capacity, request_key: str, kind: str, entry: BoundaryEntry) -> Event | None:
    """The event that this key has written; of another act, or on something else, it is refused."""
    keyed = Event.objects.filter(actor_id=capacity.person.pk, request_key=request_key) if request_key else None
    event = keyed.first() if keyed is not None else None
    if event is None:
        return None
    here = (event.chain_kind, event.subject_id) == (ChainKind.REGISTRY, entry.pk)
    if event.kind != kind or not here:
        raise RequestKeyReused(kind=event.kind)
    return event

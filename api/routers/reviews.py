"""试行复核: provisional entries, and one typed operation for each act of their review."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from api.callers import Caller
from api.event_schemas import EventOut
from api.offers import translated_schema
from api.places import place_of
from api.requests import ApiRequest
from api.routers.registry import EntryOut, entry_out
from api.schemas import JurisdictionRef, OrganizationRef, Shape
from cases.models import Trial
from cases.models.trial import WAITING
from cases.trials import due_for_review, trials_of
from core.errors import NotFound
from core.vocabulary import TrialState
from flows.inputs import ActInput
from flows.trials.acts import TRIAL_ACTS, TrialAct
from flows.trials.services import perform, trial_offers
from organizations.selectors import Capacity
from registry.models import BoundaryEntry
from registry.selectors import entry_by_number, versions_of

router = Router(tags=["registry"], by_alias=True)


class TrialOut(Shape):
    """试行: one provisional version and what its review came to."""

    entry: str = Field(description="number")
    version: int
    state: TrialState
    review_from: datetime = Field(description="since when, or from when, its review is due")
    ends_on: date = Field(description="first day on which it no longer holds")
    decided_at: datetime | None
    decided_by_name: str
    reason: str
    document_number: str
    case: str | None = Field(description="number of the case that takes the matter up anew")

    @staticmethod
    def of(trial: Trial) -> "TrialOut":
        return TrialOut(
            entry=trial.entry.number, version=trial.version.version, state=TrialState(trial.state),
            review_from=trial.review_from, ends_on=trial.ends_on, decided_at=trial.decided_at,
            decided_by_name=trial.decided_by_name, reason=trial.reason, document_number=trial.document_number,
            case=trial.case.number if trial.case else None,
        )  # fmt: skip


class TrialActionOut(BaseModel):
    """可办事项: what this person may do now about the entry; send the input to ``href``."""

    model_config = ConfigDict(serialize_by_alias=True)

    name: str
    title: str
    consequence: str
    href: str
    input: dict[str, Any] = Field(serialization_alias="schema", description="JSON Schema of the input")
    on_behalf_of: OrganizationRef


class EntryFileOut(Shape):
    """职责边界事项: every version, the newest first, what was tried out, and what may be done about it now."""

    number: str
    versions: list[EntryOut]
    trials: list[TrialOut]
    actions: list[TrialActionOut]


class ReviewsOut(Shape):
    jurisdiction: JurisdictionRef
    items: list[TrialOut]


class Reviewed(Shape):
    """What was done, and the entry as it stands after it."""

    event: EventOut
    entry: EntryFileOut


@router.get(
    "/registry/reviews", response=ReviewsOut, operation_id="list_reviews", url_name="reviews",
    summary="Provisional entries to review",
)  # fmt: skip
def list_reviews(request: ApiRequest, jurisdiction: str = "") -> ReviewsOut:
    """待复核: provisional entries whose review is due, and those that lapsed without one."""
    caller: Caller = request.auth
    place = place_of(caller, jurisdiction)
    due = due_for_review([place.pk], caller.at).select_related("case")
    return ReviewsOut(jurisdiction=JurisdictionRef.from_orm(place), items=[TrialOut.of(trial) for trial in due])


@router.get(
    "/registry/entries/{number}", response=EntryFileOut, operation_id="read_registry_entry",
    url_name="registry_entry", summary="Read an entry",
)  # fmt: skip
def read_entry(request: ApiRequest, number: str) -> EntryFileOut:
    """清单事项详情."""
    return _entry_file(request.auth, number)


def _entry_file(caller: Caller, number: str) -> EntryFileOut:
    entry = _find(number)
    trials = trials_of(entry)
    waiting = next((trial for trial in trials if trial.state in WAITING), None)
    return EntryFileOut(
        number=entry.number, versions=[entry_out(version) for version in versions_of(entry)],
        trials=[TrialOut.of(trial) for trial in trials],
        actions=[_action(spec, capacity, entry) for spec, capacity in trial_offers(waiting, caller.held)],
    )  # fmt: skip


def _find(number: str) -> BoundaryEntry:
    entry = entry_by_number(number)
    if entry is None:
        raise NotFound(field="number")
    return entry


def _action(spec: TrialAct, capacity: Capacity, entry: BoundaryEntry) -> TrialActionOut:
    return TrialActionOut(
        name=spec.name, title=gettext(spec.title), consequence=gettext(spec.consequence),
        href=reverse(f"api:{spec.name}", args=[entry.number]),
        input=_schema(spec.name, get_language() or settings.LANGUAGE_CODE),
        on_behalf_of=OrganizationRef.from_orm(capacity.organization),
    )  # fmt: skip


@lru_cache(maxsize=16)
def _schema(act: str, language: str) -> dict[str, Any]:
    return translated_schema(TRIAL_ACTS[act].input, language)


def endpoint_of(spec: TrialAct) -> Callable[..., Reviewed]:
    """The endpoint of one act, with the act's own input as its body."""

    def endpoint(request: ApiRequest, number: str, form: ActInput) -> Reviewed:
        caller: Caller = request.auth
        entry = _find(number)
        event = perform(
            number=number, act=spec.name, form=form, capacity=caller.to_review(entry, spec.roles), at=caller.at,
            request_key=caller.request_key,
        )  # fmt: skip
        return Reviewed(event=EventOut.of(event), entry=_entry_file(caller, number))

    endpoint.__annotations__["form"] = spec.input
    endpoint.__doc__ = f"{(spec.input.__doc__ or '').strip()}\n\n{spec.consequence}"
    return endpoint


for _spec in TRIAL_ACTS.values():
    router.post(
        f"/registry/entries/{{number}}/actions/{_spec.name}", response=Reviewed, operation_id=_spec.name,
        url_name=_spec.name, summary=_spec.title,
    )(endpoint_of(_spec))  # fmt: skip

"""案卷与留痕对照: reads cases from the record and from the tables, many at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice

from audit.models import ChainKind, Event
from cases.models import Case, InterimHandling, Party, Stage
from deadlines.models import Deadline
from flows.replay import Replayed, fold

_CHUNK = 500


def recorded_and_stored(cases: Iterable[Case]) -> Iterator[tuple[Case, Replayed, Replayed]]:
    """Every case with what the record says of it and what the tables say; six queries for each 500."""
    rows = iter(cases)
    while chunk := list(islice(rows, _CHUNK)):
        recorded, stored = _recorded(chunk), _stored(chunk)
        for case in chunk:
            yield case, recorded[case.pk], stored[case.pk]


def _recorded(cases: list[Case]) -> dict[int, Replayed]:
    replayed = {case.pk: Replayed() for case in cases}
    events = Event.objects.filter(chain_kind=ChainKind.CASE, subject_id__in=replayed).order_by("subject_id", "sequence")
    for subject_id, changes in events.values_list("subject_id", "changes").iterator():
        fold(replayed[subject_id], changes)
    return replayed


def _stored(cases: list[Case]) -> dict[int, Replayed]:
    stored = {
        case.pk: Replayed(state=case.state, tier=case.tier, reason=case.closing_reason, acts=case.revision)
        for case in cases
    }
    for party in Party.objects.filter(case__in=stored):
        stored[party.case_id].parties[party.organization_id] = party.role
    for stage in Stage.objects.filter(case__in=stored):
        stored[stage.case_id].stages[stage.pk] = (stage.tier, stage.visit, stage.conductor_id, stage.result)
    for clock in Deadline.objects.filter(case__in=stored):
        stored[clock.case_id].clocks[clock.pk] = (clock.step, clock.effect, clock.of_id, clock.expires_at, clock.state)
    for handling in InterimHandling.objects.filter(case__in=stored, ends_at=None):
        stored[handling.case_id].interim = handling.organization_id
    return stored

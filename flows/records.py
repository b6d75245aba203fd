"""案卷与留痕对照: reads cases from the record and from the tables, many at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Q

from audit.models import ChainKind, Event
from cases.models import Case, CaseLink, CaseMerge, IntakeReview, InterimHandling, Party, Stage
from deadlines.models import Deadline
from flows.replay import Replayed, fold

_CHUNK = 500


def recorded_and_stored(cases: Iterable[Case]) -> Iterator[tuple[Case, Replayed, Replayed]]:
    """Every case with what the record says of it and what the tables say; nine queries for each 500."""
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
        case.pk: Replayed(
            state=case.state,
            tier=case.tier,
            reason=case.closing_reason,
            acts=case.revision,
            suspended=case.suspended_at is not None,
            urgent=case.urgent,
        )
        for case in cases
    }
    # values, not rows: a year of cases has more clocks than anything else
    parties = Party.objects.filter(case__in=stored).values_list("case", "organization", "role")
    for case_id, organization, role in parties:
        stored[case_id].parties[organization] = role
    stages = Stage.objects.filter(case__in=stored).values_list("case", "pk", "tier", "visit", "conductor", "result")
    for case_id, pk, *values in stages:
        stored[case_id].stages[pk] = tuple(values)
    clocks = Deadline.objects.filter(case__in=stored)
    for case_id, pk, *values in clocks.values_list("case", "pk", "step", "effect", "of", "expires_at", "state"):
        stored[case_id].clocks[pk] = tuple(values)
    handlings = InterimHandling.objects.filter(case__in=stored, ends_at=None).values_list("case", "organization")
    for case_id, organization in handlings:
        stored[case_id].interim = organization
    reviews = IntakeReview.objects.filter(case__in=stored)
    for review in reviews:
        ended = "intake.corrected" if review.corrected_at else "intake.lapsed" if review.lapsed_at else ""
        stored[review.case_id].intake[review.pk] = (review.decision, ended)
    _add_links(stored)
    return stored


def _add_links(stored: dict[int, Replayed]) -> None:
    merges = CaseMerge.objects.filter(Q(merged__in=stored) | Q(into__in=stored))
    for merged, into in merges.values_list("merged", "into"):
        if merged in stored:
            stored[merged].merged_into = into
        if into in stored:
            stored[into].absorbed.add(merged)
    for link in CaseLink.objects.filter(Q(first__in=stored) | Q(second__in=stored), ended_at=None):
        for pk in {link.first_id, link.second_id} & stored.keys():
            stored[pk].links[link.pk] = (link.seen_from(pk), link.other_id(pk))

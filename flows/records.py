"""案卷与留痕对照: reads cases from the record and from the tables, many at a time."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from audit import replaying
from audit.models import ChainKind
from cases.models import Case, CaseLink, CaseMerge, IntakeReview, InterimHandling, Party, Stage
from deadlines.models import Deadline
from flows.replay import Replayed, fold


def recorded_and_stored(cases: Iterable[Case]) -> Iterator[tuple[Case, Replayed, Replayed]]:
    """Every case with what the record says of it and what the tables say; nine queries for each 500."""
    return replaying.recorded_and_stored(cases, kind=ChainKind.CASE, blank=Replayed, fold=fold, stored=_stored)


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

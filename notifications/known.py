"""所知: what the rules ask about the cases of a batch: read once for all of them, when it is first asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from cases.models import (
    Acknowledgement,
    ApplicationReview,
    Case,
    CheckIn,
    Consultation,
    InterimHandling,
    Party,
    Reader,
    Stage,
)
from core.vocabulary import MembershipRole
from flows.models import WorkItem
from organizations.models import Organization

K = TypeVar("K")
V = TypeVar("V")
Ids = Mapping[int, list[int]]


class Known:
    """By the id of the case; organizations are ids where nothing else of them matters."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._ids = [case.pk for case in cases]

    @cached_property
    def parties(self) -> Ids:
        return self._organizations(Party.objects.order_by())

    @cached_property
    def parties_at_length(self) -> Mapping[int, list[Party]]:
        """With their organizations, in their order."""
        rows = Party.objects.filter(case__in=self._ids).select_related("organization")
        return grouped((party.case_id, party) for party in rows)

    @cached_property
    def conductors(self) -> Ids:
        """Of the latest stage."""
        latest = Stage.objects.filter(case__in=self._ids).order_by("case", "-pk").distinct("case")
        return grouped(latest.values_list("case", "conductor"))

    @cached_property
    def open_stages(self) -> Mapping[int, list[Stage]]:
        rows = Stage.objects.filter(case__in=self._ids, closed_at=None).select_related("conductor").order_by("pk")
        return grouped((stage.case_id, stage) for stage in rows)

    @cached_property
    def interim_handlers(self) -> Ids:
        return self._organizations(InterimHandling.objects.filter(ends_at=None))

    @cached_property
    def receipts(self) -> Mapping[int, list[Acknowledgement]]:
        """As ``cases.receipts.acknowledgements_of`` has them, the oldest first."""
        rows = Acknowledgement.objects.filter(Q(case__in=self._ids) | Q(stage__case__in=self._ids))
        rows = rows.select_related("stage").order_by("acknowledged_at", "pk")
        return grouped((row.stage.case_id if row.stage else row.case_id, row) for row in rows)

    @cached_property
    def checked_in(self) -> Ids:
        return self._organizations(CheckIn.objects.all())

    @cached_property
    def readers(self) -> Ids:
        return self._organizations(Reader.objects.filter(ended_at=None))

    @cached_property
    def consulted(self) -> Ids:
        """Who is asked for an opinion and has neither answered nor let the term pass."""
        return self._organizations(Consultation.objects.filter(answered_at=None, lapsed_at=None))

    @cached_property
    def forums(self) -> Ids:
        rows = ApplicationReview.objects.filter(case__in=self._ids, forum_organization__isnull=False)
        return grouped(rows.values_list("case", "forum_organization"))

    @cached_property
    def open_work(self) -> Mapping[int, list[WorkItem]]:
        rows = WorkItem.objects.filter(case__in=self._ids, ended_at=None).only("case", "organization", "opened_at")
        return grouped((item.case_id, item) for item in rows)

    @cached_property
    def administrators(self) -> list[int]:
        """系统管理员: the organizations that have one."""
        having = Organization.objects.filter(memberships__role=MembershipRole.SYSTEM_ADMINISTRATOR)
        return list(having.order_by("pk").values_list("pk", flat=True).distinct())

    def _organizations(self, rows: "QuerySet[Any]") -> Ids:
        return grouped(rows.filter(case__in=self._ids).values_list("case", "organization"))


def grouped(rows: Iterable[tuple[K | None, V]]) -> Mapping[K, list[V]]:
    """By the first of each pair."""
    groups: dict[Any, list[V]] = defaultdict(list)
    for key, value in rows:
        groups[key].append(value)
    return groups

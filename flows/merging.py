"""并案: which cases an organization can put together, and who else takes part when two become one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Case, CaseLink, Stage
from core.vocabulary import CaseSource, CaseState, OrganizationFunction, Tier
from flows.models import WorkItem
from organizations.models import Organization
from organizations.selectors import Capacity

TakeAlong = Callable[[Case, Case, Capacity, datetime], None]
_CITIZENS = [source for source in CaseSource if source.is_citizens_matter]
MERGING = (CaseState.INTAKE, CaseState.OPEN)
_take_along: list[TakeAlong] = []


def when_merged(take_along: TakeAlong) -> None:
    """A room above has something that goes along when a case is merged: the merged one, the other, by whom, when."""
    if take_along not in _take_along:
        _take_along.append(take_along)


def let_others_follow(merged: Case, into: Case, capacity: Capacity, at: datetime) -> None:
    """What the rooms above have to do, within the same transaction."""
    for take_along in _take_along:
        take_along(merged, into, capacity, at)


def merge_targets(case: Case, organization: Organization) -> QuerySet[Case]:
    """可并入的案件: open, in the organization's hands too, and at least as far as this one."""
    found = _of_the_place(case).filter(in_hands_of(organization), state__in=MERGING, suspended_at=None)
    if case.state not in MERGING:
        return found.none()
    if case.state == CaseState.OPEN:
        reached = [tier for tier in Tier if tier.ordinal >= Tier(case.tier).ordinal]
        found = found.filter(state=CaseState.OPEN, tier__in=reached)
    return found.filter(source__in=_CITIZENS) if case.source in _CITIZENS else found


def link_targets(case: Case, organization: Organization) -> QuerySet[Case]:
    """可关联的案件: those in the organization's hands, or opened by it, that are not linked yet."""
    links = CaseLink.objects.filter(
        Q(first=case, second=OuterRef("pk")) | Q(second=case, first=OuterRef("pk")), ended_at=None
    )
    mine = in_hands_of(organization) | Q(opened_by=organization)
    return _of_the_place(case).filter(~Exists(links), mine).exclude(state=CaseState.ARCHIVED)


@dataclass(frozen=True, kw_only=True)
class Others:
    """其他案件: whether an organization has others to merge a case into, and to link it with."""

    to_merge: bool
    to_link: bool


class OtherCases:
    """Both asked in one query, and once for each organization."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._known: dict[int, Others] = {}

    def of(self, organization: Organization) -> Others:
        if organization.pk not in self._known:
            found = Case.objects.filter(pk=self._case.pk).values(
                to_merge=Exists(merge_targets(self._case, organization)),
                to_link=Exists(link_targets(self._case, organization)),
            )
            self._known[organization.pk] = Others(**found.get())
        return self._known[organization.pk]


def in_hands_of(organization: Organization) -> Q:
    """主办: it conducts the case, reviews it before the first tier, dispatches and opened it, or is 编办."""
    stages = Stage.objects.filter(case=OuterRef("pk"), closed_at=None, conductor=organization)
    reviews = WorkItem.objects.filter(case=OuterRef("pk"), ended_at=None, node="intake", organization=organization)
    rule = Q(Exists(stages)) | Q(Exists(reviews))
    if OrganizationFunction.DISPATCH_OFFICE in organization.functions:
        rule |= Q(opened_by=organization)
    if OrganizationFunction.ESTABLISHMENT_OFFICE in organization.functions:
        rule |= Q(jurisdiction=organization.jurisdiction_id)
    return rule


def has_come_further(case: Case, other: Case) -> bool:
    """Whether the case has come further than the other: before a tier, or in which."""
    return _reached(case) > _reached(other)


def _reached(case: Case) -> int:
    return Tier(case.tier).ordinal if case.state == CaseState.OPEN else 0


def _of_the_place(case: Case) -> QuerySet[Case]:
    return Case.objects.filter(jurisdiction=case.jurisdiction_id).exclude(pk=case.pk)

"""Who puts cases together, and what stands against it."""

from typing import Any

from django.utils.translation import gettext_noop as _

from cases.access import reachable_to
from cases.models import Case, CaseLink
from core.text import tidy
from core.vocabulary import CaseSource, CaseState, OrganizationFunction
from flows.errors import OtherOvertaken
from flows.link_errors import (
    CitizensMatterFirst,
    FurtherThanTheOther,
    NotInYourHands,
    OfElsewhere,
    OtherArchived,
    OtherSuspended,
    UnknownCase,
)
from flows.merging import MERGING, has_come_further
from flows.situation import Situation
from organizations.models import Organization
from organizations.selectors import Capacity

_LINKING = (*MERGING, CaseState.SETTLED, CaseState.CARRYING_OUT)


def in_whose_hands(situation: Situation) -> list[Organization]:
    """主办: who conducts or reviews, the dispatch office that opened the case, the establishment office."""
    opener = situation.case.opened_by
    dispatchers = [opener] if OrganizationFunction.DISPATCH_OFFICE in opener.functions else []
    return [
        *situation.conductor(), *situation.at_node("intake"), *dispatchers, *situation.establishment_offices
    ]  # fmt: skip


def who_merges(situation: Situation) -> list[Organization]:
    """Whoever has the case in hand, until a result is filed."""
    return in_whose_hands(situation) if situation.case.state in MERGING else []


def who_links(situation: Situation) -> list[Organization]:
    """Whoever has the case in hand, or opened it, until it is closed."""
    if situation.case.state not in _LINKING:
        return []
    return [situation.case.opened_by, *in_whose_hands(situation)]


def somewhere_to_go(situation: Situation, capacity: Capacity) -> str | None:
    if situation.others.of(capacity.organization).to_merge:
        return None
    return _("your organization has no other open case that has come as far")


def something_to_link(situation: Situation, capacity: Capacity) -> str | None:
    if situation.others.of(capacity.organization).to_link:
        return None
    return _("your organization has no other case that could be linked")


def free_links(situation: Situation) -> list[CaseLink]:
    """Those that can be taken back: what is archived is not changed any more."""
    return [row for row in situation.links if CaseState.ARCHIVED not in (row.first.state, row.second.state)]


def something_linked(situation: Situation) -> str | None:
    return None if free_links(situation) else _("the case has no link")


def case_into(_case: Case, form: Any) -> list[int]:
    """The case that takes this one in."""
    return _ids(form, "into")


def case_beside(_case: Case, form: Any) -> list[int]:
    return _ids(form, "other")


def case_at_the_other_end(case: Case, form: Any) -> list[int]:
    rows = CaseLink.objects.filter(pk=getattr(form, "link", 0), ended_at=None)
    return [row.other_id(case.pk) for row in rows if case.pk in (row.first_id, row.second_id)]


def may_go_up_in(merged: Situation, other: Situation, capacity: Capacity) -> None:
    """并案的条件: both in one's hands, both before a result, and none further than the one that goes on."""
    _check_known(other, capacity, field="into")
    _check_place(merged, other, field="into")
    case, into = merged.case, other.case
    if into.state not in MERGING:
        raise OtherOvertaken(into)
    if capacity.organization not in in_whose_hands(other):
        raise NotInYourHands(field="into", number=into.number, organization=capacity.organization.name)
    if into.suspended_at is not None:
        raise OtherSuspended(field="into", number=into.number)
    if has_come_further(case, into):
        raise FurtherThanTheOther(field="into", number=into.number)
    if CaseSource(case.source).is_citizens_matter and not CaseSource(into.source).is_citizens_matter:
        raise CitizensMatterFirst(field="into", number=into.number)


def may_be_linked(case: Situation, other: Situation, capacity: Capacity) -> None:
    """关联的条件: both known to the organization, and one of them not archived."""
    _check_known(other, capacity, field="other")
    _check_place(case, other, field="other")
    if other.case.state == CaseState.ARCHIVED:
        raise OtherArchived(field="other", number=other.case.number)
    if capacity.organization not in [other.case.opened_by, *in_whose_hands(other)]:
        raise NotInYourHands(field="other", number=other.case.number, organization=capacity.organization.name)


def may_be_unlinked(_case: Situation, other: Situation, _capacity: Capacity) -> None:
    """解除关联: by whoever has one of the two in hand."""
    if other.case.state == CaseState.ARCHIVED:
        raise OtherArchived(field="link", number=other.case.number)


def _check_known(other: Situation, capacity: Capacity, *, field: str) -> None:
    if not reachable_to([capacity]).filter(pk=other.case.pk).exists():
        raise UnknownCase(field=field, number=other.case.number)


def _check_place(case: Situation, other: Situation, *, field: str) -> None:
    if case.case.jurisdiction_id != other.case.jurisdiction_id:
        place = other.case.jurisdiction.name
        raise OfElsewhere(field=field, number=other.case.number, jurisdiction=place)


def _ids(form: Any, field: str) -> list[int]:
    """Asked before the form is judged: who may not act at all need not have filled it in."""
    return list(Case.objects.filter(number=tidy(getattr(form, field, ""))).values_list("pk", flat=True))

"""人员: which working groups read a case and what they noted, and who stands in for whom among its organizations."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import CaseGroup, GroupRemark, Party, Stage
from core.vocabulary import MembershipRole
from organizations.groups import seats_in_groups
from organizations.models import Deputyship, Membership
from organizations.selectors import Capacity, valid_on

_REACHED = (MembershipRole.LIAISON, MembershipRole.HANDLER)


def groups_reading(case: Any, held: Iterable[Capacity]) -> QuerySet[CaseGroup]:
    """参与的专班, for who works in the jurisdiction of their host and for their own members.

    ``case`` is a case, or in a query about cases the ``OuterRef`` of one; so in the functions below.
    """
    held = list(held)
    places = {capacity.organization.jurisdiction_id for capacity in held}
    seen = Q(group__host__jurisdiction__in=places) | Q(group__in=seats_in_groups(held).values("group"))
    return CaseGroup.objects.filter(seen, case=case, removed_at=None).order_by("pk")


def remarks_for(case: Any, held: Iterable[Capacity]) -> QuerySet[GroupRemark]:
    """专班内部意见: of the groups in which the person sits today, the latest first; nobody else's."""
    mine = seats_in_groups(held).values("group")
    return GroupRemark.objects.filter(link__case=case, link__group__in=mine).order_by("-noted_at", "-pk")


def deputies_in(case: Any, on: date) -> QuerySet[Deputyship]:
    """代理: who stands in, on the day or later, for somebody of a department concerned or of who conducts."""
    inner = OuterRef(case) if isinstance(case, OuterRef) else case
    party = Party.objects.filter(case=inner, left_at=None, organization=OuterRef("absent__organization"))
    conductor = Stage.objects.filter(case=inner, closed_at=None, conductor=OuterRef("absent__organization"))
    found = Deputyship.objects.filter(
        valid_on(on, "absent__"), Exists(party) | Exists(conductor), revoked_at=None, last_day__gte=on,
        deputy__is_active=True, absent__person__is_active=True,
    )  # fmt: skip
    return found.order_by("absent__organization__sort_key", "first_day", "pk")


def contacts_of(case: Any, on: date) -> QuerySet[Membership]:
    """联系人: liaisons and handlers of the departments concerned, in the order of the departments."""
    return Membership.objects.filter(
        valid_on(on), organization__party_in__case=case, organization__party_in__left_at=None,
        person__is_active=True, role__in=_REACHED,
    ).order_by("organization__party_in__order", "-role", "pk")  # fmt: skip

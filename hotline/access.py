"""Who may read a work order."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.access import SEES_ALL, visible_to
from core.vocabulary import MembershipRole, OrganizationFunction
from hotline.models import Dispatch, WorkOrder
from organizations.selectors import Capacity

_SEES_ALL = SEES_ALL | {OrganizationFunction.DISPATCH_OFFICE}


def visible_work_orders(held: Iterable[Capacity]) -> QuerySet[WorkOrder]:
    """可见工单: those dispatched to the person's organizations, now or before, or behind a case they see.

    Dispatch office, establishment office, inspection and audit see all of their jurisdiction.
    """
    working = [capacity for capacity in held if may_see(capacity)]
    bodies = [capacity.organization for capacity in working]
    all_of = {body.jurisdiction_id for body in bodies if _SEES_ALL & set(map(str, body.functions))}
    ids = {body.pk for body in bodies}
    received = Exists(Dispatch.objects.filter(order=OuterRef("pk"), organization__in=ids))
    rule = Q(first_recipient__in=ids) | received | Q(office__in=ids) | Q(jurisdiction__in=all_of)
    return WorkOrder.objects.filter(rule | Q(case__in=visible_to(working)))


def may_see(capacity: Capacity) -> bool:
    """Whether work orders concern the capacity at all: everybody but a system administrator, who works on nothing."""
    return capacity.role is not MembershipRole.SYSTEM_ADMINISTRATOR


def may_take_in(capacity: Capacity) -> bool:
    """Whether the person may take work orders in: staff of a dispatch office."""
    return may_see(capacity) and OrganizationFunction.DISPATCH_OFFICE in capacity.organization.functions

"""转办: whose list an organization's work stands in."""

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import Combinable

from cases.models import CaseAssignment
from flows.models import WorkItem
from organizations.models import Person


def in_own_hands(items: QuerySet[WorkItem], person: Person) -> QuerySet[WorkItem]:
    """Without what a colleague has in hand: what is nobody's in particular is everybody's."""
    return items.filter(~in_a_colleagues_hands(person.pk))


def in_a_colleagues_hands(
    person: int | Combinable, *, case: str = "case", organization: str = "organization"
) -> Exists:
    """Whether another person of the organization has the case in hand; both named by columns of the query that asks."""
    held = CaseAssignment.objects.filter(case=OuterRef(case), organization=OuterRef(organization), ended_at=None)
    return Exists(held.exclude(person=person))

"""转办: whose list an organization's work stands in."""

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import CaseAssignment
from flows.models import WorkItem
from organizations.models import Person


def in_own_hands(items: QuerySet[WorkItem], person: Person) -> QuerySet[WorkItem]:
    """Without what a colleague has in hand: what is nobody's in particular is everybody's."""
    theirs = CaseAssignment.objects.filter(
        case=OuterRef("case"), organization=OuterRef("organization"), ended_at=None
    ).exclude(person=person)
    return items.filter(~Exists(theirs))

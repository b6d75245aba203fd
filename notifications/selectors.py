"""Reading the inbox and the ledger of deliveries."""

from collections.abc import Iterable

from audit.models import Event
from notifications.models import Delivery, DeliveryState, Notice
from notifications.wording import organizations_in
from organizations.models import Organization, Person


def inbox(person: Person, *, unread_only: bool = False, before_id: int | None = None, limit: int = 20) -> list[Notice]:
    """站内通知: the newest first, with event and case at hand; ``before_id`` is the last id of the page before."""
    notices = Notice.objects.filter(person=person).select_related("event", "case")
    if unread_only:
        notices = notices.filter(read_at=None)
    if before_id is not None:
        notices = notices.filter(pk__lt=before_id)
    return list(notices.order_by("-pk")[:limit])


def unread_count(person: Person) -> int:
    """How many notices the person has not read."""
    return Notice.objects.filter(person=person, read_at=None).count()


def dead_letters(*, limit: int = 100) -> list[Delivery]:
    """死信: what could not be delivered and needs somebody, the newest first."""
    dead = Delivery.objects.filter(state=DeliveryState.DEAD).select_related("person", "case", "event")
    return list(dead.order_by("-pk")[:limit])


def names_in(events: Iterable[Event]) -> dict[int, str]:
    """The names that ``wording.sentence`` needs for these events, in one query."""
    ids = {pk for event in events for pk in organizations_in(event)}
    named = Organization.objects.filter(pk__in=ids) if ids else Organization.objects.none()
    return {organization.pk: str(organization) for organization in named}

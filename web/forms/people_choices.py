"""可选人员与专班: whom an act can name beside organizations."""

from datetime import date

from core.labels import label
from core.vocabulary import MembershipRole
from flows.situation import Situation
from organizations.deputies import OFFICES
from organizations.groups import seats_in_groups
from organizations.models import Membership
from organizations.selectors import Capacity, valid_on
from web.forms.context import Choices


def colleagues_of(capacity: Capacity | None, on: date) -> Choices:
    """Everybody who works for the organization, each once, with their offices."""
    if capacity is None:
        return ()
    rows = Membership.objects.filter(
        valid_on(on), organization=capacity.organization, role__in=OFFICES, person__is_active=True
    ).select_related("person")
    offices: dict[tuple[str, str], list[str]] = {}
    for row in rows.order_by("person__name", "person_id", "pk"):
        person = (row.person.username, row.person.name)
        offices.setdefault(person, []).append(label(MembershipRole(row.role)))
    return [(username, f"{name}（{'、'.join(roles)}）") for (username, name), roles in offices.items()]


def groups_for(widget: str, now: Situation, capacity: Capacity | None, on: date) -> Choices:
    """Groups that can be added, those that read the case, or those of the person."""
    if widget == "free_group":
        at_work = [one for one in now.free_groups if one.valid_to is None or one.valid_to > on]
        return [(str(one.pk), one.name) for one in at_work]
    linked = {group.pk: group.name for group in now.groups}
    if widget == "own_group":
        own = seats_in_groups([capacity] if capacity else []).values_list("group", flat=True)
        linked = {pk: name for pk, name in linked.items() if pk in set(own)}
    return [(str(pk), name) for pk, name in linked.items()]

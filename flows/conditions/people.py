"""Who hands a case to a colleague, and who lets a working group read it."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import CaseState
from flows.situation import Situation
from organizations.groups import seats_in_groups
from organizations.models import Organization
from organizations.selectors import Capacity

_OVER = (CaseState.DRAFT, CaseState.CLOSED, CaseState.ARCHIVED)


def who_assigns(situation: Situation) -> list[Organization]:
    """转办: everybody who has a hand in a live case assigns it among their own people."""
    if situation.case.state in _OVER:
        return []
    moving = [item.organization for item in situation.items]
    return list(dict.fromkeys([*situation.organizations(), *situation.conductor(), *moving]))


def who_adds_groups(situation: Situation) -> list[Organization]:
    """专班: who opened the case and who conducts, as long as it is not over."""
    if situation.case.state in _OVER:
        return []
    return list(dict.fromkeys([situation.case.opened_by, *situation.conductor()]))


def may_add_group(situation: Situation) -> str | None:
    return None if situation.free_groups else _("no working group of this jurisdiction is left to be added")


def may_remove_group(situation: Situation) -> str | None:
    return None if situation.groups else _("no working group reads this case")


def who_remarks(situation: Situation) -> list[Organization]:
    """专班内部意见: the organizations that sent people into the groups that read the case."""
    seats = (seat for group in situation.groups for seat in group.members.all())
    return list({seat.organization_id: seat.organization for seat in seats}.values())


def is_in_a_group(situation: Situation, capacity: Capacity) -> str | None:
    """For the members themselves, by their own seat of the day."""
    if seats_in_groups([capacity]).filter(group__in=situation.groups).exists():
        return None
    return _("it is for the members of the working group")

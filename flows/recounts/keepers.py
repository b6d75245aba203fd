"""谁管日历: who keeps the calendar of a place and answers for terms that are counted again (decision 0011)."""

from collections.abc import Iterable

from core.errors import NotPermitted
from core.labels import label
from core.vocabulary import MembershipRole, OrganizationFunction
from flows.acts import HEADS
from flows.trials.services import reviews_for
from organizations.models import Jurisdiction
from organizations.selectors import Capacity


def keeps_calendar(capacity: Capacity, place: Jurisdiction) -> bool:
    """编办负责人: the head of the place's own establishment office."""
    return reviews_for(capacity, place) and capacity.role in HEADS


def keeper_among(held: Iterable[Capacity], place: Jurisdiction) -> Capacity | None:
    """In which of these capacities somebody keeps the calendar of the place; None where in none."""
    return next((one for one in held if keeps_calendar(one, place)), None)


def check_keeper(capacity: Capacity, place: Jurisdiction) -> None:
    """Raises ``NotPermitted``."""
    if not keeps_calendar(capacity, place):
        who = f"{label(OrganizationFunction.ESTABLISHMENT_OFFICE)}（{place}） {label(MembershipRole.HEAD)}"
        raise NotPermitted(who=who)

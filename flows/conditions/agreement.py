"""The agreement of tier 1."""

from django.utils.translation import gettext_noop as _

from flows.situation import Situation
from organizations.models import Organization

FEWEST_SIGNERS = 2


def conductor_while_signing(situation: Situation) -> list[Organization]:
    return situation.conductor() if situation.at_node("sign") else []


def commenting_parties(situation: Situation) -> list[Organization]:
    """Every party but the one that drafted."""
    if not situation.at_node("sign"):
        return []
    return [organization for organization in situation.organizations() if organization not in situation.conductor()]


def conductor_with_comments(situation: Situation) -> list[Organization]:
    return situation.conductor() if situation.stage and situation.room.comments else []


def somebody_can_be_added(situation: Situation) -> str | None:
    if {organization.pk for organization in situation.organizations()} <= set(situation.room.signers):
        return _("every department concerned signs already")
    return None


def somebody_can_be_dropped(situation: Situation) -> str | None:
    """An agreement has at least two sides, and who drafted it is one of them."""
    drafted = {organization.pk for organization in situation.conductor()}
    if len(situation.room.signers) <= FEWEST_SIGNERS or set(situation.room.outstanding) <= drafted:
        return _("nobody who has not signed yet can be left out")
    return None

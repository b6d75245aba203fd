"""Going back on what was said or agreed."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import CaseState, Tier
from flows.situation import Situation
from organizations.models import Organization

_BINDING = (CaseState.SETTLED, CaseState.CARRYING_OUT)


def who_objects(situation: Situation) -> list[Organization]:
    """Every party that a result binds, unless an objection of its own waits already."""
    if situation.case.state not in _BINDING:
        return []
    waiting = {objection.organization_id for objection in situation.objections}
    return [organization for organization in situation.organizations() if organization.pk not in waiting]


def who_changes_view(situation: Situation) -> list[Organization]:
    """Above tier 1, parties that have stated a view in this case before."""
    stage = situation.stage
    if stage is None or stage.tier == Tier.NEGOTIATION:
        return []
    return [organization for organization in situation.organizations() if organization.pk in situation.heard]


def who_decides_objections(situation: Situation) -> list[Organization]:
    return situation.establishment_offices if situation.objections else []


def no_objection_waits(situation: Situation) -> str | None:
    """What binds is not put on record while an objection to it waits."""
    return _("an objection waits to be decided first") if situation.objections else None

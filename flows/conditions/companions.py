"""Companion devices."""

from django.utils.translation import gettext_noop as _

from cases.receipts import asked_to_acknowledge, of_present
from core.vocabulary import CaseSource, CaseState, DeadlineEffect, ExtensionApprover, OrganizationFunction, Tier
from deadlines.models import Extension
from flows.conditions.tiers import tier_is
from flows.situation import Situation
from organizations.models import Organization

_MOVING = (DeadlineEffect.MOVE_UP, DeadlineEffect.GRACE, DeadlineEffect.DRAFT_LETTER)


def who_acknowledges(situation: Situation) -> list[Organization]:
    """签收: every party and the conductor, until it has acknowledged the present stage."""
    asked = asked_to_acknowledge(situation.case, situation.stage, situation.parties)
    done = of_present(situation.receipts, situation.stage) if asked else {}
    return [organization for organization in asked if organization.pk not in done]


def who_designates(situation: Situation) -> list[Organization]:
    """Who opened the case if it dispatches, who conducts the open tier, and whom the procedure lets act at once."""
    case = situation.case
    if case.state not in (CaseState.INTAKE, CaseState.OPEN):
        return []
    opener = case.opened_by
    dispatchers = [opener] if OrganizationFunction.DISPATCH_OFFICE in opener.functions else []
    above = [] if tier_is(situation, Tier.NEGOTIATION) else situation.conductor()
    return [*dispatchers, *above, *situation.emergency_designators]


def has_citizens_matter(situation: Situation) -> str | None:
    if CaseSource(situation.case.source).is_citizens_matter:
        return None
    return _("no citizen's matter stands behind this case")


def who_adds_parties(situation: Situation) -> list[Organization]:
    if situation.case.state != CaseState.OPEN or tier_is(situation, Tier.REFERRAL):
        return []
    return [situation.case.opened_by, *situation.conductor()]


def who_extends(situation: Situation) -> list[Organization]:
    """By the procedure's rule: the head of who conducts, or of the establishment office."""
    if situation.case.state != CaseState.OPEN or situation.pack.max_extensions == 0:
        return []
    if situation.pack.extension_approver is ExtensionApprover.ESTABLISHMENT_OFFICE_HEAD:
        return situation.establishment_offices
    return situation.conductor()


def may_be_extended(situation: Situation) -> str | None:
    clock = situation.tier_clock
    if clock is None or clock.effect not in _MOVING:
        return _("this tier has no clock that moves the case")
    given = Extension.objects.filter(
        deadline__stage=clock.stage_id, deadline__step=clock.step
    )  # also before a new term
    if given.count() >= situation.pack.max_extensions:
        return _("the procedure allows no further extension")
    return None


def who_adds_papers(situation: Situation) -> list[Organization]:
    """Whoever takes part: parties, opener, conductors of any stage, who owes an answer, whose move it is; no reader."""
    moving = [item.organization for item in situation.items]
    conductors = [stage.conductor for stage in situation.stages]
    taking_part = [situation.case.opened_by, *situation.organizations(), *conductors, *moving, *situation.consulted]
    return [] if situation.case.state == CaseState.ARCHIVED else taking_part

"""Who may act, and what stands against it just now. Pure on the situation but for counts of meetings and rounds."""

from django.utils.translation import gettext_noop as _

from cases.models import ApplicationReview
from core.vocabulary import (
    CaseSource,
    CaseState,
    DeadlineEffect,
    ExtensionApprover,
    OrganizationFunction,
    ReviewDecision,
    Tier,
)
from flows.situation import Situation
from organizations.models import Organization


def always(_situation: Situation) -> str | None:
    return None


def parties_of_negotiable_tier(situation: Situation) -> list[Organization]:
    """Positions are taken at tiers 1 and 2; above, parties reply to what they are asked."""
    stage = situation.stage
    open_here = stage is not None and stage.tier in (Tier.NEGOTIATION, Tier.DISPATCH_COORDINATION)
    return situation.organizations() if open_here else []


def may_be_referred(situation: Situation) -> str | None:
    """A meeting first, where the procedure demands one; at the establishment office also a written round."""
    if any(item.node == "convene" for item in situation.items) and meeting_is_missing(situation):
        return _("the procedure demands a joint meeting first")
    if any(item.node == "study" for item in situation.items):
        return may_draft_opinion(situation)
    return None


def meeting_is_missing(situation: Situation) -> bool:
    stage = situation.stage
    if stage is None or stage.tier not in situation.pack.meeting_required:
        return False
    return not situation.has_minutes


def may_draft_opinion(situation: Situation) -> str | None:
    stage = situation.stage
    if stage is None:
        return None
    closed = [asked for asked in situation.rounds if asked.closed_at is not None]
    if len(closed) < situation.pack.min_written_rounds:
        return _("the procedure demands more written rounds first")
    if meeting_is_missing(situation):
        return _("the procedure demands a joint meeting first")
    return None


def may_open_round(situation: Situation) -> str | None:
    if situation.stage is not None and len(situation.rounds) >= situation.pack.max_written_rounds:
        return _("the procedure allows no further written round")
    return None


def may_ask_to_supplement(situation: Situation) -> str | None:
    asked = ApplicationReview.objects.filter(stage=situation.stage, decision=ReviewDecision.TO_SUPPLEMENT).count()
    if asked >= situation.pack.max_supplements:
        return _("the procedure allows no further request for a supplement")
    return None


def at_tier_2(situation: Situation) -> str | None:
    return (
        None if _tier_is(situation, Tier.DISPATCH_COORDINATION) else _("at this tier the opinion names who does what")
    )


def at_tier_3(situation: Situation) -> str | None:
    return None if _tier_is(situation, Tier.OFFICE_COORDINATION) else _("at this tier the minutes name who does what")


def _tier_is(situation: Situation, tier: Tier) -> bool:
    return situation.stage is not None and situation.stage.tier == tier


def conductor_of_open_round(situation: Situation) -> list[Organization]:
    return situation.conductor() if situation.round else []


def senders_of_drafts(situation: Situation) -> list[Organization]:
    return [letter.sender for letter in situation.drafts]


def who_designates(situation: Situation) -> list[Organization]:
    """Who opened the case if it dispatches, and who conducts the open tier above the first."""
    if situation.case.state != CaseState.OPEN:
        return []
    opener = situation.case.opened_by
    dispatchers = [opener] if OrganizationFunction.DISPATCH_OFFICE in opener.functions else []
    above = [] if _tier_is(situation, Tier.NEGOTIATION) else situation.conductor()
    return dispatchers + above


def has_citizens_matter(situation: Situation) -> str | None:
    if CaseSource(situation.case.source).is_citizens_matter:
        return None
    return _("no citizen's matter stands behind this case")


def who_adds_parties(situation: Situation) -> list[Organization]:
    if situation.case.state != CaseState.OPEN or _tier_is(situation, Tier.REFERRAL):
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
    if clock is None or clock.effect != DeadlineEffect.MOVE_UP:
        return _("this tier has no clock that moves the case")
    if clock.extensions.count() >= situation.pack.max_extensions:
        return _("the procedure allows no further extension")
    return None


def who_withdraws(situation: Situation) -> list[Organization]:
    return [situation.case.opened_by] if situation.case.state == CaseState.OPEN else []


def who_adds_papers(situation: Situation) -> list[Organization]:
    """Whoever takes part: parties, opener, conductors of any stage, and those whose move it is; not who only reads."""
    moving = [item.organization for item in situation.items]
    conductors = [stage.conductor for stage in situation.stages]
    taking_part = [situation.case.opened_by, *situation.organizations(), *conductors, *moving]
    return [] if situation.case.state == CaseState.ARCHIVED else taking_part

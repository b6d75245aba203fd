"""Tier 1, and going up."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import Tier
from flows.conditions.office import may_be_decided_upon
from flows.conditions.tiers import meeting_is_missing
from flows.situation import Situation
from organizations.models import Organization


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
        return may_be_decided_upon(situation)
    return None


def senders_of_drafts(situation: Situation) -> list[Organization]:
    return [letter.sender for letter in situation.drafts]

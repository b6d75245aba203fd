"""Joint meetings."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import Tier
from flows.conditions.tiers import tier_is
from flows.situation import Situation


def at_tier_2(situation: Situation) -> str | None:
    return None if tier_is(situation, Tier.DISPATCH_COORDINATION) else _("at this tier the opinion names who does what")


def at_tier_3(situation: Situation) -> str | None:
    return None if tier_is(situation, Tier.OFFICE_COORDINATION) else _("at this tier the minutes name who does what")

"""What several rooms ask."""

from core.vocabulary import Tier
from flows.situation import Situation


def always(_situation: Situation) -> str | None:
    return None


def tier_is(situation: Situation, tier: Tier) -> bool:
    return situation.stage is not None and situation.stage.tier == tier


def meeting_is_missing(situation: Situation) -> bool:
    stage = situation.stage
    if stage is None or stage.tier not in situation.pack.meeting_required:
        return False
    return not situation.has_minutes

"""时间在谁手里: who has had a case, from its work, its stages and its suspensions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.hands.rules import Hold, Life, Pause, TimeInHands, Visit, time_in_hands
from cases.models import Case, Stage
from core.vocabulary import Tier
from workdays.days import Calendar


@dataclass(frozen=True, kw_only=True)
class Held:
    """一件待办: whose it was, in which stage (None outside the tiers), from when to when."""

    organization: int
    stage: int | None
    since: datetime
    until: datetime | None


def hands_of(
    case: Case, stages: Sequence[Stage], work: Iterable[Held], pauses: Iterable[Pause], *, at: datetime,
    calendar: Calendar,
) -> TimeInHands:  # fmt: skip
    """The working days of the case; ``stages``, ``work`` and ``pauses`` are all that it had; no query."""
    tiers = {stage.pk: Tier(stage.tier) for stage in stages}
    return time_in_hands(
        life=Life(opened_at=case.opened_at, closed_at=case.closed_at, pauses=tuple(pauses)),
        holds=[
            Hold(
                organization=item.organization, tier=tiers[item.stage] if item.stage else None, since=item.since,
                until=item.until,
            )
            for item in work
        ],
        visits=[
            Visit(stage=stage.pk, tier=tiers[stage.pk], since=stage.opened_at, until=stage.closed_at)
            for stage in stages
        ],
        at=at, calendar=calendar,
    )  # fmt: skip

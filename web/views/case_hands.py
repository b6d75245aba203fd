"""时间在谁手里: a row for each organization that had the case, with its working days and a bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from cases.hands.rules import InHands, StageTime
from cases.models import Case, Stage
from core.labels import label
from core.vocabulary import Tier
from flows.hands import hands_of
from organizations.models import Organization
from workdays.rules import Calendar


@dataclass(frozen=True, kw_only=True)
class HandsRow:
    """一家: its days, by tier in words, and whether it waits for others now."""

    name: str
    days: InHands
    tiers: list[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """一个阶段."""

    name: str
    visit: int
    days: StageTime


@dataclass(frozen=True, kw_only=True)
class HandsView:
    """用时表; ``most`` is the longest bar."""

    total: int
    suspended: int
    nobody: int
    most: int
    rows: list[HandsRow]
    stages: list[StageRow]


def hands_view(case: Case, stages: Sequence[Stage], *, at: datetime, calendar: Calendar) -> HandsView:
    """The table; one query."""
    found, organizations = hands_of(case, stages, at=at, calendar=calendar)
    by_id = {stage.pk: stage for stage in stages}
    return HandsView(
        total=found.total, suspended=found.suspended, nobody=found.nobody, most=max(found.total, 1),
        rows=[_row(one, organizations) for one in found.hands],
        stages=[
            StageRow(name=label(one.tier), visit=by_id[one.stage].visit, days=one) for one in found.stages
        ],
    )  # fmt: skip


def _row(one: InHands, organizations: Mapping[int, Organization]) -> HandsRow:
    tiers = [(_tier_word(tier), days) for tier, days in one.by_tier.items()]
    return HandsRow(name=organizations[one.organization].short_name, days=one, tiers=tiers)


def _tier_word(tier: Tier | None) -> str:
    return label(tier) if tier else gettext("outside the tiers")

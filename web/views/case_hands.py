"""时间在谁手里: a row for each organization that had the case, with its working days and a bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from cases.hands.rules import InHands, Pause, StageTime
from cases.models import Case, Stage
from core.labels import label
from core.vocabulary import Tier
from flows.hands import Held, hands_of
from web.dossier_rows import Row
from workdays.days import Calendar


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


def hands_view(
    case: Case, stages: Sequence[Stage], work: Sequence[Row], pauses: Sequence[Row], *, at: datetime,
    calendar: Calendar,
) -> HandsView:  # fmt: skip
    """The table; ``work`` and ``pauses`` are all that the case had."""
    names = {row["organization_id"]: row["organization"] for row in work}
    held = [
        Held(
            organization=row["organization_id"], stage=row["stage_id"], since=row["opened_at"], until=row["ended_at"]
        )
        for row in work
    ]  # fmt: skip
    rests = [Pause(since=row["suspended_at"], until=row["resumed_at"]) for row in pauses]
    found = hands_of(case, stages, held, rests, at=at, calendar=calendar)
    by_id = {stage.pk: stage for stage in stages}
    return HandsView(
        total=found.total, suspended=found.suspended, nobody=found.nobody, most=max(found.total, 1),
        rows=[_row(one, names) for one in found.hands],
        stages=[
            StageRow(name=label(one.tier), visit=by_id[one.stage].visit, days=one) for one in found.stages
        ],
    )  # fmt: skip


def _row(one: InHands, names: Mapping[int, str]) -> HandsRow:
    tiers = [(_tier_word(tier), days) for tier, days in one.by_tier.items()]
    return HandsRow(name=names[one.organization], days=one, tiers=tiers)


def _tier_word(tier: Tier | None) -> str:
    return label(tier) if tier else gettext("outside the tiers")

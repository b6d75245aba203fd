"""时间在谁手里: reads who has had a case from its work, its stages and its suspensions; one query."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from cases.hands.rules import Hold, Life, Pause, TimeInHands, Visit, time_in_hands
from cases.models import Case, Stage
from core.vocabulary import Tier
from flows.models import WorkItem
from organizations.models import Organization
from workdays.rules import Calendar


def hands_of(
    case: Case, stages: Sequence[Stage], *, at: datetime, calendar: Calendar
) -> tuple[TimeInHands, Mapping[int, Organization]]:
    """The working days of the case, and the organizations by id that had it; ``stages`` are all of the case."""
    work = list(WorkItem.objects.filter(case=case, opened_at__lte=at).select_related("organization"))
    tiers = {stage.pk: Tier(stage.tier) for stage in stages}
    found = time_in_hands(
        life=Life(opened_at=case.opened_at, closed_at=case.closed_at, pauses=tuple(_pauses(case))),
        holds=[
            Hold(
                organization=item.organization_id, tier=tiers.get(item.stage_id) if item.stage_id else None,
                since=item.opened_at, until=item.ended_at,
            )
            for item in work
        ],
        visits=[
            Visit(stage=stage.pk, tier=tiers[stage.pk], since=stage.opened_at, until=stage.closed_at)
            for stage in stages
        ],
        at=at, calendar=calendar,
    )  # fmt: skip
    return found, {item.organization_id: item.organization for item in work}


def _pauses(case: Case) -> Iterator[Pause]:
    """Every suspension, the one that lasts too."""
    for suspension in case.suspensions.order_by("pk"):
        yield Pause(since=suspension.suspended_at, until=suspension.resumed_at)

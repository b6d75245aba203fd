"""等谁: what organizations are waited for in some cases: the work that is open, and what is asked beside it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.vocabulary import DeadlineEffect, DeadlineState, Step
from deadlines.models import Deadline
from deadlines.selectors import NEVER, TIER_STEPS
from flows.models import WorkItem
from flows.waiting import asked_in


@dataclass(frozen=True, kw_only=True)
class Wait:
    """所等: an organization, in a case, for a step of the flow or an ask; ``about`` is the row that waits.

    ``due``: when the clock of its own that presses it runs out; None where none does. ``ends``: when the term of the
    tier ends.
    """

    case: int
    organization: int
    what: str
    about: int
    since: datetime
    due: datetime | None
    ends: datetime | None
    is_step: bool

    @property
    def key(self) -> tuple[int, str, int]:
        return self.organization, self.what, self.about


def waits_in(cases: Collection[int], *, at: datetime) -> Mapping[int, list[Wait]]:
    """What waits in these cases, by case; three queries."""
    found: defaultdict[int, list[Wait]] = defaultdict(list)
    clocks = _clocks(cases)
    items = WorkItem.objects.filter(case__in=cases, ended_at=None, case__suspended_at=None).order_by("pk")
    for item in items:
        found[item.case_id].append(
            Wait(
                case=item.case_id, organization=item.organization_id, what=item.node, about=item.pk,
                since=item.opened_at, due=_own(clocks[item.case_id], item.organization_id),
                ends=_of_tier(clocks[item.case_id]), is_step=True,
            )
        )  # fmt: skip
    for asked in asked_in(cases, at=at):
        found[asked.case_id].append(
            Wait(
                case=asked.case_id, organization=asked.organization_id, what=asked.ask.node, about=asked.about,
                since=asked.since, due=_own(clocks[asked.case_id], asked.organization_id),
                ends=None if asked.due >= NEVER else asked.due, is_step=False,
            )
        )  # fmt: skip
    return found


_OF_ALL = (*TIER_STEPS, Step.WHOLE_CASE)
Clock = tuple[int, str, datetime]


def _clocks(cases: Collection[int]) -> defaultdict[int, list[Clock]]:
    """The clocks that run in each case, the first to run out first: in whose hands, of which step, until when."""
    running = Deadline.objects.filter(case__in=cases, state=DeadlineState.RUNNING).exclude(effect=DeadlineEffect.WARN)
    found: defaultdict[int, list[Clock]] = defaultdict(list)
    rows = running.order_by("expires_at", "pk").values_list("case", "organization", "step", "expires_at")
    for case, organization, step, expires_at in rows:
        found[case].append((organization, step, expires_at))
    return found


def _own(clocks: list[Clock], organization: int) -> datetime | None:
    """The first clock in the organization's hands that is not of the tier or the case as a whole."""
    return next((until for whose, step, until in clocks if whose == organization and step not in _OF_ALL), None)


def _of_tier(clocks: list[Clock]) -> datetime | None:
    return next((until for _whose, step, until in clocks if step in TIER_STEPS), None)

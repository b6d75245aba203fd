"""等谁: what organizations are waited for in some cases: the work that is open, and what is asked beside it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F

from core.statements import IsOneOf, Slot, Statement
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
    for pk, case, organization, node, opened_at in _items().run({"cases": sorted(cases)}):
        found[case].append(
            Wait(
                case=case, organization=organization, what=node, about=pk, since=opened_at,
                due=_own(clocks[case], organization), ends=_of_tier(clocks[case]), is_step=True,
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


_CASES = Slot("cases", ArrayField(BigIntegerField()))
_OF_ALL = (*TIER_STEPS, Step.WHOLE_CASE)
Clock = tuple[int, str, datetime]


def _clocks(cases: Collection[int]) -> defaultdict[int, list[Clock]]:
    """The clocks that run in each case, the first to run out first: in whose hands, of which step, until when."""
    found: defaultdict[int, list[Clock]] = defaultdict(list)
    for case, organization, step, expires_at in _running().run({"cases": sorted(cases)}):
        found[case].append((organization, step, expires_at))
    return found


@cache
def _items() -> Statement:
    open_work = WorkItem.objects.filter(IsOneOf(F("case_id"), _CASES), ended_at=None, case__suspended_at=None)
    return Statement.of(open_work.order_by("pk").values_list("pk", "case_id", "organization_id", "node", "opened_at"))


@cache
def _running() -> Statement:
    running = Deadline.objects.filter(IsOneOf(F("case_id"), _CASES), state=DeadlineState.RUNNING)
    pressing = running.exclude(effect=DeadlineEffect.WARN).order_by("expires_at", "pk")
    return Statement.of(pressing.values_list("case_id", "organization_id", "step", "expires_at"))


def _own(clocks: list[Clock], organization: int) -> datetime | None:
    """The first clock in the organization's hands that is not of the tier or the case as a whole."""
    return next((until for whose, step, until in clocks if whose == organization and step not in _OF_ALL), None)


def _of_tier(clocks: list[Clock]) -> datetime | None:
    return next((until for _whose, step, until in clocks if step in TIER_STEPS), None)

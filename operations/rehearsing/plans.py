"""安排: when each organization will get to what it is waited for, and what somebody will do on their own."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from core.vocabulary import CaseState, Step
from flows.acts import ACTS
from operations.rehearsing.district import District
from operations.rehearsing.glance import Glance, Visit
from operations.rehearsing.hours import DAY
from operations.rehearsing.initiatives import Initiative, Planned, of_result, of_stage
from operations.rehearsing.temper import Temper
from operations.rehearsing.waits import Wait
from organizations.models import Organization

Key = tuple[int, str, int]
Happened = Sequence[tuple[str, dict[str, Any]]]
_STIRS = frozenset(
    {"deadline.reminded", "deadline.warned", "reminder.sent", "receipt.reminded", "check_in.reminded", "grace.began"}
)
_BOUND = (CaseState.SETTLED, CaseState.CARRYING_OUT)
_CARRYING_OUT = (Step.CARRYING_OUT, Step.RECTIFICATION)
_URGED_BEFORE = DAY
_SOON = 120
_RECEIPT = "acknowledge"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """安排: ``at`` None: nobody will look at it by themselves; ``forgotten``: until they are reminded."""

    at: datetime | None
    forgotten: bool = False


class Plans:
    """安排 of a whole rehearsal."""

    def __init__(self, *, district: District, temper: Temper) -> None:
        self.district, self.temper = district, temper
        self.kept: defaultdict[int, dict[Key, Plan]] = defaultdict(dict)
        self.in_hand: Counter[int] = Counter()
        self.asked: Counter[tuple[int, int, str]] = Counter()
        self.counted: defaultdict[int, Counter[int]] = defaultdict(Counter)
        self.stages: set[int] = set()
        self.numbers: dict[int, str] = {}
        self.openers: dict[int, int] = {}
        self.bound: set[tuple[int, int]] = set()

    def is_due(self, wait: Wait, at: datetime) -> bool:
        """Whether this is still what was planned for that moment."""
        plan = self.kept[wait.case].get(wait.key)
        return plan is not None and plan.at is not None and plan.at <= at

    def opener_of(self, case: int) -> Organization:
        """Who filed the case."""
        return self.district.bodies[self.openers[case]]

    def keep(self, wait: Wait, at: datetime) -> None:
        self.kept[wait.case][wait.key] = Plan(at=at)

    def rest(self, wait: Wait) -> None:
        """Looked at; what is to follow is planned when something happens in the case."""
        self.kept[wait.case].pop(wait.key, None)

    def replan(
        self, case: Glance, waiting: Sequence[Wait], happened: Happened, *, at: datetime
    ) -> Iterator[tuple[datetime, Wait | Initiative]]:
        """What is new to be planned in a case after these events: each errand with its moment."""
        kept = self.kept[case.pk]
        self.numbers[case.pk], self.openers[case.pk] = case.number, case.opener_id
        now = {wait.key: wait for wait in waiting}
        for key in [key for key in kept if key not in now]:
            kept.pop(key)
        self._count(case, waiting)
        for key, wait in now.items():
            yield from self._replan_one(case, wait, kept.get(key), happened, at)
        yield from self._initiatives(case, waiting, happened, at)

    def _count(self, case: Glance, waiting: Sequence[Wait]) -> None:
        """How much every organization has in hand, over all cases."""
        before, here = self.counted[case.pk], Counter(wait.organization for wait in waiting)
        self.in_hand.subtract(before)
        self.in_hand.update(here)
        self.counted[case.pk] = here

    def _replan_one(
        self, case: Glance, wait: Wait, plan: Plan | None, happened: Happened, at: datetime
    ) -> Iterator[tuple[datetime, Wait | Initiative]]:
        body = self.district.bodies.get(wait.organization)
        if body is None or (plan is not None and not plan.forgotten):
            return
        nth = self.asked[case.pk, wait.organization, wait.what]
        about = (body.code, case.number, wait.what, nth)
        if plan is not None:
            self.asked[case.pk, wait.organization, wait.what] += 1
            reminded = self.temper.people.answering.reminded
            if _stirs(happened, wait) and self.temper.chance.happens(reminded, "reminded", *about):
                yield self._planned(wait, self.temper.hours.later(at, _SOON))
            return
        self.asked[case.pk, wait.organization, wait.what] += 1
        answering = self.temper.people.answering
        if wait.what == _RECEIPT and not self.temper.chance.happens(answering.acknowledges, "signs for it", *about):
            self.kept[case.pk][wait.key] = Plan(at=None)
            return
        then = self.temper.answers_at(
            body.code, *about[1:], since=at, due=wait.due, ends=wait.ends,
            in_hand=self.in_hand[wait.organization],
        )  # fmt: skip
        if then is not None:
            yield self._planned(wait, max(then, at))
            return
        self.kept[case.pk][wait.key] = Plan(at=None, forgotten=True)
        due = wait.due or wait.ends
        if wait.is_step and due and self.temper.chance.happens(self.temper.people.turns.urging, "urged", *about):
            hours = self.temper.hours
            moment = hours.moment(max(hours.minute(due) - _URGED_BEFORE, hours.minute(at) + _SOON))
            yield moment, Initiative(name="urging", code=body.code)

    def _planned(self, wait: Wait, at: datetime) -> tuple[datetime, Wait]:
        self.keep(wait, at)
        return at, wait

    def _initiatives(
        self, case: Glance, waiting: Sequence[Wait], happened: Happened, at: datetime
    ) -> Iterator[tuple[datetime, Initiative]]:
        stage = next((one for one in case.visits if one.closed_at is None), None)
        if stage is not None and stage.pk not in self.stages:
            self.stages.add(stage.pk)
            yield from self._of_stage(case, stage, waiting)
        stages = len(case.visits)
        if case.state in _BOUND and (case.pk, stages) not in self.bound:
            self.bound.add((case.pk, stages))
            yield from of_result(
                self.temper, number=case.number, visit=f"{stages} stages", parties=case.parties, since=at
            )
        if _held_back(happened) and self.temper.chance.happens(
            self.temper.people.review.urges_on, case.number, "ladder", at
        ):
            yield self.temper.hours.after_days(at, 1), Initiative(name="ladder")

    def _of_stage(self, case: Glance, stage: Visit, waiting: Sequence[Wait]) -> Planned:
        dues = [wait.ends for wait in waiting if wait.ends]
        return of_stage(
            self.temper, number=case.number, visit=f"{stage.tier}/{stage.visit}", parties=case.parties,
            opener=case.opener, since=stage.opened_at, until=max(dues, default=None),
        )  # fmt: skip


@cache
def nodes_of(act: str) -> tuple[str, ...]:
    """The steps of the flow that an act completes."""
    return ACTS[act].nodes


def _stirs(happened: Happened, wait: Wait) -> bool:
    """Whether the organization was reminded of anything in the case."""
    return any(kind in _STIRS and data.get("organization") in (None, wait.organization) for kind, data in happened)


def _held_back(happened: Happened) -> bool:
    """Whether carrying out was refused, or its term has run out."""
    return any(
        kind == "carrying_out.refused" or (kind == "deadline.reminded" and data.get("step") in _CARRYING_OUT)
        for kind, data in happened
    )

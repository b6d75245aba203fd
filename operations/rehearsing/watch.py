"""盯着: every evening what must hold of the day's cases, every month everything; the first finding ends it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from audit.models import Event
from flows.acts import ACTS
from operations.rehearsing.eyes import Eyes, Sight
from operations.rehearsing.halt import Halt, Where
from operations.rehearsing.paved import plan_anew
from operations.rehearsing.turn import Turn
from operations.rehearsing.waits import Wait


@dataclass(kw_only=True)
class Watch:
    """盯着. Counts how often the day's cases were looked at, and how often everything."""

    eyes: Eyes = field(default_factory=Eyes)
    cases: set[int] = field(default_factory=set)
    evenings: int = 0
    wholes: int = 0
    seconds: float = 0

    def touched(self, cases: Collection[int]) -> None:
        """These cases are looked at this evening."""
        self.cases.update(cases)

    def evening(self, at: datetime, *, month_is_over: bool) -> None:
        """每日检查: the cases in which something has happened; at the end of a month all of them."""
        if month_is_over or self.cases:
            self._judge(self.eyes.look(at, None if month_is_over else sorted(self.cases)))
        if month_is_over:
            plan_anew()
        self.cases = set()

    def end(self, at: datetime) -> None:
        """全面体检 at the end; what is still being looked at is waited for."""
        self._judge([*self.eyes.look(at, None), *self.eyes.rest()])

    def note_stuck(self, turn: Turn, wait: Wait) -> None:
        """无人能办: a step waits for an organization, and nothing that belongs to it is open to anybody."""
        if not wait.is_step or not any(item.pk == wait.about for item in turn.now.items):
            return
        acts = [spec for spec in ACTS.values() if wait.what in spec.nodes]
        if not any(spec.open_to(turn.now) and not spec.check(turn.now) for spec in acts):
            where = Where(at=turn.at, case=turn.number, act=wait.what, person=turn.organization.name)
            raise Halt("nobody_can_move_it", "、".join(spec.name for spec in acts), where)

    def _judge(self, seen: list[Sight]) -> None:
        for sight in seen:
            self.seconds += sight.seconds
            self.wholes += sight.whole
            self.evenings += not sight.whole
            if sight.told:
                raise Halt("invariant_broken", sight.told, Where(at=sight.at, case=sight.subject, act=_last_act()))


def _last_act() -> str:
    """What was recorded last."""
    return Event.objects.order_by("-pk").values_list("kind", flat=True).first() or ""

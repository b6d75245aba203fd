"""The clock as a user of provisional entries: it warns, lets them lapse on their day, and reminds after it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from audit.acting import Act
from audit.actors import SYSTEM
from cases.trials import waiting_trial
from core.vocabulary import DeadlineEffect
from deadlines.models import Deadline
from deadlines.services import claim
from deadlines.subjects import ClockRoom
from flows.trials.acting import TrialActing, acting_on, lock_entry_if_free
from flows.trials.beginning import lapse, remind_again
from registry.models import BoundaryEntry


class LostRace(Exception):
    """Somebody ended or moved the clock first; nothing is to be done."""


def fire(entry: BoundaryEntry, deadline: Deadline, at: datetime) -> bool:
    """到期处理: the due clock takes its effect, once; False when somebody was first."""
    trial = waiting_trial(entry)
    if trial is None:
        return False
    kind, effect = _EFFECTS[DeadlineEffect(deadline.effect)]
    due = deadline.of.expires_at if deadline.of else deadline.expires_at
    act = Act(
        kind=kind, actor=SYSTEM, at=at,
        data={"clock": deadline.pk, "step": deadline.step, "due": due.isoformat()},
    )  # fmt: skip
    try:
        with acting_on(trial, act=act) as acting:
            if not claim(deadline, act):
                raise LostRace
            effect(acting)
    except LostRace:
        return False
    return True


def _warn(_acting: TrialActing) -> None:
    """预警: the event says it all."""


def _name(pk: int) -> str:
    entry = BoundaryEntry.objects.filter(pk=pk).first()
    return entry.number if entry else "?"


_EFFECTS: Mapping[DeadlineEffect, tuple[str, Callable[[TrialActing], None]]] = {
    DeadlineEffect.WARN: ("trial.warned", _warn),
    DeadlineEffect.LAPSE: ("trial.lapsed", lapse),
    DeadlineEffect.REMIND: ("trial.reminded", remind_again),
}
ROOM = ClockRoom(lock=lock_entry_if_free, fire=fire, name=_name)

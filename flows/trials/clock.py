"""The clock as a user of provisional entries: it warns, lets them lapse on their day, and reminds after it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from audit.acting import Act
from audit.actors import SYSTEM, Actor
from cases.trials import waiting_trial
from core.vocabulary import DeadlineEffect
from deadlines.models import Deadline
from deadlines.services import claim
from deadlines.subjects import ClockRoom
from flows.trials.acting import TrialActing, acting_on, lock_entry_if_free
from flows.trials.beginning import lapse, remind_again
from organizations.models import Jurisdiction
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


@contextmanager
def recount(entry: BoundaryEntry, by: Actor, at: datetime) -> Iterator[TrialActing]:
    """按新日历计算: the calendar has changed, and with it when somebody is reminded of the review."""
    trial = waiting_trial(entry)
    if trial is None:
        raise LookupError(f"entry {entry.number} has a clock and nothing to review")
    with acting_on(trial, act=Act(kind="trial.recounted", actor=by, at=at)) as acting:
        yield acting


def _places(ids: Collection[int]) -> Mapping[int, Jurisdiction]:
    rows = BoundaryEntry.objects.filter(pk__in=ids).select_related("jurisdiction")
    return {entry.pk: entry.jurisdiction for entry in rows}


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
ROOM = ClockRoom(lock=lock_entry_if_free, fire=fire, name=_name, recount=recount, places=_places)

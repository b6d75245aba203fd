"""重放: what the events say of a provisional entry, folded change by change, beside what the tables say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from audit import replaying
from audit.models import ChainKind
from audit.replaying import Change, Difference, differing
from cases.models import Trial
from core.vocabulary import TrialState
from deadlines.models import Deadline
from flows.replay import Replayed
from flows.replay import fold as fold_case
from registry.models import BoundaryEntry


@dataclass(kw_only=True)
class ReplayedEntry:
    """重放结果: ``trials`` by id: version, last day's end, state; ``clocked`` holds the clocks."""

    trials: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    clocked: Replayed = field(default_factory=Replayed)
    unknown: list[str] = field(default_factory=list)


def fold(entry: ReplayedEntry, changes: list[Change]) -> None:
    """One event: each of its changes in order. A change that cannot be made is noted as unknown."""
    fold_case(entry.clocked, [change for change in changes if str(change.get("what", "")).startswith("clock.")])
    for change in changes:
        what = change.get("what", "")
        if what == "trial.begun":
            entry.trials[change["trial"]] = (change["version"], change["ends_on"], TrialState.RUNNING)
        elif what == "trial.state" and change["trial"] in entry.trials:
            version, ends_on, _before = entry.trials[change["trial"]]
            entry.trials[change["trial"]] = (version, ends_on, change["state"])
        elif str(what).startswith("trial."):
            entry.unknown.append(str(what))


def differences(recorded: ReplayedEntry, stored: ReplayedEntry) -> list[Difference]:
    """What differs: a name, what the record says, what the tables say."""
    return differing(
        {
            "trials": (recorded.trials, stored.trials),
            "clocks": (recorded.clocked.clocks, stored.clocked.clocks),
        }
    )


def recorded_and_stored() -> Iterator[tuple[BoundaryEntry, ReplayedEntry, ReplayedEntry]]:
    """Every entry that was ever provisional or has a clock; a few queries for each 500."""
    clocked = Deadline.objects.filter(subject_kind=ChainKind.REGISTRY).values("subject_id")
    tried = Trial.objects.values("entry")
    rows: Iterator[BoundaryEntry] = BoundaryEntry.objects.filter(pk__in=clocked.union(tried)).order_by("pk").iterator()
    return replaying.recorded_and_stored(rows, kind=ChainKind.REGISTRY, blank=ReplayedEntry, fold=fold, stored=_stored)


def _stored(entries: Iterable[BoundaryEntry]) -> dict[int, ReplayedEntry]:
    stored = {entry.pk: ReplayedEntry() for entry in entries}
    rows = Trial.objects.filter(entry__in=stored).values_list("entry", "pk", "version__version", "ends_on", "state")
    for entry_id, pk, version, ends_on, state in rows:
        stored[entry_id].trials[pk] = (version, ends_on.isoformat(), state)
    clocks = Deadline.objects.filter(subject_kind=ChainKind.REGISTRY, subject_id__in=stored)
    values = clocks.values_list("subject_id", "pk", "step", "effect", "of", "expires_at", "state")
    for subject_id, pk, *clock in values:
        stored[subject_id or 0].clocked.clocks[pk] = tuple(clock)
    return stored

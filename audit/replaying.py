"""重放对照: what the events say of many subjects beside what the tables say, so many at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Protocol, TypeVar

from audit.models import ChainKind, Event

Change = Mapping[str, Any]
Difference = tuple[str, Any, Any]
CHUNK = 500


class _HasId(Protocol):
    @property
    def pk(self) -> int: ...


Subject = TypeVar("Subject", bound=_HasId)
Replayed = TypeVar("Replayed")


def recorded_and_stored(
    subjects: Iterable[Subject],
    *,
    kind: ChainKind,
    blank: Callable[[], Replayed],
    fold: Callable[[Replayed, list[Change]], None],
    stored: Callable[[list[Subject]], dict[int, Replayed]],
) -> Iterator[tuple[Subject, Replayed, Replayed]]:
    """Every subject with what its events fold into and what its tables hold; one query for the events of each 500.

    ``fold`` takes the changes of one event into what is known so far, which began ``blank``; ``stored`` reads the same
    shape from the tables, by id.
    """
    rows = iter(subjects)
    while chunk := list(islice(rows, CHUNK)):
        recorded = {subject.pk: blank() for subject in chunk}
        events = Event.objects.filter(chain_kind=kind, subject_id__in=recorded).order_by("subject_id", "sequence")
        for subject_id, changes in events.values_list("subject_id", "changes").iterator():
            fold(recorded[subject_id], changes)
        held = stored(chunk)
        for subject in chunk:
            yield subject, recorded[subject.pk], held[subject.pk]


def differing(tables: Mapping[str, tuple[Mapping[int, Any], Mapping[int, Any]]]) -> list[Difference]:
    """What differs between recorded and stored tables: a name, what the record says, what the tables say."""
    return [
        (f"{name}[{key}]", said.get(key), held.get(key))
        for name, (said, held) in tables.items()
        for key in sorted(said.keys() | held.keys())
        if said.get(key) != held.get(key)
    ]

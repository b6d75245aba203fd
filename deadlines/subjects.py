"""时钟的所属: a clock belongs to a case or to another subject; rooms above say how theirs are locked and fired.

A room registers itself once, when the program starts, under the kind of chain its subjects' events stand on; the sweep
finds it here and need not know it.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from audit.acting import Act
from audit.actors import Actor
from audit.models import ChainKind
from deadlines.models import Deadline
from organizations.models import Jurisdiction
from procedures.pack import Pack
from workdays.days import Calendar


@dataclass(frozen=True, kw_only=True)
class Subject:
    """所属事项: what a clock belongs to where it is not a case."""

    kind: ChainKind
    pk: int


class Held(Protocol):
    """在办: an act on a subject, as its room holds it: what it notes, by which calendar and under which rules."""

    act: Act

    @property
    def calendar(self) -> Calendar: ...

    @property
    def pack(self) -> Pack: ...


@dataclass(frozen=True, kw_only=True)
class ClockRoom:
    """时钟的办理处: ``lock`` gives the subject's row, locked for this transaction, or None while somebody holds it.

    ``fire`` lets a due clock take its effect on that row and says whether it did; ``name`` is how people call the
    subject. ``recount`` holds the act by which its clocks are counted again and writes its event; ``places`` says of
    several subjects whose calendar they go by.
    """

    lock: Callable[[int], Any]
    fire: Callable[[Any, Deadline, datetime], bool]
    name: Callable[[int], str]
    recount: Callable[[Any, Actor, datetime], AbstractContextManager[Held]]
    places: Callable[[Collection[int]], Mapping[int, Jurisdiction]]


_ROOMS: dict[ChainKind, ClockRoom] = {}


def register(kind: ChainKind, room: ClockRoom) -> None:
    """From now on the clocks of subjects of this kind are the room's."""
    _ROOMS[kind] = room


def room_of(kind: str) -> ClockRoom:
    """The room of a kind; KeyError where none has registered."""
    return _ROOMS[ChainKind(kind)]


def owner_name(clock: Deadline) -> str:
    """What the clock belongs to, as people call it: the case's number, a work order's reference."""
    if clock.case is not None:
        return clock.case.number
    return room_of(clock.subject_kind).name(clock.subject_id or 0)

"""第二双眼睛: looks at the record in a process of its own while the year goes on; a second core does that work.

It sees each evening as it was: its view of the database is taken before the next day begins.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import perf_counter
from typing import Any

from django.db import connection, connections, transaction

from audit.models import Event
from notifications.services import fan_out
from operations.doctor import examine
from operations.rehearsing.paved import keep_prepared, plan_anew

_EVENTS_AT_ONCE = 100
_PAUSE = 0.05
_SEEN = "seen"


@dataclass(frozen=True, kw_only=True)
class Sight:
    """所见: what a look came to. ``subject`` and ``told`` are of the first findings, "" where there are none."""

    at: datetime
    whole: bool
    subject: str
    told: str
    seconds: float


def look(at: datetime, cases: Collection[int] | None) -> Sight:
    """看: what has happened is told to people; then what must hold is looked at, of these cases or of all."""
    tell(at)
    return _examined(at, cases)


def tell(at: datetime) -> None:
    """分发: everything that has happened is told to whom it concerns."""
    while fan_out(at=at, limit=_EVENTS_AT_ONCE):
        pass


def _examined(at: datetime, cases: Collection[int] | None) -> Sight:
    begun = perf_counter()
    found = [one.finding for one in examine(at, cases=cases)]
    told = "; ".join(f"{one.code} {one.subject}: {one.text()}" for one in found[:5])
    subject = found[0].subject if found else ""
    return Sight(at=at, whole=cases is None, subject=subject, told=told, seconds=perf_counter() - begun)


class Eyes:
    """眼睛: gives back what earlier looks came to; ``apart`` looks in a process of its own."""

    def __init__(self, process: BaseProcess | None = None, line: "Connection[Any, Any] | None" = None) -> None:
        self._process, self._line = process, line
        self._awaited = False

    def look(self, at: datetime, cases: Collection[int] | None) -> list[Sight]:
        """Looks, or has it looked; what has been seen by now."""
        if self._line is None:
            return [look(at, cases)]
        seen = self.rest()
        self._line.send((at, None if cases is None else list(cases)))
        if self._line.recv() != _SEEN:
            raise RuntimeError("the second pair of eyes answers out of turn")
        self._awaited = True
        return seen

    def rest(self) -> list[Sight]:
        """What is still being looked at, once it is done."""
        if self._line is None or not self._awaited:
            return []
        self._awaited = False
        answer = self._line.recv()
        if isinstance(answer, Exception):
            raise answer
        return [answer]


@contextmanager
def eyes(*, apart: bool) -> Iterator[Eyes]:
    """In this process, or in one of its own, which needs what is written to be committed."""
    if not apart:
        yield Eyes()
        return
    context = get_context("fork")
    here, there = context.Pipe()
    connections.close_all()  # a connection cannot be shared between processes
    process = context.Process(target=_serve, args=(there, here), daemon=True)
    process.start()
    there.close()
    try:
        yield Eyes(process, here)
    finally:
        here.close()
        process.join(timeout=30)
        if process.is_alive():
            process.terminate()
            process.join()


def _serve(line: "Connection[Any, Any]", theirs: "Connection[Any, Any]") -> None:
    """Until the other end hangs up: between two looks everybody is told what happens."""
    theirs.close()  # else nobody would notice that they hung up
    keep_prepared()
    while True:
        try:
            if line.poll(_PAUSE):
                _answer(line, *line.recv())
            else:
                latest = Event.objects.order_by("-pk").values_list("at", flat=True).first()
                fan_out(at=latest, limit=_EVENTS_AT_ONCE) if latest else None
        except (EOFError, ConnectionError):
            connections.close_all()
            return


def _answer(line: "Connection[Any, Any]", at: datetime, cases: Collection[int] | None) -> None:
    tell(at)
    if cases is None:
        plan_anew()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT 1")  # the view is taken with the first statement
        line.send(_SEEN)
        line.send(_try(lambda: _examined(at, cases)))


def _try(do: Callable[[], Sight]) -> Sight | Exception:
    try:
        return do()
    except Exception as error:  # noqa: BLE001  (it is raised in the process that asked)
        return RuntimeError(f"{type(error).__name__}: {error}")

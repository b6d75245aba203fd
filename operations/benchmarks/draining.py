"""排空: processes of their own let everything take effect that is due, while people go on working."""

import multiprocessing
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

from django.db import connections
from django.test import Client
from django.urls import reverse

from escalation.sweep import sweep
from flows.inputs import WriteNote
from flows.services import perform
from operations.benchmarks.measuring import WrongEndState, measured, milliseconds, spread
from organizations.selectors import Capacity

_PASS = 1000
_WARM_AFTER = 5
_AT_EASE_AFTER = 30
_LONGEST_GOODBYE = 10.0
_FORK = multiprocessing.get_context("fork")


@dataclass(kw_only=True)
class Drained:
    """排空结果: of all processes together; ``seconds`` from the signal to the last one's end."""

    seconds: float
    fired: int = 0
    failed: int = 0
    statements: int = 0
    cpu_seconds: float = 0
    rss_mb: list[int] = field(default_factory=list)
    people: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Person:
    """旁人: somebody who opens one of these cases after the other and writes a note in it, at moments of their own."""

    capacity: Capacity
    numbers: Sequence[str]
    at: datetime


def drain(at: datetime, *, processes: int, person: Person | None) -> Drained:
    """All that is due at ``at``, by so many sweeping processes, while the person goes on working."""
    children: list[tuple[Connection[Any, Any], Any]] = []
    try:
        onlooker = _start(_work, person, children) if person else None
        if onlooker:
            onlooker.recv()  # it has worked for a while with nobody else
        sweepers = [_start(_sweep_all, at, children) for _ in range(processes)]
        return _together(sweepers, onlooker)
    except EOFError as error:
        raise WrongEndState("a process of the benchmark ended before its time") from error
    finally:
        for pipe, process in children:
            pipe.close()
            process.join(_LONGEST_GOODBYE)
            process.kill()
            process.join()


def _together(
    sweepers: "Sequence[Connection[Any, Any]]", onlooker: "Connection[Any, Any] | None"
) -> Drained:  # fmt: skip
    for pipe in sweepers:
        pipe.recv()  # it is connected and waits
    if onlooker:
        onlooker.send("now")
    begun = perf_counter()
    for pipe in sweepers:
        pipe.send("go")
    reports = [pipe.recv() for pipe in sweepers]
    done = Drained(seconds=perf_counter() - begun)
    for report in reports:
        done.fired += report["fired"]
        done.failed += report["failed"]
        done.statements += report["statements"]
        done.cpu_seconds += report["cpu_seconds"]
        done.rss_mb.append(report["rss_mb"])
    if onlooker:
        onlooker.send("enough")
        done.people = onlooker.recv()
    return done


def _start(
    work: Callable[..., None], given: Any, children: "list[tuple[Connection[Any, Any], Any]]"
) -> "Connection[Any, Any]":
    ours, theirs = _FORK.Pipe()
    connections.close_all()
    process = _FORK.Process(target=work, args=(theirs, given), daemon=True)
    process.start()
    theirs.close()
    children.append((ours, process))
    return ours


def _sweep_all(pipe: "Connection[Any, Any]", at: datetime) -> None:
    """Until nothing is due; a pass that found everything in other hands is tried again."""
    connections["default"].ensure_connection()
    fired = failed = 0
    pipe.send("ready")
    pipe.recv()
    worked = time.process_time()
    with measured() as measure:
        while (report := sweep(at=at, limit=_PASS)).fired or report.busy:
            fired, failed = fired + report.fired, failed + report.failed
    pipe.send(
        {
            "fired": fired, "failed": failed, "statements": measure.statements,
            "cpu_seconds": time.process_time() - worked,
            "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    )  # fmt: skip


def _work(pipe: "Connection[Any, Any]", person: Person) -> None:
    """First nobody else works, then the sweep does."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(person.capacity.person)
    taken: dict[str, list[float]] = defaultdict(list)
    now = "warming up"
    for place in count():
        if pipe.poll():
            if pipe.recv() == "enough":
                break
            now = "draining"
        elif place == _WARM_AFTER:
            now = "idle"
        elif place == _AT_EASE_AFTER:
            pipe.send("at ease")
        number = person.numbers[place % len(person.numbers)]
        with _timed(taken[f"page {now}"]):
            client.get(reverse("case", args=[number]), secure=True)
        with _timed(taken[f"act {now}"]):
            perform(
                number=number, act="write_note", form=WriteNote(text="已阅，继续办理。"),
                capacity=person.capacity, at=person.at,
            )  # fmt: skip
    p95 = {name: spread(values)["p95"] for name, values in taken.items() if not name.endswith("warming up")}
    told: dict[str, Any] = {f"{what}_p95_ratio": _ratio(p95, what) for what in ("page", "act")}
    pipe.send({"p95_ms": p95, **told})


@contextmanager
def _timed(taken: list[float]) -> Iterator[None]:
    begun = perf_counter()
    yield
    taken.append(milliseconds(perf_counter() - begun))


def _ratio(p95: dict[str, float], what: str) -> float | None:
    """None where the sweep had ended before the person looked up."""
    idle, busy = p95.get(f"{what} idle"), p95.get(f"{what} draining")
    return round(busy / idle, 2) if idle and busy else None

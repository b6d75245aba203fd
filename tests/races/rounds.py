"""One race many times over: the racers keep their threads and connections, and take turns at a head start."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from time import sleep
from typing import Any, TypeVar

import pytest
from django.db import connections

from tests.races import Finish

Course = TypeVar("Course")

ROUNDS = int(os.environ.get("RACE_ROUNDS", "200"))
"""How often the races of people against the clock are run; the lesser ones are run a tenth as often."""
FEW_ROUNDS = max(ROUNDS // 10, 11)
THOROUGHLY = 1000


def how_often(usually: int) -> pytest.MarkDecorator:
    """Gives a race its ``times``: ``usually`` in ./test, a thousand in ./test --faults."""
    return pytest.mark.parametrize("times", [usually, pytest.param(THOROUGHLY, marks=pytest.mark.faults)])


_LEADS = [milliseconds / 1000 for milliseconds in (-12, 8, -4, 2, 0, -2, 4, -8, 12)]
_SURE_LEADS = [-0.4, 0.4]
"""In the first two rounds, so that each of the two wins once on a machine that is busy, too."""


def rounds(
    courses: Iterable[Course], first: Callable[[Course], Any], second: Callable[[Course], Any], *, timeout: float = 60
) -> Iterator[tuple[Course, Finish, Finish]]:
    """Both acts on each course at the same instant, one or the other a little ahead: in the first two rounds by far.

    The course and how both came in are yielded after each round; only then is the next course taken from ``courses``.
    """
    begin, finish = threading.Barrier(3), threading.Barrier(3)
    at_hand: list[Course] = []
    finishes: dict[int, Finish] = {}

    def run(number: int, act: Callable[[Course], Any]) -> None:
        try:
            connections["default"].ensure_connection()
            while True:
                begin.wait(timeout)
                sleep(_head_start(len(at_hand), number))
                finishes[number] = _ended(act, at_hand[-1])
                finish.wait(timeout)
        except threading.BrokenBarrierError:
            return  # no more rounds
        finally:
            connections.close_all()

    racers = [threading.Thread(target=run, args=racer, daemon=True) for racer in enumerate((first, second))]
    for racer in racers:
        racer.start()
    try:
        for course in courses:
            at_hand.append(course)
            begin.wait(timeout)
            finish.wait(timeout)
            yield course, finishes[0], finishes[1]
    finally:
        begin.abort()
        finish.abort()
        for racer in racers:
            racer.join(timeout)


def _head_start(turn: int, number: int) -> float:
    lead = _SURE_LEADS[turn - 1] if turn <= len(_SURE_LEADS) else _LEADS[turn % len(_LEADS)]
    return max(0.0, lead if number == 0 else -lead)


def _ended(act: Callable[[Course], Any], course: Course) -> Finish:
    try:
        return Finish(value=act(course))
    except Exception as error:  # noqa: BLE001  (the loser's error is the result of a race)
        return Finish(error=error)

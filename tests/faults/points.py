"""What stands behind the product's fail points in tests: nothing, until one of them is armed.

In a process of its own by the environment, ``FAILPOINT=batch.written:kill:2`` (the second time that it is passed).
``FAILPOINT_CASE=17`` beside it: only where the function that passes it is at that case, and each time.
"""

import os
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection

LONG_SECONDS = 1000
POISONED = int(os.environ.get("FAILPOINT_CASE", "0"))


@dataclass(kw_only=True)
class Arming:
    """上膛: what happens at which point, the how many-th time."""

    point: str
    way: str = "kill"
    nth: int = 1
    passed: Counter[str] = field(default_factory=Counter)

    def strike(self) -> None:
        if self.way == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.way == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
            return
        if self.way == "statement":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(%s)", [LONG_SECONDS])
        if self.way == "sleep":
            time.sleep(LONG_SECONDS)
        if self.way == "memory":
            raise MemoryError(self.point)
        raise RuntimeError(self.point)


def _from_environment() -> Arming | None:
    words = os.environ.get("FAILPOINT", "").split(":")
    return Arming(point=words[0], way=words[1], nth=int(words[2])) if len(words) == 3 else None


armed: Arming | None = _from_environment()


def failpoint(name: str) -> None:
    if armed is None or armed.point != name:
        return
    if POISONED:
        if getattr(sys._getframe(1).f_locals.get("case"), "pk", 0) == POISONED:
            armed.strike()
        return
    armed.passed[name] += 1
    if armed.passed[name] == armed.nth:
        armed.strike()

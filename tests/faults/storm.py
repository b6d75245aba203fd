"""A storm: many clocks run out, one group after the other, while processes and engines die at random."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, connections

from core import clock
from operations.benchmarks.copies import copy_cases
from tests.faults.effects import TERM
from tests.faults.world import FaultWorld
from tests.stage_set import Scene

_LATENESS = """
SELECT extract(epoch FROM pg_xact_commit_timestamp(event.xmin) - clock.expires_at)::float
FROM audit_event AS event JOIN deadlines_deadline AS clock
     ON clock.case_id = event.subject_id AND clock.effect = 'MOVE_UP' AND clock.state = 'FIRED'
WHERE event.chain_kind = 'case' AND event.kind = 'stage.timed_out' ORDER BY 1
"""


@dataclass(frozen=True, kw_only=True)
class Weather:
    """风暴: so many groups of cases, whose clocks run out so far apart; how often what is killed meanwhile."""

    groups: int
    cases_each: int
    apart: timedelta
    kills: int
    restarts: int
    prepared_in: timedelta
    latest_seconds: float | None = None
    """How late all but one in a hundred may be; None where the machine may be at anything beside it."""

    @property
    def cases(self) -> int:
        return self.groups * self.cases_each

    @property
    def lasts(self) -> timedelta:
        return self.groups * self.apart


@dataclass(kw_only=True)
class Blows:
    """What was struck, in order; whoever was killed is started again after a second, as a supervisor does it."""

    world: FaultWorld
    dice: random.Random
    targets: Sequence[str]
    struck: list[str] = field(default_factory=list)
    _again: dict[str, float] = field(default_factory=dict)

    def strike(self) -> None:
        """One of those that live."""
        living = [name for name in self.targets if name in self.world.living]
        if living:
            name = self.dice.choice(living)
            self.world.kill(name)
            self.struck.append(name)
            self._again[name] = time.monotonic() + 1

    def strike_database(self) -> None:
        """The server dies at once and is started again at once."""
        self.world.kill_database()
        self.world.start_database()
        connections.close_all()
        self.struck.append("database")

    def look_after(self) -> None:
        for name, moment in list(self._again.items()):
            if time.monotonic() >= moment:
                del self._again[name]
                self.world.start(name)

    def over(self) -> None:
        """Everybody is started again."""
        while self._again:
            self.look_after()
            time.sleep(0.05)


def prepare(scene: Scene, world: FaultWorld, weather: Weather) -> datetime:
    """The cases, of which the first group's clocks run out at the moment that is returned."""
    first = clock.now() + weather.prepared_in
    copies = {}
    for group in range(weather.groups):
        case = scene.open_case(at=first + group * weather.apart - TERM)
        copies[case.pk] = weather.cases_each - 1
    copy_cases(world.urls["DATABASE_OWNER_URL"], copies)
    assert clock.now() < first, f"preparing took longer than {weather.prepared_in}"
    return first


def rage(blows: Blows, weather: Weather, first: datetime) -> None:
    """From the first moment to the last, blows at random moments; the database's beside the others'."""
    seconds = weather.lasts.total_seconds()
    plan: list[tuple[float, Callable[[], None]]] = [
        *((blows.dice.uniform(0, seconds), blows.strike) for _ in range(weather.kills)),
        *(
            ((n + blows.dice.random()) * seconds / weather.restarts, blows.strike_database)
            for n in range(weather.restarts)
        ),
    ]
    for moment, blow in sorted(plan, key=lambda one: one[0]):
        while (clock.now() - first).total_seconds() < moment:
            blows.look_after()
            time.sleep(0.02)
        blow()
    blows.over()


def lateness() -> list[float]:
    """Of each case that moved, in ascending order: seconds from the end of its clock to the commit of what followed."""
    with connection.cursor() as cursor:
        cursor.execute(_LATENESS)
        return [row[0] for row in cursor.fetchall()]


def percentile(sorted_values: Sequence[float], part: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(part * len(sorted_values)))]

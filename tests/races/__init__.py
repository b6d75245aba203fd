"""Several people at the same instant: real threads, each with a database connection of its own."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connections


@dataclass(frozen=True, kw_only=True)
class Finish:
    """How one of the racers came in: with a value or with an error."""

    value: Any = None
    error: Exception | None = None

    @property
    def won(self) -> bool:
        return self.error is None


def together(*acts: Callable[[], Any], timeout: float = 60) -> list[Finish]:
    """Let every act begin at the same instant; how each ended, in the order given.

    The test must be ``@pytest.mark.django_db(transaction=True)``: other threads see only what was committed.
    """
    barrier = threading.Barrier(len(acts))
    finishes: dict[int, Finish] = {}

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            connections["default"].ensure_connection()
            barrier.wait(timeout)
            finishes[number] = Finish(value=act())
        except Exception as error:  # noqa: BLE001  (the loser's error is the result of a race)
            finishes[number] = Finish(error=error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item, daemon=True) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout)
    if len(finishes) != len(acts):
        late = [number for number in range(len(acts)) if number not in finishes]
        raise TimeoutError(f"racers {late} did not finish within {timeout} s")
    return [finishes[number] for number in range(len(acts))]

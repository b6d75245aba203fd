"""A model of the rules and the product agree, whoever does what: many random histories, from opening to archive.

``./test`` plays the same few each time, ``./test --property`` many new ones; what fails tells how it is played again.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from flows.acts import ACTS
from tests.properties.histories import TALLY, History, furnish, world

# Each history is a transaction of its own that is rolled back; the worlds they are played in stand beside them.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.property]

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
STEPS = 30
PARTS, IN_EACH = (20, 100) if LONG else (2, 30)
SEED = int(os.environ.get("HISTORY_SEED") or (secrets.randbelow(2**32) if LONG else 1))


def play(histories: int, *, number: int) -> None:
    """So many histories, the same ones for the same number; of the first that fails everything done is printed."""
    few = settings(
        max_examples=histories, stateful_step_count=STEPS, deadline=None, database=None, phases=[Phase.generate],
        report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(seed(number)(type("History", (History,), {})), settings=few)


@contextmanager
def worlds() -> Iterator[None]:
    """Worlds are kept for one test only: its database goes with it."""
    try:
        furnish()
        yield
    finally:
        world.cache_clear()


@pytest.mark.parametrize("part", range(PARTS))
def test_every_history_goes_as_the_rules_say(part: int, capsys: pytest.CaptureFixture[str]) -> None:
    number, histories = SEED + part, int(os.environ.get("HISTORIES", IN_EACH))
    try:
        with worlds():
            play(histories, number=number)
    except Exception as error:
        again = f"HISTORY_SEED={number} HISTORIES={histories} ./test 'tests/properties/test_histories.py' -k '[0]'"
        error.add_note(f"to play it again: {again}")
        raise
    with capsys.disabled():
        acts = f"{TALLY.performed.total()} acts of {len(TALLY.performed)} of {len(ACTS)} kinds"
        print(
            f"\nhistories from seed {number}: {TALLY.histories} so far, {acts}, {TALLY.refused} refused, "
            f"{TALLY.clocks} clocks, {len(TALLY.states)} kinds of state"
        )

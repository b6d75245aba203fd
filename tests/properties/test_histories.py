"""A model of the rules and the product agree, whoever does what: many random histories, from opening to archive.

``./test`` plays the same few each time, ``./test --property`` many new ones; what fails tells how it is played again.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, reproduce_failure, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from flows.acts import ACTS
from tests.properties.histories import TALLY, History, furnish, world

# Each history is a transaction of its own that is rolled back; the worlds they are played in stand beside them.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.property]

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
STEPS = 30
PARTS, IN_EACH = (20, 100) if LONG else (2, 30)
AGAIN = os.environ.get("HISTORY_AGAIN", "")
SEED = int(os.environ.get("HISTORY_SEED") or (secrets.randbelow(2**32) if LONG else 1))


def play(histories: int, *, number: int, drawn_to: frozenset[str] = frozenset()) -> None:
    """So many histories, from this seed; of the first that fails everything done is printed, and how to do it again.

    What hypothesis makes of a seed depends on the modules that are loaded; the line that it prints does not.
    """
    few = settings(
        max_examples=histories, stateful_step_count=STEPS, deadline=None, database=None, phases=[Phase.generate],
        report_multiple_bugs=False, suppress_health_check=list(HealthCheck), print_blob=True,
    )  # fmt: skip
    machine = seed(number)(type("History", (History,), {"drawn_to": drawn_to}))
    if AGAIN:
        machine = reproduce_failure(hypothesis.__version__, AGAIN.encode())(machine)
    run_state_machine_as_test(machine, settings=few)


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
        again = (
            "HISTORY_AGAIN='what stands between the quotes of b…' ./test tests/properties/test_histories.py -k '[0]'"
        )
        error.add_note(f"to play it again, with the second argument of reproduce_failure: {again}")
        raise
    with capsys.disabled():
        acts = f"{TALLY.performed.total()} acts of {len(TALLY.performed)} of {len(ACTS)} kinds"
        print(
            f"\nhistories from seed {number}: {TALLY.histories} so far, {acts}, {TALLY.refused} refused, "
            f"{TALLY.clocks} clocks, {len(TALLY.states)} kinds of state"
        )

"""校时规则: which clocks are believed, as a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.readings import Reading
from core.vocabulary import ClockTrouble
from escalation.rules import LIMIT, LONGEST_REST, Sight, Witness, clocks_differ, judge

THEN = datetime(2026, 3, 9, 2, tzinfo=UTC)
TICKS = 5_000.0
HERE, ELSEWHERE = "boot-1", "boot-2"
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
TRUSTED = Witness(boot=HERE, anchor_at=THEN, anchor_ticks=TICKS, seen_at=THEN)


def sight(
    *, passed: timedelta, database: timedelta = timedelta(0), machine: timedelta = timedelta(0), boot: str = HERE,
    stood_still: timedelta = timedelta(0),
) -> Sight:  # fmt: skip
    """After so much real time, with the clocks off by so much; the process may have stood still while it asked."""
    ticks = TICKS + passed.total_seconds()
    before = Reading(wall=THEN + passed + machine, ticks=ticks, boot=boot, host="h")
    after = replace(before, wall=before.wall + stood_still, ticks=ticks + stood_still.total_seconds())
    return Sight(before=before, database=THEN + passed + stood_still + database, after=after)


def trouble(seen: Sight, *witnesses: Witness, unresolved: bool = False) -> ClockTrouble | None:
    return judge(seen, witnesses, unresolved=unresolved).trouble


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (sight(passed=HOUR), None),
        (sight(passed=90 * DAY), None),
        # one of the two is wrong
        (sight(passed=HOUR, database=LIMIT), None),
        (sight(passed=HOUR, database=LIMIT + SECOND), ClockTrouble.CLOCKS_DIFFER),
        (sight(passed=HOUR, database=DAY), ClockTrouble.CLOCKS_DIFFER),
        (sight(passed=HOUR, database=-HOUR), ClockTrouble.CLOCKS_DIFFER),
        (sight(passed=HOUR, machine=DAY), ClockTrouble.CLOCKS_DIFFER),
        (sight(passed=HOUR, machine=-DAY), ClockTrouble.CLOCKS_DIFFER),
        # both were moved together: the seconds counted since tell
        (sight(passed=HOUR, database=DAY, machine=DAY), ClockTrouble.JUMPED),
        (sight(passed=HOUR, database=-HOUR, machine=-HOUR), ClockTrouble.JUMPED),
        (sight(passed=HOUR, database=LIMIT, machine=LIMIT), None),
        (sight(passed=HOUR, database=LIMIT + SECOND, machine=LIMIT + SECOND), ClockTrouble.JUMPED),
        # a process that was stopped while it asked saw nothing strange
        (sight(passed=HOUR, stood_still=DAY), None),
        (sight(passed=HOUR, stood_still=HOUR, database=DAY, machine=DAY), ClockTrouble.JUMPED),
    ],
)
def test_a_machine_that_went_on_running(seen: Sight, expected: ClockTrouble | None) -> None:
    assert trouble(seen, TRUSTED) is expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (timedelta(0), None),
        (3 * DAY, None),
        (LONGEST_REST, None),
        (LONGEST_REST + SECOND, ClockTrouble.LONG_SILENCE),
        (-LIMIT, None),
        (-LIMIT - SECOND, ClockTrouble.WENT_BACK),
        (-365 * DAY, ClockTrouble.WENT_BACK),
    ],
)
def test_a_weekend_off_is_no_jump_when_machine_and_database_agree(
    rest: timedelta, expected: ClockTrouble | None
) -> None:
    assert trouble(sight(passed=rest, boot=ELSEWHERE), TRUSTED) is expected


def test_nobody_has_been_here_before() -> None:
    assert trouble(sight(passed=DAY)) is None
    assert trouble(sight(passed=DAY, database=DAY)) is ClockTrouble.CLOCKS_DIFFER


def test_a_restart_does_not_make_a_wrong_time_right() -> None:
    moved = sight(passed=DAY, boot=ELSEWHERE)
    assert trouble(moved, TRUSTED, unresolved=True) is ClockTrouble.UNRESOLVED
    assert trouble(moved, replace(TRUSTED, seen_at=THEN + DAY), unresolved=True) is None, "others went on in between"


def test_small_steps_add_up() -> None:
    step = timedelta(seconds=50)
    seen = [sight(passed=n * HOUR, database=n * step, machine=n * step) for n in (1, 2, 3)]
    moving = [replace(TRUSTED, seen_at=one.database) for one in seen]
    assert [trouble(one, witness) for one, witness in zip(seen, moving, strict=True)] == [
        None, None, ClockTrouble.JUMPED,
    ]  # fmt: skip


def test_figures_tell_by_what_it_was_judged() -> None:
    figures = judge(sight(passed=HOUR, database=DAY, machine=DAY), [TRUSTED], unresolved=False).figures
    assert (figures["apart_seconds"], figures["strayed_seconds"], figures["limit_seconds"]) == (0, 86_400, 120)
    assert clocks_differ(sight(passed=HOUR, machine=DAY))
    assert not clocks_differ(sight(passed=HOUR, machine=DAY, database=DAY))

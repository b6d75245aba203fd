"""What ./test hands to pytest for what it was told."""

import os

import pytest

from tests.start import parser, selection, side_by_side

ORDINARY = ["-m", "not faults"]


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        ([], ORDINARY),
        (["tests/unit", "-k", "term"], ORDINARY),
        (["--static"], [*ORDINARY, "tests/architecture"]),
        (["--quick"], [*ORDINARY, "tests/unit", "tests/integration", "tests/architecture"]),
        (["--property"], ["-m", "property"]),
        (["--property", "--faults"], ["-m", "property or faults"]),
        (["-m", "browser"], []),
        (["tests/unit/test_start.py::test_selection"], []),
        (["tests/faults"], []),
    ],
)
def test_selection(arguments: list[str], chosen: list[str]) -> None:
    assert selection(*parser().parse_known_args(arguments)) == chosen


def test_pytests_own_options_are_left_to_pytest() -> None:
    assert parser().parse_known_args(["--quick", "--ff", "-q", "--prop"])[1] == ["--ff", "-q", "--prop"]


@pytest.mark.parametrize("arguments", [["--static"], ["--faults"], ["-k", "noise"], ["tests/unit"], ["-x"]])
def test_a_few_tests_run_by_themselves(arguments: list[str]) -> None:
    assert side_by_side(*parser().parse_known_args(arguments)) == []


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor")
def test_all_of_them_run_side_by_side() -> None:
    assert side_by_side(*parser().parse_known_args([]))[0] == "-n"

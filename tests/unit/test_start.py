"""What ./test hands to pytest for what it was told."""

import pytest

from tests.start import parser, selection

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

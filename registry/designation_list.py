"""法定指定清单: the clauses that leave the designation to the government, from the file shipped with the product."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from registry.designations import Designation, designations_in

FILE = Path(__file__).parent / "data" / "statutory_designations.csv"


@cache
def statutory_designations() -> Sequence[Designation]:
    """Every clause of the list, in its order."""
    with FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(
            Designation(
                instrument=row["instrument"], aliases=tuple(row["aliases"].split("|")), clause=row["clause"],
                says=row["says"], source=row["source"],
            )
            for row in csv.DictReader(rows)
        )  # fmt: skip


def left_to_the_government(basis: str) -> list[Designation]:
    """法定指定: the clauses named in this basis by which the government designates the department."""
    return designations_in(basis, statutory_designations())

"""Counting statements and time. BEGIN and COMMIT do not pass here; savepoints do."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.db import connection


class WrongEndState(Exception):
    """A benchmark did not leave what it should have left: its figures are worth nothing."""


@dataclass(kw_only=True)
class Measured:
    """测得: statements and seconds of one piece of work."""

    statements: int = 0
    seconds: float = 0
    kept: list[tuple[str, Any]] = field(default_factory=list)


@contextmanager
def measured(*, keep: bool = False) -> Iterator[Measured]:
    """Measure the block; with ``keep`` the statements and their parameters are kept too."""
    result = Measured()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result.statements += 1
        if keep:
            result.kept.append((sql, params))
        return execute(sql, params, many, context)

    begun = perf_counter()
    with connection.execute_wrapper(count):
        yield result
    result.seconds = perf_counter() - begun


def spread(values: Iterable[float], *, digits: int = 1) -> dict[str, float]:
    """Median, 95th percentile and greatest."""
    found = sorted(values)
    p95 = quantiles(found, n=20, method="inclusive")[-1] if len(found) > 1 else found[0]
    return {"p50": round(median(found), digits), "p95": round(p95, digits), "max": round(found[-1], digits)}


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)

"""预读: what is read for many cases at once, so that each of them asks the database nothing.

``ahead`` hands out rows that somebody laid by for an instance; ``remembered`` keeps look-ups of reference data for as
long as a batch lasts; ``asking_nothing`` makes sure that in between nobody asks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.db.models import Model

P = ParamSpec("P")
R = TypeVar("R")

_memory: ContextVar[dict[Any, Any] | None] = ContextVar("memory", default=None)
_silent: ContextVar[bool] = ContextVar("silent", default=False)


class Asked(Exception):
    """Something of one case must be asked of the database: it cannot be settled together with others."""


def lay_by(owner: Model, name: str, rows: list[Any]) -> None:
    """Rows read beforehand, for ``ahead`` under that name; the list may grow while the owner is at hand."""
    owner.__dict__.setdefault("_laid_by", {})[name] = rows


def ahead(owner: Model, name: str, ask: Callable[[], Iterable[R]]) -> Sequence[R]:
    """The rows laid by for the owner; without them, what is asked now."""
    laid_by = owner.__dict__.get("_laid_by", {})
    return laid_by[name] if name in laid_by else list(ask())


def is_laid_by(owner: Model, name: str) -> bool:
    return name in owner.__dict__.get("_laid_by", {})


def laid_by(owner: Model, name: str) -> Sequence[Any]:
    """The rows laid by for the owner under that name; none where nothing was read beforehand."""
    return owner.__dict__.get("_laid_by", {}).get(name, ())  # type: ignore[no-any-return]


def noted(owner: Model, name: str, row: Any) -> None:
    """A new row joins what was laid by, where anything was."""
    laid_by = owner.__dict__.get("_laid_by", {})
    if name in laid_by:
        laid_by[name].append(row)


@contextmanager
def remembering() -> Iterator[None]:
    """While it lasts, each look-up of reference data is made once."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(key: Callable[P, Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A look-up of reference data, told apart by ``key``; asked anew each time unless somebody is ``remembering``."""

    def decorate(look_up: Callable[P, R]) -> Callable[P, R]:
        @wraps(look_up)
        def ask(*args: P.args, **kwargs: P.kwargs) -> R:
            memory = _memory.get()
            if memory is None:
                return look_up(*args, **kwargs)
            place = (look_up, key(*args, **kwargs))
            if place not in memory:
                with speaking():
                    memory[place] = look_up(*args, **kwargs)
            return memory[place]  # type: ignore[no-any-return]

        return ask

    return decorate


@contextmanager
def asking_nothing() -> Iterator[None]:
    """While it lasts, a statement raises ``Asked``."""
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(_refuse))
        token = _silent.set(True)
        stack.callback(_silent.reset, token)
        yield


@contextmanager
def speaking() -> Iterator[None]:
    """Within ``asking_nothing``: what is asked here is asked once for many."""
    token = _silent.set(False)
    try:
        yield
    finally:
        _silent.reset(token)


def _refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if _silent.get():
        raise Asked(sql[:200])
    return execute(sql, params, many, context)

"""What must hold at all times, said so that ``doctor`` can check it.

Each room lists its own in ``<room>/invariants.py`` as ``INVARIANTS``.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext


@dataclass(frozen=True, kw_only=True)
class Finding:
    """发现: one thing that does not hold. ``message`` is an English source string, ``params`` fill it."""

    code: str
    subject: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """The message in the language of the moment."""
        return gettext(self.message) % self.params if self.params else gettext(self.message)


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """不变量: one of the numbered rules; ``check(at)`` yields what breaks it and changes nothing.

    Every check takes the moment, also where the rule does not depend on it: ``doctor`` calls them all alike.
    ``of_cases`` is the same check of some cases only, by their ids, where checking all of them takes long.
    """

    code: str
    number: int
    title: str
    check: Callable[[datetime], Iterator[Finding]]
    of_cases: Callable[[datetime, Collection[int]], Iterator[Finding]] | None = None

    def look(self, at: datetime, cases: Collection[int] | None = None) -> Iterator[Finding]:
        """What breaks it; where only ``cases`` are asked about, of these at least."""
        return self.check(at) if cases is None or self.of_cases is None else self.of_cases(at, cases)

    def heading(self) -> str:
        """The title in the language of the moment."""
        return gettext(self.title)

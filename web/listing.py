"""列表: one page of rows as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Listing(Generic[Shown]):
    """The rows in words; ``next_after`` asks for the following page and is empty at the end."""

    rows: Sequence[Shown]
    next_after: str

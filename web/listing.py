"""列表: one page of rows as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Listing(Generic[Shown]):
    """The rows in words; ``next_after`` asks for the following page and is empty at the end."""

    rows: Sequence[Shown]
    next_after: str


def in_full(rows: QuerySet[Row], keys: Sequence[Row]) -> list[Row]:
    """The rows of a page with all they need, in the page's order; one query."""
    found = rows.in_bulk([key.pk for key in keys]) if keys else {}
    return [found[key.pk] for key in keys]

"""并案、关联案件: with which other cases this one belongs together."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.links import links_seen
from flows.situation import Situation
from organizations.selectors import Capacity


def belonging_of(now: Situation, file: Mapping[str, list[dict[str, Any]]], held: Sequence[Capacity]) -> dict[str, Any]:
    """Into which case this one went, which went into it, and the links whose other end the visitor may see."""
    return {
        "merge": next((row for row in file["merges"] if row["merged_id"] == now.case.pk), None),
        "absorbed": [row for row in file["merges"] if row["merged_id"] != now.case.pk],
        "links": links_seen(now.case, now.links, list(held)),
    }

"""经过: who took the steps of a drawing, and when."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.models import Case
from flows.models import WorkItem


@dataclass(frozen=True, kw_only=True)
class Visit:
    """一次办理: by whom; ``at`` is None while it waits."""

    organization: str
    by: str
    at: datetime | None


Visits = Mapping[str, tuple[Visit, ...]]


def visits_of(case: Case) -> Mapping[int | None, Visits]:
    """By stage (None: outside the tiers) and node, in the order of their beginning; what fell away is not in it."""
    items = WorkItem.objects.filter(case=case).exclude(ended_at__isnull=False, done_by_name="").order_by("pk")
    found: dict[int | None, dict[str, list[Visit]]] = defaultdict(lambda: defaultdict(list))
    for stage, node, organization, by, at in items.values_list(
        "stage", "node", "organization__short_name", "done_by_name", "ended_at"
    ):
        found[stage][node].append(Visit(organization=organization, by=by, at=at))
    return {stage: {node: tuple(visits) for node, visits in nodes.items()} for stage, nodes in found.items()}

"""其他案件: those into which a case can be merged, those it can be linked with, and the links it has."""

from core.labels import label
from flows.conditions.links import free_links
from flows.merging import link_targets, merge_targets
from flows.situation import Situation
from organizations.selectors import Capacity
from web.forms.context import Choices

_MOST = 200
WIDGETS = frozenset({"merge_target", "link_target", "case_link"})


def other_cases_for(wanted: set[str], now: Situation, capacity: Capacity | None) -> Choices:
    """What the act's field offers; of very many cases the latest."""
    if "case_link" in wanted:
        return [
            (
                str(link.pk),
                f"{label(link.seen_from(now.case.pk))} {link.first if link.second_id == now.case.pk else link.second}",
            )
            for link in free_links(now)
        ]
    if capacity is None or not wanted & WIDGETS:
        return ()
    targets = merge_targets if "merge_target" in wanted else link_targets
    return [(case.number, str(case)) for case in targets(now.case, capacity.organization).order_by("-pk")[:_MOST]]

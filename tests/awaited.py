"""What the lists say somebody is asked for, held against what one case says of itself and offers."""

from collections.abc import Callable, Mapping
from functools import cache

from django.db.models import BigIntegerField, DateTimeField

from core.paging import Order
from core.statements import Slot, Statement
from flows.acts import ACTS, ActSpec
from flows.asks import ASKS, Ask, Viewer
from flows.selectors import is_held_up
from flows.situation import Situation
from flows.waiting import AskedLanes, Awaited, written
from organizations.models import Organization

DUE_FIRST = Order(column="due")
EVERYTHING = 500


def _without_reply(now: Situation) -> list[Organization]:
    seats = now.sitting.meeting.attendances.all() if now.sitting else ()
    return [seat.organization for seat in seats if not seat.reply]


def _who_recorded_outside(now: Situation) -> list[Organization]:
    return [one for one in now.conductor() if one.pk in now.office.outside]


def _leader_of_what_began(now: Situation) -> list[Organization]:
    return [member.action.leader for member in now.called_to_action if member.action.starts_at <= now.at]


NARROWER: Mapping[str, Callable[[Situation], list[Organization]]] = {
    "answer_consultation": lambda now: now.consulted,
    "record_joint_action": _leader_of_what_began,
    "record_outside_answer": _who_recorded_outside,
    "reply_to_invitation": _without_reply,
    "review_paper": lambda now: [paper.organization for paper in now.papers if paper.waits_for_review],
    "sign_paper": lambda now: [paper.organization for paper in now.papers if paper.waits_for_signature],
}
"""Of those to whom the acts are open, the ones that are waited for, where that is not the same."""


def listed(now: Situation) -> list[Awaited]:
    """What the lists hold about this case, for whomever."""
    lanes = AskedLanes(_of_one_case, {"at": now.at, "case": now.case.pk})
    return [row for row, _lane in lanes.read(DUE_FIRST, place="", lane=0, size=EVERYTHING)]


@cache
def _of_one_case(size: int, further: bool) -> Statement:
    case = Slot("case", BigIntegerField())
    viewer = Viewer(at=Slot("at", DateTimeField()))
    return written(viewer, lambda _ask, rows: rows.filter(asked_case=case), size=size, further=further)


def offered_to(now: Situation, spec: ActSpec) -> set[int]:
    """The organizations to which the act is offered, by what it says itself."""
    if is_held_up(spec, now) or spec.check(now):
        return set()
    return {organization.pk for organization in spec.open_to(now)}


def expected(now: Situation, ask: Ask) -> set[int]:
    """The organizations that are waited for, by what the acts say of the one case."""
    open_to = set().union(*(offered_to(now, ACTS[name]) for name in ask.acts))
    if ask.node not in NARROWER:
        return open_to
    return open_to & {organization.pk for organization in NARROWER[ask.node](now)}


def disagreements(now: Situation) -> dict[str, tuple[list[int], list[int]]]:
    """By the ask: whom the lists name (each time), and whom the acts name, where that is not the same."""
    return _compared(now)[1]


def assert_lists_agree(now: Situation) -> set[str]:
    """The lists name whom the acts of the one case name; returns what somebody is asked for."""
    asked, differing = _compared(now)
    assert differing == {}, now.case
    return asked


def _compared(now: Situation) -> tuple[set[str], dict[str, tuple[list[int], list[int]]]]:
    found: dict[str, list[int]] = {ask.node: [] for ask in ASKS}
    for row in listed(now):
        found[row.ask.node].append(row.organization_id)
    wanted = {ask.node: sorted(expected(now, ask)) for ask in ASKS}
    differing = {node: (sorted(ids), wanted[node]) for node, ids in found.items() if sorted(ids) != wanted[node]}
    return {node for node, ids in found.items() if ids}, differing

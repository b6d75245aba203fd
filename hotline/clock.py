"""The clock as a user of work orders: what a due term does. Same lock, same record as people."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from audit.acting import Act
from audit.actors import SYSTEM, Actor
from core.vocabulary import DeadlineEffect, DispatchTaking, Step
from deadlines.models import Deadline
from deadlines.services import claim
from deadlines.subjects import ClockRoom
from hotline.acting import OrderActing, acting_on, lock_order_if_free
from hotline.doing import lapse, take
from hotline.models import WorkOrder
from hotline.proof import proof_of_delivery
from organizations.models import Jurisdiction


class LostRace(Exception):
    """Somebody ended or moved the clock first; nothing is to be done."""


def fire(order: WorkOrder, deadline: Deadline, at: datetime) -> bool:
    """到期处理: the due clock takes its effect, once; False when somebody was first."""
    act = Act(
        kind="work_order.reminded", actor=SYSTEM, at=at,
        data={
            "clock": deadline.pk, "step": deadline.step, "due": deadline.expires_at.isoformat(),
            "organization": deadline.organization_id,
        },
    )  # fmt: skip
    try:
        with acting_on(order, act=act) as acting:
            if not claim(deadline, act):
                raise LostRace
            _EFFECTS[DeadlineEffect(deadline.effect)](acting, deadline)
    except LostRace:
        return False
    return True


@contextmanager
def recount(order: WorkOrder, by: Actor, at: datetime) -> Iterator[OrderActing]:
    """按新日历计算: the calendar has changed, and the terms of the order with it."""
    with acting_on(order, act=Act(kind="work_order.recounted", actor=by, at=at)) as acting:
        yield acting


def _places(ids: Collection[int]) -> Mapping[int, Jurisdiction]:
    return {
        order.pk: order.jurisdiction for order in WorkOrder.objects.filter(pk__in=ids).select_related("jurisdiction")
    }


def _warn(acting: OrderActing, deadline: Deadline) -> None:
    """预警: says how little is left of another clock."""
    acting.act.kind = "work_order.warned"
    if deadline.of is not None:
        acting.act.data.update(clock=deadline.of.pk, due=deadline.of.expires_at.isoformat())


def _remind(acting: OrderActing, deadline: Deadline) -> None:
    """提醒: the next reminder is armed in the same act. Who was not reached has the whole term to object anew."""
    step = Step(deadline.step)
    if step is Step.DISPATCH_OBJECTION:
        if not _was_reached(acting):
            acting.arm(step, deadline.organization)
            return
        lapse(acting)
    acting.arm(step, deadline.organization, reminder=True)


def _first_handler(acting: OrderActing, deadline: Deadline) -> None:
    """视为首办责任单位: only whom the dispatch has reached; else the term to object begins anew (R39)."""
    if _was_reached(acting):
        acting.act.kind = "work_order.first_handler"
        take(acting, DispatchTaking.FIRST_HANDLER)
    else:
        acting.arm(Step.DISPATCH_OBJECTION, deadline.organization)


def _was_reached(acting: OrderActing) -> bool:
    proof = proof_of_delivery(acting.dispatch, at=acting.at)
    acting.act.data["proof"] = {"by": proof.by, "at": proof.at.isoformat()} if proof else None
    return proof is not None


def _name(pk: int) -> str:
    order = WorkOrder.objects.filter(pk=pk).first()
    return order.reference if order else "?"


_EFFECTS: Mapping[DeadlineEffect, Callable[[OrderActing, Deadline], None]] = {
    DeadlineEffect.WARN: _warn,
    DeadlineEffect.REMIND: _remind,
    DeadlineEffect.FIRST_HANDLER: _first_handler,
}
ROOM = ClockRoom(lock=lock_order_if_free, fire=fire, name=_name, recount=recount, places=_places)

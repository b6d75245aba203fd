"""工单随案并入: where a case is merged, the work orders behind it stand behind the other one."""

from datetime import datetime

from audit.acting import Act
from cases.models import Case
from hotline.acting import acting_on, lock_orders
from organizations.selectors import Capacity


def take_along(merged: Case, into: Case, capacity: Capacity, at: datetime) -> None:
    """The orders of the merged case, answered ones too; each with an event. Their own clocks run on."""
    for order in lock_orders(list(merged.work_orders.values_list("pk", flat=True))):
        act = Act(kind="work_order.moved_with_case", actor=capacity.actor(), at=at)
        with acting_on(order, act=act, capacity=capacity) as acting:
            order.case = into
            acting.act.changed("work_order.moved", work_order=order.pk, case=into.pk)
            acting.act.data.update(case=into.pk, merged=merged.pk)

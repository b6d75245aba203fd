"""演示工单: a few of the demo's work orders are on their way already, one in each state before a case."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.vocabulary import BasisKind, MembershipRole
from flows.inputs import ActInput
from hotline import inputs
from hotline.models import WorkOrder
from hotline.services import perform
from organizations.models import Organization
from organizations.selectors import capacities_in, local_date

_OFFICE = "LQY-Z03"
_ECOLOGY, _CITY, _HOUSING, _MARKET = "LQY-X01", "LQY-Z05", "LQY-X03", "LQY-X04"

Move = tuple[str, str, Callable[[Any], ActInput]]


def _to(code: str) -> Move:
    return (
        _OFFICE, "dispatch_order", lambda _day: inputs.DispatchOrder(organization=code, reason="按职责派单（演示）。"),
    )  # fmt: skip


def _objects(code: str, proposed: str) -> Move:
    return (
        code, "object_to_dispatch", lambda day: inputs.ObjectToDispatch(
            basis_kind=BasisKind.MANDATE, basis="“三定”规定第四条（演示）", reason="该事项不在本单位职责范围（演示）。",
            proposed=proposed, signed_by="负责人", signed_on=day,
        ),
    )  # fmt: skip


_ACCEPTED: Move = (_MARKET, "accept_order", lambda _day: inputs.AcceptOrder())
_UPHELD: Move = (_OFFICE, "uphold_dispatch_objection", lambda _day: inputs.UpholdDispatchObjection())
_DESIGNATED: Move = (
    _OFFICE, "designate_receiver", lambda _day: inputs.DesignateReceiver(organization=_CITY, reason="指定（演示）。"),
)  # fmt: skip
_ANSWERED: Move = (_OFFICE, "answer_order", lambda _day: inputs.AnswerOrder(answer="已办理并回访（演示）。"))

# By number; each ends in another state.
_COURSES: Mapping[str, Sequence[Move]] = {
    "T-100": (_to(_ECOLOGY),),
    "T-185": (_to(_ECOLOGY), _objects(_ECOLOGY, _HOUSING)),
    "T-225": (_to(_ECOLOGY), _objects(_ECOLOGY, _HOUSING), _UPHELD),
    "T-064": (_to(_MARKET), _ACCEPTED),
    "T-171": (_to(_ECOLOGY), _objects(_ECOLOGY, _CITY), _UPHELD, _DESIGNATED),
    "T-069": (_to(_MARKET), _ACCEPTED, _ANSWERED),
}


def play(orders: Sequence[WorkOrder], *, at: datetime) -> None:
    """Each of these orders takes its course at the moment of loading; the others wait to be dispatched."""
    for order in orders:
        for code, act, make in _COURSES.get(order.number, ()):
            _perform(order, code, act, make, at)


def _perform(order: WorkOrder, code: str, act: str, make: Callable[[Any], ActInput], at: datetime) -> None:
    day = local_date(order.jurisdiction, at)
    organization = Organization.objects.select_related("jurisdiction").get(code=code)
    capacity = capacities_in(organization, [MembershipRole.HANDLER], day)[0]
    perform(reference=order.reference, act=act, form=make(day), capacity=capacity, at=at)

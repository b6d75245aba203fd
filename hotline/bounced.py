"""派单异议登记: what a bounced order says about the case to be opened: receivers, objections, who convenes."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.vocabulary import ConvenerRule, ObjectionAim
from flows.doing.opening import NO_HISTORY, History
from hotline.models import Dispatch, DispatchObjection, WorkOrder
from hotline.situation import objection_of
from organizations.models import Organization
from procedures.selectors import pack_of


@dataclass(frozen=True, kw_only=True)
class Bounced:
    """Dispatches of the orders as they happened, each with its objection; ``rule`` is that of the procedure.

    ``convener`` is whom the rule lets convene while no lead department is known: R2 the first to object, R3 the first
    to propose coordination (of those who objected; the first of all where nobody proposed it).
    """

    dispatches: Sequence[Dispatch]
    first_objector: Organization | None
    convener: Organization | None
    rule: ConvenerRule | None

    @property
    def receivers(self) -> list[Organization]:
        """Each once, in the order of dispatch."""
        return list(dict.fromkeys(dispatch.organization for dispatch in self.dispatches))

    @property
    def parties(self) -> list[Organization]:
        """The receivers as they would be listed in a case: who convenes first, then in the order of dispatch."""
        receivers = self.receivers
        return sorted(receivers, key=lambda one: one != self.convener) if self.convener else receivers

    @property
    def objections(self) -> list[DispatchObjection]:
        """As they were put on record."""
        return sorted(_objections(self.dispatches), key=lambda objection: (objection.recorded_at, objection.pk))


def bounced(orders: Sequence[WorkOrder]) -> Bounced:
    """Of the orders in question; one query, and the pack they are under."""
    rows = Dispatch.objects.filter(order__in=orders).select_related(
        "organization__jurisdiction", "order", "objection__proposed", "objection__dispatch__organization"
    )
    dispatches = list(rows.order_by("dispatched_at", "pk"))
    procedure = next((order.procedure for order in orders if order.procedure), None)
    rule = pack_of(procedure).default_convener_rule if procedure else None
    objected = sorted(_objections(dispatches), key=lambda objection: (objection.recorded_at, objection.pk))
    proposed = _proposals(objected)
    convening = proposed or objected if rule is ConvenerRule.FIRST_PROPOSER else objected
    return Bounced(dispatches=dispatches, first_objector=_who(objected), convener=_who(convening), rule=rule)


def first_objector(orders: Sequence[WorkOrder]) -> Organization | None:
    """首先提出异议的单位: of all the orders; None where nobody objected (R2)."""
    return bounced(orders).first_objector


def history_of(orders: Sequence[WorkOrder]) -> History:
    """此前派办: what the opening of a case asks of the orders behind it; nothing is read where there are none."""
    if not orders:
        return NO_HISTORY
    known = bounced(orders)
    first = min(orders, key=lambda order: (order.received_at, order.pk))
    receiver = known.receivers[0] if known.receivers else first.first_recipient
    proposer = _who(_proposals(known.objections))
    return History(first_objector=known.first_objector, first_proposer=proposer, first_receiver=receiver)


def _proposals(objections: Sequence[DispatchObjection]) -> list[DispatchObjection]:
    return [objection for objection in objections if objection.aim == ObjectionAim.COORDINATION]


def _objections(dispatches: Sequence[Dispatch]) -> list[DispatchObjection]:
    return [objection for dispatch in dispatches if (objection := objection_of(dispatch)) is not None]


def _who(objections: Sequence[DispatchObjection]) -> Organization | None:
    return objections[0].dispatch.organization if objections else None

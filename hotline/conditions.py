"""Who may do what with a work order, and what stands against it just now. Pure on the situation."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import DispatchTaking, ObjectionAim, WorkOrderState
from hotline.situation import OrderSituation
from organizations.models import Organization

_TO_DISPATCH = (WorkOrderState.RECEIVED, WorkOrderState.RETURNED)
_TO_DESIGNATE = (*_TO_DISPATCH, WorkOrderState.DISPATCHED, WorkOrderState.OBJECTED)
_HELD = (WorkOrderState.DISPATCHED, WorkOrderState.ACCEPTED, WorkOrderState.DESIGNATED)


def always(_situation: OrderSituation) -> str | None:
    return None


def who_dispatches(situation: OrderSituation) -> list[Organization]:
    """派单只由派单机构办理: a receiver has no such act, so that nobody passes an order on by itself."""
    return situation.offices if situation.state in _TO_DISPATCH else []


def who_accepts(situation: OrderSituation) -> list[Organization]:
    return situation.receiver if situation.state is WorkOrderState.DISPATCHED else []


def who_objects(situation: OrderSituation) -> list[Organization]:
    """Whoever holds the order, also where it is too late, so that the reason can be told."""
    return situation.receiver if situation.state in _HELD else []


def may_object(situation: OrderSituation) -> str | None:
    """退单: within the term, while the procedure allows a return (R35, R39)."""
    if too_late := _too_late_to_object(situation):
        return too_late
    if not situation.may_be_returned:
        return _("no further return is possible under the procedure; the dispatch office opens a case")
    return None


def may_ask_for_coordination(situation: OrderSituation) -> str | None:
    """报请协调: what is left to a receiver when the procedure allows no further return."""
    if too_late := _too_late_to_object(situation):
        return too_late
    if situation.may_be_returned:
        return _("the order can still be returned; object to the dispatch")
    return None


def _too_late_to_object(situation: OrderSituation) -> str | None:
    dispatch = situation.open_dispatch
    if dispatch is None:
        return None
    by_taking = {
        DispatchTaking.DESIGNATED: _("a handler was designated; after that nothing is returned"),
        DispatchTaking.FIRST_HANDLER: _("the term to object has run out; by its silence the receiver handles it first"),
        DispatchTaking.OBJECTION_REJECTED: _("the objection was verified and not upheld"),
        DispatchTaking.ACCEPTED: _("the order was accepted"),
    }
    if dispatch.taken:
        return by_taking[DispatchTaking(dispatch.taken)]
    return _("the term to object has run out") if dispatch.lapsed_at else None


def who_verifies(situation: OrderSituation) -> list[Organization]:
    """核实: by the office that dispatched (R45)."""
    return situation.offices if situation.state is WorkOrderState.OBJECTED else []


def may_be_upheld(situation: OrderSituation) -> str | None:
    objection = situation.objection
    if objection is not None and objection.aim == ObjectionAim.COORDINATION:
        return _("no further return is possible under the procedure; the dispatch office opens a case")
    return None


def who_designates(situation: OrderSituation) -> list[Organization]:
    """指定: by the dispatch office while nobody holds the order, and when its case was closed (R35)."""
    case_is_closed = situation.state is WorkOrderState.IN_CASE and situation.case_is_over
    return situation.offices if situation.state in _TO_DESIGNATE or case_is_closed else []


def who_hands_over(situation: OrderSituation) -> list[Organization]:
    return situation.offices if situation.state is WorkOrderState.IN_CASE else []


def case_has_lead(situation: OrderSituation) -> str | None:
    return None if situation.has_lead else _("the case has no outcome in force yet that names a lead department")


def who_answers(situation: OrderSituation) -> list[Organization]:
    return situation.offices if situation.state is not WorkOrderState.ANSWERED else []


def who_adds_papers(situation: OrderSituation) -> list[Organization]:
    """The office and whoever holds the order."""
    return [] if situation.state is WorkOrderState.ANSWERED else [*situation.offices, *situation.receiver]


def who_opens_a_case(situation: OrderSituation) -> list[Organization]:
    """提起协调: the dispatch office; while nobody was designated also the receiver."""
    if situation.state in (WorkOrderState.IN_CASE, WorkOrderState.ANSWERED):
        return []
    mine = [] if situation.state is WorkOrderState.DESIGNATED else situation.receiver
    return [*situation.offices, *mine]

"""Every act on a work order, declared once: forms, the API's ``actions`` and its typed operations derive from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from core.vocabulary import MembershipRole
from flows.acts import STAFF
from flows.inputs import ActInput
from hotline import conditions, doing, inputs
from hotline.acting import OrderActing
from hotline.situation import OrderSituation
from organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class OrderAct:
    """工单行为: ``title`` and ``consequence`` are translatable; ``event`` is what the record calls it.

    ``check`` gives the reason why it is not possible just now.
    """

    name: str
    event: str
    title: str
    consequence: str
    input: type[ActInput]
    service: Callable[[OrderActing, Any], None]
    who: Callable[[OrderSituation], list[Organization]]
    check: Callable[[OrderSituation], str | None] = conditions.always
    roles: frozenset[MembershipRole] = STAFF
    irreversible: bool = False


_TABLE = (
    OrderAct(
        name="dispatch_order", event="work_order.dispatched", title=_("Dispatch the order"),
        consequence=_("The receiver is told; its term to accept or to object begins."),
        input=inputs.DispatchOrder, service=doing.dispatch_order, who=conditions.who_dispatches,
    ),
    OrderAct(
        name="accept_order", event="work_order.accepted", title=_("Accept the order"),
        consequence=_("Your organization handles the order; it cannot be returned after this."),
        input=inputs.AcceptOrder, service=doing.accept_order, who=conditions.who_accepts, irreversible=True,
    ),
    OrderAct(
        name="object_to_dispatch", event="work_order.objected", title=_("Object to the dispatch"),
        consequence=_("The dispatch office verifies it within its term; until then the order stays where it is."),
        input=inputs.ObjectToDispatch, service=doing.object_to_dispatch, who=conditions.who_objects,
        check=conditions.may_object,
    ),
    OrderAct(
        name="ask_for_coordination", event="work_order.coordination_asked", title=_("Ask for coordination"),
        consequence=_("Your view and its basis go on record; the dispatch office opens a case or decides otherwise."),
        input=inputs.AskForCoordination, service=doing.ask_for_coordination, who=conditions.who_objects,
        check=conditions.may_ask_for_coordination,
    ),
    OrderAct(
        name="uphold_dispatch_objection", event="work_order.returned", title=_("Uphold: take the order back"),
        consequence=_("The order is back with you, to be dispatched to another; it counts as a return."),
        input=inputs.UpholdDispatchObjection, service=doing.uphold_dispatch_objection, who=conditions.who_verifies,
        check=conditions.may_be_upheld, irreversible=True,
    ),
    OrderAct(
        name="reject_dispatch_objection", event="work_order.objection_rejected", title=_("Do not uphold the objection"),
        consequence=_("The order stays with its receiver, who handles it."),
        input=inputs.RejectDispatchObjection, service=doing.reject_dispatch_objection, who=conditions.who_verifies,
        irreversible=True,
    ),
    OrderAct(
        name="designate_receiver", event="work_order.designated", title=_("Designate a handler"),
        consequence=_("It handles the order from now on; after this nothing is returned."),
        input=inputs.DesignateReceiver, service=doing.designate_receiver, who=conditions.who_designates,
        irreversible=True,
    ),
    OrderAct(
        name="hand_over_order", event="work_order.handed_over", title=_("Hand over to the lead department"),
        consequence=_("Whom the outcome of the case names as lead handles the order from now on; without return."),
        input=inputs.HandOverOrder, service=doing.hand_over_order, who=conditions.who_hands_over,
        check=conditions.case_has_lead, irreversible=True,
    ),
    OrderAct(
        name="answer_order", event="work_order.answered", title=_("Answer and close the order"),
        consequence=_("The citizen has the answer; every clock of the order stops."),
        input=inputs.AnswerOrder, service=doing.answer_order, who=conditions.who_answers, irreversible=True,
    ),
)  # fmt: skip

ORDER_ACTS: Mapping[str, OrderAct] = {spec.name: spec for spec in _TABLE}

OTHER_EVENTS = (
    "work_order.opened", "work_order.paper_added", "work_order.put_behind_case", "work_order.warned",
    "work_order.recounted", "work_order.reminded", "work_order.first_handler", "work_order.succeeded",
)  # fmt: skip
"""Events that somebody hears of and no act of the table writes."""

"""工单详情: one order with everything that is known of it, for one caller."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from api.callers import Caller
from api.offers import translated_schema
from api.order_schemas import (
    AdviceOut,
    DispatchObjectionOut,
    DispatchOut,
    OrderActionOut,
    OrderFileOut,
    OrderPaperOut,
    WorkOrderOut,
)
from api.schemas import ClockOut, OrganizationRef
from audit.models import ChainKind
from core.errors import NotFound
from core.vocabulary import DeadlineEffect, WorkOrderState
from deadlines.models import Deadline
from hotline.access import visible_work_orders
from hotline.acts import ORDER_ACTS
from hotline.models import Dispatch, WorkOrder
from hotline.owners import advice_for
from hotline.selectors import order_offers, work_orders_by_reference
from hotline.services import note_opened
from hotline.situation import OrderSituation, objection_of, order_situation
from workdays.selectors import calendar_for

_TO_DISPATCH = (WorkOrderState.RECEIVED, WorkOrderState.RETURNED)


def find_order(caller: Caller, reference: str) -> WorkOrder:
    """The order, if the caller may read it; a stranger gets the 404 of an order that does not exist."""
    found = work_orders_by_reference(visible_work_orders(caller.held), [reference])
    if reference not in found:
        raise NotFound(field="reference")
    return found[reference]


def order_file(caller: Caller, reference: str, *, working: bool = False) -> OrderFileOut:
    """Reading the order for its receiver proves that it was delivered."""
    note_opened(order=find_order(caller, reference), held=caller.held, at=caller.at)
    order = find_order(caller, reference)
    now = order_situation(order)
    return OrderFileOut(
        **WorkOrderOut.from_orm(order).model_dump(),
        office=OrganizationRef.from_orm(order.office) if order.office else None, urgent=order.urgent,
        returns=order.returns, revision=order.revision, answer=order.answer, answered_at=order.answered_at,
        dispatches=[_dispatch(dispatch) for dispatch in now.dispatches],
        clocks=_clocks(caller, order, working=working), papers=_papers(order),
        advice=_advice(caller, order) if now.state in _TO_DISPATCH else None, actions=_actions(caller, now),
    )  # fmt: skip


def _dispatch(dispatch: Dispatch) -> DispatchOut:
    objection = objection_of(dispatch)
    said = None
    if objection is not None:
        said = DispatchObjectionOut(
            aim=objection.aim, basis_kind=objection.basis_kind, basis=objection.basis, reason=objection.reason,
            proposed=_ref(objection.proposed), signed_by=objection.signed_by, signed_on=objection.signed_on,
            scan_id=objection.scan_id, recorded_at=objection.recorded_at, verdict=objection.verdict or None,
            verdict_at=objection.verdict_at, verdict_reason=objection.verdict_reason,
        )  # fmt: skip
    return DispatchOut(
        number=dispatch.number, organization=_ref(dispatch.organization), dispatched_by=_ref(dispatch.dispatched_by),
        dispatched_at=dispatch.dispatched_at, reason=dispatch.reason, advised=_ref(dispatch.advised),
        advice=dispatch.advice, opened_at=dispatch.opened_at, taken=dispatch.taken or None, taken_at=dispatch.taken_at,
        ended=dispatch.ended or None, ended_at=dispatch.ended_at, objection=said,
    )  # fmt: skip


def _ref(organization: Any) -> Any:
    return OrganizationRef.from_orm(organization) if organization else None


def _clocks(caller: Caller, order: WorkOrder, *, working: bool) -> list[ClockOut]:
    rows = Deadline.objects.filter(subject_kind=ChainKind.HOTLINE, subject_id=order.pk)
    rows = (
        rows.exclude(effect=DeadlineEffect.WARN)
        .select_related("organization")
        .prefetch_related("extensions", "pauses", "reprojections")
    )
    calendar = calendar_for(order.jurisdiction)
    return [ClockOut.in_full(row, calendar, caller.at, working=working) for row in rows.order_by("-pk")]


def _papers(order: WorkOrder) -> list[OrderPaperOut]:
    papers = order.papers.select_related("document").order_by("pk")
    return [
        OrderPaperOut(
            id=paper.document_id, title=paper.document.title, file_name=paper.document.file_name,
            href=reverse("api:order_paper", args=[order.reference, paper.document_id]),
        )
        for paper in papers
    ]  # fmt: skip


def _advice(caller: Caller, order: WorkOrder) -> AdviceOut:
    advice = advice_for(order, at=caller.at)
    return AdviceOut(
        organization=_ref(advice.organization), rule=advice.rule,
        entry=advice.entry.entry.number if advice.entry else None,
        entries=[found.version.entry.number for found in advice.entries],
    )  # fmt: skip


def _actions(caller: Caller, now: OrderSituation) -> list[OrderActionOut]:
    language = get_language() or settings.LANGUAGE_CODE
    return [
        OrderActionOut(
            name=offer.spec.name, title=gettext(offer.spec.title), consequence=gettext(offer.spec.consequence),
            irreversible=offer.spec.irreversible, href=reverse(f"api:{offer.spec.name}", args=[now.order.reference]),
            input=_schema(offer.spec.name, language), on_behalf_of=_ref(offer.capacity.organization),
            revision=now.order.revision,
        )
        for offer in order_offers(now, caller.held)
    ]  # fmt: skip


@lru_cache(maxsize=64)
def _schema(act: str, language: str) -> dict[str, Any]:
    return translated_schema(ORDER_ACTS[act].input, language)

"""工单: the citizens' matters that wait, from which cases are opened."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import DomainError, NotPermitted
from core.labels import label
from core.vocabulary import OrganizationFunction, WorkOrderState
from flows.acts import STAFF
from hotline.access import may_see, may_take_in
from hotline.errors import WorkOrderDiffers, WorkOrderUnusable
from hotline.inputs import RegisterWorkOrder
from hotline.models import WorkOrder
from hotline.services import intake
from organizations.selectors import Capacity, local_date, organization_by_code
from web.formatting import moment_text
from web.forms.background import background_of_opening
from web.forms.from_input import ActForm
from web.spreadsheets import csv_file
from web.visitors import Visitor, VisitorRequest, signed_in
from web.work_order_lists import TASKS, WorkOrderFilter, WorkOrderRow, work_orders_of

USUAL_SOURCE = "12345"


@require_safe
@signed_in
def work_orders(request: VisitorRequest) -> HttpResponse:
    """The work orders the address asks for, to be looked through and ticked."""
    _check_may_see(request.visitor)
    wanted = WorkOrderFilter.read(request.GET)
    page = work_orders_of(request.visitor, wanted, request.at)
    context = {
        "wanted": wanted,
        "page": page,
        "after": wanted.after,
        "states": [(str(state), label(state)) for state in WorkOrderState],
        "tasks": [(task, _(words)) for task, words in TASKS.items()],
        "opener": _opener(request.visitor) if any(row.waits for row in page.rows) else None,
        "may_register": _registrar(request.visitor) is not None,
    }
    of_list = request.headers.get("HX-Target") == "results"
    return render(request, "web/work_order_results.html" if of_list else "web/work_orders.html", context)


@require_safe
@signed_in
def work_orders_csv(request: VisitorRequest) -> StreamingHttpResponse:
    """导出: the page that is shown, as CSV that spreadsheets open in Chinese."""
    _check_may_see(request.visitor)
    page = work_orders_of(request.visitor, WorkOrderFilter.read(request.GET), request.at)
    headings = [
        _("Work order"), _("Category"), _("What the citizen asks for"), _("Received"), _("Handle by"),
        _("First recipient"), _("Jurisdiction"), _("Case"),
    ]  # fmt: skip
    return csv_file("work-orders.csv", [headings, *(_line(row, request.visitor) for row in page.rows)])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def register_work_order(request: VisitorRequest) -> HttpResponse:
    """登记工单: by hand, for what did not come through the interface."""
    capacity = _registrar(request.visitor)
    if capacity is None:
        raise NotPermitted(who=label(OrganizationFunction.DISPATCH_OFFICE))
    place = capacity.organization.jurisdiction
    context = background_of_opening([place], place, at=request.at)
    if request.method != "POST":
        first = {"source": USUAL_SOURCE, "received_at": request.at}
        return _form(request, capacity, ActForm(model=RegisterWorkOrder, context=context, initial=first))
    form = ActForm(request.POST, model=RegisterWorkOrder, context=context)
    if not form.is_valid() or not isinstance(form.act_input, RegisterWorkOrder):
        return _form(request, capacity, form, status=200 if form.seeks() else 422)
    try:
        order, created = _take_in(request, capacity, form.act_input, form.cleaned_data["request_key"])
    except DomainError as error:
        form.take(_in_words(error))
        return _form(request, capacity, form, status=error.status)
    said = _("Work order %(reference)s is registered.") if created else _("Work order %(reference)s was there already.")
    messages.success(request, said % {"reference": order.reference})
    return redirect(f"{reverse('work_orders')}?{urlencode({'q': order.reference})}")


def _take_in(
    request: VisitorRequest, capacity: Capacity, form: RegisterWorkOrder, request_key: str
) -> tuple[WorkOrder, bool]:
    place = capacity.organization.jurisdiction
    recipient = None
    if form.first_recipient:
        day = local_date(place, form.received_at)
        recipient = organization_by_code(form.first_recipient, day, field="first_recipient")
    return intake(
        source=form.source, number=form.number, text=form.text, category=form.category, received_at=form.received_at,
        handle_by=form.handle_by, jurisdiction=place, first_recipient=recipient, by=capacity.actor(), at=request.at,
        request_key=request_key,
    )  # fmt: skip


def _in_words(error: DomainError) -> DomainError:
    """The columns of a file have titles on this form."""
    if isinstance(error, WorkOrderUnusable):
        return WorkOrderUnusable(field=error.field, **{**error.params, "column": _title(error.field)})
    if isinstance(error, WorkOrderDiffers):
        titles = [_title(name) for name in str(error.params["columns"]).split(", ")]
        return WorkOrderDiffers(field=error.field, **{**error.params, "columns": _(", ").join(titles)})
    return error


def _title(column: str) -> str:
    """The jurisdiction is no field: it is that of the office."""
    info = RegisterWorkOrder.model_fields.get(column)
    return _(str(info.title)) if info else _("Jurisdiction")


def _form(request: VisitorRequest, capacity: Capacity, form: ActForm, *, status: int = 200) -> HttpResponse:
    return render(request, "web/work_order_form.html", {"form": form, "capacity": capacity}, status=status)


def _check_may_see(visitor: Visitor) -> None:
    if not any(may_see(capacity) for capacity in visitor.capacities):
        raise NotPermitted(who=_("those who work for an organization"))


def _registrar(visitor: Visitor) -> Capacity | None:
    """As whom the visitor registers work orders."""
    return next((capacity for capacity in visitor.capacities if may_take_in(capacity)), None)


def _opener(visitor: Visitor) -> Capacity | None:
    """As whom the visitor opens a case from work orders: for a dispatch office before any other organization."""
    working = [capacity for capacity in visitor.capacities if capacity.role in STAFF]
    return next((capacity for capacity in working if may_take_in(capacity)), next(iter(working), None))


def _line(row: WorkOrderRow, visitor: Visitor) -> list[Any]:
    order = row.order
    return [
        order.reference, order.category, order.text, moment_text(order.received_at, visitor.zone),
        row.handle_by.until if row.handle_by else "", str(order.first_recipient or ""), order.jurisdiction.name,
        order.case.number if order.case else "",
    ]  # fmt: skip

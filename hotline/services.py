"""The one door to work orders: people and the API come through here; the clock through ``hotline.clock``."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from audit.acting import Act
from audit.models import ChainKind, Event
from cases.drafts import discard_draft
from cases.models import Case
from core.errors import NotFound, NotPermitted, Stale
from core.labels import label
from core.vocabulary import MembershipRole, OrganizationFunction, WorkOrderState
from documents.models import Document
from documents.services import store
from flows.acts import STAFF
from flows.errors import NotNow, RequestKeyReused, UnknownAct
from flows.inputs import ActInput, OpenCase
from flows.services import open_case
from hotline.access import visible_work_orders
from hotline.acting import OrderActing, acting_on, lock_order, lock_orders
from hotline.acts import ORDER_ACTS, OrderAct
from hotline.bounced import history_of
from hotline.conditions import who_adds_papers
from hotline.doing import put_behind_case
from hotline.errors import OnlyItsOffice, UnknownWorkOrder, WorkOrderAnswered, WorkOrderInCase
from hotline.intake import IntakeReport, import_work_orders, intake
from hotline.models import OrderPaper, WorkOrder
from hotline.situation import OrderSituation, order_situation
from organizations.models import Jurisdiction, Organization
from organizations.selectors import Capacity, holder_of, jurisdiction_by_code, local_date

__all__ = [
    "IntakeReport", "add_paper", "import_work_orders", "intake", "note_opened", "open_case_from_orders", "perform",
]  # fmt: skip


def perform(
    *, reference: str, act: str, form: ActInput, capacity: Capacity, at: datetime, request_key: str = "",
    revision: int | None = None,
) -> Event:  # fmt: skip
    """办理工单: one act of the table on one order; returns its event.

    ``revision`` is that of the order the person was looking at: when somebody has acted since, the act is stale.
    Raises ``NotFound``, ``UnknownAct``, ``Stale``, ``NotPermitted``, ``NotNow`` and what the act itself refuses.
    """
    spec = ORDER_ACTS.get(act)
    if spec is None:
        raise UnknownAct(name=act)
    with _one_act_per_key(capacity, request_key), transaction.atomic():
        order = _locked(reference, capacity)
        known = _already(capacity, request_key, spec.event, order)
        if known:
            return known
        if revision is not None and revision != order.revision:
            raise someone_was_first(order)
        check_allowed(spec, order_situation(order), capacity)
        record = Act(kind=spec.event, actor=capacity.actor(), at=at, request_key=request_key, data={"act": act})
        with acting_on(order, act=record, capacity=capacity) as acting:
            spec.service(acting, form)
    return _written(acting)


def note_opened(*, order: WorkOrder, held: Sequence[Capacity], at: datetime) -> None:
    """查阅: that somebody of the receiver opened the order is proof of delivery; noted once for each dispatch."""
    dispatch = order.dispatches.filter(ended="", opened_at=None).first()
    reader = next((c for c in held if dispatch and _reads_for(c, dispatch.organization_id)), None)
    if dispatch is None or reader is None:
        return
    with transaction.atomic():
        locked = _locked(order.reference, reader)
        unread = locked.dispatches.filter(pk=dispatch.pk, ended="", opened_at=None).first()
        if unread is None:
            return
        record = Act(kind="work_order.opened", actor=reader.actor(), at=at, data={"dispatch": unread.number})
        with acting_on(locked, act=record, capacity=reader) as acting:
            unread.opened_at, unread.opened_by_name = acting.at, reader.person.name
            unread.save(update_fields=["opened_at", "opened_by_name"])


def add_paper(
    *, reference: str, upload: bytes, file_name: str, title: str, capacity: Capacity, at: datetime,
    request_key: str = "",
) -> Document:  # fmt: skip
    """存入工单材料: e.g. the signed sheet of an objection, by whoever holds the order or dispatches it."""
    with _one_act_per_key(capacity, request_key), transaction.atomic():
        order = _locked(reference, capacity)
        known = _already(capacity, request_key, "work_order.paper_added", order)
        if known:
            return Document.objects.get(pk=known.data["document"])
        open_to = who_adds_papers(order_situation(order))
        _check_organization(open_to, capacity, order)
        _check_role(STAFF, capacity)
        record = Act(kind="work_order.paper_added", actor=capacity.actor(), at=at, request_key=request_key)
        with acting_on(order, act=record, capacity=capacity) as acting:
            document = store(
                content=upload, file_name=file_name, title=title, organization=capacity.organization,
                by_name=capacity.person.name, at=acting.at,
            )  # fmt: skip
            OrderPaper.objects.create(order=order, document=document)
            record.data.update(document=document.pk, digest=document.file.digest)
    return document


def open_case_from_orders(
    *, form: OpenCase, capacity: Capacity, at: datetime, request_key: str = "", draft: int | None = None
) -> Case:
    """由工单提起协调: opens a case and puts the form's work orders (``source:number``) behind it, in one transaction.

    The person's ``draft`` from which it was written is cleared by that.

    Raises ``UnknownWorkOrder``, ``WorkOrderInCase``, ``WorkOrderAnswered``, ``OnlyItsOffice`` and whatever
    ``flows.services.open_case`` raises. The same request key again gives the same case.
    """
    jurisdiction = jurisdiction_by_code(form.jurisdiction)
    with transaction.atomic():
        orders = _locked_orders(form.work_orders, jurisdiction, capacity)
        case = open_case(form=form, capacity=capacity, at=at, request_key=request_key, history=history_of(orders))
        for order in orders:
            _attach(order, case, capacity=capacity, at=at)
        if draft is not None:
            discard_draft(capacity.person, draft)
    return case


def check_allowed(spec: OrderAct, now: OrderSituation, capacity: Capacity) -> None:
    """Refuse what is not this organization's, not this person's, or not possible now, each with its own error."""
    _check_organization(spec.who(now), capacity, now.order)
    _check_role(spec.roles, capacity)
    objection = spec.check(now)
    if objection:
        raise NotNow(reason=gettext(objection))


def someone_was_first(order: WorkOrder) -> Stale:
    """Who acted last on the order, what it was, and when, as an error."""
    last = Event.objects.filter(chain_kind=ChainKind.HOTLINE, subject_id=order.pk).latest("sequence")
    when = last.at.astimezone(ZoneInfo(order.jurisdiction.timezone))
    who = gettext("the system") if last.actor_id is None else f"{last.actor_name}（{last.on_behalf_of_name}）"
    spec = ORDER_ACTS.get(last.data.get("act", ""))
    what = gettext(spec.title) if spec else last.kind
    return Stale(who=who, what=what, when=when.strftime("%Y-%m-%d %H:%M"))


def _check_organization(open_to: list[Organization], capacity: Capacity, order: WorkOrder) -> None:
    if capacity.organization in open_to:
        return
    concerned = order.office_id == capacity.organization.pk
    if not open_to or concerned or order.dispatches.filter(organization=capacity.organization).exists():
        raise someone_was_first(order)
    raise NotPermitted(who="、".join(sorted({str(organization) for organization in open_to})))


def _check_role(roles: frozenset[MembershipRole], capacity: Capacity) -> None:
    if capacity.role not in roles:
        raise NotPermitted(who="、".join(sorted(label(role) for role in roles)))


def _reads_for(capacity: Capacity, organization_id: int) -> bool:
    return capacity.role in STAFF and capacity.membership.organization_id == organization_id


def _locked(reference: str, capacity: Capacity) -> WorkOrder:
    order = lock_order(reference)
    if order is None or not visible_work_orders([capacity]).filter(pk=order.pk).exists():
        raise NotFound(field="reference")
    return order


def _locked_orders(references: Sequence[str], jurisdiction: Jurisdiction, capacity: Capacity) -> list[WorkOrder]:
    """In ascending id; the new case's row comes after them, which nobody else can hold yet.

    An order that the capacity may not see is as unknown as one that is not there.
    """
    visible = visible_work_orders([capacity]).filter(jurisdiction=jurisdiction)
    found = []
    for reference in dict.fromkeys(references):
        source, _colon, number = reference.partition(":")
        order = visible.filter(source=source, number=number).first()
        if order is None:
            raise UnknownWorkOrder(field="work_orders", reference=reference, jurisdiction=jurisdiction.name)
        found.append(order.pk)
    return lock_orders(found)


def _attach(order: WorkOrder, case: Case, *, capacity: Capacity, at: datetime) -> None:
    if order.case is not None and order.case != case:
        raise WorkOrderInCase(field="work_orders", reference=order.reference, case=order.case.number)
    if order.case is not None:
        return
    if order.state == WorkOrderState.ANSWERED:
        raise WorkOrderAnswered(field="work_orders", reference=order.reference)
    if order.state == WorkOrderState.DESIGNATED and capacity.organization != order.office:
        raise OnlyItsOffice(field="work_orders", reference=order.reference)
    act = Act(kind="work_order.put_behind_case", actor=capacity.actor(), at=at)
    with acting_on(order, act=act, capacity=capacity) as acting:
        put_behind_case(acting, case, office=_office_of(order, capacity, at))


def _office_of(order: WorkOrder, capacity: Capacity, at: datetime) -> Organization:
    """Who answers to the citizen: whoever dispatched it, else the dispatch office that opens, else the first one."""
    function = OrganizationFunction.DISPATCH_OFFICE
    opener = capacity.organization
    if order.office is not None:
        return order.office
    if function in opener.functions and opener.jurisdiction_id == order.jurisdiction_id:
        return opener
    return holder_of(order.jurisdiction, function, local_date(order.jurisdiction, at))


def _already(capacity: Capacity, request_key: str, kind: str, order: WorkOrder) -> Event | None:
    """The event that this key has written; of another act, or on something else, it is refused."""
    event = _of_key(capacity, request_key) if request_key else None
    if event is None:
        return None
    here = (event.chain_kind, event.subject_id) == (ChainKind.HOTLINE, order.pk)
    if event.kind != kind or not here:
        raise RequestKeyReused(kind=event.kind)
    return event


@contextmanager
def _one_act_per_key(capacity: Capacity, request_key: str) -> Iterator[None]:
    """The same key at the same instant on two orders: no lock is shared, the second event finds the key taken."""
    try:
        yield
    except IntegrityError as error:
        known = _of_key(capacity, request_key)
        if "one_event_per_request_key" not in str(error) or known is None:
            raise
        raise RequestKeyReused(kind=known.kind) from error


def _of_key(capacity: Capacity, request_key: str) -> Event | None:
    return Event.objects.filter(actor_id=capacity.person.pk, request_key=request_key).first()


def _written(acting: OrderActing) -> Event:
    if acting.event is None:
        raise RuntimeError("the act wrote no event")
    return acting.event

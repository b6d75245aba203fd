"""The act in hand on a work order: one lock per order, one transaction and one event per act."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import transaction
from django.db.models import QuerySet

from audit.acting import Act
from audit.models import ChainKind, Event
from audit.services import record
from core.vocabulary import (
    DeadlineEffect,
    DeadlineState,
    DispatchEnd,
    SilenceEffect,
    Step,
    WorkOrderState,
)
from deadlines import services as deadlines
from deadlines.services import Arming
from deadlines.subjects import Subject
from hotline.models import Dispatch, WorkOrder
from organizations.models import Organization
from organizations.selectors import Capacity, local_date
from procedures.models import ProcedureVersion
from procedures.pack import Pack
from procedures.selectors import pack_of, version_in_force
from workdays.days import Calendar
from workdays.selectors import calendar_for

_WRITTEN_BY_ACTS = [
    "state", "case", "office", "procedure", "urgent", "returns", "revision", "answer", "answered_at",
]  # fmt: skip


@dataclass(kw_only=True)
class OrderActing:
    """One act on one order, while the order's row is locked."""

    act: Act
    order: WorkOrder
    capacity: Capacity | None = None
    event: Event | None = None

    @property
    def at(self) -> datetime:
        return self.act.at

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_for(self.order.jurisdiction)

    @property
    def pack(self) -> Pack:
        if self.order.procedure is None:
            raise RuntimeError(f"work order {self.order.reference} is under no procedure yet")
        return pack_of(self.order.procedure)

    @property
    def office(self) -> Organization:
        if self.order.office is None:
            raise RuntimeError(f"work order {self.order.reference} has no dispatch office yet")
        return self.order.office

    @property
    def organization(self) -> Organization:
        if self.capacity is None:
            raise RuntimeError("the system acts for no organization")
        return self.capacity.organization

    @property
    def dispatch(self) -> Dispatch:
        """The open dispatch."""
        return self.order.dispatches.select_related("organization").get(ended="")

    def pin(self, *, office: Organization, procedure: ProcedureVersion | None = None) -> None:
        """归属与适用办法: the office that answers for the order and the rules in force, each set once."""
        order = self.order
        if order.office is None:
            order.office = office
        if order.procedure is None:
            order.procedure = procedure or version_in_force(order.jurisdiction, local_date(order.jurisdiction, self.at))

    def enter(self, state: WorkOrderState) -> None:
        """The order is in another state from now on."""
        self.order.state = state
        self.order.revision += 1
        self.act.changed("work_order.state", state=state)

    def arm(self, step: Step, organization: Organization, *, reminder: bool = False) -> None:
        """A term begins; what its end does is the procedure's matter."""
        pack = self.pack
        term = pack.tier4_reminder if reminder else pack.term(step, urgent=self.order.urgent)
        marks = () if reminder else pack.marks_within(term)
        deadlines.arm(
            case=None, stage=None, subject=subject_of(self.order), organization=organization, step=step,
            effect=DeadlineEffect.REMIND if reminder else self.effect_of(step), act=self.act,
            by_rule=Arming(term=term, calendar=self.calendar, marks=marks),
        )  # fmt: skip

    def effect_of(self, step: Step) -> DeadlineEffect:
        """Only silence after a dispatch can have an effect; every other term reminds."""
        silent = self.pack.silence_effect.get(step, SilenceEffect.NONE)
        first = step is Step.DISPATCH_OBJECTION and silent is SilenceEffect.FIRST_HANDLER
        return DeadlineEffect.FIRST_HANDLER if first else DeadlineEffect.REMIND

    def run_citizens_clock(self) -> None:
        """工单时限: the citizen's own clock begins with the first dispatch or with the case, and runs to the answer."""
        running = deadlines.running_of(subject_of(self.order))
        if not running.filter(step=Step.WORK_ORDER, of=None).exists():
            self.arm(Step.WORK_ORDER, self.office)

    def end_clocks(self, state: DeadlineState, *steps: Step) -> None:
        """Stop the running clocks of these steps as met or cancelled."""
        deadlines.end(
            list(deadlines.running_of(subject_of(self.order)).filter(step__in=steps, of=None)), state, self.act
        )

    def end_dispatch(self, ended: DispatchEnd) -> None:
        """The open dispatch, if there is one, is over."""
        for dispatch in self.order.dispatches.filter(ended=""):
            dispatch.ended, dispatch.ended_at = ended, self.at
            dispatch.save(update_fields=["ended", "ended_at"])
            self.act.changed("work_order.dispatch_ended", dispatch=dispatch.number, ended=ended)


@contextmanager
def acting_on(order: WorkOrder, *, act: Act, capacity: Capacity | None = None) -> Iterator[OrderActing]:
    """Hold the act and write its one event at the end. ``order`` must be locked by this transaction.

    Who waited for the lock acts after whom it waited for: the moment of an act never lies before that on record. The
    event names who holds the order before and after the act, so that both hear of it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act needs the transaction that locked its work order")
    act.at = max(act.at, _latest_act(order) or act.at)
    acting = OrderActing(act=act, order=order, capacity=capacity)
    before = _receiver(order)
    yield acting
    order.save(update_fields=_WRITTEN_BY_ACTS)
    told = [pk for pk in dict.fromkeys((before, _receiver(order))) if pk]
    act.data.update(work_order=order.pk, reference=order.reference, office=order.office_id, receivers=told)
    acting.event = record(chain=ChainKind.HOTLINE, subject_id=order.pk, act=act)


def subject_of(order: WorkOrder) -> Subject:
    """What the order's clocks belong to."""
    return Subject(kind=ChainKind.HOTLINE, pk=order.pk)


def lock_order(reference: str) -> WorkOrder | None:
    """The order, its row locked until the transaction ends; None where there is no such order."""
    source, _colon, number = reference.partition(":")
    return _lockable().filter(source=source, number=number).first()


def lock_order_if_free(pk: int) -> WorkOrder | None:
    """The order, or None while somebody else holds it."""
    return _lockable(skip_locked=True).filter(pk=pk).first()


def lock_orders(ids: list[int]) -> list[WorkOrder]:
    """Several orders, in ascending id."""
    return list(_lockable().filter(pk__in=ids).order_by("pk"))


def _lockable(*, skip_locked: bool = False) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.select_for_update(no_key=True, of=("self",), skip_locked=skip_locked)
    return rows.select_related("jurisdiction", "office", "procedure__procedure", "case")


def _latest_act(order: WorkOrder) -> datetime | None:
    # Asked under the lock: a statement that began before it was granted would not see whom we waited for.
    events = Event.objects.filter(chain_kind=ChainKind.HOTLINE, subject_id=order.pk)
    return events.order_by("-pk").values_list("at", flat=True).first()


def _receiver(order: WorkOrder) -> int | None:
    return order.dispatches.filter(ended="").values_list("organization_id", flat=True).first()

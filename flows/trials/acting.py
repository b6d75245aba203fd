"""The act in hand on a provisional entry: one lock per entry, one transaction and one event per act."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db import transaction
from django.db.models import QuerySet

from audit.acting import Act
from audit.models import ChainKind, Event
from audit.services import record
from cases.models import Trial
from cases.trials import leads_of
from core.vocabulary import DeadlineState, OrganizationFunction
from deadlines import services as deadlines
from deadlines.subjects import Subject
from organizations.models import Organization
from organizations.selectors import Capacity, holder_of, local_date
from procedures.pack import Pack
from procedures.selectors import pack_of
from registry.models import BoundaryEntry
from workdays.days import Calendar
from workdays.selectors import calendar_for


@dataclass(kw_only=True)
class TrialActing:
    """One act on one trial, while the row of its entry is locked; a prolonged one goes on as another ``trial``."""

    act: Act
    trial: Trial
    capacity: Capacity | None = None
    event: Event | None = None

    @property
    def at(self) -> datetime:
        return self.act.at

    @property
    def entry(self) -> BoundaryEntry:
        return self.trial.entry

    @property
    def today(self) -> date:
        return local_date(self.entry.jurisdiction, self.at)

    @cached_property
    def pack(self) -> Pack:
        """The rules of the case from which the result came."""
        return pack_of(self.trial.outcome.case.procedure)

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_for(self.entry.jurisdiction)

    @cached_property
    def keeper(self) -> Organization:
        """Who keeps the duty list and reviews: the establishment office."""
        return holder_of(self.entry.jurisdiction, OrganizationFunction.ESTABLISHMENT_OFFICE, self.today)

    def end_clocks(self, state: DeadlineState) -> None:
        deadlines.end(list(deadlines.running_of(subject_of(self.entry)).filter(of=None)), state, self.act)


@contextmanager
def acting_on(trial: Trial, *, act: Act, capacity: Capacity | None = None) -> Iterator[TrialActing]:
    """Hold the act and write its one event at the end. The entry's row must be locked by this transaction.

    Who waited for the lock acts after whom it waited for. The event names who is told: the keeper of the list and
    the departments that lead.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act needs the transaction that locked its entry")
    act.at = max(act.at, _latest_act(trial) or act.at)
    acting = TrialActing(act=act, trial=trial, capacity=capacity)
    yield acting
    act.data.update(
        entry=trial.entry_id, number=trial.entry.number, keeper=acting.keeper.pk,
        holders=[lead.pk for lead in leads_of(trial.version)],
    )  # fmt: skip
    acting.event = record(chain=ChainKind.REGISTRY, subject_id=trial.entry_id, act=act)


def subject_of(entry: BoundaryEntry) -> Subject:
    """What the clocks of a provisional entry belong to."""
    return Subject(kind=ChainKind.REGISTRY, pk=entry.pk)


def lock_entry(number: str) -> BoundaryEntry | None:
    """The entry, its row locked until the transaction ends; None where there is no such entry."""
    return _lockable().filter(number=number).first()


def lock_entry_if_free(pk: int) -> BoundaryEntry | None:
    """The entry, or None while somebody else holds it."""
    return _lockable(skip_locked=True).filter(pk=pk).first()


def _lockable(*, skip_locked: bool = False) -> QuerySet[BoundaryEntry]:
    rows = BoundaryEntry.objects.select_for_update(no_key=True, of=("self",), skip_locked=skip_locked)
    return rows.select_related("jurisdiction")


def _latest_act(trial: Trial) -> datetime | None:
    # Asked under the lock: a statement that began before it was granted would not see whom we waited for.
    events = Event.objects.filter(chain_kind=ChainKind.REGISTRY, subject_id=trial.entry_id)
    return events.order_by("-pk").values_list("at", flat=True).first()

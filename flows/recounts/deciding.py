"""期限已过的处理: an end that has passed by the corrected calendar fires only if a person says so (decision 0011)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from audit.acting import Act
from core.errors import DomainError, NotFound
from core.vocabulary import DeadlineState, RecountState, RollRule
from deadlines.models import Deadline, Reprojection
from deadlines.recounting import set_end
from deadlines.services import LIVE, end
from deadlines.subjects import Held, room_of
from flows.acting import acting_on, lock_case
from flows.recounts.keepers import check_keeper
from organizations.models import Jurisdiction
from organizations.selectors import Capacity
from workdays.rules import Projection, first_moment_after, is_provisional, rolled

CONFIRMED, KEPT = "recount.confirmed", "recount.kept"


class DecidedAlready(DomainError):
    """The end does not wait for a decision any more."""

    code = "recount_decided"
    message = gettext_noop("This end does not wait for a decision any more: the clock ended or moved, or was decided.")
    status = 409


class SubjectBusy(DomainError):
    """Somebody is at work on what the clock belongs to."""

    code = "subject_busy"
    message = gettext_noop("Somebody is working on it at this moment; try again.")
    status = 409


def decide(*, entry_id: int, sooner: bool, remark: str, capacity: Capacity, at: datetime) -> Reprojection:
    """确认: the term ends with the present working day (``sooner``), or on the day that was promised.

    Asked again, in whatever words, it is ``DecidedAlready``. Raises ``NotFound``, ``NotPermitted``, ``DecidedAlready``,
    ``SubjectBusy``.
    """
    found = Reprojection.objects.select_related("deadline__case__jurisdiction").filter(pk=entry_id).first()
    if found is None:
        raise NotFound(field="id")
    check_keeper(capacity, _place_of(found.deadline))
    with transaction.atomic(), _held(found.deadline, CONFIRMED if sooner else KEPT, capacity, at) as held:
        entry = Reprojection.objects.select_related("deadline").get(pk=entry_id)
        if not _waits(entry, held.act.at):
            raise DecidedAlready
        if sooner:
            _end_sooner(entry, held)
        entry.state = RecountState.ENDED_SOONER if sooner else RecountState.KEPT
        entry.decided_at, entry.decided_by_name, entry.remark = held.act.at, capacity.person.name, remark
        entry.generation = entry.deadline.generation
        entry.save(update_fields=["state", "decided_at", "decided_by_name", "remark", "generation", "after"])
        held.act.data.update(clock=entry.deadline_id, recount=entry.pk, organization=entry.deadline.organization_id)
    return entry


def _end_sooner(entry: Reprojection, held: Held) -> None:
    """With the end of the present working day: who must act still has what is left of it."""
    clock, calendar, at = entry.deadline, held.calendar, held.act.at
    today = at.astimezone(calendar.zone).date()
    last_day = rolled(today, RollRule.NEXT_WORKDAY, calendar)
    new_end = first_moment_after(last_day, calendar.zone)
    if new_end < clock.expires_at:
        began = clock.started_at.astimezone(calendar.zone).date()
        set_end(clock, Projection(new_end, last_day, is_provisional(began, last_day, calendar)), held.act)
        later = clock.warnings.filter(state__in=LIVE, expires_at__gte=new_end)
        end(later, DeadlineState.CANCELLED, held.act)
    entry.after = clock.expires_at


def _waits(entry: Reprojection, at: datetime) -> bool:
    clock = entry.deadline
    stands = clock.state == DeadlineState.RUNNING and clock.generation == entry.generation and at < clock.expires_at
    return stands and entry.state == RecountState.WAITING


@contextmanager
def _held(clock: Deadline, kind: str, capacity: Capacity, at: datetime) -> Iterator[Held]:
    """The act on what the clock belongs to, its row locked."""
    if clock.case is None:
        room = room_of(clock.subject_kind)
        row = room.lock(clock.subject_id or 0)
        if row is None:
            raise SubjectBusy
        with room.recount(row, capacity.actor(), at) as held:
            yield held
        return
    case = lock_case(clock.case.number)
    if case is None:
        raise NotFound(field="id")
    with acting_on(case, name="decide_recount", act=Act(kind=kind, actor=capacity.actor(), at=at)) as acting:
        yield acting


def _place_of(clock: Deadline) -> Jurisdiction:
    if clock.case is not None:
        return clock.case.jurisdiction
    subject = clock.subject_id or 0
    return room_of(clock.subject_kind).places([subject])[subject]

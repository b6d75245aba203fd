"""故障: clocks that cannot take effect are tried again, ever later, and become incidents that a person closes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_noop

from audit.acting import Act
from audit.actors import SYSTEM, Actor
from audit.models import ChainKind, Event
from audit.services import record
from core.errors import DomainError, NotFound, NotPermitted
from core.labels import label
from core.text import tidy
from core.vocabulary import DeadlineState, MembershipRole
from deadlines.models import Deadline, Incident
from organizations.selectors import Capacity

INSTALLATION = 0
"""The subject of the chain on which acts of running the installation go."""
BACK_OFF = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
)
FEWER = (50, 7)
"""With how many others a clock is tried that failed once, twice."""
LONELY_FROM = len(FEWER) + 1
"""A clock that failed so often is tried by itself."""


class IncidentClosed(DomainError):
    """Somebody has closed it."""

    code = "incident_closed"
    message = gettext_noop("%(who)s closed this incident already.")
    status = 409


class NothingToTry(DomainError):
    """The clock has taken its effect, was ended or moved, or stands still: there is nothing to be tried."""

    code = "nothing_to_try"
    message = gettext_noop("This clock is not due any more, so there is nothing to try; close the incident.")
    status = 409


class StillWithoutEffect(DomainError):
    """Closing leaves a clock that has not taken its effect."""

    code = "still_without_effect"
    message = gettext_noop(
        "The clock still has not taken its effect. Try it again first; or confirm that the incident is closed "
        "although the clock stays as it is."
    )


def note_failure(clock: Deadline, *, error: Exception, at: datetime) -> None:
    """A firing failed and was rolled back: try later, and after five tries open an incident for a person.

    ``clock`` is as it was when it was tried: one that somebody ended, moved or fired in between is left alone.
    """
    with transaction.atomic():
        same = Deadline.objects.filter(pk=clock.pk, state=DeadlineState.RUNNING, generation=clock.generation)
        if same.update(attempts=F("attempts") + 1, last_error=words_of(error)):
            put_off(same.get(), at=at)


def words_of(error: Exception) -> str:
    """Kind and first line: what a database adds below it quotes whole rows, which are nobody's here to read."""
    first, _, _ = str(error).partition("\n")
    return f"{type(error).__name__}: {first}"[:300]


def put_off(clock: Deadline, *, at: datetime, lonely: bool = False) -> None:
    """推迟再试: the next try comes later each time; the fifth failure is an incident. The caller holds the clock's row.

    Of deaths only the ``lonely`` ones count for the delay: in a batch of many it was most likely another clock.
    """
    tries = clock.attempts - LONELY_FROM if lonely and clock.attempts < len(BACK_OFF) else clock.attempts
    clock.next_try_at = at + BACK_OFF[min(tries, len(BACK_OFF)) - 1]
    clock.save(update_fields=["next_try_at"])
    if clock.attempts >= len(BACK_OFF):
        _open(clock, at)


def _open(clock: Deadline, at: datetime) -> None:
    said = {"attempts": clock.attempts, "error": clock.last_error, "generation": clock.generation}
    if not Incident.objects.filter(deadline=clock, closed_at=None).update(**said):
        incident = Incident.objects.create(deadline=clock, opened_at=at, **said)
        _note("incident.opened", [incident], by=SYSTEM, at=at)


def open_incidents() -> QuerySet[Incident]:
    """The incidents that wait for somebody, the oldest first."""
    return Incident.objects.filter(closed_at=None).select_related("deadline__case").order_by("pk")


def recently_closed(*, limit: int = 20) -> QuerySet[Incident]:
    """The last ones that somebody closed, the newest first."""
    return Incident.objects.exclude(closed_at=None).select_related("deadline__case").order_by("-closed_at")[:limit]


def who_runs_it(held: Iterable[Capacity]) -> Capacity | None:
    """系统管理员: runs the installation and has no part in any case; nobody stands in for them."""
    administrators = (c for c in held if c.role is MembershipRole.SYSTEM_ADMINISTRATOR and c.acting_for is None)
    return next(administrators, None)


def administrator_among(held: Iterable[Capacity]) -> Actor:
    """Raises ``NotPermitted`` for everybody else."""
    capacity = who_runs_it(held)
    if capacity is None:
        raise NotPermitted(who=label(MembershipRole.SYSTEM_ADMINISTRATOR))
    return capacity.actor()


@transaction.atomic
def try_again(*, incident_id: int, by: Actor, at: datetime, request_key: str = "") -> Incident:
    """立即重试: the clock is due again at once. Raises ``NotFound``, ``IncidentClosed``, ``NothingToTry``."""
    incident = _locked(incident_id)
    due = Deadline.objects.filter(
        pk=incident.deadline_id, state=DeadlineState.RUNNING, generation=incident.generation, expires_at__lte=at
    )
    if not due.update(next_try_at=at):
        raise NothingToTry
    _note("incident.retried", [incident], by=by, at=at, request_key=request_key)
    return incident


@transaction.atomic
def close(
    *, incident_id: int, remark: str, by: Actor, at: datetime, without_effect: bool = False, request_key: str = ""
) -> Incident:
    """关闭: somebody looked, and says what it was.

    A clock that still has not taken its effect is not given up by that: it is tried afresh, and five more failures are
    a new incident; until then ``doctor`` goes on naming it. Raises ``NotFound``, ``IncidentClosed``,
    ``StillWithoutEffect``.
    """
    incident = _locked(incident_id)
    if not incident.is_settled:
        if not without_effect:
            raise StillWithoutEffect(field="without_effect")
        tried = Deadline.objects.filter(pk=incident.deadline_id, state=DeadlineState.RUNNING)
        tried.update(attempts=0, next_try_at=at)
    _close([incident], remark, by, at, request_key)
    return incident


@transaction.atomic
def close_settled(*, remark: str, by: Actor, at: datetime, request_key: str = "") -> int:
    """一并关闭: all whose clocks are over their trouble; returns how many."""
    rows = Incident.objects.select_for_update(of=("self",)).filter(closed_at=None).select_related("deadline")
    settled = [incident for incident in rows.order_by("pk") if incident.is_settled]
    if settled:
        _close(settled, remark, by, at, request_key)
    return len(settled)


def _locked(incident_id: int) -> Incident:
    """The clock's row first, as a sweep has it that finds the clock failing."""
    clock = Incident.objects.filter(pk=incident_id).values_list("deadline", flat=True).first()
    if clock is None:
        raise NotFound(field="incident")
    Deadline.objects.select_for_update(no_key=True).get(pk=clock)
    incident = Incident.objects.select_for_update(of=("self",)).select_related("deadline").get(pk=incident_id)
    if incident.closed_at is not None:
        raise IncidentClosed(who=incident.closed_by_name)
    return incident


def _close(incidents: list[Incident], remark: str, by: Actor, at: datetime, request_key: str) -> None:
    for incident in incidents:
        incident.closed_at, incident.remark = at, tidy(remark)
        incident.closed_by_id, incident.closed_by_name = by.person_id, by.person_name
        incident.save(update_fields=["closed_at", "remark", "closed_by_id", "closed_by_name"])
    _note("incident.closed", incidents, by=by, at=at, request_key=request_key)


def _note(kind: str, incidents: list[Incident], *, by: Actor, at: datetime, request_key: str = "") -> Event:
    """On the installation's own chain: who runs it has no part in the cases, and the case's record says what it did."""
    data = {
        "incidents": [incident.pk for incident in incidents],
        "clocks": [incident.deadline_id for incident in incidents],
        "settled": [incident.pk for incident in incidents if incident.is_settled],
    }
    act = Act(kind=kind, actor=by, at=at, request_key=request_key, data=data)
    return record(chain=ChainKind.OPERATION, subject_id=INSTALLATION, act=act)

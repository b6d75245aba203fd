"""成批分发: many events in one transaction, with the same rules as one.

An event is claimed by the lock on its place in the queue; one that somebody else has in hand is passed over. The place
goes, and the fan-out row comes, in the transaction that writes what is owed: who dies before the end has done nothing.
"""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from audit.models import ChainKind, Event
from cases.models import Case
from core.ahead import remembering
from core.connections import is_lost
from core.failpoints import failpoint
from notifications.channels import CHANNELS
from notifications.models import Delivery, FanOut, Notice, Untold
from notifications.recipients import Recipient, Told, recipients_of_all
from organizations.models import Jurisdiction, Person
from workdays.selectors import calendar_for, national_calendar
from workdays.working_time import next_in_working_time

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
_TOLD = (ChainKind.CASE, ChainKind.HOTLINE, ChainKind.REGISTRY, ChainKind.OPERATION)

logger = logging.getLogger(__name__)


def tell(ids: Sequence[int], *, at: datetime) -> int:
    """Give these events, by their ids, what they owe; returns how many it was.

    A batch that fails is divided until the event that fails stands alone: it is logged, waits ever longer for its next
    turn, and stops nobody.
    """
    try:
        with transaction.atomic(), remembering():
            done = _tell(ids, at)
    except Exception as error:
        if is_lost():
            raise
        if len(ids) == 1:
            logger.exception("fan-out failed", extra={"action": "fan_out", "audit_event": ids[0]})
            _put_off(ids[0], at)
            return 0
        logger.warning("a batch of events failed", extra={"events": len(ids), "error": str(error)[:200]})
    else:
        failpoint("fan_out.committed")
        return done
    middle = len(ids) // 2
    return tell(ids[:middle], at=at) + tell(ids[middle:], at=at)


def _tell(ids: Sequence[int], at: datetime) -> int:
    mine = list(
        Untold.objects.filter(pk__in=ids)
        .annotate(told=Exists(FanOut.objects.filter(event=OuterRef("pk"))))
        .select_related("event").select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    )  # fmt: skip
    if not mine:
        return 0
    failpoint("fan_out.claimed")
    events = [place.event for place in mine if not place.told]
    _write(_with_cases(events), at)
    Untold.objects.filter(pk__in=[place.pk for place in mine]).delete()
    failpoint("fan_out.written")
    return len(events)


def _put_off(event_id: int, at: datetime) -> None:
    with transaction.atomic():
        place = Untold.objects.select_for_update(skip_locked=True).filter(pk=event_id).first()
        if place is not None:
            wait = BACK_OFF[min(place.attempts, len(BACK_OFF) - 1)]
            Untold.objects.filter(pk=event_id).update(attempts=F("attempts") + 1, next_try_at=at + wait)


def _with_cases(events: Sequence[Event]) -> list[Told]:
    """Each with its case, if it is about one; raises ``KeyError`` where that is missing."""
    ids = {event.subject_id for event in events if event.chain_kind == ChainKind.CASE}
    cases = Case.objects.in_bulk(ids) if ids else {}
    places = Jurisdiction.objects.in_bulk({case.jurisdiction_id for case in cases.values()}) if ids else {}
    for case in cases.values():
        case.jurisdiction = places[case.jurisdiction_id]
    return [(event, cases[event.subject_id] if event.chain_kind == ChainKind.CASE else None) for event in events]


def _write(events: Sequence[Told], at: datetime) -> None:
    """The mark that an event was looked at, of every event; of those that anybody hears of what it owes to whom."""
    heard = [(event, case) for event, case in events if event.chain_kind in _TOLD]
    of = {event.pk: found for (event, _case), found in zip(heard, recipients_of_all(heard), strict=True)}
    deliveries = {
        event.pk: list(_deliveries(event, case, of[event.pk], _may_leave_at(event, case, at))) for event, case in heard
    }
    FanOut.objects.bulk_create(
        FanOut(
            event_id=event.pk, done_at=at, person_ids=[one.person.pk for one in of.get(event.pk, ())],
            deliveries_owed=len(deliveries.get(event.pk, ())),
        )
        for event, _case in events
    )  # fmt: skip
    Notice.objects.bulk_create(
        Notice(
            event_id=event.pk, person_id=one.person.pk, case_id=case.pk if case else None, kind=event.kind,
            created_at=at,
        )
        for event, case in heard
        for one in of[event.pk]
    )  # fmt: skip
    Delivery.objects.bulk_create(row for rows in deliveries.values() for row in rows)


def _may_leave_at(event: Event, case: Case | None, at: datetime) -> datetime:
    """不在夜间和休息日打扰: what a clock did is told outside when work begins; in the inbox it stands at once.

    Terms end at midnight, and nobody can do anything before the morning. What people do leaves when they do it, and so
    does what is urgent, or of work orders, or of the installation.
    """
    by_the_clock = event.actor_id is None and event.chain_kind in (ChainKind.CASE, ChainKind.REGISTRY)
    if not by_the_clock or (case is not None and case.urgent):
        return at
    return next_in_working_time(at, calendar_for(case.jurisdiction) if case else national_calendar())


def _deliveries(event: Event, case: Case | None, recipients: Sequence[Recipient], at: datetime) -> Iterator[Delivery]:
    for recipient in recipients:
        if recipient.urgent:
            for channel in CHANNELS.values():
                if channel.address_of(recipient.person):
                    yield Delivery(
                        event_id=event.pk, person_id=recipient.person.pk, case_id=case.pk if case else None,
                        channel=channel.code, next_try_at=at,
                        message_id=_message_id(event, recipient.person, channel.code),
                    )  # fmt: skip


def _message_id(event: Event, person: Person, channel: str) -> str:
    digest = hashlib.sha256(f"{event.digest}/{event.pk}/{person.pk}/{channel}".encode()).hexdigest()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{digest[:40]}@{domain}>"

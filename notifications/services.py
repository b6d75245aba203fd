"""Fan-out and delivery: from events to inboxes and channels.

Both may run anywhere, any number of times, and die at any moment: an event is claimed by its fan-out row, a delivery
by a lease. What is sent outside is sent at least once, with a message id that does not change.
"""

import hashlib
import logging
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from audit.models import ChainKind, Event
from cases.models import Case
from core.failpoints import failpoint
from notifications.channels import CHANNELS
from notifications.channels.channel import SendFailed
from notifications.models import Delivery, DeliveryState, FanOut, Notice
from notifications.recipients import Recipient, recipients_of
from notifications.wording import message_outside
from organizations.models import Person
from workdays.selectors import calendar_for, national_calendar
from workdays.working_time import next_in_working_time

# Longer than a task may run, so that a lease ends only when its holder is surely gone.
LEASE = timedelta(minutes=10)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
MOST_ATTEMPTS = len(BACK_OFF) + 1
_TOLD = (ChainKind.CASE, ChainKind.HOTLINE, ChainKind.REGISTRY, ChainKind.OPERATION)

logger = logging.getLogger(__name__)


def fan_out(*, at: datetime, limit: int) -> int:
    """分发: give every event without a fan-out row its notices and deliveries; returns how many events it was.

    Never "events newer than the last one": ids are handed out before commit. One transaction per event; one that
    fails is logged, keeps no row, is tried again, and ``doctor`` names it.
    """
    waiting = Event.objects.filter(fan_out=None).order_by("pk").values_list("pk", flat=True)[:limit]
    done = 0
    for event_id in list(waiting):
        try:
            done += _fan_out_one(event_id, at)
            failpoint("fan_out.committed")
        except Exception:
            logger.exception("fan-out failed", extra={"action": "fan_out", "audit_event": event_id})
    return done


def deliver(*, at: datetime, limit: int) -> int:
    """送达: send what is due, one after the other; returns how many messages were handed over."""
    sent = 0
    for _ in range(limit):
        delivery = _claim(at)
        if delivery is None:
            break
        failpoint("deliver.claimed")
        sent += _send(delivery, at)
    return sent


def mark_read(*, person: Person, ids: Sequence[int], at: datetime) -> int:
    """标记已读: returns how many of the person's own unread notices were marked."""
    return Notice.objects.filter(person=person, pk__in=ids, read_at=None).update(read_at=at)


@transaction.atomic
def _fan_out_one(event_id: int, at: datetime) -> bool:
    # The row is the claim: whoever comes second waits for the first to commit and then finds it.
    row, is_ours = FanOut.objects.get_or_create(event_id=event_id, defaults={"done_at": at})
    if not is_ours:
        return False
    failpoint("fan_out.claimed")
    event = Event.objects.get(pk=event_id)
    if event.chain_kind not in _TOLD:
        return True
    of_case = event.chain_kind == ChainKind.CASE
    case = Case.objects.select_related("jurisdiction").get(pk=event.subject_id) if of_case else None
    recipients = recipients_of(event, case)
    Notice.objects.bulk_create(
        Notice(event=event, person=recipient.person, case=case, kind=event.kind, created_at=at)
        for recipient in recipients
    )
    deliveries = Delivery.objects.bulk_create(_deliveries(event, case, recipients, _may_leave_at(event, case, at)))
    row.person_ids = [recipient.person.pk for recipient in recipients]
    row.deliveries_owed = len(deliveries)
    row.save(update_fields=["person_ids", "deliveries_owed"])
    failpoint("fan_out.written")
    return True


def _may_leave_at(event: Event, case: Case | None, at: datetime) -> datetime:
    """不在夜间和休息日打扰: what a clock did is told outside when work begins; in the inbox it stands at once.

    Terms end at midnight, and nobody can do anything before the morning. What people do leaves when they do it, and so
    does what is urgent, or of work orders, or of the installation.
    """
    by_the_clock = event.actor_id is None and event.chain_kind in (ChainKind.CASE, ChainKind.REGISTRY)
    if not by_the_clock or (case is not None and case.urgent):
        return at
    return next_in_working_time(at, calendar_for(case.jurisdiction) if case else national_calendar())


def _deliveries(event: Event, case: Case | None, recipients: Sequence[Recipient], at: datetime) -> list[Delivery]:
    return [
        Delivery(
            event=event, person=recipient.person, case=case, channel=channel.code, next_try_at=at,
            message_id=_message_id(event, recipient.person, channel.code),
        )
        for recipient in recipients
        if recipient.urgent
        for channel in CHANNELS.values()
        if channel.address_of(recipient.person)
    ]  # fmt: skip


def _message_id(event: Event, person: Person, channel: str) -> str:
    digest = hashlib.sha256(f"{event.digest}/{event.pk}/{person.pk}/{channel}".encode()).hexdigest()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{digest[:40]}@{domain}>"


@transaction.atomic
def _claim(at: datetime) -> Delivery | None:
    """Lease the next delivery that is due. The attempt counts from here, so that one that kills its sender ends too."""
    due = Delivery.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=at),
        state__in=[DeliveryState.PENDING, DeliveryState.RETRYING], next_try_at__lte=at,
    )  # fmt: skip
    delivery = due.select_for_update(skip_locked=True).order_by("next_try_at", "pk").first()
    if delivery is None:
        return None
    delivery.attempts += 1
    delivery.lease, delivery.leased_until = uuid.uuid4(), at + LEASE
    delivery.save(update_fields=["attempts", "lease", "leased_until"])
    return delivery


def _send(delivery: Delivery, at: datetime) -> bool:
    """Send outside any transaction, then record the end, if the lease is still ours."""
    if delivery.attempts > MOST_ATTEMPTS:
        _record_failure(delivery, at, "the sender died each time")
        return False
    channel = CHANNELS.get(delivery.channel)
    address = channel.address_of(delivery.person) if channel else ""
    if channel is None or not address:
        _record_failure(delivery, at, "there is no address on this channel any more")
        return False
    number = delivery.case.number if delivery.case else ""
    of_entry = delivery.event.chain_kind == ChainKind.REGISTRY
    message = message_outside(
        message_id=delivery.message_id, number=number, language=delivery.person.language,
        order="" if delivery.case else str(delivery.event.data.get("reference", "")),
        entry=str(delivery.event.data.get("number", "")) if of_entry else "",
    )  # fmt: skip
    try:
        channel.send(to=address, message=message)
        failpoint("deliver.sent")
    except SendFailed as error:
        logger.warning("delivery failed", extra={"action": "deliver", "delivery": delivery.pk, "case": number})
        _record_failure(delivery, at, str(error))
        return False
    return _record_end(delivery, state=DeliveryState.SENT, sent_at=at, last_error="")


def _record_failure(delivery: Delivery, at: datetime, reason: str) -> None:
    if delivery.attempts >= MOST_ATTEMPTS:
        _record_end(delivery, state=DeliveryState.DEAD, last_error=reason[:500])
    else:
        again = at + BACK_OFF[delivery.attempts - 1]
        _record_end(delivery, state=DeliveryState.RETRYING, next_try_at=again, last_error=reason[:500])


def _record_end(delivery: Delivery, **values: object) -> bool:
    held = Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease)
    return held.update(lease=None, leased_until=None, **values) == 1

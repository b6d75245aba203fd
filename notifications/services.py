"""Fan-out and delivery: from events to inboxes and channels.

Both may run anywhere, any number of times, and die at any moment: an event is claimed by its place in the
queue, a delivery by a lease. What is sent outside is sent at least once, with a message id that does not change.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from audit.models import ChainKind
from core.failpoints import failpoint
from notifications.channels import CHANNELS
from notifications.channels.channel import SendFailed
from notifications.models import Delivery, DeliveryState, Notice, Untold
from notifications.telling import BACK_OFF, tell
from notifications.wording import message_outside
from organizations.models import Person

# Longer than a task may run, so that a lease ends only when its holder is surely gone.
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = len(BACK_OFF) + 1
# At any moment an event is either told or waits; whatever is neither was lost by somebody's hand.
_FIND_LOST = """
    INSERT INTO notifications_untold (event_id)
    SELECT event.id FROM audit_event AS event
    WHERE NOT EXISTS (SELECT FROM notifications_fanout AS done WHERE done.event_id = event.id)
      AND NOT EXISTS (SELECT FROM notifications_untold AS waiting WHERE waiting.event_id = event.id)
    ON CONFLICT DO NOTHING
"""

logger = logging.getLogger(__name__)


def _never() -> bool:
    return False


def fan_out(*, at: datetime, limit: int, stop: Callable[[], bool] = _never) -> int:
    """分发: give the events that wait, the oldest first, their notices and deliveries; returns how many events it was.

    At most ``limit``, many in one transaction; once ``stop`` says so, no further transaction is begun. Safe to run any
    number of times at once: what one has in hand the others pass over.
    """
    due = Untold.objects.filter(Q(next_try_at=None) | Q(next_try_at__lte=at))
    waiting = list(due.order_by("pk").values_list("pk", flat=True)[:limit])
    done, size = 0, settings.FAN_OUT_BATCH
    for first in range(0, len(waiting), size):
        if stop():
            break
        done += tell(waiting[first : first + size], at=at)
    return done


def find_lost() -> int:
    """找回: events that are neither told nor wait, because the queue was damaged, wait again; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_LOST)
        found: int = cursor.rowcount
    if found:
        logger.warning("events were missing in the queue", extra={"action": "find_lost", "events": found})
    return found


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

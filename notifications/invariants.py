"""What must always hold between events and those who hear of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F
from django.utils.translation import gettext_noop

from core.invariants import Finding, Invariant
from notifications.models import Delivery, DeliveryState, FanOut, Notice

PATIENCE = timedelta(minutes=5)
PATIENCE_WITH_SENDING = timedelta(hours=2)

_WAITS = gettext_noop("Nobody was told of %(kind)s of %(at)s.")
_LOST = gettext_noop("Nobody will be told of %(kind)s of %(at)s: it is missing in the queue. It is put back hourly.")

# The queue is not asked which events are untold: it may be what is broken. Ids alone are compared, by two indexes.
_UNTOLD = """
    WITH untold AS MATERIALIZED (
        SELECT id FROM audit_event
        WHERE NOT EXISTS (SELECT FROM notifications_fanout AS done WHERE done.event_id = audit_event.id)
    )
    SELECT event.chain, event.sequence, event.kind, event.at, waiting.event_id IS NOT NULL
    FROM untold
    JOIN audit_event AS event ON event.id = untold.id
    LEFT JOIN notifications_untold AS waiting ON waiting.event_id = untold.id
    WHERE event.at < %s OR waiting.event_id IS NULL
    ORDER BY event.id
"""

_NOTICES_MISSING = """
    SELECT event.chain, event.sequence, owed.person_id
    FROM notifications_fanout AS done
    CROSS JOIN LATERAL unnest(done.person_ids) AS owed (person_id)
    JOIN audit_event AS event ON event.id = done.event_id
    LEFT JOIN notifications_notice AS notice ON notice.event_id = done.event_id AND notice.person_id = owed.person_id
    WHERE notice.id IS NULL
    ORDER BY done.event_id, owed.person_id
"""


def every_event_is_fanned_out(at: datetime) -> Iterator[Finding]:
    """No event older than five minutes is without its fan-out row; none is without it and not in the queue either."""
    with connection.cursor() as cursor:
        cursor.execute(_UNTOLD, [at - PATIENCE])
        untold = cursor.fetchall()
    for chain, sequence, kind, moment, waits in untold:
        yield Finding(
            code="event_not_fanned_out" if waits else "event_lost_for_telling",
            subject=f"{chain}#{sequence}",
            message=_WAITS if waits else _LOST,
            params={"kind": kind, "at": moment.isoformat()},
        )


def every_owed_notice_exists(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """Everybody whom the fan-out of an event found has its notice."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES_MISSING)
        missing = cursor.fetchall()
    for chain, sequence, person in missing:
        yield Finding(
            code="notice_missing",
            subject=f"{chain}#{sequence}",
            message=gettext_noop("Person %(person)s is owed a notice and has none."),
            params={"person": person},
        )


def no_event_is_shown_twice(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """No person has two notices of one event."""
    doubles = Notice.objects.values("event__chain", "event__sequence", "person").annotate(times=Count("pk"))
    for double in doubles.filter(times__gt=1).order_by("event__chain", "event__sequence", "person"):
        yield Finding(
            code="notice_doubled",
            subject=f"{double['event__chain']}#{double['event__sequence']}",
            message=gettext_noop("Person %(person)s was shown this %(times)s times."),
            params={"person": double["person"], "times": double["times"]},
        )


def every_owed_delivery_exists(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """As many deliveries as the fan-out of an event found were owed."""
    rows = FanOut.objects.annotate(made=Count("event__deliveries")).exclude(made=F("deliveries_owed"))
    for row in rows.select_related("event").order_by("pk"):
        yield Finding(
            code="delivery_missing",
            subject=f"{row.event.chain}#{row.event.sequence}",
            message=gettext_noop("%(owed)s deliveries are owed and there are %(made)s."),
            params={"owed": row.deliveries_owed, "made": row.made},
        )


def no_delivery_is_stalled(at: datetime) -> Iterator[Finding]:
    """What is due to be sent is sent, tried again or given up; it does not lie still."""
    due = Delivery.objects.filter(state__in=[DeliveryState.PENDING, DeliveryState.RETRYING])
    for delivery in due.filter(next_try_at__lt=at - PATIENCE_WITH_SENDING).select_related("event").order_by("pk"):
        yield Finding(
            code="delivery_stalled",
            subject=f"{delivery.event.chain}#{delivery.event.sequence}",
            message=gettext_noop("A message on %(channel)s has been due since %(since)s."),
            params={"channel": delivery.channel, "since": delivery.next_try_at.isoformat()},
        )


INVARIANTS = (
    Invariant(
        code="every_event_is_fanned_out", number=7, check=every_event_is_fanned_out,
        title=gettext_noop("Every event is told to whom it concerns"),
    ),
    Invariant(
        code="every_owed_notice_exists", number=7, check=every_owed_notice_exists,
        title=gettext_noop("Everybody who is owed a notice has it"),
    ),
    Invariant(
        code="no_event_is_shown_twice", number=7, check=no_event_is_shown_twice,
        title=gettext_noop("Nobody is shown the same event twice"),
    ),
    Invariant(
        code="every_owed_delivery_exists", number=7, check=every_owed_delivery_exists,
        title=gettext_noop("Every message that is owed is in the ledger"),
    ),
    Invariant(
        code="no_delivery_is_stalled", number=7, check=no_delivery_is_stalled,
        title=gettext_noop("No message lies still"),
    ),
)  # fmt: skip

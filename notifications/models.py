"""WHO HEARS: what an event owes to whom, and what became of it."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from audit.models import Event
from cases.models import Case
from core.fields import code_check, code_field
from organizations.models import Person


class DeliveryState(StrEnum):
    """送达状态: SENT means handed to the next machine, never that it was served."""

    PENDING = "PENDING"
    SENT = "SENT"
    RETRYING = "RETRYING"
    DEAD = "DEAD"


class FanOut(models.Model):
    """分发: the event has been looked at; what it owes is kept here, so that ``doctor`` can see what is missing."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="fan_out")
    done_at = models.DateTimeField()
    person_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, help_text="who is owed a notice")
    deliveries_owed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"fan-out of {self.event_id}"


class Untold(models.Model):
    """待分发: the event's place in the queue, taken by the database itself with the event, given up with the fan-out.

    What is in neither of the two was lost: ``doctor`` names it and ``find_lost`` brings it back.
    """

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="untold")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="how often telling it has failed")
    next_try_at = models.DateTimeField(null=True, blank=True, help_text="empty: at once")

    def __str__(self) -> str:
        return f"{self.event_id} waits"


class Notice(models.Model):
    """站内通知: one line in one person's inbox."""

    # no indexes of their own: the two below begin with them
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notices", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices", db_index=False)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="an_event_is_shown_to_a_person_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="inbox_of_person"),
            models.Index(fields=["person", "-id"], condition=Q(read_at=None), name="unread_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


class Delivery(models.Model):
    """送达: one message to one person on one channel, sent at least once; a second copy has the same message id."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries", db_index=False)  # see below
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deliveries")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20)
    state = code_field(DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True, help_text="whoever sends now; only the holder may record the end")
    message_id = models.CharField(max_length=255)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "person", "channel"], name="one_delivery_per_person_and_channel"),
            code_check("state", DeliveryState, name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | ~Q(state=DeliveryState.SENT) & Q(sent_at=None),
                name="delivery_is_sent_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(lease=None, leased_until=None) | Q(lease__isnull=False, leased_until__isnull=False),
                name="delivery_lease_has_an_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], condition=Q(state__in=[DeliveryState.PENDING, DeliveryState.RETRYING]),
                name="delivery_to_send",
            ),
            models.Index(fields=["-id"], condition=Q(state=DeliveryState.DEAD), name="delivery_dead"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.channel} {self.state} {self.message_id}"

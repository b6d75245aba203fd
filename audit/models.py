"""WHAT HAPPENED: append-only events in hash chains."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from core.fields import code_check, code_field


class ChainKind(StrEnum):
    """链: what a chain of events is about."""

    CASE = "case"
    REGISTRY = "registry"
    ORGANIZATION = "organization"
    CALENDAR = "calendar"
    PROCEDURE = "procedure"
    HOTLINE = "hotline"
    SECURITY = "security"
    OPERATION = "operation"


class ChainHead(models.Model):
    """链头: the last link of a chain; locked while the next one is forged."""

    chain = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sequence__gte=0), name="chain_head_counts_up")]

    def __str__(self) -> str:
        return f"{self.chain}@{self.sequence}"


class Event(models.Model):
    """留痕: one fact in the past tense. Never prose: ids, codes, dates and digests only.

    The database refuses to change or remove a row (trigger and grants).
    """

    chain = models.CharField(max_length=80)
    chain_kind = code_field(ChainKind)
    subject_id = models.BigIntegerField(help_text="id of the case, entry, … that the chain is about")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    schema = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    on_behalf_of_id = models.BigIntegerField(null=True)
    on_behalf_of_name = models.CharField(max_length=200, blank=True, default="")
    acting_for_id = models.BigIntegerField(null=True)
    acting_for_name = models.CharField(max_length=100, blank=True, default="")
    data = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    request_key = models.CharField(max_length=80, blank=True, default="")
    algorithm = models.CharField(max_length=10)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="one_event_per_place_in_chain"),
            models.UniqueConstraint(
                fields=["actor_id", "request_key"], condition=~Q(request_key=""), name="one_event_per_request_key"
            ),
            code_check("chain_kind", ChainKind, name="event_chain_kind_is_known"),
        ]
        indexes = [
            models.Index(fields=["chain_kind", "subject_id", "id"], name="event_by_subject"),
            models.Index(fields=["actor_id", "-id"], name="event_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.sequence} {self.kind}"

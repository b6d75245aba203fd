"""THE CLOCK AS A USER: whether its time is trusted."""

from django.db import models
from django.db.models import Q

from core.fields import code_check, code_field
from core.vocabulary import ClockTrouble


class ClockWitness(models.Model):
    """校时见证: of one start of one machine, a moment at which its clocks were trusted, and when they last were."""

    boot = models.CharField(max_length=40, unique=True)
    host = models.CharField(max_length=120)
    anchor_at = models.DateTimeField()
    anchor_ticks = models.FloatField(help_text="seconds since the machine started")
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-seen_at"], name="clock_witness_latest")]

    def __str__(self) -> str:
        return f"{self.host} {self.seen_at:%Y-%m-%d %H:%M:%S%z}"


class ClockAlarm(models.Model):
    """时间异常: since when, on which machine, by which figures no deadline takes effect; and how that ended.

    ``closed_by_name`` is empty where the clocks agreed with the trusted past again by themselves.
    """

    boot = models.CharField(max_length=40)
    host = models.CharField(max_length=120)
    trouble = code_field(ClockTrouble)
    figures = models.JSONField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_id = models.BigIntegerField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=100, blank=True, default="")
    remark = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            code_check("trouble", ClockTrouble, name="clock_trouble_is_known"),
            models.UniqueConstraint(fields=["boot"], condition=Q(closed_at=None), name="one_open_clock_alarm_per_boot"),
            models.CheckConstraint(
                condition=Q(closed_by_name="", closed_by_id=None) | Q(closed_at__isnull=False) & ~Q(remark=""),
                name="a_clock_is_accepted_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trouble} {self.host}"

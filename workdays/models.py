"""The days on which a jurisdiction departs from the State Council's calendar, and the notices as they came."""

from django.db import models
from django.db.models import F, Q

from core.fields import code_check, code_field
from core.vocabulary import ExceptionKind


class CalendarException(models.Model):
    """地方性放假或上班日: one day, the local document that fixes it; holds for lower jurisdictions too.

    One that was withdrawn counts no more and stays on record, with the document that took it back.
    """

    jurisdiction = models.ForeignKey(
        "organizations.Jurisdiction", on_delete=models.PROTECT, related_name="calendar_exceptions"
    )
    day = models.DateField()
    kind = code_field(ExceptionKind)
    name = models.CharField(max_length=200)
    authority = models.CharField(max_length=200, help_text="the document it rests on")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=100, blank=True, default="")
    withdrawn_on_authority = models.CharField(
        max_length=200, blank=True, default="", help_text="the document that takes it back or puts it right"
    )

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "day"], condition=Q(withdrawn_at=None), name="one_calendar_exception_per_day"
            ),
            code_check("kind", ExceptionKind, name="calendar_exception_kind_is_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_on_authority="")
                | Q(withdrawn_at__gte=F("recorded_at")) & ~Q(withdrawn_on_authority=""),
                name="a_day_is_withdrawn_by_a_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.name}"


class NoticeEdition(models.Model):
    """放假通知版本: a notice as it stood when it was first counted with; the last of its year is in use.

    ``facts`` holds ``[day, kind, name]`` for each day it fixes; ``digest`` is the SHA-256 of its file.
    """

    year = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=200, help_text="its number, else its address")
    file = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    facts = models.JSONField()
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100, help_text="who installed it; of one found in use, the system")

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(digest="") & ~Q(reference=""), name="notice_edition_can_be_told_apart")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.reference}"

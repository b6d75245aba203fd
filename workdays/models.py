"""The days on which a jurisdiction departs from the State Council's calendar."""

from enum import StrEnum

from django.db import models

from core.fields import code_check, code_field


class ExceptionKind(StrEnum):
    """例外种类: an extra day off, or an extra day of work."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


class CalendarException(models.Model):
    """地方性放假或上班日: one day, the local document that fixes it; holds for lower jurisdictions too."""

    jurisdiction = models.ForeignKey(
        "organizations.Jurisdiction", on_delete=models.PROTECT, related_name="calendar_exceptions"
    )
    day = models.DateField()
    kind = code_field(ExceptionKind)
    name = models.CharField(max_length=200)
    authority = models.CharField(max_length=200, help_text="the document it rests on")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "day"], name="one_calendar_exception_per_day"),
            code_check("kind", ExceptionKind, name="calendar_exception_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.name}"

"""Who has acknowledged that a case reached it."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Stage
from organizations.models import Organization


class Acknowledgement(models.Model):
    """签收: an organization confirms that a stage of a case, or before any stage the case itself, has reached it.

    Who is asked follows from the parties and the conductor; a row exists only for who has acknowledged. It consents to
    nothing: it proves delivery (送达).
    """

    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="acknowledgements",
        help_text="where no stage was open",
    )  # fmt: skip
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="acknowledgements")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(help_text="since when the organization was asked")
    acknowledged_at = models.DateTimeField()
    acknowledged_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(case=None, stage__isnull=False) | Q(case__isnull=False, stage=None),
                name="acknowledgement_is_of_a_stage_or_of_a_case_before_any",
            ),
            models.UniqueConstraint(fields=["stage", "organization"], name="a_stage_is_acknowledged_once"),
            models.UniqueConstraint(fields=["case", "organization"], name="a_case_is_acknowledged_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__gte=F("requested_at")), name="acknowledged_after_being_asked"
            ),
            models.CheckConstraint(condition=~Q(acknowledged_by_name=""), name="acknowledgement_names_who"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.acknowledged_at:%Y-%m-%d %H:%M}"

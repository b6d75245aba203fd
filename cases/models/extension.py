"""延期申请: somebody else asks whoever may extend for more time."""

from django.db import models
from django.db.models import Q

from cases.models.case import Case, Stage
from organizations.models import Organization


class ExtensionRequest(models.Model):
    """延期申请: asked for the open tier, and granted or refused; with the tier it falls away unanswered."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extension_requests")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="extension_requests")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    workdays = models.PositiveSmallIntegerField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=100)
    granted = models.BooleanField(null=True)
    granted_workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage"], condition=Q(answered_at=None), name="one_extension_request_waits_per_stage"
            ),
            models.CheckConstraint(
                condition=Q(granted=None, answered_at=None) | Q(granted__isnull=False, answered_at__isnull=False),
                name="extension_request_is_answered_once",
            ),
            models.CheckConstraint(
                condition=Q(granted=True, granted_workdays__gt=0)
                | (Q(granted=None) | Q(granted=False)) & Q(granted_workdays=None),
                name="an_extension_granted_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(granted=None) | Q(granted=True) | ~Q(answer=""), name="extension_refused_states_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(workdays__gt=0) & ~Q(reason=""), name="extension_is_asked_for_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} +{self.workdays}"

"""What interrupts the course of a case: suspension, a request to withdraw, reminders; and who else may read it."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Stage
from core.fields import code_check, code_field
from core.vocabulary import SuspensionGround
from organizations.models import Organization


class Suspension(models.Model):
    """中止: in writing, with its ground; ends with a resumption in writing, or with the case (R52)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="suspensions")
    ground = code_field(SuspensionGround)
    reason = models.TextField()
    suspended_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    suspended_by_name = models.CharField(max_length=100)
    suspended_at = models.DateTimeField()
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_by_name = models.CharField(max_length=100, blank=True, default="")
    resume_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            code_check("ground", SuspensionGround, name="suspension_ground_is_known"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(resumed_at=None), name="a_case_is_suspended_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_suspension_states_its_reason"),
            models.CheckConstraint(
                condition=Q(resumed_at=None) | Q(resumed_at__gte=F("suspended_at")),
                name="a_suspension_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.ground}"


class WithdrawalRequest(models.Model):
    """撤回申请: who opened the case asks leave to withdraw it, at tiers where the procedure demands leave (R52)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="withdrawal_requests")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="withdrawal_requests")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=100)
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at=None), name="one_open_withdrawal_request_per_case"
            ),
            models.CheckConstraint(condition=Q(granted=False, answered_at__isnull=False) & ~Q(answer="")
                | Q(granted=True, answered_at__isnull=False)
                | Q(granted=None), name="leave_refused_states_its_reason"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.granted}"


class Reminder(models.Model):
    """催办: one organization was urged to move; spaced, and on the record."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reminders")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    sent_by_name = models.CharField(max_length=100)
    sent_at = models.DateTimeField()
    text = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["case", "organization", "-sent_at"], name="reminders_of_case")]

    def __str__(self) -> str:
        return f"{self.organization} in {self.case_id}"


class Reader(models.Model):
    """抄送: an organization that is no party may read the case from now on."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="readers")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="reads")
    reason = models.TextField()
    added_by_name = models.CharField(max_length=100)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organization"], condition=Q(ended_at=None), name="an_organization_reads_a_case_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_copy_states_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} reads {self.case_id}"

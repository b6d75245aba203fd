"""Carrying out: reports; refusals, and the ladder of what follows them."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from cases.models.outcome import Outcome
from core.fields import code_check, code_field
from core.vocabulary import LadderRung
from documents.models import Document
from organizations.models import Organization


class CarryingOutRefusal(models.Model):
    """拒不落实: the lead department says that it will not carry the outcome out, with its reasons."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="carrying_out_refusals")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="refusals")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    signed_by = models.CharField(max_length=60)
    signed_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_refusal_to_carry_out_states_its_reason"),
            models.CheckConstraint(condition=~Q(signed_by=""), name="a_refusal_to_carry_out_is_signed"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} refuses {self.outcome_id}"


class LadderStep(models.Model):
    """督促阶梯: one rung that was climbed because an outcome is not carried out (R19, R22, R51).

    A reminder is the establishment office's own letter; from the supervision order on a leader has decided it, and
    the inspection office sends it. ``answered_at`` is when the lead department next reported.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ladder_steps")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="ladder_steps")
    order = models.PositiveSmallIntegerField()
    rung = code_field(LadderRung)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", help_text="who sent it")
    text = models.TextField()
    decided_by = models.CharField(max_length=60, blank=True, default="", help_text="the leader who decided it")
    decided_on = models.DateField(null=True, blank=True)
    signed_by = models.CharField(max_length=60)
    signed_on = models.DateField()
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            code_check("rung", LadderRung, name="ladder_rung_is_known"),
            models.UniqueConstraint(fields=["outcome", "order"], name="ladder_is_climbed_in_order"),
            models.UniqueConstraint(fields=["outcome", "rung"], name="a_rung_is_climbed_once"),
            models.CheckConstraint(
                condition=Q(rung=LadderRung.REMINDER_LETTER, decided_by="", decided_on=None)
                | ~Q(rung=LadderRung.REMINDER_LETTER) & ~Q(decided_by="") & Q(decided_on__isnull=False),
                name="above_the_reminder_a_leader_decides",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("sent_at")),
                name="a_rung_is_answered_after_it_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.rung}"


class CarryingOutReport(models.Model):
    """落实情况: the lead's report that the outcome is carried out, and what the office found."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="carrying_out_reports")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="reports")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    proof = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    remark = models.TextField(blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=None, checked_at=None) | Q(accepted__isnull=False, checked_at__isnull=False),
                name="report_is_checked_with_a_verdict",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(checked_at=None), name="one_unchecked_report_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"report on {self.case_id}"

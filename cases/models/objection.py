"""异议与会后变更意见: a party goes back on what it said or on what binds it."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Stage
from cases.models.outcome import Outcome
from core.fields import code_check, code_field
from core.vocabulary import ObjectionGround, ObjectionTarget, ReversalVerdict
from organizations.models import Organization


class Objection(models.Model):
    """异议: reopens what binds only with a new fact or a new law inside the window; else the attempt is counted.

    Source: S1 names agreeing in the meeting and going back on it afterwards; design §2.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="objections")
    outcome = models.ForeignKey(Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="objections")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    against = code_field(ObjectionTarget)
    ground = code_field(ObjectionGround)
    text = models.TextField()
    basis = models.CharField(max_length=500, blank=True, default="", help_text="the new fact's proof or the new clause")
    binding_since = models.DateTimeField(null=True, blank=True)
    window_ends_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=60)
    signed_on = models.DateField()
    raised_at = models.DateTimeField()
    verdict = code_field(ReversalVerdict)
    verdict_reason = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            code_check("against", ObjectionTarget, name="objection_target_is_known"),
            code_check("ground", ObjectionGround, name="objection_ground_is_known"),
            code_check("verdict", ReversalVerdict, name="reversal_verdict_is_known"),
            models.CheckConstraint(
                condition=Q(ground=ObjectionGround.NONE) | ~Q(basis=""), name="a_new_ground_names_its_basis"
            ),
            models.CheckConstraint(
                condition=~Q(ground=ObjectionGround.NONE) | Q(verdict=ReversalVerdict.REFUSED),
                name="without_anything_new_an_objection_is_refused",
            ),
            models.CheckConstraint(
                condition=Q(against=ObjectionTarget.VIEW, window_ends_at=None)
                | ~Q(against=ObjectionTarget.VIEW) & Q(window_ends_at__isnull=False),
                name="what_binds_has_a_window",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=[ReversalVerdict.PENDING, ReversalVerdict.UPHELD])
                | Q(raised_at__lt=F("window_ends_at")),
                name="an_objection_is_taken_up_inside_the_window",
            ),
            models.CheckConstraint(
                condition=Q(verdict=ReversalVerdict.PENDING, decided_at=None)
                | ~Q(verdict=ReversalVerdict.PENDING) & Q(decided_at__isnull=False),
                name="objection_is_decided_with_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=ReversalVerdict.REJECTED) | ~Q(verdict_reason=""),
                name="a_rejected_objection_says_why",
            ),
            models.UniqueConstraint(
                fields=["case", "organization"], condition=Q(verdict=ReversalVerdict.PENDING),
                name="one_pending_objection_per_organization",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organization} {self.verdict}"

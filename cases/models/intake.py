"""What came of the review before the first tier."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from core.fields import LONGEST_CODE, code_check, code_field
from core.vocabulary import ForumSubject, IntakeDecision, IntakeItem, ScopeExclusion
from organizations.models import Organization

_RETURNED, _DECLINED = IntakeDecision.TO_CORRECT, IntakeDecision.DECLINED
_TRANSFERRED = IntakeDecision.TRANSFERRED


class IntakeReview(models.Model):
    """立项审查: whether a filed matter is taken in; what was missing, and how that was put right.

    ``items`` are those ticked as there, of a return those that are missing. A return is open until it is corrected,
    or lapses: by its clock, or because the case ended otherwise. ``former_summary`` is what the correction replaced.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="intake_reviews")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    decision = code_field(IntakeDecision)
    items = ArrayField(models.CharField(max_length=LONGEST_CODE), default=list, blank=True)
    reason = models.TextField(blank=True, default="")
    exclusion = code_field(ScopeExclusion, blank=True)
    subject = code_field(ForumSubject, blank=True)
    forum = models.CharField(max_length=200, blank=True, default="", help_text="to which it was transferred")
    decided_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=100)
    correction = models.TextField(blank=True, default="")
    former_summary = models.TextField(blank=True, default="")
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by_name = models.CharField(max_length=100, blank=True, default="")
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            code_check("decision", IntakeDecision, name="intake_decision_is_known"),
            code_check("exclusion", ScopeExclusion, name="intake_exclusion_is_known", blank=True),
            code_check("subject", ForumSubject, name="intake_subject_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(items__contained_by=[str(item) for item in IntakeItem]), name="intake_items_are_known"
            ),
            models.CheckConstraint(
                condition=Q(decision=_RETURNED) & ~Q(reason="") & Q(items__len__gt=0)
                | ~Q(decision=_RETURNED) & Q(correction="", corrected_at=None, lapsed_at=None),
                name="who_returns_says_what_is_missing",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=[_DECLINED, _TRANSFERRED]) | ~Q(reason=""), name="who_declines_says_why"
            ),
            models.CheckConstraint(
                condition=Q(decision=_DECLINED) | Q(exclusion=""), name="only_what_is_declined_is_outside_the_scope"
            ),
            models.CheckConstraint(
                condition=Q(decision=_TRANSFERRED) & ~Q(forum="") & ~Q(subject="")
                | ~Q(decision=_TRANSFERRED) & Q(forum="", subject=""),
                name="who_transfers_names_the_forum",
            ),
            models.CheckConstraint(
                condition=Q(corrected_at=None, correction="", corrected_by_name="")
                | Q(corrected_at__gte=F("decided_at"), lapsed_at=None) & ~Q(correction="") & ~Q(corrected_by_name=""),
                name="a_correction_is_in_words",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(decision=_RETURNED, corrected_at=None, lapsed_at=None),
                name="one_open_correction_per_case",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=~Q(decision=_RETURNED), name="a_case_is_taken_in_or_not_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.decision}"

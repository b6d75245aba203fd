"""How cases belong together: one merged into another, one above another, or merely related."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from cases.models.case import Case
from core.fields import code_check, code_field
from core.vocabulary import CaseRelation
from organizations.models import Organization


class CaseMerge(models.Model):
    """并案: a duplicate went up in another case and ended by that."""

    merged = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="merge")
    into = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="absorbed")
    reason = models.TextField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    merged_by_name = models.CharField(max_length=100)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(merged=F("into")), name="a_case_is_not_merged_into_itself"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_merge_states_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.into_id}"


class CaseLink(models.Model):
    """关联案件: ``first`` is the parent of ``second``, or the two are related, the one with the lower id first.

    It holds until ``ended_at``. A case has at most one parent.
    """

    first = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_to")
    second = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_from")
    kind = code_field(CaseRelation)
    reason = models.TextField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    linked_by_name = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=100, blank=True, default="")
    end_reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            code_check("kind", (CaseRelation.PARENT, CaseRelation.RELATED), name="link_kind_is_known"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="a_case_is_not_linked_to_itself"),
            models.CheckConstraint(
                condition=~Q(kind=CaseRelation.RELATED) | Q(first__lt=F("second")), name="related_cases_stand_in_order"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_link_states_its_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | Q(ended_at__gte=F("linked_at")) & ~Q(end_reason=""),
                name="a_link_ends_with_a_reason",
            ),
            models.UniqueConstraint(
                Least("first", "second"), Greatest("first", "second"), condition=Q(ended_at=None),
                name="two_cases_are_linked_once",
            ),
            models.UniqueConstraint(
                fields=["second"], condition=Q(kind=CaseRelation.PARENT, ended_at=None), name="a_case_has_one_parent"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.first_id} {self.kind} {self.second_id}"

    def seen_from(self, case_id: int) -> CaseRelation:
        """What the other case is to this one."""
        kind = CaseRelation(self.kind)
        return kind if case_id == self.second_id else kind.seen_from_there

    def other_id(self, case_id: int) -> int:
        """The case at the other end."""
        return self.first_id if case_id == self.second_id else self.second_id

"""In whose hands a case is inside an organization, and which working group reads along."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from organizations.models import Organization, Person, WorkingGroup


class CaseAssignment(models.Model):
    """转办: the colleague who handles a case for their organization; one at a time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_assignments")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_assignments")
    since = models.DateTimeField()
    assigned_by_name = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organization"], condition=Q(ended_at=None), name="one_assignee_per_organization"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="case_assignment_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.case_id}"


class CaseGroup(models.Model):
    """专班参与: a working group whose people read the case, with remarks of their own."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_groups")
    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="case_links")
    reason = models.TextField(blank=True, default="")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "group"], condition=Q(removed_at=None), name="a_group_reads_a_case_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gte=F("added_at")), name="group_leaves_after_it_comes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} in {self.case_id}"


class GroupRemark(models.Model):
    """专班内部意见: what a member notes for the group alone; no part of the file."""

    link = models.ForeignKey(CaseGroup, on_delete=models.PROTECT, related_name="remarks")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=100)
    text = models.TextField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="group_remark_says_something")]

    def __str__(self) -> str:
        return f"{self.person_name} {self.noted_at:%Y-%m-%d}"

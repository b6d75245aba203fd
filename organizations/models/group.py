"""Working groups: people of several organizations on one task, for a time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from organizations.models.organization import Organization
from organizations.models.person import Person
from organizations.models.spans import PERIOD


class WorkingGroup(models.Model):
    """工作专班: a temporary team across organizations; its host answers for it."""

    host = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="hosted_groups")
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=500, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="first day on which it is dissolved")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="working_group_has_a_name"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="working_group_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="one_working_group_of_a_name",
                expressions=[
                    ("host", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    (PERIOD, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WorkingGroupMember(models.Model):
    """专班成员: a person in a group, for the organization that sent them."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="members")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="group_seats")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="first day on which they have left")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="group_seat_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="one_seat_per_person_in_a_group",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (PERIOD, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.group}"

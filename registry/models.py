"""WHOSE DUTY: boundary entries, who holds which phase, and since when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from core.fields import code_check, code_field
from core.vocabulary import DutyRole, OutcomeKind, Phase
from organizations.models import Jurisdiction, Organization
from registry.words import LONGEST_WORD


class BoundaryEntry(models.Model):
    """职责边界事项: one matter of one jurisdiction; its id is the stable key that versions share."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="boundary_entries")
    number = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.number


class EntryNumberCounter(models.Model):
    """编号计数: one row per jurisdiction, locked while a number is taken (sequences jump after a crash)."""

    jurisdiction = models.OneToOneField(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.jurisdiction}: {self.last}"


class EntryVersion(models.Model):
    """版本: what the entry says, from when to when."""

    entry = models.ForeignKey(BoundaryEntry, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    matter = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    measures = models.TextField(blank=True, default="")
    basis = models.TextField(blank=True, default="")
    source = models.CharField(max_length=200, help_text="what it rests on: a case number, an imported list")
    kind = code_field(OutcomeKind, default=OutcomeKind.DUTY)
    published_on = models.DateField(null=True, blank=True, help_text="open to the public since")
    valid = DateRangeField(help_text="in force, upper bound excluded")
    recorded_at = models.DateTimeField()
    words = ArrayField(models.CharField(max_length=LONGEST_WORD), default=list, blank=True, help_text="for looking up")

    class Meta:
        constraints = [
            code_check("kind", OutcomeKind, name="entry_kind_is_known"),
            models.UniqueConstraint(fields=["entry", "version"], name="one_entry_version_per_number"),
            models.CheckConstraint(
                condition=Q(valid__isempty=False, valid__lower_inf=False),
                name="entry_version_is_in_force_for_some_time",
            ),
            ExclusionConstraint(
                name="one_entry_version_in_force_on_any_date",
                expressions=[("entry", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [GinIndex(fields=["words"], name="entry_version_words")]

    def __str__(self) -> str:
        return f"{self.entry} v{self.version} {self.matter}"


class EntryAssignment(models.Model):
    """分工: one organization's role in one phase of an entry, for the dates of its version."""

    entry = models.ForeignKey(BoundaryEntry, on_delete=models.PROTECT, related_name="assignments")
    version = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="assignments")
    phase = code_field(Phase)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="duties")
    role = code_field(DutyRole)
    valid = DateRangeField()

    class Meta:
        constraints = [
            code_check("phase", Phase, name="entry_phase_is_known"),
            code_check("role", DutyRole, name="entry_role_is_known"),
            models.CheckConstraint(
                condition=Q(valid__isempty=False), name="entry_assignment_is_in_force_for_some_time"
            ),
            models.UniqueConstraint(
                fields=["version", "phase", "organization"], name="one_role_per_organization_and_phase_of_entry"
            ),
            ExclusionConstraint(
                name="one_lead_per_phase_on_any_date",
                expressions=[
                    ("entry", RangeOperators.EQUAL),
                    ("phase", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(role=DutyRole.LEAD),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.phase} {self.role} {self.organization}"

"""WHAT THE RULE SAYS: procedures of a jurisdiction and their dated, immutable versions."""

from django.db import models
from django.db.models import Q

from organizations.models import Jurisdiction


class Procedure(models.Model):
    """协商协调办法: the rules of a jurisdiction, in numbered versions."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="procedures")
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "code"], name="one_procedure_per_jurisdiction_and_code"),
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z][a-z0-9_]*$"), name="procedure_code_is_ascii"),
        ]

    def __str__(self) -> str:
        return self.code


class ProcedureVersion(models.Model):
    """办法版本: what a procedure says from a day on. Cases are pinned to it, so the database refuses any change.

    ``content`` is the pack as ``schema.to_json`` gives it, ``sha256`` its digest.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    effective_from = models.DateField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    source_file = models.CharField(max_length=200)
    imported_at = models.DateTimeField()
    imported_by_name = models.CharField(max_length=100)

    class Meta:
        ordering = ["procedure_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "version"], name="procedure_versions_are_numbered"),
            models.UniqueConstraint(fields=["procedure", "effective_from"], name="one_procedure_version_per_day"),
            models.CheckConstraint(condition=Q(version__gte=1), name="procedure_versions_count_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="procedure_version_has_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}@{self.version}"

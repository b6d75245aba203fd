"""WHAT COMES NEXT: the link between the flow engine and the dispute, and the work that waits for somebody."""

from django.db import models
from django.db.models import Q
from viewflow.workflow.models import Process, Task

from cases.models import Case, Stage
from organizations.models import Organization


class CaseRun(models.Model):
    """流程实例: ties one process of the engine to its case and, for a tier's process, to its stage."""

    process = models.OneToOneField(Process, on_delete=models.PROTECT, related_name="case_run")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="runs")
    stage = models.OneToOneField(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="run")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(stage=None), name="one_main_run_per_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.process_id}"


class WorkItem(models.Model):
    """待办: one human task of the engine, with whose move it is; closed with it, in the same act."""

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="work_item")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="work_items")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="work_items")
    node = models.CharField(max_length=60)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="work_items")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    done_by_id = models.BigIntegerField(null=True, blank=True)
    done_by_name = models.CharField(max_length=100, blank=True, default="", help_text="empty: it fell away")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "node", "organization"],
                condition=Q(ended_at=None),
                name="one_open_work_item_per_node_and_organization",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "-id"], condition=Q(ended_at=None), name="open_work_of_organization"),
            models.Index(fields=["case"], condition=Q(ended_at=None), name="open_work_of_case"),
            models.Index(fields=["done_by_id", "-ended_at"], name="work_done_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.node} of {self.case_id} for {self.organization_id}"

"""The hotline's work orders: another system's items, of which a copy is kept."""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from core.fields import code_check, code_field
from organizations.models import Jurisdiction, Organization


class WorkOrderState(StrEnum):
    """工单状态: received and waiting, or behind a case."""

    RECEIVED = "RECEIVED"
    IN_CASE = "IN_CASE"


class WorkOrder(models.Model):
    """工单: the 12345 / 信访 item that stands behind a case; phone and identity numbers in its text are masked."""

    source = models.CharField(max_length=20, help_text="code of the system it comes from, e.g. 12345")
    number = models.CharField(max_length=60)
    text = models.TextField()
    category = models.CharField(max_length=100, blank=True, default="")
    received_at = models.DateTimeField()
    handle_by = models.DateTimeField(null=True, blank=True, help_text="the hotline's own moment, not a term of a case")
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="work_orders")
    first_recipient = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="work_orders"
    )
    state = code_field(WorkOrderState, default=WorkOrderState.RECEIVED)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="work_orders")
    taken_in_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="one_work_order_per_source_and_number"),
            models.CheckConstraint(condition=Q(source__regex=r"^[0-9A-Za-z_-]+$"), name="work_order_source_is_a_code"),
            code_check("state", WorkOrderState, name="work_order_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=WorkOrderState.RECEIVED, case=None)
                | Q(state=WorkOrderState.IN_CASE, case__isnull=False),
                name="work_order_in_case_has_its_case",
            ),
            models.CheckConstraint(
                condition=Q(handle_by=None) | Q(handle_by__gt=F("received_at")),
                name="work_order_has_time_to_be_handled",
            ),
        ]
        indexes = [
            models.Index(fields=["jurisdiction", "state", "-id"], name="work_order_by_state"),
            models.Index(fields=["first_recipient", "-id"], name="work_order_by_recipient"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """``source:number``, as forms and the API name it."""
        return f"{self.source}:{self.number}"

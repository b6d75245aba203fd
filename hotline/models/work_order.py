"""The order itself: its row is the lock for everything that happens to it."""

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from core.fields import code_check, code_field
from core.vocabulary import WorkOrderState
from organizations.models import Jurisdiction, Organization
from procedures.models import ProcedureVersion

_WITHOUT_CASE = (
    WorkOrderState.RECEIVED, WorkOrderState.DISPATCHED, WorkOrderState.ACCEPTED, WorkOrderState.OBJECTED,
    WorkOrderState.RETURNED,
)  # fmt: skip
_MAY_LACK_PROCEDURE = (WorkOrderState.RECEIVED, WorkOrderState.IN_CASE, WorkOrderState.ANSWERED)


class WorkOrder(models.Model):
    """工单: the 12345 / 信访 item that stands behind a case; phone and identity numbers in its text are masked.

    ``office`` is the dispatch office that answers for it, ``procedure`` the rules in force when it was first dispatched
    or put behind a case; both are open before. ``returns`` counts the dispatches that came back.
    """

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
    office = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="who dispatches it"
    )
    procedure = models.ForeignKey(
        ProcedureVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="work_orders"
    )
    urgent = models.BooleanField(default=False, help_text="handled under the short terms")
    returns = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0, help_text="counts the acts that changed its state")
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="one_work_order_per_source_and_number"),
            models.CheckConstraint(condition=Q(source__regex=r"^[0-9A-Za-z_-]+$"), name="work_order_source_is_a_code"),
            code_check("state", WorkOrderState, name="work_order_state_is_known"),
            models.CheckConstraint(
                condition=(Q(case=None) | ~Q(state__in=_WITHOUT_CASE))
                & (Q(case__isnull=False) | ~Q(state=WorkOrderState.IN_CASE)),
                name="work_order_in_case_has_its_case",
            ),
            models.CheckConstraint(
                condition=Q(procedure__isnull=False, office__isnull=False)
                | Q(procedure=None, state__in=_MAY_LACK_PROCEDURE),
                name="work_order_under_way_has_office_and_procedure",
            ),
            models.CheckConstraint(
                condition=Q(state=WorkOrderState.ANSWERED, answered_at__isnull=False) & ~Q(answer="")
                | ~Q(state=WorkOrderState.ANSWERED) & Q(answered_at=None, answer=""),
                name="work_order_is_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(handle_by=None) | Q(handle_by__gt=F("received_at")),
                name="work_order_has_time_to_be_handled",
            ),
        ]
        indexes = [
            models.Index(fields=["jurisdiction", "state", "-id"], name="work_order_by_state"),
            models.Index(fields=["first_recipient", "-id"], name="work_order_by_recipient"),
            models.Index(fields=["jurisdiction", "category", "-id"], name="work_order_by_category"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """``source:number``, as forms and the API name it."""
        return f"{self.source}:{self.number}"

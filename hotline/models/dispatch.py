"""To whom an order was dispatched, in order, and what the receivers had against it."""

from django.db import models
from django.db.models import Q

from core.fields import code_check, code_field
from core.vocabulary import BasisKind, DispatchEnd, DispatchTaking, ObjectionAim, ObjectionVerdict
from documents.models import Document
from hotline.models.work_order import WorkOrder
from organizations.models import Organization


class Dispatch(models.Model):
    """派单: one receiver of a work order; counted. Only one is open at a time.

    ``advised`` is whom the system suggested and ``advice`` by which rule or entry, kept beside whom a person chose.
    ``opened_at`` is when somebody of the receiver first opened the order (proof of delivery, R39), ``lapsed_at`` when
    the term to object ran out on a receiver that had been reached.
    """

    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="dispatches")
    number = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="dispatches")
    dispatched_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    dispatched_by_name = models.CharField(max_length=100)
    dispatched_at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    advised = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    advice = models.CharField(max_length=60, blank=True, default="", help_text="code of a rule, or number of an entry")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by_name = models.CharField(max_length=100, blank=True, default="")
    taken = code_field(DispatchTaking, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    ended = code_field(DispatchEnd, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="dispatches_are_counted"),
            models.UniqueConstraint(fields=["order"], condition=Q(ended=""), name="one_open_dispatch_per_order"),
            code_check("taken", DispatchTaking, name="dispatch_taking_is_known", blank=True),
            code_check("ended", DispatchEnd, name="dispatch_end_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(taken="", taken_at=None) | ~Q(taken="") & Q(taken_at__isnull=False),
                name="dispatch_is_taken_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(ended="", ended_at=None) | ~Q(ended="") & Q(ended_at__isnull=False),
                name="dispatch_ends_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(ended=DispatchEnd.RETURNED) | Q(taken=""), name="what_was_taken_is_not_returned"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-order"], name="dispatch_by_receiver"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} #{self.number} {self.organization}"


class DispatchObjection(models.Model):
    """派单异议函: why a receiver says that the order is not its own; at most one for each dispatch (R35, R39, R45)."""

    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, related_name="objection")
    aim = code_field(ObjectionAim)
    basis_kind = code_field(BasisKind)
    basis = models.CharField(max_length=500)
    reason = models.TextField()
    proposed = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.CharField(max_length=60)
    signed_on = models.DateField()
    reviewed_by = models.CharField(max_length=60, blank=True, default="")
    delegated_by = models.CharField(max_length=60, blank=True, default="", help_text="whose stead it was signed in")
    scan = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)
    verdict = code_field(ObjectionVerdict, blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)
    verdict_by_name = models.CharField(max_length=100, blank=True, default="")
    verdict_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            code_check("aim", ObjectionAim, name="objection_aim_is_known"),
            code_check("basis_kind", BasisKind, name="objection_basis_kind_is_known"),
            code_check("verdict", ObjectionVerdict, name="objection_verdict_is_known", blank=True),
            models.CheckConstraint(condition=~Q(basis="") & ~Q(reason=""), name="objection_has_basis_and_reason"),
            models.CheckConstraint(
                condition=Q(verdict="", verdict_at=None) | ~Q(verdict="") & Q(verdict_at__isnull=False),
                name="objection_is_verified_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(aim=ObjectionAim.COORDINATION) | ~Q(verdict=ObjectionVerdict.UPHELD),
                name="who_asks_for_coordination_returns_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=ObjectionVerdict.REJECTED) | ~Q(verdict_reason=""),
                name="an_objection_is_rejected_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch}: {self.basis}"


class OrderPaper(models.Model):
    """工单材料: a document in an order's file, e.g. the signed sheet of an objection."""

    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="papers")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="in_order")

    def __str__(self) -> str:
        return f"{self.document} of {self.order_id}"

"""The minutes of one item after they were issued: earlier versions, what each department said to them, what follows."""

from django.db import models
from django.db.models import Q

from core.fields import code_check, code_field
from core.vocabulary import ConfirmationAnswer, SilenceEffect
from meetings.models.sitting import AgendaItem
from organizations.models import Organization


class EarlierMinutes(models.Model):
    """纪要旧稿: minutes that were corrected and issued again; they no longer stand."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="earlier_minutes")
    version = models.PositiveSmallIntegerField()
    minutes = models.TextField()
    signed_by = models.CharField(max_length=60)
    signed_on = models.DateField()
    issued_at = models.DateTimeField()
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="versions_of_minutes_are_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.version}"


class MinutesConfirmation(models.Model):
    """纪要确认: one department is asked whether one version of the minutes says what was agreed.

    ``silence`` is what its silence means, announced when the minutes were issued; it counts only after proof of
    delivery (``received_at``). ``note`` is the convener's, where it stands by the minutes in spite of an objection.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="confirmations")
    version = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    silence = code_field(SilenceEffect)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.CharField(max_length=100, blank=True, default="")
    answer = code_field(ConfirmationAnswer, blank=True)
    objection = models.TextField(blank=True, default="", help_text="what was recorded wrongly")
    answered_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=60, blank=True, default="")
    signed_on = models.DateField(null=True, blank=True, help_text="the paper's date")
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "version", "organization"], name="a_department_confirms_a_version_once"
            ),
            code_check("silence", SilenceEffect, name="silence_of_confirmation_is_known"),
            code_check("answer", ConfirmationAnswer, name="confirmation_answer_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="a_confirmation_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None, received_by="") | Q(received_at__isnull=False) & ~Q(received_by=""),
                name="a_receipt_names_who_received",
            ),
            models.CheckConstraint(
                condition=~Q(answer=ConfirmationAnswer.BY_SILENCE)
                | Q(silence=SilenceEffect.CONFIRMED, received_at__isnull=False, signed_by=""),
                name="silence_counts_only_announced_and_delivered",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=[ConfirmationAnswer.CONFIRMED, ConfirmationAnswer.OBJECTED])
                | ~Q(signed_by="") & Q(signed_on__isnull=False),
                name="an_answer_to_minutes_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(answer=ConfirmationAnswer.OBJECTED) & ~Q(objection="")
                | ~Q(answer=ConfirmationAnswer.OBJECTED) & Q(objection="", note=""),
                name="an_objection_to_minutes_says_what_is_wrong",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} v{self.version} {self.answer}"


class MeetingTask(models.Model):
    """会议交办事项: what follows from an item: who does what, until when."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="tasks")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=100, blank=True, default="")
    remark = models.TextField(blank=True, default="")
    void_at = models.DateTimeField(null=True, blank=True, help_text="the minutes that set it no longer stand")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="a_task_says_what"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by_name="") | Q(done_at__isnull=False) & ~Q(done_by_name=""),
                name="a_task_is_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.what

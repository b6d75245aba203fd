"""JOINT MEETINGS: one sitting, its agenda of cases, who came, what each department stands for, the minutes."""

from django.db import models
from django.db.models import Q

from cases.models import Case, Outcome, Stage
from core.fields import code_check, code_field
from core.vocabulary import MeetingState
from organizations.models import Organization


class JointMeeting(models.Model):
    """专题协调会: one sitting."""

    convener = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=60, blank=True, default="")
    state = code_field(MeetingState)
    convened_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [code_check("state", MeetingState, name="meeting_state_is_known")]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """议题: one case on a meeting's agenda, and the minutes about it."""

    meeting = models.ForeignKey(JointMeeting, on_delete=models.PROTECT, related_name="agenda")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agenda_items")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="agenda_items")
    order = models.PositiveSmallIntegerField()
    agreed = models.BooleanField(null=True, help_text="empty until the minutes are issued")
    minutes = models.TextField(blank=True, default="")
    outcome = models.ForeignKey(Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")
    minutes_issued_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=60, blank=True, default="")
    signed_on = models.DateField(null=True, blank=True, help_text="the paper's date")
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="the case left the tier before the minutes")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "case"], name="a_case_is_on_an_agenda_once"),
            models.UniqueConstraint(
                fields=["stage"],
                condition=Q(minutes_issued_at=None, dropped_at=None),
                name="one_pending_agenda_item_per_stage",
            ),
            models.CheckConstraint(
                condition=Q(agreed=None, minutes_issued_at=None)
                | Q(agreed__isnull=False, minutes_issued_at__isnull=False) & ~Q(minutes=""),
                name="minutes_say_whether_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} / {self.case_id}"


class Attendance(models.Model):
    """出席: an organization at a meeting, and who spoke for it."""

    meeting = models.ForeignKey(JointMeeting, on_delete=models.PROTECT, related_name="attendances")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    attended = models.BooleanField(null=True, help_text="empty until the meeting was held")
    representative = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organization"], name="an_organization_is_invited_once"),
            models.CheckConstraint(
                condition=~Q(attended=True) | ~Q(representative=""), name="who_attends_has_a_representative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}"


class Stand(models.Model):
    """部门表态: what an organization stands for on one item, as it was put on record."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="stands")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "organization"], name="one_stand_per_organization"),
            models.CheckConstraint(condition=~Q(text=""), name="a_stand_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.agrees}"

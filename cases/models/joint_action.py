"""联合执法: departments go out together about the matter of a case; its course and its clocks stay as they are."""

from django.db import models
from django.db.models import Q

from cases.models.case import Case
from core.fields import code_check, code_field
from core.vocabulary import JointActionAnswer, JointActionState
from documents.models import Document
from organizations.models import Organization


class JointAction(models.Model):
    """联合执法（联合行动）: called about a case: under whose lead, where, when, and what came of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="joint_actions")
    called_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField()
    place = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    state = code_field(JointActionState)
    called_at = models.DateTimeField()
    called_by_name = models.CharField(max_length=100)
    held_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True, default="", help_text="what came of it, or why it was called off")
    proof = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            code_check("state", JointActionState, name="joint_action_state_is_known"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=JointActionState.CALLED), name="one_joint_action_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=JointActionState.CALLED, ended_at=None, result="")
                | ~Q(state=JointActionState.CALLED) & Q(ended_at__isnull=False) & ~Q(result=""),
                name="a_joint_action_ends_with_its_result",
            ),
            models.CheckConstraint(
                condition=Q(state=JointActionState.HELD, proof__isnull=False, held_on__isnull=False)
                | ~Q(state=JointActionState.HELD) & Q(proof=None, held_on=None),
                name="a_joint_action_is_recorded_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.place} {self.starts_at:%Y-%m-%d %H:%M}"


class JointActionMember(models.Model):
    """参加单位: a department that is called, what it brings, whether it comes, and whether it came."""

    action = models.ForeignKey(JointAction, on_delete=models.PROTECT, related_name="members")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    brings = models.CharField(max_length=200, blank=True, default="")
    answer = code_field(JointActionAnswer, blank=True, help_text="empty: not answered")
    reason = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=100, blank=True, default="")
    came = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "organization"], name="a_department_is_called_once"),
            code_check("answer", JointActionAnswer, name="joint_action_answer_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="an_answer_to_a_call_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(answer=JointActionAnswer.NOT_COMING) | ~Q(reason=""),
                name="who_does_not_come_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.answer}"

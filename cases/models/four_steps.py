"""研判、审核、协调、反馈: what was ticked by hand, where no act of the procedure shows it."""

from django.db import models
from django.db.models import Q

from cases.models.case import Stage
from core.fields import code_check, code_field
from core.vocabulary import FourStep
from organizations.models import Organization


class StepTick(models.Model):
    """步骤确认: one of the four steps of a visit is done, says who conducts it."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="ticks")
    step = code_field(FourStep)
    note = models.TextField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()
    ticked_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            code_check("step", FourStep, name="four_step_is_known"),
            models.UniqueConstraint(fields=["stage", "step"], name="a_step_of_a_stage_is_ticked_once"),
            models.CheckConstraint(condition=~Q(note=""), name="a_tick_says_what_was_done"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.stage_id}"

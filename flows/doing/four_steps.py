"""确认步骤: a step of the latest visit is done, says who conducts it; what an act shows is not ticked by hand."""

from cases.models import StepTick
from core.labels import label
from flows.acting import Acting
from flows.conditions.four_steps import latest_checklist
from flows.course_errors import StepDone
from flows.inputs import TickStep
from flows.situation import situation_of


def tick_step(acting: Acting, form: TickStep) -> None:
    """Raises ``StepDone``."""
    checklist = latest_checklist(situation_of(acting.case, at=acting.at))
    if checklist is None or form.step not in checklist.left:
        raise StepDone(field="step", step=label(form.step))
    tick = StepTick.objects.create(
        stage=checklist.stage, step=form.step, note=form.note, organization=acting.organization,
        ticked_at=acting.at, ticked_by_name=acting.act.actor.person_name,
    )  # fmt: skip
    acting.act.data.update(tick=tick.pk, stage=tick.stage_id, four_step=form.step)

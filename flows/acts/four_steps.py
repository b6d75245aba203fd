"""研判、审核、协调、反馈."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import ActSpec
from flows.conditions import four_steps as rules
from flows.doing import four_steps

ACTS = (
    ActSpec(
        name="tick_step", event="step.ticked", title=_("Tick one of the four steps"),
        consequence=_("It stands in the checklist as done, with your note; nothing else changes."),
        input=inputs.TickStep, service=four_steps.tick_step, who=rules.who_ticks, check=rules.a_step_is_left,
        while_suspended=True,
    ),
)  # fmt: skip

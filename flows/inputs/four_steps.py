"""研判、审核、协调、反馈."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import FourStep
from flows.inputs.fields import ActInput, Line, choice, text


class TickStep(ActInput):
    """确认步骤: for what no act of the procedure shows."""

    step: FourStep = choice(_("Step"))
    note: Line = text(_("What was done"))

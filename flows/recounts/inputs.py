"""What the acts on a place's calendar take."""

from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import ExceptionKind
from flows.inputs.fields import ActInput, Line, choice, line

_RESTS_ON = _("The document that fixes it, with its number.")


class FixDay(ActInput):
    """增设地方放假日或上班日."""

    day: date = Field(title=_("Day"))
    kind: ExceptionKind = choice(_("What the day becomes"))
    name: Line = line(_("Name of the day"))
    authority: Line = line(_("Rests on"), hint=_RESTS_ON)


class CorrectDay(FixDay):
    """更正: what is right takes the place of what was recorded."""


class WithdrawDay(ActInput):
    """撤销: the day is again what the notice, or the week, makes of it."""

    authority: Line = line(_("Withdrawn by"), hint=_("The document that takes it back, with its number."))


class DecideEnd(ActInput):
    """确认: an end that had passed when it was counted again."""

    sooner: bool = Field(title=_("The term ends with this working day"))
    remark: Line = line(_("Remark"), longest=300, required=False)

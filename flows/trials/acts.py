"""Every act of the review of a provisional entry, declared once; pages and the API derive from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from core.vocabulary import MembershipRole
from flows.acts import HEADS, STAFF
from flows.inputs import ActInput
from flows.trials import doing, inputs
from flows.trials.acting import TrialActing


@dataclass(frozen=True, kw_only=True)
class TrialAct:
    """复核事项: ``title`` and ``consequence`` are translatable; ``event`` is what the record calls it."""

    name: str
    event: str
    title: str
    consequence: str
    input: type[ActInput]
    service: Callable[[TrialActing, Any], None]
    roles: frozenset[MembershipRole] = HEADS


_TABLE = (
    TrialAct(
        name="confirm_trial", event="trial.confirmed", title=_("Confirm as lasting"),
        consequence=_("The entry holds without end, in a version that follows without a gap where it still holds."),
        input=inputs.ConfirmTrial, service=doing.confirm_trial,
    ),
    TrialAct(
        name="prolong_trial", event="trial.prolonged", title=_("Prolong"),
        consequence=_("The entry holds until the new day, and is reviewed again before it."),
        input=inputs.ProlongTrial, service=doing.prolong_trial,
    ),
    TrialAct(
        name="let_trial_lapse", event="trial.left_to_lapse", title=_("Let it lapse"),
        consequence=_("The entry ends on its day and is not continued; nobody is reminded any more."),
        input=inputs.LetTrialLapse, service=doing.let_trial_lapse,
    ),
    TrialAct(
        name="take_up_anew", event="trial.taken_up_anew", title=_("Open a case about it"),
        consequence=_("A case of the office's own accord begins; until its outcome the entry ends on its day."),
        input=inputs.TakeUpAnew, service=doing.take_up_anew, roles=STAFF,
    ),
)  # fmt: skip

TRIAL_ACTS: Mapping[str, TrialAct] = {spec.name: spec for spec in _TABLE}

OTHER_EVENTS = (
    "trial.begun", "trial.superseded", "trial.warned", "trial.lapsed", "trial.reminded", "trial.recounted",
)  # fmt: skip
"""Events of a provisional entry that no act of the table writes."""

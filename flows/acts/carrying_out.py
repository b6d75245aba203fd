"""Carrying out that does not happen."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import ActSpec
from flows.conditions import carrying_out as rules
from flows.doing import carrying_out

ACTS = (
    ActSpec(
        name="record_refusal", event="carrying_out.refused", title=_("Refuse to carry out"),
        consequence=_("The refusal goes on record; the next step of the ladder may follow."),
        input=inputs.RecordRefusal, service=carrying_out.record_refusal, who=rules.who_refuses,
        check=rules.not_refused_yet, irreversible=True,
    ),
    ActSpec(
        name="climb_ladder", event="ladder.climbed", title=_("Urge: the next step of the ladder"),
        consequence=_("The lead department gets a new term to put things right; one clock runs."),
        input=inputs.ClimbLadder, service=carrying_out.climb_ladder, who=rules.who_climbs,
        check=rules.somebody_holds_back, irreversible=True,
    ),
)  # fmt: skip

"""Intake: checking in when a subdistrict calls."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import ActSpec
from flows.conditions import intake as rules
from flows.doing import intake

ACTS = (
    ActSpec(
        name="check_in", event="department.checked_in", title=_("Check in"),
        consequence=_("It goes on record that your organization has come; it consents to nothing."),
        input=inputs.CheckIn, service=intake.check_in, who=rules.who_checks_in,
    ),
)  # fmt: skip

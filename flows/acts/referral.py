"""Tier 4: the party committee or government."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import ActSpec, at
from flows.doing import office

ACTS = (    ActSpec(
        name="enter_decision", event="decision.entered", title=_("Enter the decision"),
        consequence=_("What was decided above binds; the establishment office enters it into the duty list."),
        input=inputs.EnterDecision, service=office.enter_decision, irreversible=True, **at("decide"),
    ),
)  # fmt: skip

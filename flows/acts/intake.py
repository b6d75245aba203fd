"""Intake: the review before the first tier, and checking in when a subdistrict calls."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import ActSpec, at
from flows.conditions import intake as rules
from flows.doing import intake

ACTS = (
    ActSpec(
        name="check_in", event="department.checked_in", title=_("Check in"),
        consequence=_("It goes on record that your organization has come; it consents to nothing."),
        input=inputs.CheckIn, service=intake.check_in, who=rules.who_checks_in,
    ),
    ActSpec(
        name="accept_case", event="intake.accepted", title=_("Take the case in"),
        consequence=_("The first tier begins and its term runs."),
        input=inputs.AcceptCase, service=intake.accept_case, **at("intake"),
    ),
    ActSpec(
        name="return_for_correction", event="intake.returned", title=_("Return for correction"),
        consequence=_("Who opened the case is asked to put right what is missing, within the term."),
        input=inputs.ReturnForCorrection, service=intake.return_for_correction, check=rules.may_be_returned,
        **at("intake"),
    ),
    ActSpec(
        name="decline_case", event="intake.declined", title=_("Decline the case"),
        consequence=_("The case is closed; who opened it is told why and where to go instead."),
        input=inputs.DeclineCase, service=intake.decline_case, irreversible=True, **at("intake"),
    ),
    ActSpec(
        name="transfer_at_intake", event="intake.transferred", title=_("Transfer to the right forum before a tier"),
        consequence=_("The case is closed here; the forum that the procedure names goes on with it."),
        input=inputs.TransferCase, service=intake.transfer_at_intake, irreversible=True, **at("intake"),
    ),
    ActSpec(
        name="correct_case", event="intake.corrected", title=_("Put right what is missing"),
        consequence=_("The matter goes back to who reviews it."),
        input=inputs.CorrectCase, service=intake.correct_case, **at("correction"),
    ),
)  # fmt: skip

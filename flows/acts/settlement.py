"""After the tiers."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import ActSpec, at
from flows.conditions import carrying_out as carrying_out_rules
from flows.conditions import joint_action as joint_action_rules
from flows.conditions import objections as objection_rules
from flows.doing import settlement

ACTS = (
    ActSpec(
        name="accept_filing", event="filing.accepted", title=_("Accept for the record"),
        consequence=_("The result is in force and enters the duty list; carrying out begins."),
        input=inputs.AcceptFiling, service=settlement.accept_filing,
        check=objection_rules.no_objection_waits, irreversible=True, **at("filing"),
    ),
    ActSpec(
        name="return_filing", event="filing.returned", title=_("Return for correction"),
        consequence=_("The result falls; the tier it came from begins anew with a full term."),
        input=inputs.ReturnFiling, service=settlement.return_filing, **at("filing"),
    ),
    ActSpec(
        name="issue_as_document", event="filing.issued", title=_("Issue as a document"),
        consequence=_("The result becomes a document with a number; it is in force and enters the duty list."),
        input=inputs.IssueAsDocument, service=settlement.issue_as_document,
        check=objection_rules.no_objection_waits, irreversible=True, **at("filing"),
    ),
    ActSpec(
        name="list_outcome", event="outcome.listed", title=_("Enter into the duty list"),
        consequence=_("The outcome is in force; carrying out begins."),
        input=inputs.ListOutcome, service=settlement.list_outcome,
        check=objection_rules.no_objection_waits, irreversible=True, **at("listing"),
    ),
    ActSpec(
        name="report_carrying_out", event="carrying_out.reported", title=_("Report that it is carried out"),
        consequence=_("The establishment office checks the report."),
        input=inputs.ReportCarryingOut, service=settlement.report_carrying_out, **at("carrying_out"),
    ),
    ActSpec(
        name="strike_off", event="carrying_out.struck_off", title=_("Strike off"),
        consequence=_("The case is closed and can be archived."),
        input=inputs.StrikeOff, service=settlement.strike_off,
        check=carrying_out_rules.may_strike_off, irreversible=True, **at("checking"),
    ),
    ActSpec(
        name="return_report", event="carrying_out.returned", title=_("Return the report"),
        consequence=_("The lead department carries out and reports again."),
        input=inputs.ReturnReport, service=settlement.return_report, check=carrying_out_rules.may_return,
        **at("checking"),
    ),
    ActSpec(
        name="archive_case", event="case.archived", title=_("Archive"),
        consequence=_("Nothing further happens to the case."),
        input=inputs.ArchiveCase, service=settlement.archive_case, irreversible=True,
        check=joint_action_rules.no_joint_action_waits, **at("archiving"),
    ),
)  # fmt: skip

"""From typed inputs to the values that the rooms below take."""

from cases.outcomes import Proposal
from cases.rules import check_paper_date
from cases.statements import LetterText, Signed
from flows.acting import Acting
from flows.inputs import OutcomeInput, ReferCase, SignedInput, SignLetter
from flows.nodes.work import perform
from organizations.models import Organization
from organizations.selectors import local_date, organizations_by_codes


def signed(acting: Acting, form: SignedInput) -> Signed:
    """The head's name and the paper's date, which may not lie in the future."""
    check_paper_date(form.signed_on, local_date(acting.case.jurisdiction, acting.act.at))
    return Signed(by=form.signed_by, on=form.signed_on)


def letter_text(form: ReferCase | SignLetter) -> LetterText:
    return LetterText(matter=form.matter, differences=form.differences, proposal=form.proposal)


def proposal(acting: Acting, form: OutcomeInput) -> Proposal:
    """The outcome as typed, its organizations looked up and in force."""
    on = local_date(acting.case.jurisdiction, acting.act.at)
    codes = [assignment.organization for assignment in form.assignments]
    found = organizations_by_codes(codes, on, field="assignments")
    assignments = [(row.phase, found[place], row.role) for place, row in enumerate(form.assignments)]
    return Proposal(
        matter=form.matter, assignments=assignments, measures=form.measures, basis=form.outcome_basis,
        scope=form.scope, effective_from=form.effective_from, effective_to=form.effective_to,
    )  # fmt: skip


def organization_of(acting: Acting, code: str) -> Organization:
    """The organization with this code, in force today."""
    on = local_date(acting.case.jurisdiction, acting.act.at)
    return organizations_by_codes([code], on, field="organization")[0]


def done(acting: Acting) -> None:
    """The work item in hand is done; the flow goes on."""
    if acting.item is None:
        raise RuntimeError(f"{acting.name} has no work item in hand")
    perform(acting, acting.item)

"""What can be read of a case."""

from cases.models import Case, OutcomeAssignment
from core.vocabulary import DutyRole, OutcomeState, Phase
from organizations.models import Organization


def lead_of_outcome(case: Case) -> Organization:
    """The lead department of the outcome in force: of supervision if it has one, else of the phase that has."""
    leads = OutcomeAssignment.objects.filter(
        outcome__case=case, outcome__state=OutcomeState.IN_FORCE, role=DutyRole.LEAD
    ).select_related("organization")
    by_phase = {Phase(lead.phase): lead.organization for lead in leads}
    return by_phase.get(Phase.SUPERVISION) or next(by_phase[phase] for phase in Phase if phase in by_phase)

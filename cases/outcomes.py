"""处理结果: proposed by an agreement, minutes, an opinion or a decision; in force once it is filed or listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from audit.acting import Act
from cases.models import Case, Outcome, OutcomeAssignment, Stage
from cases.rules import check_assignments, check_period
from cases.services import end_interim_handling
from core.vocabulary import DutyRole, OutcomeScope, OutcomeState, Phase
from organizations.models import Organization
from registry.selectors import entry_of_matter
from registry.services import record_entry

Assignment = tuple[Phase, Organization, DutyRole]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """拟定结果: who does what in which phase, from when, on what basis."""

    matter: str
    assignments: Sequence[Assignment]
    measures: str
    basis: str
    scope: OutcomeScope
    effective_from: date
    effective_to: date | None


def propose(*, case: Case, stage: Stage, proposal: Proposal, act: Act) -> Outcome:
    """A result is put forward; one earlier put forward in this case no longer stands."""
    check_assignments((phase, organization.name, role) for phase, organization, role in proposal.assignments)
    check_period(proposal.effective_from, proposal.effective_to)
    Outcome.objects.filter(case=case, state=OutcomeState.PROPOSED).update(state=OutcomeState.VOID)
    outcome = Outcome.objects.create(
        case=case, stage=stage, version=case.outcomes.count() + 1, state=OutcomeState.PROPOSED,
        matter=proposal.matter, measures=proposal.measures, basis=proposal.basis, scope=proposal.scope,
        effective_from=proposal.effective_from, effective_to=proposal.effective_to, proposed_at=act.at,
    )  # fmt: skip
    OutcomeAssignment.objects.bulk_create(
        OutcomeAssignment(outcome=outcome, phase=phase, organization=organization, role=role)
        for phase, organization, role in proposal.assignments
    )
    act.data["outcome"] = outcome.pk
    return outcome


def put_in_force(*, case: Case, outcome: Outcome, act: Act) -> None:
    """The outcome holds from now on: provisional handling ends, a standing one becomes an entry of the duty list."""
    outcome.state = OutcomeState.IN_FORCE
    if outcome.scope == OutcomeScope.STANDING:
        version = record_entry(
            jurisdiction=case.jurisdiction, matter=outcome.matter, description=case.title, measures=outcome.measures,
            basis=outcome.basis, source=case.number, assignments=_assignments(outcome),
            valid_from=outcome.effective_from, valid_to=outcome.effective_to,
            entry=entry_of_matter(case.jurisdiction, outcome.matter, outcome.effective_from), act=act,
        )  # fmt: skip
        outcome.entry = version.entry
        act.data["entry"] = version.entry_id
    outcome.save(update_fields=["state", "entry"])
    act.data["outcome"] = outcome.pk
    end_interim_handling(case=case, act=act)


def void(*, outcome: Outcome, act: Act) -> None:
    """The result was returned: it no longer stands."""
    outcome.state = OutcomeState.VOID
    outcome.save(update_fields=["state"])
    act.data["outcome"] = outcome.pk


def proposed(case: Case) -> Outcome:
    """The result put forward in this case."""
    return Outcome.objects.get(case=case, state=OutcomeState.PROPOSED)


def _assignments(outcome: Outcome) -> list[Assignment]:
    rows = outcome.assignments.select_related("organization")
    return [(Phase(row.phase), row.organization, DutyRole(row.role)) for row in rows]

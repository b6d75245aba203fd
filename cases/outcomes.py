"""处理结果: proposed by an agreement, minutes, an opinion or a decision; in force once it is filed or listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from audit.acting import Act
from cases.models import Case, FurtherMatter, Outcome, OutcomeAssignment, Stage
from cases.rules import check_assignments, check_kind, check_matters, check_period
from cases.selectors import lead_of_outcome
from cases.services import end_interim_handling
from core.vocabulary import DutyRole, OutcomeKind, OutcomeScope, OutcomeState, Phase
from organizations.models import Organization
from organizations.selectors import in_force, local_date, successor_of
from registry.models import EntryVersion
from registry.selectors import entry_of_matter
from registry.services import record_entry

Assignment = tuple[Phase, Organization, DutyRole]


@dataclass(frozen=True, kw_only=True)
class ProposedMatter:
    """同案其他事项: another matter in the same result."""

    matter: str
    assignments: Sequence[Assignment]
    measures: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """拟定结果: who does what in which phase, from when, on what basis; ``further`` matters stand beside the first."""

    matter: str
    assignments: Sequence[Assignment]
    measures: str
    basis: str
    scope: OutcomeScope
    kind: OutcomeKind
    effective_from: date
    effective_to: date | None
    further: Sequence[ProposedMatter] = ()


def propose(*, case: Case, stage: Stage, proposal: Proposal, act: Act) -> Outcome:
    """A result is put forward; one earlier put forward in this case no longer stands."""
    for assignments in (proposal.assignments, *(one.assignments for one in proposal.further)):
        check_assignments((phase, organization.name, role) for phase, organization, role in assignments)
    check_kind(
        proposal.kind, members=len({organization for _phase, organization, _role in proposal.assignments}),
        measures=proposal.measures,
    )  # fmt: skip
    check_matters([proposal.matter, *(one.matter for one in proposal.further)])
    check_period(proposal.effective_from, proposal.effective_to)
    Outcome.objects.filter(case=case, state=OutcomeState.PROPOSED).update(state=OutcomeState.VOID)
    outcome = Outcome.objects.create(
        case=case, stage=stage, version=case.outcomes.count() + 1, state=OutcomeState.PROPOSED,
        matter=proposal.matter, measures=proposal.measures, basis=proposal.basis, scope=proposal.scope,
        kind=proposal.kind,
        effective_from=proposal.effective_from, effective_to=proposal.effective_to, proposed_at=act.at,
    )  # fmt: skip
    _assign(outcome, None, proposal.assignments)
    for order, one in enumerate(proposal.further, 2):
        further = FurtherMatter.objects.create(
            outcome=outcome, order=order, matter=one.matter, measures=one.measures, basis=one.basis
        )
        _assign(outcome, further, one.assignments)
    act.data["outcome"] = outcome.pk
    return outcome


def _assign(outcome: Outcome, further: FurtherMatter | None, assignments: Sequence[Assignment]) -> None:
    OutcomeAssignment.objects.bulk_create(
        OutcomeAssignment(outcome=outcome, further=further, phase=phase, organization=organization, role=role)
        for phase, organization, role in assignments
    )


def put_in_force(*, case: Case, outcome: Outcome, act: Act, published_on: date | None = None) -> list[EntryVersion]:
    """The outcome holds from now on: its lead takes the citizen's matter over from whoever handled it provisionally.

    Each matter enters the duty list, unless this case only is settled (个案处理); returns what was entered.
    """
    entered = []
    Outcome.objects.filter(case=case, state=OutcomeState.IN_FORCE).update(state=OutcomeState.SUPERSEDED)
    outcome.state = OutcomeState.IN_FORCE
    if outcome.scope != OutcomeScope.THIS_CASE:
        further = list(outcome.further.all())
        entered = [_enter(case, outcome, outcome, _assignments(outcome, None), published_on, act)]
        outcome.entry = entered[0].entry
        for one in further:
            entered.append(_enter(case, outcome, one, _assignments(outcome, one), published_on, act))
            one.entry = entered[-1].entry
            one.save(update_fields=["entry"])
        act.data["entry"] = outcome.entry.pk
        if further:
            act.data["entries"] = [outcome.entry.pk, *(one.entry_id for one in further)]
    outcome.save(update_fields=["state", "entry"])
    act.data["outcome"] = outcome.pk
    lead = lead_of_outcome(case)
    on = local_date(case.jurisdiction, act.at)
    lead = lead if in_force(lead, on) else successor_of(lead, on) or lead
    end_interim_handling(case=case, act=act, lead=lead)
    return entered


def _enter(
    case: Case,
    outcome: Outcome,
    matter: Outcome | FurtherMatter,
    assignments: list[Assignment],
    published_on: date | None,
    act: Act,
) -> EntryVersion:
    return record_entry(
        jurisdiction=case.jurisdiction, matter=matter.matter, description=case.title, measures=matter.measures,
        basis=matter.basis, source=case.number, assignments=assignments, valid_from=outcome.effective_from,
        valid_to=outcome.effective_to,
        kind=OutcomeKind(outcome.kind) if matter is outcome else OutcomeKind.DUTY, published_on=published_on,
        entry=entry_of_matter(case.jurisdiction, matter.matter, outcome.effective_from), act=act,
    )  # fmt: skip


def void(*, outcome: Outcome, act: Act) -> None:
    """The result was returned: it no longer stands."""
    outcome.state = OutcomeState.VOID
    outcome.save(update_fields=["state"])
    act.data["outcome"] = outcome.pk


def proposed(case: Case) -> Outcome:
    """The result put forward in this case."""
    return Outcome.objects.get(case=case, state=OutcomeState.PROPOSED)


def _assignments(outcome: Outcome, further: FurtherMatter | None) -> list[Assignment]:
    rows = outcome.assignments.filter(further=further).select_related("organization")
    return [(Phase(row.phase), row.organization, DutyRole(row.role)) for row in rows]

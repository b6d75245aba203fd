"""全程期限: where a procedure gives the whole coordination a term, one clock reminds of it; it never moves the case.

It begins when the case comes to a tier, anew when a returned result brings it back to one, and ends with settling.
"""

from core.vocabulary import CaseState, DeadlineState, OrganizationFunction, Step
from deadlines.services import arm, end, running
from flows.acting import Acting
from organizations.selectors import holder_of, local_date


def begin_whole_case(acting: Acting) -> None:
    """In the hands of the establishment office, which watches over the whole; marks warn as for any other term."""
    if Step.WHOLE_CASE not in acting.pack.terms:
        return
    case, today = acting.case, local_date(acting.case.jurisdiction, acting.at)
    office = holder_of(case.jurisdiction, OrganizationFunction.ESTABLISHMENT_OFFICE, today)
    arm(
        case=case, stage=None, organization=office,
        step=Step.WHOLE_CASE, effect=acting.effect_of(Step.WHOLE_CASE), by_rule=acting.by_rule(Step.WHOLE_CASE),
        act=acting.act,
    )  # fmt: skip


def end_whole_case(acting: Acting, state: CaseState) -> None:
    """Met when the case is settled, or carried out at once; where it closes without a result, it falls away."""
    if state is CaseState.INTAKE or Step.WHOLE_CASE not in acting.pack.terms:
        return
    how = DeadlineState.CANCELLED if state is CaseState.CLOSED else DeadlineState.MET
    end(running(acting.case).filter(step=Step.WHOLE_CASE, of=None), how, acting.act)

"""异议与会后变更意见: recorded, counted, taken up again."""

from datetime import datetime

from cases import objections, outcomes
from cases.models import CarryingOutReport, Objection, Opinion, Outcome
from cases.objections import Grievance
from cases.selectors import lead_of_outcome
from cases.services import designate_interim_handler
from core.vocabulary import (
    CaseSource,
    CaseState,
    DeadlineState,
    ObjectionGround,
    OutcomeState,
    ReversalVerdict,
    Step,
)
from deadlines.services import end, running
from flows.acting import Acting
from flows.doing.papers import signed
from flows.errors import BasisOfObjectionMissing, NoSuchObjection
from flows.inputs import ChangeView, ObjectToResult, RejectObjection, UpholdObjection
from flows.models import WorkItem
from flows.nodes.work import release
from workdays.rules import expires_at

_AFTER_THE_TIERS = ("filing", "listing", "carrying_out", "checking")


def object_to_result(acting: Acting, form: ObjectToResult) -> None:
    """提出异议: inside the window and with something new it waits for the office; else it is refused and counted.

    Going back on what one has agreed to moves the case up, where the procedure says so and nothing is in force yet.
    """
    binding = objections.binding_of(acting.case)
    if binding is None:
        raise RuntimeError(f"nothing binds the parties of {acting.case.number}")
    objection = objections.object_to(
        case=acting.case, binding=binding, organization=acting.organization, grievance=_grievance(acting, form),
        window_ends_at=_window(acting, binding), act=acting.act,
    )  # fmt: skip
    refused = objection.verdict == ReversalVerdict.REFUSED
    if refused and binding.rests_on_consent and acting.pack.reneging_moves_up and _not_in_force(binding.outcome):
        _falls(acting, binding.outcome)
        _withdraw_others(acting, objection)
        acting.name = "renege"
        _release(acting)


def change_view(acting: Acting, form: ChangeView) -> None:
    """变更意见: on the record, with what is new; without, it is refused and counted, and the view before stands."""
    objections.note_changed_view(
        case=acting.case, stage=acting.open_stage, organization=acting.organization,
        grievance=_grievance(acting, form), act=acting.act,
    )  # fmt: skip


def uphold_objection(acting: Acting, form: UpholdObjection) -> None:
    """异议成立: what was only proposed falls; what is in force holds until a new result takes its place."""
    objection = _pending(acting, form.objection)
    objections.decide(objection=objection, upheld=True, reason=form.reason, act=acting.act)
    _withdraw_others(acting, objection)
    outcome = objection.outcome
    if outcome is not None and _not_in_force(outcome):
        _falls(acting, outcome)
    else:
        _let_the_lead_go_on(acting)
    CarryingOutReport.objects.filter(case=acting.case, checked_at=None).update(
        accepted=False, remark=form.reason, checked_at=acting.at
    )
    _release(acting)


def reject_objection(acting: Acting, form: RejectObjection) -> None:
    """异议不成立: the result stands."""
    objections.decide(objection=_pending(acting, form.objection), upheld=False, reason=form.reason, act=acting.act)


def _grievance(acting: Acting, form: ObjectToResult | ChangeView) -> Grievance:
    if form.ground is not ObjectionGround.NONE and not form.basis:
        raise BasisOfObjectionMissing(field="basis")
    paper = signed(acting, form)
    return Grievance(ground=form.ground, text=form.text, basis=form.basis, signed=paper)


def _window(acting: Acting, binding: objections.Binding) -> datetime:
    term = acting.pack.term(Step.OBJECTION, urgent=acting.case.urgent)
    return expires_at(binding.since, term.n, term.unit, term.roll, acting.calendar).expires_at


def _falls(acting: Acting, outcome: Outcome) -> None:
    """What was only proposed no longer stands; an opinion that said so is not sent to anybody any more."""
    outcomes.void(outcome=outcome, act=acting.act)
    Opinion.objects.filter(outcome=outcome, void_at=None).update(void_at=acting.at)
    end(running(acting.case).filter(step=Step.FEEDBACK, of=None), DeadlineState.CANCELLED, acting.act)


def _not_in_force(outcome: Outcome) -> bool:
    return OutcomeState(outcome.state) is OutcomeState.PROPOSED


def _pending(acting: Acting, pk: int) -> Objection:
    waiting = Objection.objects.filter(case=acting.case, verdict=ReversalVerdict.PENDING)
    objection = waiting.select_related("outcome").filter(pk=pk).first()
    if objection is None:
        raise NoSuchObjection(field="objection", objection=pk)
    return objection


def _withdraw_others(acting: Acting, objection: Objection) -> None:
    """What they object to no longer stands as it did: their question is answered with it."""
    others = Objection.objects.filter(case=acting.case, verdict=ReversalVerdict.PENDING).exclude(pk=objection.pk)
    others.update(verdict=ReversalVerdict.UPHELD, decided_at=acting.at)


def _let_the_lead_go_on(acting: Acting) -> None:
    """先行处置: until there is a new result, who leads under the old one handles the citizen's matter."""
    case = acting.case
    if CaseSource(case.source).is_citizens_matter and case.state == CaseState.CARRYING_OUT:
        designate_interim_handler(
            case=case, organization=lead_of_outcome(case), designated_by=acting.organization, reason="", act=acting.act
        )


def _release(acting: Acting) -> None:
    """The step after the tiers that waits falls away; the flow goes where the act leads."""
    item = WorkItem.objects.filter(case=acting.case, node__in=_AFTER_THE_TIERS, ended_at=None)
    release(acting, item.select_related("task__process", "stage", "organization").get())

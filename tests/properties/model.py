"""模型: what the rules say becomes of a case, told without looking at how the product does it.

A step leads to one or more ``Model``s that the rules allow; the case must then be like one of them. An act that has no
row in ``MOVES`` changes nothing that the model knows of.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cases.models import Case
from core.vocabulary import CaseSource, CaseState, DeadlineEffect, DeadlineState, FilingMode, StageResult, Tier
from core.vocabulary import Step as ClockStep
from deadlines.models import Deadline
from deadlines.services import LIVE
from flows.acts import ACTS
from procedures.pack import Pack
from tests.oracle.openings import Opening

_OVER = (CaseState.CLOSED, CaseState.ARCHIVED)
_SETTLES = (StageResult.AGREED, StageResult.DETERMINED, StageResult.DECIDED)
_GOES_UP = (StageResult.REFERRED, StageResult.TIMED_OUT)


@dataclass(frozen=True, kw_only=True)
class Model:
    """案件: where it stands, its visits with their results ("" while open), who takes part, who has signed."""

    state: CaseState
    enters: Tier
    visits: tuple[tuple[Tier, str], ...]
    parties: frozenset[str]
    handled: bool
    suspended: bool = False
    excused: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    extended: int = 0
    consent: bool = False

    @property
    def tier(self) -> Tier:
        """The tier of the last visit."""
        return self.visits[-1][0]

    @property
    def has_ended_visits(self) -> bool:
        """Whether the case left a stage behind."""
        return any(result for _tier, result in self.visits)

    def facts(self) -> dict[str, Any]:
        """What can be seen of it from outside; as long as it is not over, a clock runs or rests with the case."""
        waits = self.state not in _OVER
        return {
            "state": self.state, "visits": self.visits, "parties": self.parties, "handled": self.handled,
            "suspended": self.suspended, "a clock waits": waits, "a clock runs": waits and not self.suspended,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Step:
    """一步: who did what, under which procedure, and what stood behind the case."""

    act: str
    by: str
    form: Any
    pack: Pack
    source: CaseSource


Move = Callable[[Model, Step], list[Model]]


def opened(opening: Opening, parties: Iterable[str], pack: Pack) -> Model:
    """It is reviewed first where the procedure says so, else its first tier begins; a citizen's matter is handled."""
    filed = Model(
        state=CaseState.INTAKE, enters=opening.enter_at or Tier.NEGOTIATION, visits=(), parties=frozenset(parties),
        handled=opening.source.is_citizens_matter,
    )  # fmt: skip
    return filed if opening.source in pack.intake_review else _reopened(filed, filed.enters)


def moved(model: Model, step: Step) -> list[Model]:
    """What the act may lead to; no step of the procedure is done while the case is suspended, or archived."""
    stands_still = model.suspended and ACTS[step.act].nodes
    if stands_still or model.state is CaseState.ARCHIVED:
        return []
    move = MOVES.get(step.act)
    return move(model, step) if move else [model]


def swept(model: Model, effects: set[DeadlineEffect], step: Step) -> list[Model]:
    """What moves the case goes before all else; of the other clocks a lapsed supplement and silence end a tier."""
    if DeadlineEffect.MOVE_UP in effects:
        return [_ended(model, StageResult.TIMED_OUT, step)]
    if DeadlineEffect.ABANDON in effects:
        return [_ended(model, StageResult.ABANDONED, step)]
    if DeadlineEffect.CONFIRM in effects:
        return _is_confirmed(model, step)
    return [model]


def observed(case: Case) -> dict[str, Any]:
    """The same facts, as the tables have them."""
    visits = tuple((Tier(tier), result) for tier, result in case.stages.order_by("pk").values_list("tier", "result"))
    clocks = Deadline.objects.filter(case=case, state__in=LIVE).exclude(effect=DeadlineEffect.WARN)
    running = clocks.filter(state=DeadlineState.RUNNING).exclude(step=ClockStep.SUSPENSION)
    return {
        "state": CaseState(case.state), "visits": visits,
        "parties": frozenset(case.parties.values_list("organization__code", flat=True)),
        "handled": case.interim_handlings.filter(ends_at=None).exists(), "suspended": case.suspended_at is not None,
        "a clock waits": clocks.exists(), "a clock runs": running.exists(),
    }  # fmt: skip


def _above(tier: Tier, step: Step) -> Tier:
    """Tier 2 exists only where the procedure has it for what stands behind the case."""
    tiers = [one for one in Tier if one is not Tier.DISPATCH_COORDINATION or step.source in step.pack.tier2_enabled_for]
    return next(one for one in tiers if one.ordinal > tier.ordinal)


def _ended(model: Model, result: StageResult, step: Step) -> Model:
    """Where the case is after its tier ended so; what departments agreed is filed, or only put on record."""
    if not model.visits:  # before any tier a case can only end
        return replace(model, state=CaseState.CLOSED, handled=False)
    tier = model.tier
    closed = replace(model, visits=(*model.visits[:-1], (tier, result)), suspended=False)
    if result in _SETTLES:
        only_recorded = step.pack.filing_mode is FilingMode.RECORD and tier.ordinal < Tier.OFFICE_COORDINATION.ordinal
        return _in_force(closed, step)[0] if only_recorded else replace(closed, state=CaseState.SETTLED)
    if result in _GOES_UP:
        return _reopened(closed, _above(tier, step))
    if result is StageResult.RETURNED:
        return _reopened(closed, Tier.OFFICE_COORDINATION)
    return replace(closed, state=CaseState.CLOSED, handled=False)


def _reopened(model: Model, tier: Tier) -> Model:
    return replace(
        model, state=CaseState.OPEN, visits=(*model.visits, (tier, "")), extended=0, signed=frozenset(),
        excused=frozenset(),
    )  # fmt: skip


def _ends(result: StageResult) -> Move:
    return lambda model, step: [_ended(model, result, step)]


def _becomes(**changes: Any) -> Move:
    return lambda model, step: [replace(model, **changes)]


def _in_force(model: Model, _step: Step) -> list[Model]:
    return [replace(model, state=CaseState.CARRYING_OUT, handled=False)]


def _signs(model: Model, step: Step) -> list[Model]:
    return _agreed_when_all_signed(replace(model, signed=model.signed | {step.by}), step)


def _need_not_sign(model: Model, step: Step) -> list[Model]:
    return _agreed_when_all_signed(replace(model, excused=model.excused | {step.form.organization}), step)


def _must_sign(model: Model, step: Step) -> list[Model]:
    return [replace(model, excused=model.excused - {step.form.organization})]


def _agreed_when_all_signed(model: Model, step: Step) -> list[Model]:
    """With the last signature that is missing the parties have agreed."""
    return [_ended(model, StageResult.AGREED, step) if model.parties <= model.signed | model.excused else model]


def _is_confirmed(model: Model, step: Step) -> list[Model]:
    """Minutes of an agreement may still wait for somebody; at tier 2, what everybody has confirmed ends the tier."""
    agreed = [_ended(model, StageResult.AGREED, step)] if model.tier is Tier.DISPATCH_COORDINATION else []
    return [model, *agreed]


def _opinion_is_issued(model: Model, step: Step) -> list[Model]:
    return [_ended(model, StageResult.AGREED if model.consent else StageResult.DETERMINED, step)]


def _joins(model: Model, step: Step) -> list[Model]:
    return [replace(model, parties=model.parties | {step.form.organization})]


def _is_extended(model: Model, step: Step) -> list[Model]:
    """No oftener on one visit than the procedure allows."""
    asked = step.form.workdays or 0  # whoever grants a request may leave it at what was asked for
    allowed = model.extended < step.pack.max_extensions and asked <= step.pack.max_extension_days
    return [replace(model, extended=model.extended + 1)] if allowed else []


def _is_put_right(model: Model, step: Step) -> list[Model]:
    return [replace(model, parties=model.parties | set(step.form.add_parties))]


def _begins_anew(model: Model, _step: Step) -> list[Model]:
    """The tier from which the result came is visited again."""
    return [_reopened(model, model.tier)]


def _is_upheld(model: Model, step: Step) -> list[Model]:
    """What was only proposed goes back to its tier; what is in force, to the establishment office."""
    if model.state is CaseState.SETTLED:
        return _begins_anew(model, step)
    handled = model.handled or step.source.is_citizens_matter
    return [_reopened(replace(model, handled=handled), Tier.OFFICE_COORDINATION)]


def _is_objected_to(model: Model, step: Step) -> list[Model]:
    """It waits for the office, or is refused; going back on one's word moves a case up whose result is not in force."""
    agreed = model.visits[-1][1] == StageResult.AGREED and model.tier.ordinal < Tier.OFFICE_COORDINATION.ordinal
    if model.state is CaseState.SETTLED and agreed and step.pack.reneging_moves_up:
        return [model, _reopened(model, _above(model.tier, step))]
    return [model]


def _letter_is_signed(model: Model, step: Step) -> list[Model]:
    """The case goes with it where the procedure lets the letter wait for its signature; else it went before."""
    may_go_up = model.state is CaseState.OPEN and model.tier is not Tier.REFERRAL
    return [model, _ended(model, StageResult.REFERRED, step)] if may_go_up else [model]


MOVES: Mapping[str, Move] = {
    "accept_case": lambda model, _step: [_reopened(model, model.enters)],
    "correct_case": _is_put_right,
    "decline_case": _ends(StageResult.DECLINED),
    "transfer_at_intake": _ends(StageResult.TRANSFERRED),
    "draft_agreement": _becomes(signed=frozenset()),
    "revise_agreement": _becomes(signed=frozenset()),
    "sign_agreement": _signs,
    "refuse_agreement": _becomes(signed=frozenset()),
    "add_signer": _must_sign,
    "drop_signer": _need_not_sign,
    "refer_case": _ends(StageResult.REFERRED),
    "sign_letter": _letter_is_signed,
    "issue_minutes_agreed": _is_confirmed,
    "confirm_minutes": _is_confirmed,
    "stand_by_minutes": _is_confirmed,
    "reissue_minutes": _is_confirmed,
    "decline_application": _ends(StageResult.DECLINED),
    "transfer_case": _ends(StageResult.TRANSFERRED),
    "draft_opinion": lambda model, step: [replace(model, consent=step.form.all_agree)],
    "confirm_opinion": _opinion_is_issued,
    "enter_decision": _ends(StageResult.DECIDED),
    "return_referral": _ends(StageResult.RETURNED),
    "withdraw_case": _ends(StageResult.WITHDRAWN),
    "grant_withdrawal": _ends(StageResult.WITHDRAWN),
    "merge_case": _ends(StageResult.MERGED),
    "terminate_case": _ends(StageResult.TERMINATED),
    "accept_filing": _in_force,
    "issue_as_document": _in_force,
    "list_outcome": _in_force,
    "return_filing": _begins_anew,
    "object_to_result": _is_objected_to,
    "uphold_objection": _is_upheld,
    "strike_off": _becomes(state=CaseState.CLOSED),
    "archive_case": _becomes(state=CaseState.ARCHIVED),
    "add_party": _joins,
    "extend_deadline": _is_extended,
    "grant_extension": _is_extended,
    "designate_interim_handler": _becomes(handled=True),
    "suspend_case": _becomes(suspended=True),
    "resume_case": _becomes(suspended=False),
}

"""试行复核: confirmed, prolonged, ended, or taken up anew in a case."""

from datetime import date

from cases import trials
from cases.errors import TooFewParties
from cases.rules import check_trial_length
from core.vocabulary import CaseSource, DeadlineState, Tier, TrialState
from flows.inputs import OpenCase
from flows.services import open_case
from flows.trials.acting import TrialActing
from flows.trials.beginning import try_out
from flows.trials.errors import DecidedAbove, EndsNoLater
from flows.trials.inputs import ConfirmTrial, LetTrialLapse, ProlongTrial, TakeUpAnew


def confirm_trial(acting: TrialActing, form: ConfirmTrial) -> None:
    """转为正式: the next version says the same without end."""
    _check_authority(acting, form.document_number)
    _decide(acting, TrialState.CONFIRMED, form)
    trials.continue_entry(trial=acting.trial, since=_since(acting), until=None, act=acting.act)


def prolong_trial(acting: TrialActing, form: ProlongTrial) -> None:
    """延长试行: the next version says the same until another day, and is reviewed before it."""
    _check_authority(acting, form.document_number)
    if form.ends_on <= max(acting.trial.ends_on, acting.today):
        raise EndsNoLater(field="ends_on", ends_on=acting.trial.ends_on, asked=form.ends_on)
    since = _since(acting)
    check_trial_length(since, form.ends_on, longest=acting.pack.max_provisional_days, field="ends_on")
    _decide(acting, TrialState.PROLONGED, form)
    version = trials.continue_entry(trial=acting.trial, since=since, until=form.ends_on, act=acting.act)
    try_out(acting, version, ends_on=form.ends_on)


def let_trial_lapse(acting: TrialActing, form: LetTrialLapse) -> None:
    """到期终止: it ends on its day, or has ended, and that is meant."""
    trials.decide(trial=acting.trial, state=TrialState.LEFT_TO_LAPSE, reason=form.reason, act=acting.act)
    acting.end_clocks(DeadlineState.MET)


def take_up_anew(acting: TrialActing, form: TakeUpAnew) -> None:
    """另行提起协调: the office opens a case among those whom the entry names; the entry ends on its day meanwhile."""
    if acting.capacity is None:
        raise RuntimeError("the system opens no case")
    named = [one.code for one in trials.holders_of_version(acting.trial.version, acting.today)]
    parties = tuple(dict.fromkeys([*named, *form.others]))
    if len(parties) < 2:
        raise TooFewParties(field="others", count=len(parties))
    opening = OpenCase(
        jurisdiction=acting.entry.jurisdiction.code, title=form.title, summary=form.summary,
        source=CaseSource.EX_OFFICIO, parties=parties,
    )  # fmt: skip
    case = open_case(form=opening, capacity=acting.capacity, at=acting.at)
    trials.decide(trial=acting.trial, state=TrialState.TAKEN_UP_ANEW, case=case, act=acting.act)
    acting.act.data["case"] = case.number
    acting.end_clocks(DeadlineState.MET)


def _decide(acting: TrialActing, state: TrialState, form: ConfirmTrial | ProlongTrial) -> None:
    trials.decide(
        trial=acting.trial, state=state, reason=form.reason, document_number=form.document_number, act=acting.act
    )
    acting.end_clocks(DeadlineState.MET)


def _since(acting: TrialActing) -> date:
    """接续日: without a gap where it still holds, else from today."""
    return max(acting.trial.ends_on, acting.today)


def _check_authority(acting: TrialActing, document_number: str) -> None:
    """谁定的谁改: what was decided at tier 4 is confirmed or prolonged on the word of who decided it."""
    outcome = acting.trial.outcome
    if outcome.stage.tier == Tier.REFERRAL and not document_number:
        raise DecidedAbove(field="document_number", document=outcome.decision.document_number)

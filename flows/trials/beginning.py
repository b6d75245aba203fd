"""试行开始: a provisional result begins with its entry; a later version of the entry ends what was tried out before."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil

from audit.acting import Act
from cases import trials
from cases.models import Outcome, Trial
from core.vocabulary import DeadlineEffect, DeadlineState, OutcomeScope, Step, TermUnit, TrialState
from deadlines.services import Arming, arm, arm_until
from deadlines.warning_moments import warning_moment
from flows.trials.acting import TrialActing, acting_on, subject_of
from procedures.pack import Pack
from registry.models import EntryVersion
from workdays.days import Calendar
from workdays.rules import Projection, until_day, workdays_between

_DAY = timedelta(days=1)


def begin_trials(outcome: Outcome, entered: Sequence[EntryVersion], *, act: Act) -> None:
    """What an outcome enters takes the place of what was tried out under the entry, and may be tried out itself."""
    for version in entered:
        before = trials.waiting_trial(version.entry)
        if before is not None:
            supersede(before, act=act)
        if outcome.scope == OutcomeScope.PROVISIONAL and outcome.effective_to is not None:
            begun = Act(kind="trial.begun", actor=act.actor, at=act.at)
            trial = Trial(outcome=outcome, entry=version.entry, version=version)
            with acting_on(trial, act=begun) as acting:
                try_out(acting, version, ends_on=outcome.effective_to)


def supersede(trial: Trial, *, act: Act) -> None:
    """被取代: another version took its place before anybody reviewed it."""
    with acting_on(trial, act=Act(kind="trial.superseded", actor=act.actor, at=act.at)) as acting:
        trials.decide(trial=trial, state=TrialState.SUPERSEDED, act=acting.act)
        acting.end_clocks(DeadlineState.CANCELLED)


def try_out(acting: TrialActing, version: EntryVersion, *, ends_on: date) -> None:
    """The version holds until its last day is over; its review falls due before, by the procedure's term."""
    last_day = ends_on - _DAY
    if last_day < acting.today:
        acting.trial = trials.begin(
            outcome=acting.trial.outcome, version=version, ends_on=ends_on, review_from=acting.at, act=acting.act
        )
        lapse(acting)
        return
    until = until_day(acting.at, last_day, acting.calendar)
    mark = _mark(acting.pack, last_day, acting.calendar)
    acting.trial = trials.begin(
        outcome=acting.trial.outcome, version=version, ends_on=ends_on, act=acting.act,
        review_from=max(warning_moment(until, mark, acting.calendar) or acting.at, acting.at),
    )  # fmt: skip
    _arm(acting, until, mark)


def lapse(acting: TrialActing) -> None:
    """试行期满: it no longer holds; who should review it is reminded until somebody does."""
    trials.lapse(trial=acting.trial, act=acting.act)
    remind_again(acting)


def remind_again(acting: TrialActing) -> None:
    """下次提醒: nothing moves by itself any more."""
    arm(
        case=None, stage=None, subject=subject_of(acting.entry), organization=acting.keeper,
        step=Step.PROVISIONAL_REVIEW, effect=DeadlineEffect.REMIND, act=acting.act,
        by_rule=Arming(term=acting.pack.tier4_reminder, calendar=acting.calendar),
    )  # fmt: skip


def _arm(acting: TrialActing, until: Projection, mark: int) -> None:
    pack = acting.pack
    marks = (mark, *(one for one in pack.warning_marks if one < mark))
    arm_until(
        subject=subject_of(acting.entry), organization=acting.keeper, step=Step.PROVISIONAL_REVIEW,
        effect=DeadlineEffect.LAPSE, until=until, act=acting.act,
        by_rule=Arming(term=pack.term(Step.PROVISIONAL_REVIEW), calendar=acting.calendar, marks=marks),
    )  # fmt: skip


def _mark(pack: Pack, last_day: date, calendar: Calendar) -> int:
    """How many workdays before the end the review falls due."""
    term = pack.term(Step.PROVISIONAL_REVIEW)
    if term.unit is TermUnit.WORKDAY:
        return term.n
    days = ceil(term.n / 24) if term.unit is TermUnit.HOUR else term.n
    return workdays_between(last_day - timedelta(days=days), last_day, calendar)

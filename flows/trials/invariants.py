"""What must always hold of provisional entries: who waits for a review has a clock, and the record says the same."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_noop

from audit.models import ChainKind
from cases.models import Outcome, Trial
from cases.models.trial import WAITING
from core.invariants import Finding, Invariant
from core.labels import label
from core.vocabulary import DeadlineEffect, DeadlineState, OutcomeScope, OutcomeState, TrialState
from deadlines.models import Deadline
from flows.trials.replay import differences, recorded_and_stored


def trials_have_their_clock(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """复核时钟: while it holds, the clock by which it lapses runs; lapsed and not reviewed, one that reminds."""
    running = Deadline.objects.filter(
        subject_kind=ChainKind.REGISTRY, subject_id=OuterRef("entry"), of=None, state=DeadlineState.RUNNING
    )
    lapses, reminds = (
        Exists(running.filter(effect=effect)) for effect in (DeadlineEffect.LAPSE, DeadlineEffect.REMIND)
    )
    rows = Trial.objects.filter(state__in=WAITING).annotate(lapses=lapses, reminds=reminds)
    sound = Q(state=TrialState.RUNNING, lapses=True, reminds=False) | Q(
        state=TrialState.LAPSED, lapses=False, reminds=True
    )
    for trial in rows.exclude(sound).select_related("entry").order_by("pk").iterator():
        yield _of(
            trial.entry.number, "trial_and_clock_differ",
            gettext_noop("The entry is “%(state)s”, and its clock is not the one that belongs to that."),
            state=label(TrialState(trial.state)),
        )  # fmt: skip


def clocks_have_their_trial(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """No clock of an entry runs that waits for no review."""
    waiting = Trial.objects.filter(entry=OuterRef("subject_id"), state__in=WAITING)
    ours = Deadline.objects.filter(subject_kind=ChainKind.REGISTRY, state=DeadlineState.RUNNING)
    for clock in ours.filter(~Exists(waiting)).order_by("pk").iterator():
        yield _of(
            f"{ChainKind.REGISTRY}:{clock.subject_id}", "entry_clock_without_review",
            gettext_noop("A clock of an entry runs, and the entry waits for no review."),
        )  # fmt: skip


def provisional_entries_end(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """试行期: a provisional version ends on its day, or earlier where another took its place; never later."""
    waits, ends = Q(state__in=WAITING), F("version__valid__endswith")
    wrong = Trial.objects.filter(Q(version__valid__upper_inf=True) | Q(ends_on__lt=ends) | waits & ~Q(ends_on=ends))
    for trial in wrong.select_related("entry").order_by("pk").iterator():
        yield _of(
            trial.entry.number, "provisional_entry_does_not_end",
            gettext_noop("By its review the entry ends on %(day)s, and the list says otherwise."),
            day=trial.ends_on.isoformat(),
        )  # fmt: skip


def provisional_results_are_reviewed(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """A provisional result that entered the list has its review."""
    tried = Trial.objects.filter(outcome=OuterRef("pk"))
    entered = Outcome.objects.filter(scope=OutcomeScope.PROVISIONAL, state=OutcomeState.IN_FORCE)
    for outcome in entered.filter(~Exists(tried)).select_related("case").order_by("pk").iterator():
        yield _of(
            outcome.case.number, "provisional_result_without_review",
            gettext_noop("The result is provisional and in force, and nobody is to review it."),
        )  # fmt: skip


def record_rebuilds_the_trial(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """重放: folding the events of an entry gives its trials and clocks."""
    for entry, recorded, stored in recorded_and_stored():
        for what in [*recorded.unknown, *recorded.clocked.unknown]:
            yield _of(
                entry.number, "change_of_entry_makes_no_sense",
                gettext_noop("The record notes “%(what)s” where it cannot be."), what=what,
            )  # fmt: skip
        for name, said, held in differences(recorded, stored):
            yield _of(
                entry.number, "record_and_entry_differ",
                gettext_noop("%(what)s: by the record %(recorded)s, in the tables %(stored)s."),
                what=name, recorded=str(said), stored=str(held),
            )  # fmt: skip


def _of(number: str, code: str, message: str, **params: Any) -> Finding:
    return Finding(code=code, subject=number, message=message, params=params)


INVARIANTS = (
    Invariant(
        code="trials_have_their_clock", number=2, check=trials_have_their_clock,
        title=gettext_noop("A provisional entry that waits for its review has its clock"),
    ),
    Invariant(
        code="clocks_have_their_trial", number=2, check=clocks_have_their_trial,
        title=gettext_noop("No clock of an entry without a review that waits"),
    ),
    Invariant(
        code="provisional_entries_end", number=5, check=provisional_entries_end,
        title=gettext_noop("A provisional entry ends on its day"),
    ),
    Invariant(
        code="provisional_results_are_reviewed", number=2, check=provisional_results_are_reviewed,
        title=gettext_noop("A provisional result in force is reviewed"),
    ),
    Invariant(
        code="record_rebuilds_the_trial", number=6, check=record_rebuilds_the_trial,
        title=gettext_noop("Replaying the events gives the provisional entry as it is"),
    ),
)  # fmt: skip

"""案件规则: pure checks on what is typed. No Django models, no clock, no database."""

from collections.abc import Iterable, Sequence
from datetime import date

from cases.errors import (
    ConfidentialityNotChecked,
    EndsBeforeItBegins,
    MatterTwice,
    MeasuresMissing,
    NoLead,
    PaperFromTheFuture,
    PartyTwice,
    PhaseTwice,
    PlatformNeedsMembers,
    ProvisionalNeedsEnd,
    ProvisionalTooLong,
    RoleTwice,
    TooFewParties,
    TwoLeads,
    WorkSecretNotPublished,
)
from core.labels import label
from core.vocabulary import DutyRole, ObjectionGround, OutcomeKind, OutcomeScope, Phase, ReversalVerdict

Assignment = tuple[Phase, str, DutyRole]


def check_parties(names: Sequence[str]) -> None:
    """At least two, each once."""
    for position, name in enumerate(names):
        if name in names[:position]:
            raise PartyTwice(field="parties", organization=name)
    if len(names) < 2:
        raise TooFewParties(field="parties", count=len(names))


def check_assignments(assignments: Iterable[Assignment]) -> None:
    """一环节一牵头: at most one lead in a phase, one role per organization and phase, and a lead somewhere."""
    leads: dict[Phase, str] = {}
    seen: set[tuple[Phase, str]] = set()
    for phase, organization, role in assignments:
        if (phase, organization) in seen:
            raise RoleTwice(field="assignments", organization=organization, phase=label(phase))
        seen.add((phase, organization))
        if role is DutyRole.LEAD:
            if phase in leads:
                raise TwoLeads(field="assignments", phase=label(phase), first=leads[phase], second=organization)
            leads[phase] = organization
    if not leads:
        raise NoLead(field="assignments")


def check_matters(matters: Sequence[str]) -> None:
    """Each matter of an outcome is another one."""
    for position, matter in enumerate(matters):
        if matter.casefold() in {earlier.casefold() for earlier in matters[:position]}:
            raise MatterTwice(field="further", matter=matter)


def check_kind(kind: OutcomeKind, *, members: int, measures: str) -> None:
    """结果类型: a platform has members beside its host; measures and working rules say what they are."""
    if kind is OutcomeKind.JOINT_PLATFORM and members < 2:
        raise PlatformNeedsMembers(field="assignments")
    if kind in (OutcomeKind.MEASURES, OutcomeKind.WORKING_RULE) and not measures:
        raise MeasuresMissing(field="measures", kind=label(kind))


def check_publication(*, publish: bool, checked: bool, work_secret: bool) -> None:
    """保密审查: nothing is published unchecked, and no work secret at all."""
    if not publish:
        return
    if work_secret:
        raise WorkSecretNotPublished(field="publish")
    if not checked:
        raise ConfidentialityNotChecked(field="confidentiality_checked")


def check_phases_once(phases: Iterable[Phase], *, field: str = "stances") -> None:
    seen: set[Phase] = set()
    for phase in phases:
        if phase in seen:
            raise PhaseTwice(field=field, phase=label(phase))
        seen.add(phase)


def check_period(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise EndsBeforeItBegins(field="effective_to", since=since, until=until)


def check_provisional(scope: OutcomeScope, since: date, until: date | None, *, longest: int) -> None:
    """试行期: what is provisional has an end, within the days that the procedure allows."""
    if scope is not OutcomeScope.PROVISIONAL:
        return
    if until is None:
        raise ProvisionalNeedsEnd(field="effective_to")
    check_trial_length(since, until, longest=longest, field="effective_to")


def check_trial_length(since: date, until: date, *, longest: int, field: str) -> None:
    if (until - since).days > longest:
        raise ProvisionalTooLong(field=field, longest=longest, until=until)


def first_verdict(ground: ObjectionGround, *, inside: bool) -> ReversalVerdict:
    """异议的受理: a new fact or a new law inside the window is taken up; all else is refused at once, and counted."""
    if ground is ObjectionGround.NONE or not inside:
        return ReversalVerdict.REFUSED
    return ReversalVerdict.PENDING


def check_paper_date(signed_on: date, today: date, *, field: str = "signed_on") -> None:
    """A paper may be older than its recording, never younger."""
    if signed_on > today:
        raise PaperFromTheFuture(field=field, signed_on=signed_on, today=today)

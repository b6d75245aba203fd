"""重放: what the events say of a case, folded change by change, beside what the tables say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from audit.replaying import Change, differing
from core.vocabulary import CaseState, DeadlineState, IntakeDecision


@dataclass(kw_only=True)
class Replayed:
    """重放结果: a case as plain codes and ids; the same shape from the record and from the tables.

    ``stages`` by id: tier, visit, conductor, result ("" while open). ``clocks`` by id: step, effect, the clock it
    warns about, moment, state. ``parties`` by organization: role. ``intake`` by
    review: decision, and what became of a return. ``links`` by id: what the other case is, and which; those that hold.
    ``merged_into`` and ``absorbed`` are cases. ``unknown`` holds changes that have no meaning here.
    """

    state: str = CaseState.INTAKE
    tier: str = ""
    reason: str = ""
    acts: int = 0
    interim: int | None = None
    suspended: bool = False
    urgent: bool = False
    parties: dict[int, str] = field(default_factory=dict)
    stages: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    clocks: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    intake: dict[int, tuple[str, str]] = field(default_factory=dict)
    links: dict[int, tuple[str, int]] = field(default_factory=dict)
    merged_into: int | None = None
    absorbed: set[int] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)


def fold(case: Replayed, changes: list[Change]) -> None:
    """One event: each of its changes in order. A change that cannot be made is noted as unknown."""
    case.acts += 1
    for change in changes:
        what = str(change.get("what", ""))
        if not what.startswith(_OURS):
            continue
        try:
            _FOLDS[what](case, change)
        except (KeyError, ValueError):
            case.unknown.append(what)


def differences(recorded: Replayed, stored: Replayed) -> list[tuple[str, Any, Any]]:
    """What differs: a name, what the record says, what the tables say; None where one of them knows nothing of it."""
    found: list[tuple[str, Any, Any]] = []
    for name in ("state", "tier", "reason", "acts", "interim", "suspended", "urgent", "merged_into", "absorbed"):
        said, held = getattr(recorded, name), getattr(stored, name)
        if said != held:
            found.append((name, said, held))
    tables = ("parties", "stages", "clocks", "intake", "links")
    return found + differing({name: (getattr(recorded, name), getattr(stored, name)) for name in tables})


def _party_joined(case: Replayed, change: Change) -> None:
    case.parties[change["organization"]] = change["role"]


def _party_succeeded(case: Replayed, change: Change) -> None:
    del case.parties[change["predecessor"]]
    case.parties[change["organization"]] = change["role"]


def _stage_handed_over(case: Replayed, change: Change) -> None:
    tier, visit, _conductor, result = case.stages[change["stage"]]
    case.stages[change["stage"]] = (tier, visit, change["organization"], result)


def _stage_opened(case: Replayed, change: Change) -> None:
    case.stages[change["stage"]] = (change["tier"], change["visit"], change["conductor"], "")
    case.tier = change["tier"]


def _stage_closed(case: Replayed, change: Change) -> None:
    tier, visit, conductor, closed = case.stages[change["stage"]]
    if closed:
        raise ValueError("a stage is closed once")
    case.stages[change["stage"]] = (tier, visit, conductor, change["result"])


def _case_state(case: Replayed, change: Change) -> None:
    case.state, case.tier, case.reason = change["state"], change["tier"], change["reason"]


def _interim_designated(case: Replayed, change: Change) -> None:
    case.interim = change["organization"]


def _interim_ended(case: Replayed, _change: Change) -> None:
    case.interim = None


def _clock_armed(case: Replayed, change: Change) -> None:
    moment = datetime.fromisoformat(change["expires_at"])
    case.clocks[change["clock"]] = (change["step"], change["effect"], change["of"], moment, DeadlineState.RUNNING)


def _clock_moved(case: Replayed, change: Change) -> None:
    step, effect, of, _before, state = case.clocks[change["clock"]]
    case.clocks[change["clock"]] = (step, effect, of, datetime.fromisoformat(change["expires_at"]), state)


def _case_suspended(case: Replayed, _change: Change) -> None:
    case.suspended = True


def _case_resumed(case: Replayed, _change: Change) -> None:
    case.suspended = False


def _case_hurried(case: Replayed, _change: Change) -> None:
    case.urgent = True


def _clock_paused(case: Replayed, change: Change) -> None:
    step, effect, of, moment, before = case.clocks[change["clock"]]
    if before != DeadlineState.RUNNING:
        raise ValueError("a clock that stands still is not paused")
    case.clocks[change["clock"]] = (step, effect, of, moment, DeadlineState.PAUSED)


def _clock_resumed(case: Replayed, change: Change) -> None:
    step, effect, of, _moment, before = case.clocks[change["clock"]]
    if before != DeadlineState.PAUSED:
        raise ValueError("a clock that runs is not resumed")
    moment = datetime.fromisoformat(change["expires_at"])
    case.clocks[change["clock"]] = (step, effect, of, moment, DeadlineState.RUNNING)


def _clock_ended(case: Replayed, change: Change) -> None:
    step, effect, of, moment, before = case.clocks[change["clock"]]
    if before not in (DeadlineState.RUNNING, DeadlineState.PAUSED):
        raise ValueError("a clock ends once")
    case.clocks[change["clock"]] = (step, effect, of, moment, change["state"])


def _intake_reviewed(case: Replayed, change: Change) -> None:
    case.intake[change["review"]] = (change["decision"], "")


def _return_ended(case: Replayed, change: Change) -> None:
    decision, ended = case.intake[change["review"]]
    if ended or decision != IntakeDecision.TO_CORRECT:
        raise ValueError("a return for correction ends once")
    case.intake[change["review"]] = (decision, change["what"])


def _merged_into(case: Replayed, change: Change) -> None:
    case.merged_into = change["case"]


def _absorbed(case: Replayed, change: Change) -> None:
    case.absorbed.add(change["case"])


def _link_made(case: Replayed, change: Change) -> None:
    case.links[change["link"]] = (change["relation"], change["case"])


def _link_ended(case: Replayed, change: Change) -> None:
    del case.links[change["link"]]


_FOLDS: Mapping[str, Callable[[Replayed, Change], None]] = {
    "party.joined": _party_joined,
    "party.succeeded": _party_succeeded,
    "stage.handed_over": _stage_handed_over,
    "stage.opened": _stage_opened,
    "stage.closed": _stage_closed,
    "case.state": _case_state,
    "interim_handler.designated": _interim_designated,
    "interim_handler.ended": _interim_ended,
    "clock.armed": _clock_armed,
    "clock.moved": _clock_moved,
    "clock.ended": _clock_ended,
    "clock.paused": _clock_paused,
    "clock.resumed": _clock_resumed,
    "case.suspended": _case_suspended,
    "case.urgent": _case_hurried,
    "case.resumed": _case_resumed,
    "intake.reviewed": _intake_reviewed,
    "intake.corrected": _return_ended,
    "intake.lapsed": _return_ended,
    "merge.into": _merged_into,
    "merge.absorbed": _absorbed,
    "link.made": _link_made,
    "link.ended": _link_ended,
}
_OURS = ("party.", "stage.", "case.", "interim_handler.", "clock.", "intake.", "merge.", "link.")

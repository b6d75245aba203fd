"""研判、审核、协调、反馈（同步工作法）: which of the four steps of a visit is done, by which act, read from the record.

Source: S1 keeps the four steps going beside each other at every tier. What an act of the procedure shows is never
ticked by hand; what no act shows is ticked with a note by who conducts the tier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.models import Stage
from core.vocabulary import FourStep, Tier
from procedures.pack import Pack

SHOWN_BY: Mapping[Tier, Mapping[FourStep, tuple[str, ...]]] = {
    Tier.NEGOTIATION: {
        FourStep.ANALYSE: ("position.submitted", "negotiation_letter.replied"),
        FourStep.REVIEW: ("heads_meeting.recorded", "agreement.signed"),
        FourStep.COORDINATE: ("negotiation_letter.sent", "agreement.drafted"),
    },
    Tier.DISPATCH_COORDINATION: {
        FourStep.ANALYSE: ("stand.recorded",),
        FourStep.REVIEW: ("minutes.confirmed", "confirmation.lapsed"),
        FourStep.COORDINATE: ("meeting.held",),
        FourStep.FEED_BACK: ("minutes.served", "minutes.issued"),
    },
    Tier.OFFICE_COORDINATION: {
        FourStep.ANALYSE: ("opinion.replied", "consultation.answered"),
        FourStep.REVIEW: ("application.accepted", "opinion.reviewed"),
        FourStep.COORDINATE: ("meeting.held", "round.closed", "round.lapsed"),
        FourStep.FEED_BACK: ("opinion.fed_back", "minutes.issued"),
    },
    Tier.REFERRAL: {
        FourStep.ANALYSE: ("referral.received",),
        FourStep.REVIEW: ("referral.routed",),
        FourStep.COORDINATE: ("agenda.applied",),
        FourStep.FEED_BACK: ("decision.entered", "referral.returned"),
    },
}
KINDS = sorted({kind for steps in SHOWN_BY.values() for kinds in steps.values() for kind in kinds})


@dataclass(frozen=True, kw_only=True)
class StepState:
    """一步: done when, by whom; ``event`` is the kind of the act that shows it, "" where it was ticked by hand."""

    step: FourStep
    done_at: datetime | None = None
    by: str = ""
    event: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """四步清单: of one visit to a tier."""

    stage: Stage
    steps: tuple[StepState, ...]

    @property
    def left(self) -> list[FourStep]:
        return [state.step for state in self.steps if state.done_at is None]


def checklists_of(visits: Sequence[Stage], pack: Pack) -> list[Checklist]:
    """Of each visit (read by ``flows.visits``) to a tier that the procedure wants it for, in their order; no query."""
    return [
        Checklist(stage=stage, steps=tuple(_state(stage, step) for step in FourStep))
        for stage in visits
        if stage.tier in pack.four_step_tiers
    ]


def _state(stage: Stage, step: FourStep) -> StepState:
    kinds = SHOWN_BY[Tier(stage.tier)].get(step, ())
    happened: list[dict[str, Any]] = getattr(stage, "happened", [])
    shown = next((one for one in happened if one["kind"] in kinds and _within(stage, _moment(one["at"]))), None)
    if shown is not None:
        return StepState(step=step, done_at=_moment(shown["at"]), by=shown["by"], event=shown["kind"])
    ticked: list[dict[str, Any]] = getattr(stage, "ticked", [])
    tick = next((one for one in ticked if one["step"] == step), None)
    if tick is not None:
        return StepState(step=step, done_at=_moment(tick["at"]), by=tick["by"], note=tick["note"])
    return StepState(step=step)


def _within(stage: Stage, at: datetime) -> bool:
    """What ended the visit before belongs to that one, though this one began with it."""
    return stage.opened_at < at and (stage.closed_at is None or at <= stage.closed_at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

"""The clock as a user: what a due deadline does. Same nodes, same lock, same record as people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from audit.acting import Act
from audit.actors import SYSTEM
from audit.models import Event
from cases.intake import lapse
from cases.models import Case, Stage
from cases.statements import draft_letter
from core.ahead import ahead
from core.failpoints import failpoint
from core.rows import Rows
from core.vocabulary import CaseSource, ClosingReason, DeadlineEffect, Step, Tier
from deadlines.models import Deadline
from deadlines.services import arm, claim
from flows.acting import Acting, acting_on
from flows.doing.cosigning import end_cosigning
from flows.doing.minutes import lapse_confirmation
from flows.doing.negotiation import lapse_negotiation_letter
from flows.doing.office_rounds import lapse_round
from flows.doing.referral_file import draft_file
from flows.engine import time_out
from flows.models import WorkItem
from flows.nodes.work import perform
from flows.stages import conductor_of


@dataclass(frozen=True, kw_only=True)
class Effect:
    """到期后果: the act's name, by which the flow chooses its way, its event, and what it does."""

    act: str
    event: str
    run: Callable[[Acting, Deadline], None]


class LostRace(Exception):
    """Somebody ended or moved the clock first; nothing is to be done."""


def fire(case: Case, deadline: Deadline, *, at: datetime, rows: Rows | None = None) -> Event | None:
    """到期处理: the due clock takes its effect, once; None when somebody was first.

    ``case`` must be locked by the transaction at hand. Claim and effect are one: an error undoes both. ``rows`` keeps
    what is written where the case is one of a batch.
    """
    effect = _TOLD_ONCE.get(Step(deadline.step)) or EFFECTS[DeadlineEffect(deadline.effect)]
    act = Act(
        kind=effect.event, actor=SYSTEM, at=at,
        data={"clock": deadline.pk, "step": deadline.step, "due": deadline.expires_at.isoformat()},
        rows=rows or Rows(),
    )  # fmt: skip
    try:
        with acting_on(case, name=effect.act, act=act) as acting:
            if not claim(deadline, act):
                raise LostRace
            failpoint("fire.claimed")
            effect.run(acting, deadline)
    except LostRace:
        return None
    failpoint("fire.recorded")
    return acting.event


def _move_up(acting: Acting, _deadline: Deadline) -> None:
    """到期转上一级: the letter that should go along waits as a draft for its signature."""
    stage = time_out(acting)
    above = acting.open_stage
    draft_letter(
        stage=stage, sender=stage.conductor, addressee=above.conductor, to_tier=Tier(above.tier), act=acting.act,
        heads_did_not_meet=_heads_did_not_meet(acting, stage),
    )  # fmt: skip
    if above.tier == Tier.REFERRAL:
        draft_file(acting, stage)
    acting.act.data.update(from_tier=stage.tier, to_tier=above.tier)


def _heads_did_not_meet(acting: Acting, stage: Stage) -> bool:
    """主要负责人未会商: the letter says so where the procedure wants them to meet before a case leaves tier 1."""
    if stage.tier != Tier.NEGOTIATION or not acting.pack.heads_must_meet:
        return False
    return not ahead(acting.case, "heads_meetings", lambda: acting.case.heads_meetings.values_list("pk")[:1])


def _remind(acting: Acting, deadline: Deadline) -> None:
    """提醒: nothing moves; the next reminder is armed in the same act."""
    step = Step(deadline.step)
    arm(
        case=acting.case, stage=deadline.stage, organization=deadline.organization, step=step,
        effect=DeadlineEffect.REMIND, by_rule=acting.by_rule(step, reminder=True), act=acting.act,
    )  # fmt: skip
    acting.act.data["organization"] = deadline.organization_id


def _warn(acting: Acting, deadline: Deadline) -> None:
    """预警: says how little is left of another clock."""
    main = deadline.of
    if main is not None:
        acting.act.data.update(clock=main.pk, due=main.expires_at.isoformat(), organization=deadline.organization_id)


def _remind_of_receipts(acting: Acting, _deadline: Deadline) -> None:
    """催签收: told once to who has not acknowledged and to the conductor; nothing waits for it."""
    acting.act.data["stage"] = acting.open_stage.pk


def _remind_of_check_ins(acting: Acting, _deadline: Deadline) -> None:
    """催报到: told once to who was called and has not come."""
    acting.act.data["stage"] = acting.open_stage.pk


def _close_round(acting: Acting, _deadline: Deadline) -> None:
    lapse_round(acting)


def _confirm_by_silence(acting: Acting, _deadline: Deadline) -> None:
    lapse_confirmation(acting)


def _abandon(acting: Acting, _deadline: Deadline) -> None:
    """视为放弃: not supplemented, or before any tier not corrected, in time, where the procedure says so (R21)."""
    waiting = WorkItem.objects.select_related("task__process").filter(case=acting.case, ended_at=None)
    item = waiting.get(node__in=("supplement", "correction"))
    if acting.stage is None:
        acting.closing = ClosingReason.ABANDONED
        lapse(case=acting.case, act=acting.act)
    perform(acting, item)


def _begin_grace(acting: Acting, deadline: Deadline) -> None:
    """宽限: the term is over, a last one begins, and its end moves the case."""
    arm(
        case=acting.case, stage=deadline.stage, organization=deadline.organization, step=Step(deadline.step),
        effect=DeadlineEffect.MOVE_UP, by_rule=acting.by_rule(Step.GRACE), act=acting.act,
    )  # fmt: skip
    acting.act.data["organization"] = deadline.organization_id


def _draft_letter(acting: Acting, deadline: Deadline) -> None:
    """拟函待签: the letter upward is drafted; the case goes with its signature, or when the term to sign ends."""
    stage = acting.open_stage
    above = acting.pack.tier_after(Tier(stage.tier), CaseSource(acting.case.source))
    if above is None:
        raise RuntimeError(f"nothing lies above {stage.tier}")
    draft_letter(
        stage=stage, sender=stage.conductor, addressee=conductor_of(acting, above), to_tier=above, act=acting.act,
        heads_did_not_meet=_heads_did_not_meet(acting, stage),
    )  # fmt: skip
    arm(
        case=acting.case, stage=stage, organization=deadline.organization, step=Step(deadline.step),
        effect=DeadlineEffect.MOVE_UP, by_rule=acting.by_rule(Step.SIGN_OFF), act=acting.act,
    )  # fmt: skip


def _end_cosigning(acting: Acting, _deadline: Deadline) -> None:
    end_cosigning(acting)


# Steps whose term lies within another one and only tells, once.
_TOLD_ONCE: Mapping[Step, Effect] = {
    Step.ACKNOWLEDGEMENT: Effect(act="remind_of_receipts", event="receipt.reminded", run=_remind_of_receipts),
    Step.CHECK_IN: Effect(act="remind_of_check_ins", event="check_in.reminded", run=_remind_of_check_ins),
}


EFFECTS: Mapping[DeadlineEffect, Effect] = {
    DeadlineEffect.MOVE_UP: Effect(act="time_out", event="stage.timed_out", run=_move_up),
    DeadlineEffect.REMIND: Effect(act="remind", event="deadline.reminded", run=_remind),
    DeadlineEffect.GRACE: Effect(act="begin_grace", event="grace.began", run=_begin_grace),
    DeadlineEffect.DRAFT_LETTER: Effect(act="draft_letter", event="letter.drafted", run=_draft_letter),
    DeadlineEffect.WARN: Effect(act="warn", event="deadline.warned", run=_warn),
    DeadlineEffect.CLOSE_ROUND: Effect(act="lapse_round", event="round.lapsed", run=_close_round),
    DeadlineEffect.NO_OBJECTION: Effect(
        act="lapse_negotiation_letter", event="negotiation_letter.lapsed", run=lapse_negotiation_letter
    ),
    DeadlineEffect.CONFIRM: Effect(act="lapse_confirmation", event="confirmation.lapsed", run=_confirm_by_silence),
    DeadlineEffect.END_COSIGNING: Effect(act="end_cosigning", event="cosigning.ended", run=_end_cosigning),
    DeadlineEffect.ABANDON: Effect(act="abandon_application", event="application.abandoned", run=_abandon),
}

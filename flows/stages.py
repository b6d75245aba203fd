"""Opening and closing a visit to a tier: the stage, its clock, and what falls with it."""

from collections.abc import Sequence
from datetime import datetime

from cases import services as cases
from cases.models import Stage
from cases.referral import services as referrals
from core.ahead import ahead
from core.vocabulary import CaseSource, CaseState, DeadlineState, PartyRole, StageResult, Step, Tier
from deadlines import services as deadlines
from deadlines.models import Deadline
from flows.acting import Acting
from flows.whole_case import begin_whole_case
from meetings.services import drop_pending
from organizations.models import Organization
from organizations.selectors import holder_of, local_date


def open_stage(acting: Acting, tier: Tier) -> None:
    """The case enters a tier: a stage opens and the tier's clock starts with this act."""
    conductor = conductor_of(acting, tier)
    begins = acting.case.state != CaseState.OPEN
    acting.stage = cases.open_stage(case=acting.case, tier=tier, conductor=conductor, act=acting.act)
    step = Step.of_tier(tier)
    clock = deadlines.arm(
        case=acting.case, stage=acting.stage, organization=conductor, step=step, effect=acting.effect_of(step),
        by_rule=acting.by_rule(step), act=acting.act,
    )  # fmt: skip
    if begins:
        begin_whole_case(acting)
    _remind_within(acting, clock, Step.ACKNOWLEDGEMENT)
    if tier is Tier.NEGOTIATION:
        _want_letter(acting)
    if acting.case.source == CaseSource.SUBDISTRICT and len(cases.stages_of(acting.case)) == 1:
        _remind_within(acting, clock, Step.CHECK_IN)


def remind_of(acting: Acting, clock: Deadline, step: Step) -> None:
    """催签收、催报到: within the clock of the tier, once; where that reminder runs already nothing is added."""
    if not clock.warnings.filter(step=step, state__in=deadlines.LIVE).exists():
        _remind_within(acting, clock, step)


def _remind_within(acting: Acting, clock: Deadline, step: Step) -> None:
    deadlines.remind_within(clock, step=step, by_rule=acting.by_rule(step), act=acting.act)


def remind_again_after_pause(acting: Acting, clocks: Sequence[Deadline], *, paused_at: datetime) -> None:
    """恢复后催签收、催报到: a reminder that fell away with the suspension gets its term anew."""
    for clock in clocks:
        fallen = clock.warnings.filter(state=DeadlineState.CANCELLED, ended_at=paused_at).exclude(step=clock.step)
        for step in sorted(set(fallen.values_list("step", flat=True))):
            remind_of(acting, clock, Step(step))


def remind_of_late_party(acting: Acting) -> None:
    """追加后催签收: who joins late has the whole term to acknowledge, whatever the others have done."""
    clock = deadlines.running(acting.case).filter(stage=acting.open_stage, of=None, step=acting.tier_step()).first()
    if clock is not None:
        remind_of(acting, clock, Step.ACKNOWLEDGEMENT)


def _want_letter(acting: Acting) -> None:
    """协商函期限: where the procedure demands a negotiation letter, its sender is reminded of it."""
    stage, step = acting.open_stage, Step.NEGOTIATION_LETTER
    if not acting.pack.negotiation_letter_required or acting.case.negotiation_letters.exists():
        return
    deadlines.arm(
        case=acting.case, stage=stage, organization=stage.conductor, step=step, effect=acting.effect_of(step),
        by_rule=acting.by_rule(step), act=acting.act,
    )  # fmt: skip


def close_stage(acting: Acting, result: StageResult) -> None:
    """The visit ends: its clocks stop, a meeting not yet minuted drops the case."""
    stage = acting.open_stage
    settled = result in (StageResult.AGREED, StageResult.DETERMINED, StageResult.DECIDED)
    running = [clock for clock in deadlines.live_clocks(acting.case) if clock.stage_id == stage.pk]
    deadlines.end(running, DeadlineState.MET if settled else DeadlineState.CANCELLED, acting.act)
    end_cosigning(acting, stage)
    cases.close_stage(stage=stage, result=result, act=acting.act)
    drop_pending(stage=stage, act=acting.act)
    acting.stage, acting.ended_with = None, result


def end_cosigning(acting: Acting, stage: Stage) -> None:
    """会签结束: nobody can co-sign any more; who has not answered is recorded so, which is no consent."""
    for request in ahead(stage, "cosigning", lambda: stage.cosigning_requests.filter(closed_at=None)):
        asked = [party.organization for party in acting.parties()]
        referrals.close_cosigning(request=request, asked=asked, act=acting.act)


def conductor_of(acting: Acting, tier: Tier) -> Organization:
    """主持单位: whom the procedure names; of several offices with the function, the one that opened the case."""
    case, function = acting.case, acting.pack.tiers[tier].conductor.function
    if function is None:
        return next(party for party in acting.parties() if party.role == PartyRole.CONVENING).organization
    if function in case.opened_by.functions and case.opened_by.jurisdiction_id == case.jurisdiction_id:
        return case.opened_by
    return holder_of(case.jurisdiction, function, local_date(case.jurisdiction, acting.act.at))

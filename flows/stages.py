"""Opening and closing a visit to a tier: the stage, its clock, and what falls with it."""

from cases import services as cases
from cases.models import Stage
from cases.referral import services as referrals
from core.vocabulary import CaseSource, DeadlineState, PartyRole, StageResult, Step, Tier
from deadlines import services as deadlines
from flows.acting import Acting
from meetings.services import drop_pending
from organizations.models import Organization
from organizations.selectors import holder_of, local_date


def open_stage(acting: Acting, tier: Tier) -> None:
    """The case enters a tier: a stage opens and the tier's clock starts with this act."""
    conductor = conductor_of(acting, tier)
    acting.stage = cases.open_stage(case=acting.case, tier=tier, conductor=conductor, act=acting.act)
    step = Step.of_tier(tier)
    clock = deadlines.arm(
        case=acting.case, stage=acting.stage, organization=conductor, step=step, effect=acting.effect_of(step),
        by_rule=acting.by_rule(step), act=acting.act,
    )  # fmt: skip
    deadlines.remind_within(
        clock, step=Step.ACKNOWLEDGEMENT, by_rule=acting.by_rule(Step.ACKNOWLEDGEMENT), act=acting.act
    )
    if tier is Tier.NEGOTIATION:
        _want_letter(acting)
    if acting.case.source == CaseSource.SUBDISTRICT and acting.case.stages.count() == 1:
        deadlines.remind_within(clock, step=Step.CHECK_IN, by_rule=acting.by_rule(Step.CHECK_IN), act=acting.act)


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
    running = list(deadlines.running(acting.case).filter(stage=stage))
    deadlines.end(running, DeadlineState.MET if settled else DeadlineState.CANCELLED, acting.act)
    end_cosigning(acting, stage)
    cases.close_stage(stage=stage, result=result, act=acting.act)
    drop_pending(stage=stage, act=acting.act)
    acting.stage, acting.ended_with = None, result


def end_cosigning(acting: Acting, stage: Stage) -> None:
    """会签结束: nobody can co-sign any more; who has not answered is recorded so, which is no consent."""
    request = stage.cosigning_requests.filter(closed_at=None).first()
    if request is not None:
        asked = [party.organization for party in acting.parties()]
        referrals.close_cosigning(request=request, asked=asked, act=acting.act)


def conductor_of(acting: Acting, tier: Tier) -> Organization:
    """主持单位: whom the procedure names; of several offices with the function, the one that opened the case."""
    case, function = acting.case, acting.pack.tiers[tier].conductor.function
    if function is None:
        return case.parties.select_related("organization").get(role=PartyRole.CONVENING).organization
    if function in case.opened_by.functions and case.opened_by.jurisdiction_id == case.jurisdiction_id:
        return case.opened_by
    return holder_of(case.jurisdiction, function, local_date(case.jurisdiction, acting.act.at))

"""Tier 3: the opinion is drafted, reviewed, issued, and sent to the parties."""

from cases import office, outcomes
from cases.models import Opinion
from cases.selectors import feedback_to, opinion_without_feedback
from core.vocabulary import DeadlineState, Step
from deadlines.services import arm, end, running
from flows.acting import Acting
from flows.choices import parties
from flows.doing.papers import done, proposal, signed
from flows.errors import ConsentNeeded
from flows.inputs import (
    AcknowledgeFeedback,
    ConfirmOpinion,
    DraftOpinion,
    GiveFeedback,
    MarkMajor,
    ReturnOpinion,
    ReviewOpinion,
    SendBackOpinion,
)


def mark_major(acting: Acting, form: MarkMajor) -> None:
    """标记重大复杂: where the procedure says so, the opinion can no longer settle the case (R15)."""
    office.mark_major(stage=acting.open_stage, reason=form.reason, act=acting.act)


def draft_opinion(acting: Acting, form: DraftOpinion) -> None:
    """拟定协调意见: may go against a party only where the procedure lets the office determine the matter."""
    if not form.all_agree and not acting.pack.tier3_can_decide_without_consent:
        raise ConsentNeeded(field="all_agree")
    stage = acting.open_stage
    outcome = outcomes.propose(case=acting.case, stage=stage, proposal=proposal(acting, form), act=acting.act)
    opinion = Opinion.objects.create(
        case=acting.case, stage=stage, outcome=outcome, text=form.text, all_agree=form.all_agree,
        drafted_at=acting.act.at, drafted_by_name=acting.act.actor.person_name,
    )  # fmt: skip
    acting.act.data["opinion"] = opinion.pk
    done(acting)


def review_opinion(acting: Acting, _form: ReviewOpinion) -> None:
    """审核: the draft goes on to the director."""
    opinion = _live_opinion(acting)
    opinion.reviewed_at, opinion.reviewed_by_name = acting.act.at, acting.act.actor.person_name
    opinion.save(update_fields=["reviewed_at", "reviewed_by_name"])
    done(acting)


def send_back_opinion(acting: Acting, form: SendBackOpinion) -> None:
    """审核退回: the draft is void."""
    _return(acting, form.reason)


def confirm_opinion(acting: Acting, form: ConfirmOpinion) -> None:
    """签发协调意见: the director's word ends tier 3 and binds; the term to send it to the parties begins."""
    opinion = _live_opinion(acting)
    paper = signed(acting, form)
    opinion.confirmed_at, opinion.confirmed_by, opinion.confirmed_on = acting.act.at, paper.by, paper.on
    opinion.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_on"])
    acting.act.data["all_agree"] = opinion.all_agree
    done(acting)
    arm(
        case=acting.case, stage=None, organization=acting.organization, step=Step.FEEDBACK,
        effect=acting.effect_of(Step.FEEDBACK), by_rule=acting.by_rule(Step.FEEDBACK), act=acting.act,
    )  # fmt: skip


def return_opinion(acting: Acting, form: ReturnOpinion) -> None:
    """退回修改: the draft is void."""
    _return(acting, form.reason)


def _return(acting: Acting, reason: str) -> None:
    opinion = _live_opinion(acting)
    opinion.void_at, opinion.return_reason = acting.act.at, reason
    opinion.save(update_fields=["void_at", "return_reason"])
    outcomes.void(outcome=opinion.outcome, act=acting.act)
    done(acting)


def _live_opinion(acting: Acting) -> Opinion:
    opinion = Opinion.objects.select_related("outcome").get(stage=acting.open_stage, void_at=None)
    acting.act.data["opinion"] = opinion.pk
    return opinion


def give_feedback(acting: Acting, _form: GiveFeedback) -> None:
    """反馈协调意见: to every party."""
    feed_back(acting)


def feed_back(acting: Acting) -> None:
    """An issued opinion goes to the parties with this act, unless it has gone already."""
    opinion = opinion_without_feedback(acting.case)
    if opinion is not None:
        office.give_feedback(opinion=opinion, organizations=parties(acting), act=acting.act)
        end(running(acting.case).filter(step=Step.FEEDBACK, of=None), DeadlineState.MET, acting.act)


def acknowledge_feedback(acting: Acting, _form: AcknowledgeFeedback) -> None:
    """签收反馈."""
    office.acknowledge_feedback(feedback=feedback_to(acting.case, acting.organization), act=acting.act)

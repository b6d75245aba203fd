"""Tier 3: the establishment office reviews, asks, and gives its opinion; tier 4: the decision is entered."""

from cases import outcomes, statements
from cases.models import Decision, Opinion, OpinionRound
from cases.rules import check_paper_date
from core.labels import label
from core.vocabulary import DeadlineState, ReviewDecision, Step
from deadlines.services import arm, end, running
from flows.acting import Acting
from flows.doing.papers import done, proposal, signed
from flows.errors import BodyMayNotDecide, ConsentNeeded
from flows.inputs import (
    AcceptApplication,
    AskToSupplement,
    CloseRound,
    ConfirmOpinion,
    DeclineApplication,
    DraftOpinion,
    EnterDecision,
    OpenRound,
    ReplyOpinion,
    ReturnOpinion,
    SupplementApplication,
    TransferCase,
)
from flows.models import WorkItem
from flows.nodes.work import perform
from organizations.selectors import local_date


def accept_application(acting: Acting, form: AcceptApplication) -> None:
    """受理."""
    _review(acting, ReviewDecision.ACCEPTED, reason=form.remark)


def ask_to_supplement(acting: Acting, form: AskToSupplement) -> None:
    """通知补正: the applicant's term begins."""
    _review(acting, ReviewDecision.TO_SUPPLEMENT, missing=form.missing)


def decline_application(acting: Acting, form: DeclineApplication) -> None:
    """不予受理: in writing, with the reason; the case is closed."""
    _review(acting, ReviewDecision.DECLINED, reason=form.reason)


def transfer_case(acting: Acting, form: TransferCase) -> None:
    """移送: to the right forum; the case is closed here."""
    _review(acting, ReviewDecision.TRANSFERRED, reason=form.reason, forum=form.forum)


def _review(acting: Acting, decision: ReviewDecision, *, reason: str = "", missing: str = "", forum: str = "") -> None:
    statements.review_application(
        stage=acting.open_stage, decision=decision, reason=reason, missing=missing, forum=forum, act=acting.act
    )
    done(acting)


def supplement_application(acting: Acting, form: SupplementApplication) -> None:
    """补正材料: the review goes on."""
    paper = signed(acting, form)
    statements.supplement(stage=acting.open_stage, text=form.supplement, signed=paper, act=acting.act)
    done(acting)


def open_round(acting: Acting, form: OpenRound) -> None:
    """征求意见: every party is asked; the term to reply closes the round."""
    statements.open_round(stage=acting.open_stage, question=form.question, act=acting.act)
    arm(
        case=acting.case, stage=acting.open_stage, organization=acting.organization, step=Step.REPLY,
        effect=acting.effect_of(Step.REPLY), by_rule=acting.by_rule(Step.REPLY), act=acting.act,
    )  # fmt: skip
    done(acting)


def reply_opinion(acting: Acting, form: ReplyOpinion) -> None:
    """书面答复: with the last reply the round is over."""
    asked = _open_round(acting)
    statements.reply(
        asked=asked, organization=acting.organization, agrees=form.agrees, text=form.text, basis=form.basis,
        signed=signed(acting, form), act=acting.act,
    )  # fmt: skip
    waiting = WorkItem.objects.filter(case=acting.case, node="reply", ended_at=None).count()
    if waiting == 1:
        _end_round(acting, asked, DeadlineState.MET)
    done(acting)


def close_round(acting: Acting, _form: CloseRound) -> None:
    """结束本轮征求意见: who has not replied is recorded as silent, never as consenting."""
    _end_round(acting, _open_round(acting), DeadlineState.CANCELLED)
    _release_replies(acting)


def lapse_round(acting: Acting) -> None:
    """The term to reply ran out: the round closes by itself."""
    statements.close_round(asked=_open_round(acting), act=acting.act)
    _release_replies(acting)


def _release_replies(acting: Acting) -> None:
    """One waiting reply carries the flow on; the join takes the others away."""
    waiting = WorkItem.objects.filter(case=acting.case, node="reply", ended_at=None)
    item = waiting.select_related("task__process").first()
    if item is None:
        raise RuntimeError(f"no reply is awaited in {acting.case.number}")
    capacity, acting.capacity = acting.capacity, None
    perform(acting, item)
    acting.capacity = capacity


def _open_round(acting: Acting) -> OpinionRound:
    return OpinionRound.objects.get(stage=acting.open_stage, closed_at=None)


def _end_round(acting: Acting, asked: OpinionRound, state: DeadlineState) -> None:
    statements.close_round(asked=asked, act=acting.act)
    end(running(acting.case).filter(step=Step.REPLY, of=None), state, acting.act)


def draft_opinion(acting: Acting, form: DraftOpinion) -> None:
    """拟定协调意见: may go against a party only where the procedure lets the office determine the matter."""
    if not form.all_agree and not acting.pack.tier3_can_decide_without_consent:
        raise ConsentNeeded(field="all_agree")
    stage = acting.open_stage
    outcome = outcomes.propose(case=acting.case, stage=stage, proposal=proposal(acting, form), act=acting.act)
    opinion = Opinion.objects.create(
        case=acting.case, stage=stage, outcome=outcome, text=form.text, all_agree=form.all_agree,
        drafted_at=acting.act.at,
    )  # fmt: skip
    acting.act.data["opinion"] = opinion.pk
    done(acting)


def confirm_opinion(acting: Acting, form: ConfirmOpinion) -> None:
    """审定印发协调意见: the director's word ends tier 3."""
    opinion = _live_opinion(acting)
    paper = signed(acting, form)
    opinion.confirmed_at, opinion.confirmed_by, opinion.confirmed_on = acting.act.at, paper.by, paper.on
    opinion.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_on"])
    done(acting)


def return_opinion(acting: Acting, form: ReturnOpinion) -> None:
    """退回修改: the draft is void."""
    opinion = _live_opinion(acting)
    opinion.void_at, opinion.return_reason = acting.act.at, form.reason
    opinion.save(update_fields=["void_at", "return_reason"])
    outcomes.void(outcome=opinion.outcome, act=acting.act)
    done(acting)


def _live_opinion(acting: Acting) -> Opinion:
    opinion = Opinion.objects.select_related("outcome").get(stage=acting.open_stage, void_at=None)
    acting.act.data["opinion"] = opinion.pk
    return opinion


def enter_decision(acting: Acting, form: EnterDecision) -> None:
    """录入审定意见: what a body that may decide has decided, with its document number."""
    allowed = acting.pack.decided_by
    if form.deciding_body not in allowed:
        names = ", ".join(sorted(label(body) for body in allowed))
        raise BodyMayNotDecide(field="deciding_body", body=label(form.deciding_body), allowed=names)
    check_paper_date(form.decided_on, local_date(acting.case.jurisdiction, acting.act.at))
    stage = acting.open_stage
    outcome = outcomes.propose(case=acting.case, stage=stage, proposal=proposal(acting, form), act=acting.act)
    decision = Decision.objects.create(
        case=acting.case, stage=stage, outcome=outcome, deciding_body=form.deciding_body,
        document_number=form.document_number, decided_on=form.decided_on, text=form.text, recorded_at=acting.act.at,
    )  # fmt: skip
    acting.act.data["decision"] = decision.pk
    done(acting)

"""Tier 3: written rounds, each with a version of the draft, and what became of every point that was made."""

from cases import office, statements
from cases.models import OpinionRound
from cases.selectors import open_points
from cases.statements import Point
from core.vocabulary import Adoption, DeadlineState, Step
from deadlines.services import arm, end, running
from flows.acting import Acting
from flows.doing.office_review import forward_with
from flows.doing.papers import done, signed
from flows.inputs import CloseRound, OpenRound, RecordAdoption, ReplyOpinion
from flows.models import WorkItem
from flows.nodes.work import perform
from flows.office_errors import NoSuchPoint, PointTwice, ReasonNeeded


def open_round(acting: Acting, form: OpenRound) -> None:
    """征求意见: every party is asked about this version of the draft; the term to reply closes the round."""
    statements.open_round(stage=acting.open_stage, question=form.question, act=acting.act)
    forward_with(acting)
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
        points=[Point(about=one.about, text=one.text, basis=one.basis) for one in form.points],
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


def record_adoption(acting: Acting, form: RecordAdoption) -> None:
    """填写意见采纳情况表: each point once; what is not adopted has its reason."""
    waiting = {point.pk: point for point in open_points(acting.open_stage)}
    for row in form.adoptions:
        if [one.point for one in form.adoptions].count(row.point) > 1:
            raise PointTwice(field="adoptions", point=row.point)
        if row.point not in waiting:
            raise NoSuchPoint(field="adoptions", point=row.point)
        if row.adoption is not Adoption.ADOPTED and not row.reason:
            raise ReasonNeeded(field="adoptions", number=waiting[row.point].number)
        office.decide_point(point=waiting[row.point], adoption=row.adoption, reason=row.reason, act=acting.act)
    acting.act.data["points"] = [row.point for row in form.adoptions]

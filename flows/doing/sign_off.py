"""签发: a paper passes the people of its organization; when its head signs, what it says is done."""

from audit.acting import Act
from cases import papers
from cases.models import Paper
from cases.models.paper import LIVE
from core.vocabulary import CaseState, DeadlineEffect, DeadlineState, Step
from deadlines import services as deadlines
from flows.acting import Acting
from flows.conditions.papers import may_sign, still_open
from flows.errors import NoSuchPaper, NotReviewedYet, PaperOvertaken, SignerPreparedIt
from flows.inputs import ActInput, ReturnPaper, ReviewPaper, SignPaper, WithdrawPaper
from flows.models import WorkItem
from flows.signed_acts import SIGNED_ACTS, SignedAct, kind_of, levels_of
from flows.situation import situation_of
from organizations.selectors import local_date


def prepare_paper(acting: Acting, spec: SignedAct, form: ActInput) -> None:
    """送签: the act waits for its signatures; the term to sign begins; in a closed case no clock does."""
    kind = kind_of(spec, case=acting.case, sender=acting.organization, pack=acting.pack)
    draft = papers.Draft(
        case=acting.case, stage=acting.stage, organization=acting.organization, kind=kind, act=spec.name,
        levels=levels_of(spec, kind, acting.pack), content=form.model_dump(mode="json"),
    )  # fmt: skip
    papers.prepare(draft=draft, act=acting.act)
    clocks = deadlines.running(acting.case).filter(step=Step.SIGN_OFF, organization=acting.organization, of=None)
    if acting.case.state != CaseState.CLOSED and not clocks.exists():
        deadlines.arm(
            case=acting.case, stage=acting.stage, organization=acting.organization, step=Step.SIGN_OFF,
            effect=DeadlineEffect.REMIND, by_rule=acting.by_rule(Step.SIGN_OFF), act=acting.act,
        )  # fmt: skip


def review_paper(acting: Acting, form: ReviewPaper) -> None:
    """审核."""
    paper = _paper(acting, form.paper)
    if not paper.waits_for_review:
        raise NoSuchPaper(field="paper", paper=form.paper)
    if paper.prepared_by_id == acting.act.actor.person_id:
        raise SignerPreparedIt(field="paper", person=paper.prepared_by_name)
    papers.review(paper=paper, act=acting.act)


def return_paper(acting: Acting, form: ReturnPaper) -> None:
    """退回修改."""
    papers.give_back(paper=_paper(acting, form.paper), reason=form.reason, act=acting.act)
    end_clock(acting)


def withdraw_paper(acting: Acting, form: WithdrawPaper) -> None:
    """撤回拟稿."""
    paper = _paper(acting, form.paper)
    papers.void(Paper.objects.filter(pk=paper.pk), acting.act)
    acting.act.data["paper"] = paper.pk
    end_clock(acting)


def sign_paper(acting: Acting, form: SignPaper) -> None:
    """签发: the head's signature, given in the system; the act that the paper is for is done in the same act."""
    paper, actor = _paper(acting, form.paper), acting.act.actor
    if not paper.waits_for_signature:
        raise NotReviewedYet(field="paper")
    if not may_sign(paper, acting.person_id):
        raise SignerPreparedIt(field="paper", person=actor.person_name)
    if not still_open(situation_of(acting.case, at=acting.at), paper):
        raise PaperOvertaken(field="paper", paper=paper.pk)
    spec: SignedAct = SIGNED_ACTS[paper.act]
    become(acting, spec, acting.act)
    acting.paper = paper
    signature = {
        "signed_by": actor.person_name,
        "signed_on": local_date(acting.case.jurisdiction, acting.at),
        "reviewed_by": paper.reviewed_by_name,
        "delegated_by": actor.acting_for_name,
    }
    spec.service(acting, spec.input.model_validate({**paper.content, **signature}))
    end_clock(acting)


def become(acting: Acting, spec: SignedAct, act: Act) -> None:
    """The act in hand is, for the flow and on record, the act that the paper is for."""
    items = WorkItem.objects.filter(case=acting.case, organization=acting.organization, ended_at=None)
    acting.item = items.filter(node__in=spec.nodes).select_related("task__process", "organization").first()
    acting.name, act.kind = spec.name, spec.event
    act.data.update(act=spec.name, by="sign_paper")


def end_clock(acting: Acting) -> None:
    """The term to sign ends with the last paper of the organization that waits."""
    waiting = Paper.objects.filter(case=acting.case, organization=acting.organization, state__in=LIVE)
    if not waiting.exists():
        clocks = deadlines.running(acting.case).filter(step=Step.SIGN_OFF, organization=acting.organization, of=None)
        deadlines.end(clocks, DeadlineState.MET, acting.act)


def let_fall(acting: Acting, *acts: str) -> None:
    """送签作废: what was prepared for these acts is about something that no longer stands; its terms to sign end."""
    fallen = Paper.objects.filter(case=acting.case, act__in=acts, state__in=LIVE)
    whose = set(fallen.values_list("organization", flat=True))
    papers.void(fallen, acting.act)
    others = Paper.objects.filter(case=acting.case, organization__in=whose, state__in=LIVE)
    done_with = whose - set(others.values_list("organization", flat=True))
    clocks = deadlines.running(acting.case).filter(step=Step.SIGN_OFF, organization__in=done_with, of=None)
    deadlines.end(clocks, DeadlineState.CANCELLED, acting.act)


def _paper(acting: Acting, pk: int) -> Paper:
    mine = Paper.objects.filter(case=acting.case, organization=acting.organization, state__in=LIVE)
    paper = mine.filter(pk=pk).first()
    if paper is None:
        raise NoSuchPaper(field="paper", paper=pk)
    return paper

"""会签: every party co-signs the referral file or dissents in writing; silence is no answer, never consent (R47)."""

from cases.models import CosigningRequest, Stage
from cases.referral import services as referrals
from cases.statements import Signed
from core.vocabulary import CosignatureAnswer, DeadlineEffect, DeadlineState, Step
from deadlines.services import arm, end, running
from flows import stages
from flows.acting import Acting
from flows.doing.papers import done, signed
from flows.doing.referral_file import latest_file
from flows.inputs import CosignReferral, DissentFromReferral, RequestCosignatures
from flows.models import WorkItem
from flows.nodes.work import perform


def request_cosignatures(acting: Acting, _form: RequestCosignatures) -> None:
    """送会签: the version that stands is put to every party; its term begins."""
    file = latest_file(acting.open_stage)
    if file is None:
        raise RuntimeError(f"{acting.case.number} has no referral file to co-sign")
    referrals.ask_to_cosign(file=file, act=acting.act)
    arm(
        case=acting.case, stage=acting.open_stage, organization=acting.organization, step=Step.COSIGNATURE,
        effect=DeadlineEffect.END_COSIGNING, by_rule=acting.by_rule(Step.COSIGNATURE), act=acting.act,
    )  # fmt: skip
    done(acting)


def cosign_referral(acting: Acting, form: CosignReferral) -> None:
    """会签同意."""
    _answer(acting, CosignatureAnswer.COSIGNED, text=form.remark, signature=signed(acting, form))


def dissent_from_referral(acting: Acting, form: DissentFromReferral) -> None:
    """书面保留意见: it goes up together with the referral."""
    _answer(acting, CosignatureAnswer.DISSENTS, text=form.reason, signature=signed(acting, form))


def _answer(acting: Acting, answer: CosignatureAnswer, *, text: str, signature: Signed) -> None:
    request = _open_request(acting.open_stage)
    referrals.answer_cosigning(
        request=request, organization=acting.organization, answer=answer, text=text, signed=signature, act=acting.act
    )
    if WorkItem.objects.filter(case=acting.case, node="cosign", ended_at=None).count() == 1:
        stages.end_cosigning(acting, acting.open_stage)
        end(running(acting.case).filter(step=Step.COSIGNATURE, of=None), DeadlineState.MET, acting.act)
    done(acting)


def end_cosigning(acting: Acting) -> None:
    """The term to co-sign ran out: one waiting task carries the flow on, the join takes the others away."""
    stages.end_cosigning(acting, acting.open_stage)
    waiting = WorkItem.objects.filter(case=acting.case, node="cosign", ended_at=None)
    perform(acting, waiting.select_related("task__process").earliest("pk"))


def _open_request(stage: Stage) -> CosigningRequest:
    return CosigningRequest.objects.select_related("file").get(stage=stage, closed_at=None)

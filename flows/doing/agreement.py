"""The agreement of tier 1: versions, comments on clauses, who signs, signatures."""

from cases import agreements, outcomes
from cases.errors import CommentUnknown, DrafterSigns, NotAParty, SignatureNotAwaited, SignsAlready
from cases.models import Agreement, ClauseComment
from cases.services import void_proposals
from flows.acting import Acting
from flows.choices import parties
from flows.doing.papers import done, organization_of, proposal, release, signed, waiting_at
from flows.doing.sign_off import let_fall
from flows.engine import ask_to_sign
from flows.errors import Overtaken
from flows.inputs import (
    AddSigner,
    AnswerComment,
    CommentOnClause,
    DraftAgreement,
    DropSigner,
    RefuseAgreement,
    ReviseAgreement,
    SignAgreement,
)
from organizations.models import Organization

_NEW_VERSIONS = ("agreement.drafted", "agreement.revised")


def draft_agreement(acting: Acting, form: DraftAgreement) -> None:
    """拟定协商纪要: the convening department puts forward what all shall sign."""
    _draft(acting, form, change_note="")
    done(acting)


def revise_agreement(acting: Acting, form: ReviseAgreement) -> None:
    """修改协商纪要: an unsigned change voids signatures; all are asked again, for the new version."""
    _live(acting, form.version)
    _draft(acting, form, change_note=form.change_note)
    release(acting, waiting_at(acting, "sign")[0])


def _draft(acting: Acting, form: DraftAgreement | ReviseAgreement, *, change_note: str) -> None:
    stage = acting.open_stage
    outcome = outcomes.propose(case=acting.case, stage=stage, proposal=proposal(acting, form), act=acting.act)
    let_fall(acting, "sign_agreement", "refuse_agreement")
    agreements.draft(
        case=acting.case, stage=stage, outcome=outcome, text=form.text, change_note=change_note,
        signers=agreements.signers_of_next_version(stage), act=acting.act,
    )  # fmt: skip


def sign_agreement(acting: Acting, form: SignAgreement) -> None:
    """同意并签署: with the last signature the tier's clock is met."""
    _sign(acting, form, agrees=True, reason="")
    done(acting)


def refuse_agreement(acting: Acting, form: RefuseAgreement) -> None:
    """不同意签署: the draft no longer stands; the convening department drafts anew or refers the case."""
    _sign(acting, form, agrees=False, reason=form.reason)
    void_proposals(stage=acting.open_stage, act=acting.act)
    let_fall(acting, "sign_agreement", "refuse_agreement")
    done(acting)


def _sign(acting: Acting, form: SignAgreement | RefuseAgreement, *, agrees: bool, reason: str) -> None:
    agreements.sign(
        agreement=_live(acting, form.version), organization=acting.organization, agrees=agrees, reason=reason,
        signed=signed(acting, form), act=acting.act,
    )  # fmt: skip


def comment_on_clause(acting: Acting, form: CommentOnClause) -> None:
    """对条款提意见: to the version that was read."""
    agreements.comment(
        agreement=_live(acting, form.version), clause=form.clause, organization=acting.organization, text=form.text,
        act=acting.act,
    )  # fmt: skip


def answer_comment(acting: Acting, form: AnswerComment) -> None:
    """答复条款意见: adopted or not, and why."""
    waiting = ClauseComment.objects.filter(agreement__stage=acting.open_stage, answered_at=None)
    made = waiting.filter(pk=form.comment).first()
    if made is None:
        raise CommentUnknown(field="comment", comment=form.comment)
    agreements.answer_comment(made=made, adopted=form.adopted, answer=form.answer, act=acting.act)


def add_signer(acting: Acting, form: AddSigner) -> None:
    """增加签署单位: a party that was left out must sign too."""
    organization = organization_of(acting, form.organization)
    if organization not in parties(acting):
        raise NotAParty(field="organization", organization=organization.name)
    agreement = agreements.live_agreement(acting.open_stage)
    if agreement.signers.filter(organization=organization, dropped_at=None).exists():
        raise SignsAlready(field="organization", organization=organization.name)
    agreements.add_signer(agreement=agreement, organization=organization, reason=form.reason, act=acting.act)
    ask_to_sign(acting, organization)


def drop_signer(acting: Acting, form: DropSigner) -> None:
    """免予签署: with the last signature that was missing the agreement is complete."""
    organization = organization_of(acting, form.organization)
    if organization == acting.open_stage.conductor:
        raise DrafterSigns(field="organization", organization=organization.name)
    waiting = agreements.outstanding_signers(agreements.live_agreement(acting.open_stage))
    signer = next((one for one in waiting if one.organization == organization), None)
    if signer is None:
        raise SignatureNotAwaited(field="organization", organization=organization.name)
    agreements.drop_signer(signer=signer, reason=form.reason, act=acting.act)
    for item in waiting_at(acting, "sign"):
        if item.organization == organization:
            release(acting, item)


def late_party_signs(acting: Acting, organization: Organization, *, reason: str) -> None:
    """A party that joins while an agreement is being signed must sign it too."""
    if waiting_at(acting, "sign"):
        agreement = agreements.live_agreement(acting.open_stage)
        agreements.add_signer(agreement=agreement, organization=organization, reason=reason, act=acting.act)


def _live(acting: Acting, version: int) -> Agreement:
    """The version that stands; another one was read, so somebody was first."""
    agreement = agreements.live_agreement(acting.open_stage)
    if agreement.version != version:
        raise Overtaken(*_NEW_VERSIONS)
    return agreement

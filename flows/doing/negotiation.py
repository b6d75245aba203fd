"""Tier 1: positions, agreement, signatures; and referring a case upward from any tier below the last."""

from cases import outcomes, statements
from cases.errors import BasisNotAdmissible
from cases.models import Agreement, Signature
from cases.services import void_proposals
from core.labels import label
from core.vocabulary import Tier
from flows.acting import Acting
from flows.doing.papers import done, letter_text, proposal, signed
from flows.inputs import DraftAgreement, ReferCase, RefuseAgreement, SignAgreement, StatePosition


def state_position(acting: Acting, form: StatePosition) -> None:
    """提交部门意见: by a party, as often as it likes while tiers 1 and 2 are open; the first completes its task."""
    admitted = acting.pack.admissible_basis_kinds
    if form.basis_kind not in admitted:
        raise BasisNotAdmissible(
            field="basis_kind",
            kind=label(form.basis_kind),
            admitted=", ".join(sorted(label(kind) for kind in admitted)),
        )
    statements.submit_position(
        case=acting.case, stage=acting.open_stage, organization=acting.organization,
        stances=[(row.phase, row.stance) for row in form.stances], text=form.text, basis_kind=form.basis_kind,
        basis=form.basis, signed=signed(acting, form), act=acting.act,
    )  # fmt: skip
    if acting.item:
        done(acting)


def draft_agreement(acting: Acting, form: DraftAgreement) -> None:
    """拟定协商纪要: the convening department puts forward what all shall sign."""
    outcome = outcomes.propose(
        case=acting.case, stage=acting.open_stage, proposal=proposal(acting, form), act=acting.act
    )
    agreement = Agreement.objects.create(
        case=acting.case, stage=acting.open_stage, outcome=outcome, text=form.text, drafted_at=acting.act.at
    )
    acting.act.data["agreement"] = agreement.pk
    done(acting)


def sign_agreement(acting: Acting, form: SignAgreement) -> None:
    """同意并签署: with the last signature the tier's clock is met."""
    _sign(acting, form, agrees=True, reason="")
    done(acting)


def refuse_agreement(acting: Acting, form: RefuseAgreement) -> None:
    """不同意签署: the draft no longer stands; the convening department drafts anew or refers the case."""
    _sign(acting, form, agrees=False, reason=form.reason)
    void_proposals(stage=acting.open_stage, act=acting.act)
    done(acting)


def _sign(acting: Acting, form: SignAgreement | RefuseAgreement, *, agrees: bool, reason: str) -> None:
    agreement = Agreement.objects.get(stage=acting.open_stage, void_at=None)
    paper = signed(acting, form)
    signature = Signature.objects.create(
        agreement=agreement, organization=acting.organization, agrees=agrees, reason=reason, signed_by=paper.by,
        signed_on=paper.on, recorded_at=acting.act.at, recorded_by_name=acting.act.actor.person_name,
    )  # fmt: skip
    acting.act.data.update(agreement=agreement.pk, signature=signature.pk)


def refer_case(acting: Acting, form: ReferCase) -> None:
    """提请上一级: the signed letter and the case go up together."""
    stage, paper = acting.open_stage, signed(acting, form)
    done(acting)
    above = acting.open_stage
    statements.send_letter(
        stage=stage, addressee=above.conductor, to_tier=Tier(above.tier), text=letter_text(form), signed=paper,
        act=acting.act,
    )  # fmt: skip
    acting.act.data.update(from_tier=stage.tier, to_tier=above.tier)

"""Tier 1: positions, letters, the heads' meeting, notes; and referring a case upward from any tier below the last."""

from cases import negotiation as room
from cases import statements
from cases.errors import BasisNotAdmissible, NotAParty, NoteSharedAlready, NoteUnknown, PartyTwice
from cases.models import InternalNote, NegotiationLetter
from cases.rules import check_paper_date
from core.labels import label
from core.vocabulary import DeadlineEffect, DeadlineState, Step, Tier
from deadlines.models import Deadline
from deadlines.services import arm, end, running
from flows.acting import Acting
from flows.choices import parties
from flows.conditions.negotiation import REFERRING_NODES
from flows.doing.papers import done, letter_text, release, signed, waiting_at
from flows.doing.referral_file import send_file
from flows.inputs import (
    AcknowledgeNegotiationLetter,
    RecordHeadsMeeting,
    ReferCase,
    ReplyNegotiationLetter,
    SendNegotiationLetter,
    ShareNote,
    StatePosition,
    WriteNote,
)
from organizations.selectors import local_date


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


def send_negotiation_letter(acting: Acting, form: SendNegotiationLetter) -> None:
    """发协商函: a round of replies; one that is still open ends with it, and its silent parties are asked anew."""
    stage, paper = acting.open_stage, signed(acting, form)
    _supersede(acting)
    end(running(acting.case).filter(step=Step.NEGOTIATION_LETTER, of=None), DeadlineState.MET, acting.act)
    clock = arm(
        case=acting.case, stage=stage, organization=acting.organization, step=Step.NEGOTIATION_REPLY,
        effect=acting.effect_of(Step.NEGOTIATION_REPLY), by_rule=acting.by_rule(Step.NEGOTIATION_REPLY),
        act=acting.act,
    )  # fmt: skip
    room.send_letter(
        stage=stage, sender=acting.organization, matter=form.matter, proposal=form.proposal,
        questions=[(row.phase, row.text) for row in form.questions], reply_until=clock.expires_at,
        silence=acting.pack.silence(Step.NEGOTIATION_REPLY, Tier.NEGOTIATION), signed=paper, act=acting.act,
    )  # fmt: skip
    done(acting)


def _supersede(acting: Acting) -> None:
    before = room.open_letter(acting.case)
    if before is None:
        return
    room.close_letter(letter=before, act=acting.act)
    end(running(acting.case).filter(step=Step.NEGOTIATION_REPLY, of=None), DeadlineState.CANCELLED, acting.act)
    release(acting, waiting_at(acting, "answer")[0])


def acknowledge_negotiation_letter(acting: Acting, _form: AcknowledgeNegotiationLetter) -> None:
    """签收协商函."""
    room.receive(letter=_letter(acting), organization=acting.organization, act=acting.act)


def reply_negotiation_letter(acting: Acting, form: ReplyNegotiationLetter) -> None:
    """复函: with the last reply the round is over. A late one counts as long as the round is open."""
    letter = _letter(acting)
    room.reply(
        letter=letter, organization=acting.organization, agrees=form.agrees, text=form.text,
        answers=[(row.phase, row.text) for row in form.answers], signed=signed(acting, form), act=acting.act,
    )  # fmt: skip
    if len(waiting_at(acting, "answer")) == 1:
        room.close_letter(letter=letter, act=acting.act)
        end(running(acting.case).filter(step=Step.NEGOTIATION_REPLY, of=None), DeadlineState.MET, acting.act)
    done(acting)


def lapse_negotiation_letter(acting: Acting, deadline: Deadline) -> None:
    """逾期未复视为无异议: only of those whom the letter has provably reached; of the others the clock reminds."""
    letter, waiting = _letter(acting), waiting_at(acting, "answer")
    told = room.provably_told(letter)
    silent = [item for item in waiting if item.organization_id in told]
    room.record_silence(letter=letter, silent=[item.organization for item in silent], act=acting.act)
    if not silent:
        acting.act.kind = "deadline.reminded"
    if len(silent) == len(waiting):
        room.close_letter(letter=letter, act=acting.act)
    else:
        step = Step.NEGOTIATION_REPLY
        arm(
            case=acting.case, stage=deadline.stage, organization=deadline.organization, step=step,
            effect=DeadlineEffect.NO_OBJECTION, by_rule=acting.by_rule(step, reminder=True), act=acting.act,
        )  # fmt: skip
    for item in silent:
        release(acting, item)


def _letter(acting: Acting) -> NegotiationLetter:
    return NegotiationLetter.objects.get(case=acting.case, closed_at=None)


def record_heads_meeting(acting: Acting, form: RecordHeadsMeeting) -> None:
    """记录主要负责人会商: of at least two of the parties, on a day that has come."""
    check_paper_date(form.held_on, local_date(acting.case.jurisdiction, acting.at), field="held_on")
    known = {organization.code: organization for organization in parties(acting)}
    seen: set[str] = set()
    for row in form.heads:
        if row.organization not in known:
            raise NotAParty(field="heads", organization=row.organization)
        if row.organization in seen:
            raise PartyTwice(field="heads", organization=known[row.organization].name)
        seen.add(row.organization)
    room.record_heads_meeting(
        stage=acting.open_stage, held_on=form.held_on, place=form.place, agreed=form.agreed, result=form.result,
        heads=[(known[row.organization], row.name) for row in form.heads], act=acting.act,
    )  # fmt: skip


def write_note(acting: Acting, form: WriteNote) -> None:
    """写内部批注."""
    room.write_note(case=acting.case, organization=acting.organization, text=form.text, act=acting.act)


def share_note(acting: Acting, form: ShareNote) -> None:
    """公开内部批注: one of one's own organization's."""
    own = InternalNote.objects.filter(case=acting.case, organization=acting.organization)
    note = own.filter(pk=form.note).first()
    if note is None:
        raise NoteUnknown(field="note", note=form.note)
    if note.shared_at is not None:
        raise NoteSharedAlready(field="note", name=note.shared_by_name, shared_at=note.shared_at)
    room.share_note(note=note, act=acting.act)


def refer_case(acting: Acting, form: ReferCase) -> None:
    """提请上一级: the signed letter and the case go up together."""
    stage, paper = acting.open_stage, signed(acting, form)
    if acting.item is None:
        # one who may apply and is not the one whose move it is takes the step in its stead
        acting.item = next(item for node in REFERRING_NODES for item in waiting_at(acting, node))
    if stage.tier == Tier.OFFICE_COORDINATION:
        send_file(acting, stage, matter=form.matter, leaning=form.proposal)
    done(acting)
    above = acting.open_stage
    statements.send_letter(
        stage=stage, sender=acting.organization, addressee=above.conductor, to_tier=Tier(above.tier),
        text=letter_text(form), signed=paper, act=acting.act,
    )  # fmt: skip
    acting.act.data.update(from_tier=stage.tier, to_tier=above.tier)

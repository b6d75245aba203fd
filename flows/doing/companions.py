"""Companion devices that work at more than one tier: withdrawal, extension, late party, interim handler, letters."""

from cases import services as cases
from cases import statements
from cases.errors import NotAParty, PartyTwice
from cases.models import CaseDocument, Letter
from core.vocabulary import LetterKind, PartyRole
from deadlines import services as deadlines
from deadlines.models import Deadline
from documents.models import Document
from flows.acting import Acting
from flows.choices import parties
from flows.doing.agreement import late_party_signs
from flows.doing.opening import check_kind
from flows.doing.papers import letter_text, organization_of, signed
from flows.doing.referral_file import send_file
from flows.engine import add_to_fan_outs, refer
from flows.errors import ExtensionTooLong
from flows.inputs import AddParty, DesignateInterimHandler, ExtendDeadline, SignLetter
from flows.stages import remind_of_late_party
from meetings.services import invite_late
from organizations.models import Organization


def sign_letter(acting: Acting, form: SignLetter) -> None:
    """签发: the oldest letter of this organization that the clock left as a draft."""
    letter = Letter.objects.filter(case=acting.case, sender=acting.organization, signed_by="").earliest("pk")
    statements.sign_letter(letter=letter, text=letter_text(form), signed=signed(acting, form), act=acting.act)
    if letter.kind == LetterKind.REFERRAL:
        send_file(acting, letter.stage, matter=form.matter, leaning=form.proposal)
    if acting.stage is not None and letter.stage_id == acting.stage.pk:
        # the procedure drafts the letter when the term ends, and the case goes with its signature
        refer(acting)


def take_part(acting: Acting, organization: Organization, *, reason: str) -> None:
    """参与: from now on, in everything that is being asked at this moment."""
    cases.join_party(
        case=acting.case, organization=organization, role=PartyRole.CONCERNED, reason=reason, act=acting.act
    )
    late_party_signs(acting, organization, reason=reason)
    add_to_fan_outs(acting, organization)
    remind_of_late_party(acting)
    invite_late(stage=acting.open_stage, organization=organization, act=acting.act)


def extend_deadline(acting: Acting, form: ExtendDeadline) -> None:
    """延期: the clock of the tier, within what the procedure allows."""
    extend_tier(acting, form.workdays, reason=form.reason)


def extend_tier(acting: Acting, workdays: int, *, reason: str) -> None:
    """Raises ``ExtensionTooLong``, ``DeadlineEnded``."""
    check_length(acting, workdays)
    clock = clock_of_tier(acting)
    term = acting.by_rule(acting.tier_step())
    deadlines.extend(
        deadline=clock, added=workdays, reason=reason, calendar=acting.calendar, marks=term.marks, act=acting.act
    )
    acting.act.data.update(clock=clock.pk, workdays=workdays)


def check_length(acting: Acting, workdays: int) -> None:
    longest = acting.pack.max_extension_days
    if workdays > longest:
        raise ExtensionTooLong(field="workdays", workdays=workdays, longest=longest)


def clock_of_tier(acting: Acting) -> Deadline:
    """The running clock that moves the case out of its tier."""
    return deadlines.running(acting.case).get(stage=acting.open_stage, of=None, step=acting.tier_step())


def add_party(acting: Acting, form: AddParty) -> None:
    """追加相关部门: it takes part from now on, in everything that is being asked at this moment."""
    organization = organization_of(acting, form.organization)
    check_kind(organization, acting.pack, field="organization")
    if organization in parties(acting):
        raise PartyTwice(field="organization", organization=organization.name)
    take_part(acting, organization, reason=form.reason)
    acting.act.data.update(party=organization.pk, party_name=organization.name)


def designate_interim_handler(acting: Acting, form: DesignateInterimHandler) -> None:
    """指定先行处置单位: one of the parties, without prejudice to the outcome."""
    organization = organization_of(acting, form.organization)
    if organization not in parties(acting):
        raise NotAParty(field="organization", organization=organization.name)
    cases.designate_interim_handler(
        case=acting.case, organization=organization, designated_by=acting.organization, reason=form.reason,
        act=acting.act,
    )  # fmt: skip
    acting.act.data.update(organization=organization.pk, organization_name=organization.name)


def add_document(acting: Acting, document: Document) -> None:
    """存入案卷: a paper joins the case's file; its digest goes into the record."""
    CaseDocument.objects.create(case=acting.case, document=document, stage=acting.stage)
    acting.act.data.update(document=document.pk, digest=document.file.digest)

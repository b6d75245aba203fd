"""The study sheet of the establishment office, and consultations of any conductor above tier 1."""

from cases import office
from cases.errors import BasisNotAdmissible
from cases.models import CaseDocument, Consultation
from cases.office import StudyLine
from cases.selectors import open_consultations
from core.labels import label
from core.vocabulary import DeadlineState
from deadlines.models import Deadline
from deadlines.services import arm, end, running
from documents.models import Document
from flows.acting import Acting
from flows.choices import parties
from flows.doing.papers import organization_of, signed
from flows.errors import NotInThisFile
from flows.inputs import AnswerConsultation, Consult, NoteStudy
from flows.office_errors import AskedAlready, NoSuchConsultation, NoSuchLine, PartyIsNotConsulted, WhomToAsk
from organizations.models import Organization


def note_study(acting: Acting, form: NoteStudy) -> None:
    """填写研究表: what the procedure does not admit as a basis is refused; practice elsewhere is for reference only."""
    admitted = acting.pack.admissible_basis_kinds
    kind = form.source.basis_kind
    if kind is not None and kind not in admitted:
        names = ", ".join(sorted(label(one) for one in admitted))
        raise BasisNotAdmissible(field="source", kind=label(form.source), admitted=names)
    lines = acting.case.study_entries.filter(organization=acting.organization)
    if form.sheet_line is not None and not lines.filter(line=form.sheet_line).exists():
        raise NoSuchLine(field="sheet_line", line=form.sheet_line)
    content = StudyLine(
        section=form.section, source=form.source, clause=form.clause, quote=form.quote, remark=form.remark,
        struck=form.struck,
    )  # fmt: skip
    office.note_study(
        case=acting.case, organization=acting.organization, line=form.sheet_line, content=content, act=acting.act
    )


def consult(acting: Acting, form: Consult) -> None:
    """征求意见: who is asked reads what it is sent; the case stays where it is."""
    organization = _addressee(acting, form)
    step = form.kind.step
    asked = office.consult(
        stage=acting.open_stage, kind=form.kind, asked_by=acting.organization, organization=organization,
        outside_name=form.outside_name, question=form.question, documents=_papers(acting, form), act=acting.act,
    )  # fmt: skip
    arm(
        case=acting.case, stage=acting.open_stage, organization=_awaited(asked), step=step,
        effect=acting.effect_of(step), by_rule=acting.by_rule(step), act=acting.act,
    )  # fmt: skip


def _addressee(acting: Acting, form: Consult) -> Organization | None:
    if bool(form.organization) == bool(form.outside_name):
        raise WhomToAsk(field="organization")
    organization = organization_of(acting, form.organization) if form.organization else None
    if organization is not None and organization in [*parties(acting), acting.organization]:
        raise PartyIsNotConsulted(field="organization", organization=organization.name)
    for asked in open_consultations(acting.case):
        same_term = asked.kind == form.kind or (asked.organization and asked.step == form.kind.step)
        if same_term and (asked.organization, asked.outside_name) == (organization, form.outside_name):
            raise AskedAlready(field="organization", whom=asked.addressee)
    return organization


def _papers(acting: Acting, form: Consult) -> list[Document]:
    held = CaseDocument.objects.filter(case=acting.case, document__in=form.documents).select_related("document")
    found = {row.document_id: row.document for row in held}
    for pk in form.documents:
        if pk not in found:
            raise NotInThisFile(field="documents", document=pk)
    return list(found.values())


def answer_consultation(acting: Acting, form: AnswerConsultation) -> None:
    """答复征求意见: by who was asked; what somebody outside answered is recorded by who asked."""
    mine = [asked for asked in open_consultations(acting.case) if _awaited(asked) == acting.organization]
    asked = next((one for one in mine if form.consultation in (None, one.pk)), None)
    if asked is None:
        raise NoSuchConsultation(field="consultation", consultation=form.consultation)
    office.answer(asked=asked, text=form.answer, signed=signed(acting, form), act=acting.act)
    clock = _clock_of(acting, asked)
    if clock is not None:
        end([clock], DeadlineState.MET, acting.act)


def _awaited(asked: Consultation) -> Organization:
    """Whose clock it is: who was asked, else who asked somebody outside."""
    return asked.organization or asked.asked_by


def _clock_of(acting: Acting, asked: Consultation) -> Deadline | None:
    """Of several that an asker keeps for people outside: its own, or after a reminder the oldest."""
    clocks = running(acting.case).filter(
        stage=acting.open_stage, organization=_awaited(asked), step=asked.step, of=None
    ).order_by("started_at", "pk")  # fmt: skip
    return clocks.filter(started_at=asked.asked_at).first() or clocks.first()

"""From typed inputs to the values that the rooms below take."""

from collections.abc import Sequence

from cases import papers
from cases.models import CaseDocument
from cases.outcomes import Assignment, Proposal, ProposedMatter
from cases.papers import Draft, Sheet
from cases.rules import check_paper_date, check_provisional
from cases.statements import LetterText, Signed
from core.labels import label
from core.vocabulary import MembershipRole, SigningWay, Tier
from documents.models import Document
from flows.acting import Acting
from flows.doing.sign_off import end_clock
from flows.errors import MustGoToTier4, NotInThisFile, ReviewerMissing, ScanMissing, SignOffNeeded
from flows.inputs import OutcomeInput, PhaseRole, ReferCase, SignedInput, SignLetter
from flows.inputs.fields import SIGNING
from flows.models import WorkItem
from flows.nodes.work import perform
from flows.signed_acts import SIGNED_ACTS, SignedAct, kind_of, levels_of
from organizations.models import Organization
from organizations.selectors import local_date, organizations_by_codes
from registry.designation_list import left_to_the_government


def signed(acting: Acting, form: SignedInput) -> Signed:
    """签发: the head's name and the paper's date, which may not lie in the future.

    The organization's sign-off is put on record: the paper that the head signs by this act, else the sheet that was
    signed already, held to what the procedure demands of its kind.
    """
    check_paper_date(form.signed_on, local_date(acting.case.jurisdiction, acting.act.at))
    sheet = Sheet(
        signed_by=form.signed_by, signed_on=form.signed_on, reviewed_by=form.reviewed_by,
        delegated_by=form.delegated_by, scan=document_of(acting, form.scan, field="scan"),
    )  # fmt: skip
    if acting.paper is not None:
        papers.sign(paper=acting.paper, sheet=sheet, act=acting.act)
    else:
        _record_signed(acting, form, sheet)
    return Signed(by=form.signed_by, on=form.signed_on)


def _record_signed(acting: Acting, form: SignedInput, sheet: Sheet) -> None:
    spec: SignedAct = SIGNED_ACTS[acting.name]
    kind = kind_of(spec, case=acting.case, sender=acting.organization, pack=acting.pack)
    levels, way = levels_of(spec, kind, acting.pack), _way(acting, sheet)
    if way is SigningWay.IN_SYSTEM and levels > 1:
        raise SignOffNeeded(kind=label(kind), levels=levels)
    if way is SigningWay.ON_PAPER and levels > 2 and not sheet.reviewed_by:
        raise ReviewerMissing(field="reviewed_by", kind=label(kind))
    if way is SigningWay.ON_PAPER and acting.pack.scan_required and sheet.scan is None:
        raise ScanMissing(field="scan")
    content = form.model_dump(mode="json", exclude=set(SIGNING))
    draft = Draft(
        case=acting.case, stage=acting.stage, organization=acting.organization, kind=kind, act=acting.name,
        levels=levels, content=content,
    )  # fmt: skip
    if papers.overtake(draft, acting.act):
        end_clock(acting)
    papers.record_signed(draft=draft, sheet=sheet, way=way, act=acting.act)


def _way(acting: Acting, sheet: Sheet) -> SigningWay:
    """The head's own act, in the head's own name, is a signature in the system; all else was signed on paper."""
    capacity = acting.capacity
    heads_own = capacity is not None and capacity.role is MembershipRole.HEAD
    own_name = capacity is not None and sheet.signed_by == capacity.person.name
    return SigningWay.IN_SYSTEM if heads_own and own_name and sheet.scan is None else SigningWay.ON_PAPER


def document_of(acting: Acting, pk: int | None, *, field: str) -> Document | None:
    """A document of the case's file; ``NotInThisFile`` where it is not."""
    if pk is None:
        return None
    held = CaseDocument.objects.filter(case=acting.case, document=pk).select_related("document").first()
    if held is None:
        raise NotInThisFile(field=field, document=pk)
    return held.document


def letter_text(form: ReferCase | SignLetter) -> LetterText:
    return LetterText(matter=form.matter, differences=form.differences, proposal=form.proposal)


def proposal(acting: Acting, form: OutcomeInput) -> Proposal:
    """The outcome as typed, its organizations looked up and in force.

    Raises ``MustGoToTier4`` below tier 4 for a basis by which the government designates the department.
    """
    _check_statutory(acting, form)
    longest = acting.pack.max_provisional_days
    check_provisional(form.scope, form.effective_from, form.effective_to, longest=longest)
    further = [
        ProposedMatter(
            matter=one.matter, assignments=_assigned(acting, one.assignments, field="further"), measures=one.measures,
            basis=one.basis,
        )
        for one in form.further
    ]  # fmt: skip
    return Proposal(
        matter=form.matter, assignments=_assigned(acting, form.assignments, field="assignments"),
        measures=form.measures, basis=form.outcome_basis, scope=form.scope, kind=form.kind,
        effective_from=form.effective_from,
        effective_to=form.effective_to, further=further,
    )  # fmt: skip


def _assigned(acting: Acting, rows: Sequence[PhaseRole], *, field: str) -> list[Assignment]:
    on = local_date(acting.case.jurisdiction, acting.act.at)
    found = organizations_by_codes([row.organization for row in rows], on, field=field)
    return [(row.phase, found[place], row.role) for place, row in enumerate(rows)]


def _check_statutory(acting: Acting, form: OutcomeInput) -> None:
    """法定指定: what a statute leaves to the government is not settled below it."""
    if acting.open_stage.tier == Tier.REFERRAL:
        return
    for field, basis in [("outcome_basis", form.outcome_basis), *(("further", one.basis) for one in form.further)]:
        clauses = left_to_the_government(basis)
        if clauses:
            raise MustGoToTier4(
                field=field, clause="、".join(one.cited for one in clauses), says="；".join(one.says for one in clauses)
            )


def organization_of(acting: Acting, code: str) -> Organization:
    """The organization with this code, in force today."""
    on = local_date(acting.case.jurisdiction, acting.act.at)
    return organizations_by_codes([code], on, field="organization")[0]


def done(acting: Acting) -> None:
    """The work item in hand is done; the flow goes on."""
    if acting.item is None:
        raise RuntimeError(f"{acting.name} has no work item in hand")
    perform(acting, acting.item)


def release(acting: Acting, item: WorkItem) -> None:
    """Work that nobody need do any more carries the flow on; nobody is recorded as having done it."""
    capacity, acting.capacity = acting.capacity, None
    perform(acting, item)
    acting.capacity = capacity


def waiting_at(acting: Acting, node: str) -> list[WorkItem]:
    """The work that waits at a step, as it was opened."""
    items = WorkItem.objects.filter(case=acting.case, node=node, ended_at=None)
    return list(items.select_related("task__process", "organization").order_by("pk"))

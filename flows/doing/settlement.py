"""After the tiers: filing, listing, carrying out, archive."""

from cases import outcomes, papers
from cases.models import CarryingOutReport, Filing, Paper
from cases.models.paper import LIVE
from cases.rules import check_paper_date
from cases.services import enter_state
from core.vocabulary import CaseState, FilingDecision
from flows.acting import Acting
from flows.doing.carrying_out import answer_ladder, ladder_was_climbed, put_right
from flows.doing.office_opinion import feed_back
from flows.doing.papers import document_of, done
from flows.filing_term import filing_term
from flows.inputs import (
    AcceptFiling,
    ArchiveCase,
    IssueAsDocument,
    ListOutcome,
    ReportCarryingOut,
    ReturnFiling,
    ReturnReport,
    StrikeOff,
)
from flows.recording import file_result
from organizations.selectors import local_date


def accept_filing(acting: Acting, form: AcceptFiling) -> None:
    """同意备案: the agreed result is in force and stands in the duty list."""
    file_result(acting, FilingDecision.ACCEPTED, remark=form.remark, publication=form)
    done(acting)


def list_outcome(acting: Acting, form: ListOutcome) -> None:
    """列入职责边界清单: what was determined or decided is in force; an opinion not sent yet goes to the parties."""
    feed_back(acting)
    file_result(acting, FilingDecision.LISTED, remark=form.remark, publication=form)
    done(acting)


def issue_as_document(acting: Acting, form: IssueAsDocument) -> None:
    """转为正式文件印发: the agreed result becomes a document with number and date (R5)."""
    check_paper_date(form.issued_on, local_date(acting.case.jurisdiction, acting.at), field="issued_on")
    file_result(
        acting, FilingDecision.ISSUED, remark=form.remark, document_number=form.document_number,
        issued_on=form.issued_on, publication=form,
    )  # fmt: skip
    done(acting)


def return_filing(acting: Acting, form: ReturnFiling) -> None:
    """退回补正: the result no longer stands; the tier it came from begins a new visit."""
    outcome = outcomes.proposed(acting.case)
    term = filing_term(acting, outcome)
    outcomes.void(outcome=outcome, act=acting.act)
    Filing.objects.create(
        case=acting.case, outcome=outcome, decision=FilingDecision.RETURNED, reason=form.reason,
        decided_at=acting.act.at, **term,
    )  # fmt: skip
    acting.act.data["returns"] = Filing.objects.filter(case=acting.case, decision=FilingDecision.RETURNED).count()
    done(acting)


def report_carrying_out(acting: Acting, form: ReportCarryingOut) -> None:
    """报告落实情况."""
    proof = document_of(acting, form.proof, field="proof")
    report = CarryingOutReport.objects.create(
        case=acting.case, outcome=acting.case.outcomes.get(state="IN_FORCE"), organization=acting.organization,
        text=form.text, proof=proof, reported_at=acting.act.at,
    )  # fmt: skip
    acting.act.data["report"] = report.pk
    answer_ladder(acting)
    done(acting)


def strike_off(acting: Acting, form: StrikeOff) -> None:
    """销号: the report holds; the case is closed."""
    _check(acting, accepted=True, remark=form.remark)


def return_report(acting: Acting, form: ReturnReport) -> None:
    """退回落实报告: to be carried out and reported again; once the ladder was climbed, in the term to put right."""
    _check(acting, accepted=False, remark=form.remark)
    if ladder_was_climbed(acting):
        put_right(acting)


def _check(acting: Acting, *, accepted: bool, remark: str) -> None:
    report = CarryingOutReport.objects.get(case=acting.case, checked_at=None)
    report.accepted, report.remark, report.checked_at = accepted, remark, acting.act.at
    report.save(update_fields=["accepted", "remark", "checked_at"])
    acting.act.data["report"] = report.pk
    done(acting)


def archive_case(acting: Acting, _form: ArchiveCase) -> None:
    """归档: nothing further happens to the case; what still waits for a signature falls."""
    papers.void(Paper.objects.filter(case=acting.case, state__in=LIVE), acting.act)
    done(acting)
    enter_state(case=acting.case, state=CaseState.ARCHIVED, act=acting.act)

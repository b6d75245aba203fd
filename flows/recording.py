"""备案: what the establishment office, or the procedure by itself, makes of an agreed result."""

from datetime import date

from cases import outcomes
from cases.models import Filing
from cases.rules import check_publication
from core.vocabulary import FilingDecision
from flows.acting import Acting
from flows.filing_term import filing_term
from flows.inputs import PublicationInput
from flows.trials.beginning import begin_trials
from organizations.selectors import local_date


def put_on_record(acting: Acting) -> None:
    """备案存档: where the procedure asks for no decision, an agreed result is on record and in force at once."""
    file_result(acting, FilingDecision.RECORDED)


def file_result(
    acting: Acting, decision: FilingDecision, *, remark: str = "", document_number: str = "",
    issued_on: date | None = None, publication: PublicationInput | None = None,
) -> None:  # fmt: skip
    """The result put forward is in force, and its filing decided; published only if it was checked for secrets."""
    publication = publication or PublicationInput()
    check_publication(
        publish=publication.publish, checked=publication.confidentiality_checked, work_secret=acting.case.work_secret
    )
    published_on = local_date(acting.case.jurisdiction, acting.at) if publication.publish else None
    outcome = outcomes.proposed(acting.case)
    entered = outcomes.put_in_force(case=acting.case, outcome=outcome, act=acting.act, published_on=published_on)
    begin_trials(outcome, entered, act=acting.act)
    filing = Filing.objects.create(
        case=acting.case, outcome=outcome, decision=decision, reason=remark, document_number=document_number,
        issued_on=issued_on, published_on=published_on,
        confidentiality_checked=publication.confidentiality_checked, decided_at=acting.act.at,
        **filing_term(acting, outcome),
    )  # fmt: skip
    acting.act.data.update(filing=filing.pk, decision=decision)

"""Tier 4: the decision is entered."""

from cases import outcomes
from cases.models import Decision
from cases.rules import check_paper_date
from core.labels import label
from flows.acting import Acting
from flows.doing.papers import done, proposal
from flows.errors import BodyMayNotDecide
from flows.inputs import EnterDecision
from organizations.selectors import local_date


def enter_decision(acting: Acting, form: EnterDecision) -> None:
    """录入审定意见: what a body that may decide has decided, with its document number."""
    allowed = acting.pack.decided_by
    if form.deciding_body not in allowed:
        names = ", ".join(sorted(label(body) for body in allowed))
        raise BodyMayNotDecide(field="deciding_body", body=label(form.deciding_body), allowed=names)
    check_paper_date(form.decided_on, local_date(acting.case.jurisdiction, acting.act.at))
    stage = acting.open_stage
    outcome = outcomes.propose(case=acting.case, stage=stage, proposal=proposal(acting, form), act=acting.act)
    decision = Decision.objects.create(
        case=acting.case, stage=stage, outcome=outcome, deciding_body=form.deciding_body,
        document_number=form.document_number, decided_on=form.decided_on, text=form.text, recorded_at=acting.act.at,
    )  # fmt: skip
    acting.act.data["decision"] = decision.pk
    done(acting)

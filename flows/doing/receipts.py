"""签收: an organization acknowledges the present stage; with the last one nobody need be reminded."""

from cases.receipts import acknowledge as record_receipt
from cases.receipts import acknowledgements_of, asked_now
from core.vocabulary import DeadlineState, Step
from deadlines import services as deadlines
from flows.acting import Acting
from flows.inputs import Acknowledge


def acknowledge(acting: Acting, _form: Acknowledge) -> None:
    """签收: proof that it reached the organization; consents to nothing."""
    asked = asked_now(acting.case, acting.stage, acting.parties(), list(acknowledgements_of(acting.case)))
    mine = next(one for one in asked if one.organization == acting.organization)
    record_receipt(case=acting.case, stage=acting.stage, asked=mine, act=acting.act)
    if all(one.receipt for one in asked if one is not mine):
        reminder = deadlines.running(acting.case).filter(step=Step.ACKNOWLEDGEMENT, stage=acting.stage)
        deadlines.end(reminder, DeadlineState.MET, acting.act)

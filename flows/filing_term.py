"""报备期限: from the date of the last signature on an agreement until it reached the establishment office."""

from datetime import datetime, time
from typing import Any

from django.db.models import Max

from cases.models import Outcome, Signature, Stage
from core.vocabulary import Step
from flows.acting import Acting
from workdays.rules import expires_at


def filing_term(acting: Acting, outcome: Outcome) -> dict[str, Any]:
    """When the agreed result was filed and by when it had to be; nothing of what was not signed by the parties.

    The last signature that is put on record files the agreement; it may have been given on paper days before.
    """
    signatures = Signature.objects.filter(agreement__stage=outcome.stage_id, agreement__void_at=None, agrees=True)
    signed_on = signatures.aggregate(last=Max("signed_on"))["last"]
    filed_at = Stage.objects.values_list("closed_at", flat=True).get(pk=outcome.stage_id)
    if signed_on is None or filed_at is None:
        return {}
    term = acting.pack.term(Step.FILING, urgent=acting.case.urgent)
    begun = datetime.combine(signed_on, time(), tzinfo=acting.calendar.zone)
    file_by = expires_at(begun, term.n, term.unit, term.roll, acting.calendar).expires_at
    acting.act.data["filed_late"] = filed_at >= file_by
    return {"filed_at": filed_at, "file_by": file_by}

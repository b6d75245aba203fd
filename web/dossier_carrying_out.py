"""案卷里的落实: reports, refusals, and the steps of the ladder."""

from django.contrib.postgres.expressions import ArraySubquery

from cases.models import CarryingOutRefusal, CarryingOutReport, LadderStep
from web.dossier_rows import of_case, rows


def carrying_out() -> dict[str, ArraySubquery]:
    return {
        "reports": rows(
            of_case(CarryingOutReport).order_by("-pk"), organization="organization__short_name", text="text",
            proof_id="proof_id", proof="proof__title", reported_at="reported_at", accepted="accepted", remark="remark",
            checked_at="checked_at",
        ),
        "refusals": rows(
            of_case(CarryingOutRefusal).order_by("-pk"), organization="organization__short_name", reason="reason",
            signed_by="signed_by", signed_on="signed_on", recorded_at="recorded_at",
        ),
        "ladder": rows(
            of_case(LadderStep).order_by("pk"), rung="rung", organization="organization__short_name", text="text",
            decided_by="decided_by", decided_on="decided_on", signed_by="signed_by", signed_on="signed_on",
            sent_at="sent_at", answered_at="answered_at",
        ),
    }  # fmt: skip

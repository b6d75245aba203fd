"""编办工作: what the establishment office has on record in a case, for the file."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from cases.models import Consultation, ConsultationPaper, Forwarding, Instruction, MajorMark, Registration, StudyEntry
from web.dossier_rows import of_case, rows


def office_rows() -> dict[str, ArraySubquery]:
    sent = rows(
        ConsultationPaper.objects.filter(consultation=OuterRef("pk")).order_by("pk"), id="document_id",
        title="document__title",
    )  # fmt: skip
    return {
        "booked": rows(
            of_case(Registration).order_by("-pk"), year="year", number="number", received_on="received_on",
            remark="remark", recorded_at="recorded_at", organization="organization__short_name",
        ),
        "instructed": rows(
            of_case(Instruction).order_by("-pk"), handler="handler", text="text", signed_by="signed_by",
            signed_on="signed_on", organization_id="stage__conductor_id",
        ),
        "sent_on": rows(of_case(Forwarding).order_by("-pk"), remark="remark", forwarded_at="forwarded_at"),
        "marked_major": rows(of_case(MajorMark), reason="reason", marked_at="marked_at"),
        "consulted": rows(
            of_case(Consultation).order_by("-pk"), id="pk", kind="kind", organization="organization__short_name",
            organization_id="organization_id", outside_name="outside_name", question="question", asked_at="asked_at",
            asked_by="asked_by__short_name", answer="answer", signed_by="signed_by", signed_on="signed_on",
            answered_at="answered_at", lapsed_at="lapsed_at", papers=sent,
        ),
        "study": rows(
            of_case(StudyEntry).order_by("section", "line", "-version"), line="line", version="version",
            section="section", source="source", clause="clause", quote="quote", remark="remark", struck="struck",
            reference_only="reference_only", recorded_at="recorded_at", recorded_by="recorded_by_name",
            organization_id="organization_id",
        ),
    }  # fmt: skip

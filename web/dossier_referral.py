"""案卷中的提请: the referral file, its co-signatures, its way to who decides, and what came back."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from cases.models import (
    AgendaApplication,
    Cosignature,
    CosigningRequest,
    Decision,
    DecisionDissent,
    Reception,
    ReferralFile,
    ReferralReturn,
    Routing,
)
from web.dossier_rows import of_case, rows


def referral_parts() -> dict[str, ArraySubquery]:
    """Lists by name, newest first."""
    return {**_going_up(), **_at_the_top()}


def _going_up() -> dict[str, ArraySubquery]:
    answers = rows(
        Cosignature.objects.filter(request=OuterRef("pk")).order_by("pk"), organization="organization__short_name",
        answer="answer", text="text", signed_by="signed_by", signed_on="signed_on", recorded_at="recorded_at",
    )  # fmt: skip
    return {
        "referral_versions": rows(
            of_case(ReferralFile).order_by("-pk"), id="pk", stage_id="stage_id", version="version", matter="matter",
            sections="sections", differences="differences", digest="digest", edited="edited", drafted_at="drafted_at",
            drafted_by="drafted_by_name", sent_at="sent_at",
        ),
        "cosignings": rows(
            of_case(CosigningRequest).order_by("-pk"), file_id="file_id", version="file__version", asked_at="asked_at",
            closed_at="closed_at", answers=answers,
        ),
    }  # fmt: skip


def _at_the_top() -> dict[str, ArraySubquery]:
    dissents = rows(
        DecisionDissent.objects.filter(decision=OuterRef("pk")).order_by("pk"), text="text",
        organization="organization__short_name",
    )  # fmt: skip
    return {
        "registered_upward": rows(
            of_case(Reception).order_by("-pk"), stage_id="stage_id", number="number", received_on="received_on",
            recorded_at="recorded_at", recorded_by="recorded_by_name", organization="organization__short_name",
        ),
        "sent_to": rows(
            of_case(Routing).order_by("-pk"), stage_id="stage_id", deciding_body="deciding_body", by_rule="by_rule",
            ground="ground", reason="reason", leader="leader", instruction="instruction",
            instructed_on="instructed_on", routed_at="routed_at", routed_by="routed_by_name",
        ),
        "agenda_asked": rows(
            of_case(AgendaApplication).order_by("-pk"), deciding_body="deciding_body", title="title",
            reporting_unit="reporting_unit", attendees="attendees", material_id="material_id",
            material="material__title", wanted_on="wanted_on", earliest_on="earliest_on", lead_n="lead_n",
            lead_unit="lead_unit", lead_citation="lead_citation", lead_is_sample="lead_is_sample",
            urgent_reason="urgent_reason", applied_at="applied_at", applied_by="applied_by_name",
        ),
        "decided": rows(
            of_case(Decision).order_by("-pk"), deciding_body="deciding_body", form="form",
            document_number="document_number", decided_on="decided_on", text="text", participants="participants",
            sheet_id="sheet_id", sheet="sheet__title", recorded_at="recorded_at", dissents=dissents,
        ),
        "sent_back": rows(
            of_case(ReferralReturn).order_by("-pk"), form="form", by="by", decided_on="decided_on", reason="reason",
            document_number="document_number", sheet_id="sheet_id", sheet="sheet__title", recorded_at="recorded_at",
        ),
    }  # fmt: skip

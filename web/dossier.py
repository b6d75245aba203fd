"""案卷: everything the case page tells of one case, read in two queries whatever is in the file.

Rows are plain dicts: the page only shows them. Moments and days come back as such (``_at``, ``_on``, ``_from``,
``_to``); what decides who may do what is read by ``flows`` and not here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cases.models import (
    ApplicationReview,
    Case,
    CaseDocument,
    Feedback,
    Filing,
    FurtherMatter,
    Letter,
    Objection,
    Opinion,
    OpinionPoint,
    OpinionReply,
    OpinionRound,
    Outcome,
    OutcomeAssignment,
    Party,
    Position,
    PositionStance,
    Reader,
    Reminder,
    Stage,
    Suspension,
    Trial,
    WithdrawalRequest,
)
from flows.models import WorkItem
from hotline.models import WorkOrder
from notifications.models import Notice
from organizations.selectors import Capacity
from web.dossier_carrying_out import carrying_out
from web.dossier_clocks import clock_parts
from web.dossier_office import office_rows
from web.dossier_opening import opening_rows
from web.dossier_people import people_parts
from web.dossier_referral import referral_parts
from web.dossier_room import notes, room_parts
from web.dossier_rows import PreparedParts, Row, of_case, read, rows
from web.dossier_sittings import sittings
from web.dossier_together import followed_by, together


def dossier_of(case: Case, on: date, *, held: Sequence[Capacity], person: int) -> Mapping[str, list[Row]]:
    """案卷: lists by name, each in the order in which the page shows it; contacts are those of the day ``on``.

    ``held`` are the capacities of who looks: the internal notes of their organizations and groups are in it, of others
    only what was shared. ``person`` is who looks. Two queries: what everybody sees, and what is for who looks.
    """
    own = {capacity.membership.organization_id for capacity in held}
    seen_by = {"notes": notes(own), "is_followed": followed_by(person), **people_parts(on, held)}
    return {**file_of(case), **read(case, seen_by)}


def file_of(case: Case, *names: str) -> Mapping[str, list[Row]]:
    """What is the same for everybody who reads the case, or only the parts that are named; one query."""
    return _prepared(names).read(case)


@cache
def _prepared(names: tuple[str, ...]) -> PreparedParts:
    parts = _parts()
    return PreparedParts({name: parts[name] for name in names} if names else parts)


def _parts() -> dict[str, ArraySubquery]:
    return {
        **_statements(),
        **room_parts(),
        **office_rows(),
        **_results(),
        **carrying_out(),
        **together(),
        **sittings(),
        **referral_parts(),
        **clock_parts(),
        **_course(),
        **opening_rows(),
        "work": rows(
            of_case(WorkItem).order_by("pk"),
            organization="organization__short_name",
            organization_id="organization_id",
            stage_id="stage_id",
            opened_at="opened_at",
            ended_at="ended_at",
        ),
        "notices_read": _notices_read(),
        "orders": _work_orders(),
    }


def _organization_now() -> Coalesce:
    """承继: what a dissolved party said stands with the organization in its place; the name shown stays its own."""
    left = Party.everybody.filter(
        case=OuterRef("case"), organization=OuterRef("organization"), succeeded_by__isnull=False
    )
    return Coalesce(Subquery(left.values("succeeded_by")[:1]), F("organization_id"))


def _statements() -> dict[str, ArraySubquery]:
    stances = rows(PositionStance.objects.filter(position=OuterRef("pk")), phase="phase", stance="stance")
    points = rows(
        OpinionPoint.objects.filter(reply=OuterRef("pk")), number="number", about="about", text="text", basis="basis",
        adoption="adoption", reason="reason", decided_at="decided_at",
    )  # fmt: skip
    replies = rows(
        OpinionReply.objects.filter(round=OuterRef("pk")).order_by("pk"), organization="organization__short_name",
        organization_id="organization_id", agrees="agrees", text="text", basis="basis", signed_by="signed_by",
        signed_on="signed_on", recorded_at="recorded_at", points=points,
    )  # fmt: skip
    return {
        "said": rows(
            of_case(Position).order_by("-recorded_at", "-pk"), id="pk", organization_id=_organization_now(),
            organization="organization__short_name", version="version", text="text", basis_kind="basis_kind",
            basis="basis", signed_by="signed_by", signed_on="signed_on", recorded_at="recorded_at",
            recorded_by="recorded_by_name", said_in_phases=stances,
        ),
        "correspondence": rows(
            of_case(Letter).order_by("-pk"), id="pk", kind="kind", sender="sender__short_name",
            addressee="addressee__short_name", matter="matter", differences="differences", proposal="proposal",
            drafted_at="drafted_at", heads_did_not_meet="heads_did_not_meet", signed_by="signed_by",
            signed_on="signed_on", recorded_at="signed_recorded_at",
        ),
        "reviews": rows(
            of_case(ApplicationReview).order_by("-pk"), decision="decision", reason="reason", missing="missing",
            forum="forum", supplement="supplement", supplemented_at="supplemented_at", decided_at="decided_at",
            supplement_signed_by="supplement_signed_by",
        ),
        "rounds": rows(
            of_case(OpinionRound).order_by("-pk"), number="number", question="question", opened_at="opened_at",
            closed_at="closed_at", replies=replies,
        ),
        "papers": rows(
            of_case(CaseDocument).order_by("-pk"), id="document_id", title="document__title",
            file_name="document__file_name", size="document__file__size", digest="document__file__digest",
            organization="document__organization__short_name", added_by="document__added_by_name",
            added_at="document__added_at",
        ),
    }  # fmt: skip


def _results() -> dict[str, ArraySubquery]:
    assigned = rows(
        OutcomeAssignment.objects.filter(outcome=OuterRef("pk"), further=None).order_by("pk"), phase="phase",
        role="role", organization="organization__short_name", organization_id="organization_id",
    )  # fmt: skip
    assigned_further = rows(
        OutcomeAssignment.objects.filter(further=OuterRef("pk")).order_by("pk"), phase="phase", role="role",
        organization="organization__short_name",
    )  # fmt: skip
    further = rows(
        FurtherMatter.objects.filter(outcome=OuterRef("pk")), order="order", matter="matter", measures="measures",
        basis="basis", entry="entry__number", assigned=assigned_further,
    )  # fmt: skip
    told = rows(
        Feedback.objects.filter(opinion=OuterRef("pk")).order_by("pk"), organization="organization__short_name",
        given_at="given_at", acknowledged_at="acknowledged_at", acknowledged_by="acknowledged_by_name",
    )  # fmt: skip
    filed = rows(
        Filing.objects.filter(outcome=OuterRef("pk")), decision="decision", reason="reason",
        decided_at="decided_at", published_on="published_on", confidentiality_checked="confidentiality_checked",
        document_number="document_number", issued_on="issued_on", filed_at="filed_at", file_by_at="file_by",
    )  # fmt: skip
    tried = rows(
        Trial.objects.filter(outcome=OuterRef("pk")).order_by("pk"), state="state", ends_on="ends_on",
        entry="entry__number", reason="reason",
    )  # fmt: skip
    return {
        "results": rows(
            of_case(Outcome).order_by("-version"), id="pk", version="version", state="state", matter="matter",
            measures="measures", basis="basis", scope="scope", kind="kind", effective_from="effective_from",
            effective_to="effective_to", proposed_at="proposed_at", entry="entry__number", assigned=assigned,
            further=further, filed=filed, trials=tried,
        ),
        "office_opinions": rows(
            of_case(Opinion).order_by("-pk"), text="text", all_agree="all_agree", drafted_at="drafted_at",
            confirmed_at="confirmed_at", confirmed_by="confirmed_by", confirmed_on="confirmed_on",
            void_at="void_at", return_reason="return_reason", drafted_by="drafted_by_name", reviewed_at="reviewed_at",
            reviewed_by="reviewed_by_name", told=told,
        ),
    }  # fmt: skip


def _course() -> dict[str, ArraySubquery]:
    return {
        "standstills": rows(
            of_case(Suspension).order_by("-pk"), ground="ground", reason="reason",
            organization="suspended_by__short_name", suspended_at="suspended_at", resumed_at="resumed_at",
            resume_reason="resume_reason",
        ),
        "withdrawals": rows(
            of_case(WithdrawalRequest).order_by("-pk"), reason="reason", asked_at="asked_at", granted="granted",
            answer="answer", answered_at="answered_at",
        ),
        "urgings": rows(
            of_case(Reminder).order_by("-pk"), organization="organization__short_name",
            sent_by="sent_by__short_name", sent_at="sent_at", text="text",
        ),
        "grievances": rows(
            of_case(Objection).order_by("-pk"), organization="organization__short_name", against="against",
            ground="ground", text="text", basis="basis", raised_at="raised_at", window_ends_at="window_ends_at",
            verdict="verdict", verdict_reason="verdict_reason", signed_by="signed_by",
        ),
        "copies": rows(
            of_case(Reader).filter(ended_at=None).order_by("pk"), organization="organization__short_name",
            reason="reason", added_at="added_at",
        ),
    }  # fmt: skip


def _work_orders() -> ArraySubquery:
    return rows(
        of_case(WorkOrder).order_by("pk"), source="source", number="number", text="text", received_at="received_at",
        handle_by_at="handle_by",
    )  # fmt: skip


def _notices_read() -> ArraySubquery:
    """送达的旁证: when somebody of an organization first opened a notice of the present stage."""
    begun = Stage.objects.filter(case=OuterRef(OuterRef("pk")), closed_at=None).values("opened_at")
    read = of_case(Notice).filter(read_at__isnull=False, created_at__gte=Subquery(begun))
    first = read.values("person__memberships__organization_id").annotate(first_at=Min("read_at"))
    return rows(first, organization_id="person__memberships__organization_id", first_at="first_at")

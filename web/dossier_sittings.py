"""案卷中的会议: the sittings about a case, who came, what was said, and what became of the minutes."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from meetings.models import AgendaItem, Attendance, MeetingTask, MinutesConfirmation, Presence, Stand, StandPhase
from web.dossier_rows import of_case, rows


def sittings() -> dict[str, ArraySubquery]:
    invited = rows(
        Attendance.objects.filter(meeting=OuterRef("meeting_id")).order_by("pk"),
        organization="organization__short_name", code="organization__code", organization_id="organization_id",
        representative="representative", post="post", reply="reply", authority="authority", mandate="mandate",
        absence_reason="absence_reason", signed_in_at="signed_in_at",
    )  # fmt: skip
    presences = rows(
        Presence.objects.filter(item=OuterRef("pk")), organization_id="organization_id", attended="attended",
        excused="excused", representative="representative", authority="authority", mandate="mandate",
    )  # fmt: skip
    phases = rows(StandPhase.objects.filter(stand=OuterRef("pk")), phase="phase", stance="stance")
    stands = rows(
        Stand.objects.filter(item=OuterRef("pk")), organization_id="organization_id", kind="kind", text="text",
        provisional="provisional", confirmed_at="confirmed_at", said_in_phases=phases,
    )  # fmt: skip
    answers = rows(
        MinutesConfirmation.objects.filter(item=OuterRef("pk")).order_by("pk"), organization="organization__short_name",
        organization_id="organization_id", version="version", silence="silence", received_at="received_at",
        received_by="received_by", answer="answer", answered_at="answered_at", objection="objection", note="note",
    )  # fmt: skip
    tasks = rows(
        MeetingTask.objects.filter(item=OuterRef("pk"), void_at=None).order_by("due_on", "pk"), what="what",
        organization="organization__short_name", due_on="due_on", done_at="done_at", remark="remark",
    )  # fmt: skip
    return {
        "sittings": rows(
            of_case(AgendaItem).order_by("-pk"), id="meeting_id", item_id="pk", title="meeting__title",
            kind="meeting__kind", starts_at="meeting__starts_at", place="meeting__place", chair="meeting__chair",
            state="meeting__state", convener="meeting__convener__short_name", papers_due_on="meeting__papers_due_on",
            held_at="meeting__held_at", agreed="agreed", minutes="minutes", version="minutes_version",
            document="document_id", minutes_issued_at="minutes_issued_at", signed_by="signed_by",
            binding_at="binding_at", dropped_at="dropped_at", drop_reason="drop_reason", invited=invited,
            presences=presences, stands=stands, answers=answers, tasks=tasks,
        ),
    }  # fmt: skip

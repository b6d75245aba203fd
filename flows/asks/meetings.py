"""专题协调会: invitations to answer, stands to confirm, minutes to sign for, tasks to do."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, Func, Min, OuterRef, Subquery, Value

from cases.models import Party
from core.vocabulary import MeetingState
from flows.asks.spec import Ask, Part, Viewer, at_step, first_of
from meetings.models import AgendaItem, Attendance, MeetingTask, MinutesConfirmation, Stand


def _invited(_viewer: Viewer) -> Sequence[Part]:
    """The parties that have not said whether they come; they may change it later, but nobody waits for that."""
    seat = Attendance.objects.filter(
        organization=OuterRef("organization"), reply="", meeting__state=MeetingState.CONVENED,
        meeting__agenda__stage__case=OuterRef("case"), meeting__agenda__stage__closed_at=None,
        meeting__agenda__minutes_issued_at=None, meeting__agenda__dropped_at=None,
    )  # fmt: skip
    rows = Party.objects.filter(Exists(seat), at_step("hold", "minutes"))
    return [
        Part(
            rows=rows, since=Subquery(seat.values("invited_at")[:1]), about=Subquery(seat.values("pk")[:1]),
            until=Subquery(seat.values("meeting__starts_at")[:1]),
        )
    ]  # fmt: skip


def _provisional_stand(_viewer: Viewer) -> Sequence[Part]:
    rows = Stand.objects.filter(
        at_step("hold", "minutes", case="item__case"), provisional=True, confirmed_at=None,
        item__stage__closed_at=None, item__minutes_issued_at=None, item__dropped_at=None,
    )  # fmt: skip
    return [Part(rows=rows, case="item__case", since="recorded_at")]


def _minutes_without_receipt(_viewer: Viewer) -> Sequence[Part]:
    later = AgendaItem.objects.filter(
        stage=OuterRef("item__stage"), minutes_issued_at__isnull=False, pk__gt=OuterRef("item")
    )
    rows = MinutesConfirmation.objects.filter(
        ~Exists(later), at_step("confirm_minutes", case="item__case"), version=F("item__minutes_version"), answer="",
        received_at=None, item__stage__closed_at=None,
    )  # fmt: skip
    return [Part(rows=rows, case="item__case", since="asked_at")]


def _task(_viewer: Viewer) -> Sequence[Part]:
    """Several tasks of one case are one line, due with the first of them."""
    rows = MeetingTask.objects.filter(done_at=None, void_at=None)
    same = rows.filter(item__case=OuterRef("item__case"), organization=OuterRef("organization")).order_by()
    first_day = same.values("item__case").annotate(day=Min("due_on")).values("day")
    return [
        Part(
            rows=first_of(rows, case="item__case"), case="item__case", since="item__minutes_issued_at",
            until=_end_of(Subquery(first_day), zone=F("item__case__jurisdiction__timezone")),
        )
    ]  # fmt: skip


def _end_of(day: Subquery, *, zone: F) -> Func:
    """The first moment after a day, in the zone of the case's jurisdiction."""
    midnight = ExpressionWrapper(day + Value(timedelta(days=1)), output_field=DateTimeField())
    return Func(zone, midnight, function="timezone", output_field=DateTimeField())


ASKS = (
    Ask(acts=("reply_to_invitation",), parts=_invited, has_moment=True),
    Ask(acts=("confirm_stand",), parts=_provisional_stand),
    Ask(acts=("receive_minutes",), parts=_minutes_without_receipt),
    Ask(acts=("finish_meeting_task",), parts=_task, has_moment=True),
)

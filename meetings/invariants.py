"""What must always hold of meetings: who is asked, what binds, and what a sitting's state says of its agenda."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop

from cases.models import Party
from core.invariants import Finding, Invariant
from core.vocabulary import ConfirmationAnswer, MeetingState, SilenceEffect, Tier
from meetings.models import AgendaItem, Attendance, JointMeeting, MinutesConfirmation, Presence, Stand


def states_say_what_is_on_the_agenda(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """A sitting to come has something to discuss; one that is over has nothing left."""
    items = AgendaItem.objects.filter(meeting=OuterRef("pk"))
    pending = Q(Exists(items.filter(minutes_issued_at=None, dropped_at=None)))
    minuted = Q(Exists(items.filter(minutes_issued_at__isnull=False)))
    idle = Q(state=MeetingState.CONVENED) & (~pending | minuted)
    unfinished = Q(state=MeetingState.MINUTED) & (pending | ~minuted) | Q(state=MeetingState.CANCELLED) & pending
    for meeting in JointMeeting.objects.filter(idle | unfinished).order_by("pk").iterator():
        yield Finding(
            code="meeting_and_agenda_differ", subject=meeting.title,
            message=gettext_noop("The meeting is %(state)s, and its agenda says otherwise."),
            params={"state": meeting.state},
        )  # fmt: skip


def parties_of_the_agenda_are_invited(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Every party of a case on an agenda still to be discussed has its invitation, a late one too."""
    seat = Attendance.objects.filter(meeting=OuterRef("meeting"), organization=OuterRef(OuterRef("organization")))
    items = AgendaItem.objects.filter(
        ~Exists(seat), case=OuterRef("case"), minutes_issued_at=None, dropped_at=None,
        meeting__state=MeetingState.CONVENED,
    )  # fmt: skip
    for party in Party.objects.filter(Exists(items)).select_related("case", "organization").order_by("pk").iterator():
        yield Finding(
            code="party_is_not_invited", subject=party.case.number,
            message=gettext_noop("%(organization)s is not invited to the meeting about its case."),
            params={"organization": party.organization.short_name},
        )  # fmt: skip


def binding_minutes_are_answered(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Minutes that bind wait for no department, and no objection to them is without the convener's note."""
    asked = MinutesConfirmation.objects.filter(item=OuterRef("pk"), version=OuterRef("minutes_version"))
    open_ones = asked.filter(Q(answer="") | Q(answer=ConfirmationAnswer.OBJECTED, note=""))
    binding = AgendaItem.objects.filter(Exists(open_ones), binding_at__isnull=False).select_related("case")
    for item in binding.order_by("pk").iterator():
        yield Finding(
            code="minutes_bind_unanswered", subject=item.case.number,
            message=gettext_noop("The minutes bind although a department has not answered them, or objected."),
        )  # fmt: skip


def silence_counts_only_at_tier_2(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Silence confirms only at tier 2, announced, and after delivery that lies before it."""
    silent = MinutesConfirmation.objects.filter(answer=ConfirmationAnswer.BY_SILENCE).exclude(
        item__stage__tier=Tier.DISPATCH_COORDINATION, silence=SilenceEffect.CONFIRMED, received_at__lt=F("answered_at")
    )
    for row in silent.select_related("item__case", "organization").order_by("pk").iterator():
        yield Finding(
            code="silence_passed_for_consent", subject=row.item.case.number,
            message=gettext_noop("The silence of %(organization)s was taken for confirmation against the rule."),
            params={"organization": row.organization.short_name},
        )  # fmt: skip


def confirmations_are_of_who_attended(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Who is asked to confirm the minutes was there for the item; who stayed away neither confirms nor objects."""
    rows = MinutesConfirmation.objects.filter(~Exists(_was_there())).select_related("item__case", "organization")
    for row in rows.order_by("pk").iterator():
        yield Finding(
            code="absent_is_asked_to_confirm", subject=row.item.case.number,
            message=gettext_noop("%(organization)s was not at the meeting and is asked to confirm its minutes."),
            params={"organization": row.organization.short_name},
        )  # fmt: skip


def records_say_who_was_there(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """An item on record says who was there and who stayed away."""
    recorded = AgendaItem.objects.filter(recorded_at__isnull=False, dropped_at=None)
    silent = recorded.filter(~Exists(Presence.objects.filter(item=OuterRef("pk"))))
    for item in silent.select_related("case").order_by("pk").iterator():
        yield Finding(
            code="record_without_presence", subject=item.case.number,
            message=gettext_noop("The sitting is on record, and nothing says who was there."),
        )  # fmt: skip


def stands_are_of_who_attended(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Who has a stand on an item on record was there; the stand of who left the case since is its successor's."""
    takes_part = Party.objects.filter(case=OuterRef("item__case"), organization=OuterRef("organization"))
    rows = Stand.objects.filter(
        ~Exists(_was_there()), Exists(takes_part), item__recorded_at__isnull=False, item__dropped_at=None
    )  # fmt: skip
    for row in rows.select_related("item__case", "organization").order_by("pk").iterator():
        yield Finding(
            code="absent_has_a_stand", subject=row.item.case.number,
            message=gettext_noop("%(organization)s was not at the meeting and has a stand on its record."),
            params={"organization": row.organization.short_name},
        )  # fmt: skip


def _was_there() -> QuerySet[Presence]:
    """The organization itself, or the one in whose place it is now."""
    before = Party.everybody.filter(
        case=OuterRef("item__case"),
        organization=OuterRef("organization"),
        succeeded_by=OuterRef(OuterRef("organization")),
    )
    itself = Q(organization=OuterRef("organization"))
    return Presence.objects.filter(itself | Exists(before), item=OuterRef("item"), attended=True)


INVARIANTS = (
    Invariant(
        code="parties_are_invited", number=7, check=parties_of_the_agenda_are_invited,
        title=gettext_noop("Every party is invited to the meeting about its case"),
    ),
    Invariant(
        code="binding_minutes_are_answered", number=6, check=binding_minutes_are_answered,
        title=gettext_noop("Minutes bind only when nobody is left to answer them"),
    ),
    Invariant(
        code="silence_confirms_at_tier_2_only", number=6, check=silence_counts_only_at_tier_2,
        title=gettext_noop("Silence confirms minutes only where the rule lets it"),
    ),
    Invariant(
        code="only_who_attended_confirms", number=6, check=confirmations_are_of_who_attended,
        title=gettext_noop("Only who attended is asked to confirm the minutes"),
    ),
    Invariant(
        code="records_say_who_was_there", number=6, check=records_say_who_was_there,
        title=gettext_noop("The record of a sitting says who was there"),
    ),
    Invariant(
        code="only_who_attended_has_a_stand", number=6, check=stands_are_of_who_attended,
        title=gettext_noop("Only who was there has a stand on record"),
    ),
    Invariant(
        code="meetings_and_agendas_agree", number=9, check=states_say_what_is_on_the_agenda,
        title=gettext_noop("The state of a meeting is what its agenda says"),
    ),
)  # fmt: skip

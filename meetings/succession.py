"""承继: a seat at a sitting still to come, and the word that one that was still waits for, are the successor's."""

from django.db.models import Exists, F, OuterRef

from cases.models import Case
from core.vocabulary import MeetingState
from meetings.models import Attendance, JointMeeting, MeetingTask, MinutesConfirmation, Stand
from organizations.models import Organization

_UNFINISHED = (MeetingState.CONVENED, MeetingState.HELD)


def pass_invitations(*, case: Case, before: Organization, after: Organization) -> None:
    """One that is invited itself has one seat all the same; where the case was heard already its seat stays."""
    coming = JointMeeting.objects.filter(agenda__case=case, agenda__dropped_at=None, agenda__recorded_at=None)
    invited = Attendance.objects.filter(meeting__in=coming.filter(state__in=_UNFINISHED))
    both = invited.filter(organization=after).values("meeting")
    invited.filter(organization=before).exclude(meeting__in=both).update(organization=after)
    unfinished = JointMeeting.objects.filter(agenda__case=case, agenda__dropped_at=None, state__in=_UNFINISHED)
    JointMeeting.objects.filter(pk__in=unfinished.values("pk"), convener=before).update(convener=after)


def pass_questions(*, case: Case, before: Organization, after: Organization) -> bool:
    """What is still to be said to the minutes or to a stand, and what is still to be done, is the successor's.

    Whether a question fell away, because the successor is asked the same itself.
    """
    pending = Stand.objects.filter(item__case=case, item__minutes_issued_at=None, provisional=True, confirmed_at=None)
    own = Stand.objects.filter(item__case=case, organization=after).values("item")
    pending.filter(organization=before).exclude(item__in=own).update(organization=after)
    MeetingTask.objects.filter(item__case=case, organization=before, done_at=None, void_at=None).update(
        organization=after
    )
    asked = MinutesConfirmation.objects.filter(
        item__case=case, item__stage__closed_at=None, version=F("item__minutes_version"), answer="", organization=before
    )  # fmt: skip
    its_own = MinutesConfirmation.objects.filter(
        item=OuterRef("item"), version=OuterRef("version"), organization=after
    )  # fmt: skip
    twice = list(asked.filter(Exists(its_own)).values_list("pk", flat=True))
    MinutesConfirmation.objects.filter(pk__in=twice).delete()
    asked.update(organization=after)
    return bool(twice)

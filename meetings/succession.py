"""承继: an invitation to a sitting that is still to come goes to the successor."""

from cases.models import Case
from core.vocabulary import MeetingState
from meetings.models import Attendance, JointMeeting
from organizations.models import Organization


def pass_invitations(*, case: Case, before: Organization, after: Organization) -> None:
    """One that is invited itself has one seat all the same."""
    coming = JointMeeting.objects.filter(agenda__case=case, agenda__dropped_at=None)
    pending = coming.filter(state=MeetingState.CONVENED)
    invited = Attendance.objects.filter(meeting__in=pending)
    both = invited.filter(organization=after).values("meeting")
    invited.filter(organization=before).exclude(meeting__in=both).update(organization=after)
    unfinished = coming.exclude(state__in=[MeetingState.MINUTED, MeetingState.CANCELLED])
    JointMeeting.objects.filter(pk__in=unfinished.values("pk"), convener=before).update(convener=after)

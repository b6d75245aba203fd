"""Rules of joint meetings that can be broken."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class NoticeTooShort(DomainError):
    """The invitation would come later than the procedure allows, and no urgency is given."""

    code = "notice_too_short"
    message = gettext_noop(
        "The procedure wants %(days)s of notice: the earliest date is %(earliest)s. Choose a later one, or give the "
        "reason why it is urgent."
    )


class MeetingNotYet(DomainError):
    """A meeting is convened for a moment that has passed."""

    code = "meeting_in_the_past"
    message = gettext_noop("A meeting cannot be convened for a moment that has passed: %(starts_at)s.")


class MeetingStillToCome(DomainError):
    """A meeting is put on record before it was held."""

    code = "meeting_still_to_come"
    message = gettext_noop("A meeting is put on record after it was held: %(held_at)s has not come yet.")


class NotPutOff(DomainError):
    """A meeting is put off to a moment that is not later."""

    code = "meeting_not_put_off"
    message = gettext_noop("The meeting begins at %(before)s; it can be put off to a later moment only.")


class PapersDueTooLate(DomainError):
    """Papers are asked for by a day before today or after the meeting."""

    code = "papers_due_wrongly"
    message = gettext_noop("Papers can be due from today until the day of the meeting (%(day)s).")


class StandMissing(DomainError):
    """A department that attended has no stand, or nobody who spoke for it, on record."""

    code = "stand_missing"
    message = gettext_noop("%(organization)s attended: its representative and what it stands for must be recorded.")


class PresenceMissing(DomainError):
    """A department that took a stand on an item is not named among who was there or stayed away."""

    code = "presence_missing"
    message = gettext_noop("%(organization)s took a stand on this item: say whether it came.")


class PresenceTwice(DomainError):
    """A department is named twice among who was there or stayed away."""

    code = "presence_twice"
    message = gettext_noop("%(organization)s is named twice; say once whether it came.")


class SpeakerMissing(DomainError):
    """A reply does not say who speaks and with what authority."""

    code = "speaker_missing"
    message = gettext_noop("Say who speaks for the department and with what authority.")


class MandateMissing(DomainError):
    """Authority within a mandate, without the mandate."""

    code = "mandate_missing"
    message = gettext_noop("Say how far the mandate goes.")


class ReasonMissing(DomainError):
    """Who cannot come says why."""

    code = "absence_reason_missing"
    message = gettext_noop("Say why nobody can come.")


class DelegationIsNoGround(DomainError):
    """Who delegated a duty still comes (R18 第十一条)."""

    code = "delegation_is_no_ground"
    message = gettext_noop("That a matter was delegated is no ground for staying away from its coordination.")


class NotInvited(DomainError):
    """The organization is not invited to the meeting."""

    code = "not_invited"
    message = gettext_noop("%(organization)s is not invited to this meeting.")


class NoSuchMeeting(DomainError):
    """The meeting named is none of the convener's that are still to be held."""

    code = "no_such_meeting"
    message = gettext_noop("Meeting %(meeting)s is none of your meetings that are still to be held.")


class CaseNotFree(DomainError):
    """A further case cannot come onto the agenda."""

    code = "case_not_free"
    message = gettext_noop("Case %(number)s cannot be on this agenda: %(reason)s")


class AgendaChanged(DomainError):
    """Somebody put a case on the agenda, or took one off, at the same moment."""

    code = "agenda_changed"
    message = gettext_noop("The agenda was changed by somebody else just now. Look at it again.")
    status = 409


class GuestTwice(DomainError):
    """The guest is invited already."""

    code = "guest_twice"
    message = gettext_noop("%(name)s is invited already.")


class NoConfirmationAsked(DomainError):
    """The department named is not asked to confirm, or its receipt is on record already."""

    code = "no_receipt_awaited"
    message = gettext_noop("No receipt of the minutes is awaited from %(organization)s.")


class NoSuchTask(DomainError):
    """The task is none of the organization's that are still open."""

    code = "no_such_task"
    message = gettext_noop("Task %(task)s is none of your open tasks in this case.")


class TaskForNobody(DomainError):
    """A task is given to an organization that is not a party."""

    code = "task_for_nobody"
    message = gettext_noop("%(organization)s is not a party to this case and can be given no task by its minutes.")


class TaskDueInThePast(DomainError):
    """A task is due before today."""

    code = "task_due_in_the_past"
    message = gettext_noop("A task cannot be due on a day that has passed: %(due_on)s.")

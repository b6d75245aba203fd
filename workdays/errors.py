"""What can be wrong with a calendar."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class NoticeInvalid(DomainError):
    """A file with a holiday notice cannot be used."""

    code = "notice_invalid"
    message = gettext_noop("Holiday notice %(file)s, %(key)s: %(reason)s")


class NoWorkingTime(DomainError):
    """The text names no hours of work."""

    code = "no_working_time"
    message = gettext_noop(
        "“%(text)s” is no working time such as 08:30-12:00,14:00-17:30: one to four spans, each after the one before."
    )


class ExceptionExists(DomainError):
    """The jurisdiction has already ruled on that day."""

    code = "calendar_exception_exists"
    message = gettext_noop("%(jurisdiction)s already has an exception for %(day)s: %(name)s (%(authority)s).")
    status = 409


class HolidayStands(DomainError):
    """A local authority cannot make a holiday a workday."""

    code = "holiday_stands"
    message = gettext_noop("%(day)s is a holiday (%(name)s); a holiday beats all and cannot be made a workday.")


class ExceptionIncomplete(DomainError):
    """An exception without a name or without the document it rests on."""

    code = "calendar_exception_incomplete"
    message = gettext_noop("Give the name of the day and the document it rests on; each has at most 200 characters.")


class ExceptionWithdrawn(DomainError):
    """The exception counts no more: it was withdrawn or put right before."""

    code = "calendar_exception_withdrawn"
    message = gettext_noop("The exception for %(day)s was withdrawn before, by %(authority)s.")
    status = 409


class NothingCorrected(DomainError):
    """A correction that says what was said before."""

    code = "nothing_corrected"
    message = gettext_noop("This is what the exception for %(day)s says already.")


class NoticeInUse(DomainError):
    """The file is the one that is counted with already."""

    code = "notice_in_use"
    message = gettext_noop("%(reference)s (%(year)s) is in use already, word for word.")
    status = 409

"""What a rehearsal refuses."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class PeopleInvalid(DomainError):
    """The file that says how people behave cannot be used."""

    code = "people_invalid"
    message = gettext_noop("%(file)s: %(key)s: %(reason)s")


class SpanUnknown(DomainError):
    """A rehearsal was asked for over days that are none."""

    code = "rehearsal_span_invalid"
    message = gettext_noop("From %(begin)s to %(until)s there is no working day to rehearse.")


class TooFewDepartments(DomainError):
    """The procedure takes too few of the departments that there are."""

    code = "too_few_departments"
    message = gettext_noop("Under this procedure only %(count)s departments of the sample district can be parties.")

"""What a machine can do wrong before any rule of the procedure is reached."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class NotSignedIn(DomainError):
    """No session and no usable token."""

    code = "not_signed_in"
    message = gettext_noop("Sign in, or send a token that is valid: Authorization: Bearer …")
    status = 401


class CsrfFailed(DomainError):
    """A change with a session needs the token against forged requests."""

    code = "csrf_failed"
    message = gettext_noop("A change made with a session needs the X-CSRFToken header of that session.")
    status = 403


class NoOffice(DomainError):
    """The person holds no office on this day."""

    code = "no_office"
    message = gettext_noop("You hold no office in any organization today.")
    status = 403


class NotYourOrganization(DomainError):
    """The organization named in X-On-Behalf-Of is none of the person's."""

    code = "not_your_organization"
    message = gettext_noop("You hold no office in %(organization)s today; yours are: %(yours)s.")
    status = 403


class WhichOrganization(DomainError):
    """The act is open to several organizations of the person."""

    code = "which_organization"
    message = gettext_noop("You may do this for %(organizations)s: say for which in the header X-On-Behalf-Of.")


class RequestKeyTooLong(DomainError):
    """An Idempotency-Key is at most so long."""

    code = "request_key_too_long"
    message = gettext_noop("An Idempotency-Key has at most %(longest)s characters; this one has %(length)s.")


class StartOrEnd(DomainError):
    """A term is asked for by its length or by its end."""

    code = "length_or_end"
    message = gettext_noop("Give either “add” (how many) or “end” (until when), one of the two.")


class DayOutOfRange(DomainError):
    """The calendar does not reach that day."""

    code = "day_out_of_range"
    message = gettext_noop("%(day)s cannot be counted: the days lie from %(first)s to %(last)s, the end not first.")


class UnknownPerson(DomainError):
    """Nobody has this user name."""

    code = "unknown_person"
    message = gettext_noop("Nobody signs in as %(username)s.")


class TokenNameTaken(DomainError):
    """The person has a token of this name already."""

    code = "token_name_taken"
    message = gettext_noop("%(username)s has a token named %(name)s already: revoke it first, or choose another name.")


class UnknownToken(DomainError):
    """The person has no token of this name that could be revoked."""

    code = "unknown_token"
    message = gettext_noop("%(username)s has no token named %(name)s.")


class TokenTooLong(DomainError):
    """A token lives for a limited time."""

    code = "token_days"
    message = gettext_noop("A token is valid for 1 to %(longest)s days, not %(days)s.")


class HowFar(DomainError):
    """The rehearsal's clock is moved by workdays or by seconds."""

    code = "how_far"
    message = gettext_noop("Give either advance_workdays or advance_seconds, one of the two.")

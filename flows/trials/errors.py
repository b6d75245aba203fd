"""Rules of the review that can be broken."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class DecidedAbove(DomainError):
    """What the party committee or government decided is changed on its word only."""

    code = "decided_above"
    message = gettext_noop(
        "The result was decided at tier 4 (%(document)s); name the document by which it is confirmed or prolonged."
    )


class EndsNoLater(DomainError):
    """A prolongation that adds no day."""

    code = "ends_no_later"
    message = gettext_noop("It is prolonged beyond %(ends_on)s and beyond today; %(asked)s is neither.")

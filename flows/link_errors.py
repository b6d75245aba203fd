"""Rules of merging and linking cases that can be broken."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class UnknownCase(DomainError):
    """There is no such case among those that the organization has to do with."""

    code = "unknown_case"
    message = gettext_noop("Your organization has no case %(number)s.")


class WithItself(DomainError):
    """A case is neither merged into itself nor linked to itself."""

    code = "with_itself"
    message = gettext_noop("%(number)s is this very case; name another one.")


class OfElsewhere(DomainError):
    """The other case belongs to another jurisdiction."""

    code = "of_elsewhere"
    message = gettext_noop("%(number)s belongs to %(jurisdiction)s; only cases of one jurisdiction are put together.")


class NotInYourHands(DomainError):
    """Only who has both cases in hand puts them together."""

    code = "not_in_your_hands"
    message = gettext_noop("%(number)s is not in the hands of %(organization)s, which would put the two together.")
    status = 403


class FurtherThanTheOther(DomainError):
    """A case that has come further is not merged into one behind it."""

    code = "further_than_the_other"
    message = gettext_noop("This case has come further than %(number)s; merge that one into this one instead.")


class CitizensMatterFirst(DomainError):
    """A citizen's matter is merged into a citizen's matter only: its interim handler is not lost."""

    code = "citizens_matter_first"
    message = gettext_noop("A citizen waits behind this case, not behind %(number)s; merge that one into this one.")


class OtherSuspended(DomainError):
    """The case into which another would be merged is suspended."""

    code = "other_suspended"
    message = gettext_noop("%(number)s is suspended; it is resumed before another case goes up in it.")
    status = 409


class OtherArchived(DomainError):
    """An archived case is not changed any more."""

    code = "other_archived"
    message = gettext_noop("%(number)s is archived; its links are not changed any more.")
    status = 409


class NoSuchLink(DomainError):
    """There is no such link of this case."""

    code = "no_such_link"
    message = gettext_noop("This case has no link %(link)s that still holds.")

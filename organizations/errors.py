"""What can be wrong with an organization that somebody names."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class UnknownOrganization(DomainError):
    """No organization has this code."""

    code = "unknown_organization"
    message = gettext_noop("There is no organization with the code %(code)s.")


class DissolvedOrganization(DomainError):
    """The organization no longer exists on that day; the one that took over is named."""

    code = "dissolved_organization"
    message = gettext_noop(
        "%(name)s (%(code)s) no longer exists since %(since)s; use %(successor_name)s (%(successor_code)s) instead."
    )


class DissolvedWithoutSuccessor(DissolvedOrganization):
    """The organization no longer exists on that day, and no successor is on record."""

    code = "dissolved_without_successor"
    message = gettext_noop("%(name)s (%(code)s) no longer exists since %(since)s; no successor is on record.")


class OrganizationNotYetFounded(DomainError):
    """The organization comes into being only later."""

    code = "organization_not_yet_founded"
    message = gettext_noop("%(name)s (%(code)s) exists only from %(since)s.")


class UnknownJurisdiction(DomainError):
    """No jurisdiction has this code."""

    code = "unknown_jurisdiction"
    message = gettext_noop("There is no jurisdiction with the code %(code)s.")


class NoSuchFunctionHolder(DomainError):
    """Nobody holds the function, in the jurisdiction or above it."""

    code = "no_such_function_holder"
    message = gettext_noop(
        "No organization of %(jurisdiction)s or above it holds the function %(function)s on %(day)s."
    )

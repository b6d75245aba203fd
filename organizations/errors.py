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


class EndsBeforeItBegins(DomainError):
    """A stretch of days ends before it begins, or is over already."""

    code = "period_is_empty"
    message = gettext_noop("%(until)s is too early: it must lie after %(since)s, or on it for a last day.")


class NotAMember(DomainError):
    """The person does not work for the organization on these days."""

    code = "not_a_member"
    message = gettext_noop("%(person)s does not work for %(organization)s on all of these days (from %(on)s).")


class DeputyOfOneself(DomainError):
    """Nobody stands in for themselves."""

    code = "deputy_of_oneself"
    message = gettext_noop("%(person)s cannot be their own deputy.")


class DeputyshipOverlaps(DomainError):
    """One deputy at a time."""

    code = "deputyship_overlaps"
    message = gettext_noop("%(deputy)s stands in for %(person)s from %(first)s to %(last)s already; end that first.")
    status = 409


class DeputyshipOver(DomainError):
    """The deputyship has ended or was revoked."""

    code = "deputyship_over"
    message = gettext_noop("This deputyship has ended already.")
    status = 409


class ShiftOverlaps(DomainError):
    """The post is taken on one of these days."""

    code = "shift_overlaps"
    message = gettext_noop(
        "%(person)s has the post “%(post)s” from %(first)s to %(last)s already; take that off first."
    )
    status = 409


class UnknownName(DomainError):
    """No organization and no plate has this name."""

    code = "unknown_name"
    message = gettext_noop("No organization of %(jurisdiction)s has the name “%(name)s”, nor a plate with it.")


class SeveralOfThisName(DomainError):
    """The name means more than one organization."""

    code = "several_of_this_name"
    message = gettext_noop("“%(name)s” may mean several: %(codes)s; use the code.")


class PlateHangsAlready(DomainError):
    """The organization is known by this name already."""

    code = "plate_hangs_already"
    message = gettext_noop("%(organization)s is known as “%(name)s” already.")
    status = 409


class PlateTakenDown(DomainError):
    """The plate is down."""

    code = "plate_taken_down"
    message = gettext_noop("The plate “%(name)s” is down since %(since)s.")
    status = 409


class ManagesItself(DomainError):
    """Two organizations cannot manage each other, and none itself."""

    code = "manages_itself"
    message = gettext_noop("%(organ)s cannot manage %(institution)s.")


class NotAStandingBody(DomainError):
    """Only standing bodies have seats."""

    code = "not_a_standing_body"
    message = gettext_noop("%(organization)s is not a standing body; it has no seats.")


class AlreadySeated(DomainError):
    """The seat is taken."""

    code = "already_seated"
    message = gettext_noop("%(organization)s has this seat in %(body)s already.")
    status = 409


class NoSuchSeat(DomainError):
    """The seat was given up."""

    code = "no_such_seat"
    message = gettext_noop("%(organization)s has given up its seat in %(body)s already.")
    status = 409


class GroupNameTaken(DomainError):
    """One working group of a name."""

    code = "group_name_taken"
    message = gettext_noop("There is a working group named “%(name)s” already.")
    status = 409


class GroupDissolved(DomainError):
    """The working group is over."""

    code = "group_dissolved"
    message = gettext_noop("The working group %(name)s is dissolved since %(since)s.")
    status = 409


class AlreadyInGroup(DomainError):
    """A person has one seat in a group."""

    code = "already_in_group"
    message = gettext_noop("%(person)s is in %(group)s already.")
    status = 409


class AlreadyLeft(DomainError):
    """The office has ended."""

    code = "already_left"
    message = gettext_noop("%(person)s no longer holds this office since %(since)s.")
    status = 409


class SuccessorInOfficeNeeded(DomainError):
    """Work is open, and this is the last person who could do it."""

    code = "successor_in_office_needed"
    message = gettext_noop(
        "%(person)s is the last in this office (%(role)s) while %(organization)s has open work; name who takes over."
    )


class HandOverNeeded(DomainError):
    """Things are in the person's hands."""

    code = "hand_over_needed"
    message = gettext_noop("There are things in the hands of %(person)s; name the colleague who takes them over.")


class NotOfThisOrganization(DomainError):
    """An act names a row by its number, and it is another organization's or nobody's."""

    code = "not_of_this_organization"
    message = gettext_noop("%(organization)s has none with the number %(number)s here.")

"""What can be wrong with an entry of the registry."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class TwoLeads(DomainError):
    """Two organizations would lead the same phase on the same date."""

    code = "entry_two_leads"
    message = gettext_noop("%(phase)s would have more than one lead department: %(names)s. One phase has one lead.")
    status = 409


class NoLead(DomainError):
    """Nobody would lead any phase of the entry."""

    code = "entry_no_lead"
    message = gettext_noop("The entry %(matter)s names no lead department; at least one phase needs one.")


class TwoRoles(DomainError):
    """One organization would have two roles in one phase."""

    code = "entry_two_roles"
    message = gettext_noop("%(name)s is named more than once for %(phase)s; give it one role.")


class MatterMissing(DomainError):
    """An entry without a usable name of its matter."""

    code = "entry_matter_missing"
    message = gettext_noop("Name the matter, in at most %(longest)s characters.")


class EndsBeforeItBegins(DomainError):
    """The period of validity has no day."""

    code = "entry_ends_before_it_begins"
    message = gettext_noop("The entry would end on %(end)s, not after its first day %(begin)s.")


class StartsTooEarly(DomainError):
    """A new version would begin no later than the version it replaces."""

    code = "entry_version_starts_too_early"
    message = gettext_noop(
        "%(number)s: the version in force begins on %(begin)s; the next one can begin on the day after "
        "at the earliest, not on %(asked)s."
    )
    status = 409

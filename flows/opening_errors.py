"""Rules of opening a case and of its intake that can be broken."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class SourceNotYours(DomainError):
    """Some kinds of matter are opened by certain bodies only."""

    code = "source_not_yours"
    message = gettext_noop("A matter of the kind “%(source)s” is opened by %(who)s, not by %(organization)s.")
    status = 403


class ClauseNeeded(DomainError):
    """Who claims that somebody should lead names the clause."""

    code = "clause_needed"
    message = gettext_noop("Name the clause under which %(organization)s should lead.")


class LeadNeeded(DomainError):
    """A clause or a phase was named without the department that it is about."""

    code = "lead_needed"
    message = gettext_noop("Name the department that should lead under this clause or in this phase.")


class ConveningReasonNeeded(DomainError):
    """The convening department is named against the rule without a reason."""

    code = "convening_reason_needed"
    message = gettext_noop("Say why %(organization)s is to convene: by the procedure's rule it is %(rule)s.")


class WrongEntry(DomainError):
    """A case enters above tier 2 only where it was assigned, by certain offices, and at tier 3 or 4."""

    code = "wrong_entry"
    message = gettext_noop(
        "A case enters at tier 3 or 4 only where the matter was assigned and the establishment office or the "
        "secretariat opens it; this is %(source)s at “%(tier)s” by %(organization)s."
    )

"""What must always hold in the registry."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_noop

from core.invariants import Finding, Invariant
from core.labels import label
from core.vocabulary import DutyRole, Phase
from registry.models import EntryAssignment


def one_lead_per_phase(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """No two lead departments in one phase of one entry on any date, whatever version named them."""
    leads = EntryAssignment.objects.filter(role=DutyRole.LEAD)
    other = leads.filter(
        entry=OuterRef("entry"), phase=OuterRef("phase"), valid__overlap=OuterRef("valid"), pk__lt=OuterRef("pk")
    )
    for second in leads.filter(Exists(other)).select_related("entry", "organization").order_by("pk").iterator():
        yield Finding(
            code="two_leads_on_one_date",
            subject=second.entry.number,
            message=gettext_noop("%(phase)s has another lead department beside %(name)s on the same date."),
            params={"phase": label(Phase(second.phase)), "name": second.organization.name},
        )


def assignments_keep_to_their_version(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """An assignment holds for exactly the dates of its version, and belongs to the same entry."""
    strays = EntryAssignment.objects.exclude(valid=F("version__valid"), entry=F("version__entry"))
    for stray in strays.select_related("entry", "organization", "version").order_by("pk").iterator():
        yield Finding(
            code="assignment_strays_from_its_version",
            subject=stray.entry.number,
            message=gettext_noop("The duty of %(name)s under version %(version)s holds for other dates than that."),
            params={"name": stray.organization.name, "version": stray.version.version},
        )


INVARIANTS = (
    Invariant(
        code="one_lead_per_phase", number=5, check=one_lead_per_phase,
        title=gettext_noop("One entry, one phase, one date: at most one lead department"),
    ),
    Invariant(
        code="assignments_keep_to_their_version", number=5, check=assignments_keep_to_their_version,
        title=gettext_noop("What an entry assigns holds for the dates of its version"),
    ),
)  # fmt: skip

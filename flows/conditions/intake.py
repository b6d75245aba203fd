"""What may be done before the first tier; who is called and has not come."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from cases.models import Case, Party
from core.vocabulary import CaseSource, CaseState
from flows.situation import Situation
from organizations.models import Organization


def called(case: Case, parties: Sequence[Party]) -> list[Organization]:
    """吹哨: the departments that a subdistrict called; nobody in any other case."""
    if case.source != CaseSource.SUBDISTRICT:
        return []
    return [party.organization for party in parties if party.organization_id != case.opened_by_id]


def who_checks_in(situation: Situation) -> list[Organization]:
    """Each of those called, once, while the case is open."""
    if situation.case.state != CaseState.OPEN:
        return []
    asked = called(situation.case, situation.parties)
    return [one for one in asked if one.pk not in situation.checked_in] if asked else []


def may_be_returned(situation: Situation) -> str | None:
    if len(situation.intake_returns) >= situation.pack.max_corrections:
        return _("the procedure allows no further return for correction")
    return None

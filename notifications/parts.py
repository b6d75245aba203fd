"""From the parts that the rules name to organizations, by their ids: who has which part in one event."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from audit.models import Event
from cases.models import Case
from cases.receipts import asked_to_acknowledge, of_present
from core.ahead import remembered
from core.vocabulary import OrganizationFunction, Tier
from flows.conditions.intake import called
from notifications.known import Known
from notifications.rules import Whom
from organizations.models import Jurisdiction
from organizations.selectors import holders_of, local_date


def organizations_meant(whom: Whom, event: Event, case: Case | None, known: Known) -> list[int]:
    """Of an event of a work order or an entry (``case`` is None) those that the event itself names."""
    found = _OF_CASES[whom](case, event, known) if case else _WITHOUT_CASE[whom](event, known)
    return [pk for pk in found if pk]


Ids = Iterable[int | None]


def _parties(case: Case, event: Event, known: Known) -> Ids:
    """在案部门; of what waits to be taken in they hear when it is."""
    return () if event.data.get("to_review") else known.parties[case.pk]


def _not_acknowledged(case: Case, _event: Event, known: Known) -> Ids:
    stage = next(iter(known.open_stages[case.pk]), None)
    asked = asked_to_acknowledge(case, stage, known.parties_at_length[case.pk])
    return {organization.pk for organization in asked} - of_present(known.receipts[case.pk], stage).keys()


def _not_checked_in(case: Case, _event: Event, known: Known) -> Ids:
    asked = {organization.pk for organization in called(case, known.parties_at_length[case.pk])}
    return asked - set(known.checked_in[case.pk])


def _forum(case: Case, event: Event, known: Known) -> Ids:
    return [*known.forums[case.pk], event.data.get("reader")]


def _waited_for(case: Case, event: Event, known: Known) -> Ids:
    """Everybody whose move it is; of a term that runs for one organization alone, that one, if it still owes a move."""
    waited_for = [item.organization_id for item in known.open_work[case.pk]]
    owner = event.data.get("organization")
    if owner is None:
        return waited_for
    return [pk for pk in (*waited_for, *known.consulted[case.pk]) if pk == owner]


def _newly_waited_for(case: Case, event: Event, known: Known) -> Ids:
    return [item.organization_id for item in known.open_work[case.pk] if item.opened_at == event.at]


def _establishment_office(case: Case, event: Event, _known: Known) -> Ids:
    return _office_of(case.jurisdiction, local_date(case.jurisdiction, event.at))


def _office_below_tier_4(case: Case, event: Event, known: Known) -> Ids:
    """编办 hears whatever is waited for above it."""
    at_the_top = any(stage.tier == Tier.REFERRAL for stage in known.open_stages[case.pk])
    return _establishment_office(case, event, known) if at_the_top else ()


@remembered(lambda place, on: (place.pk, on))
def _office_of(place: Jurisdiction, on: date) -> list[int]:
    return [office.pk for office in holders_of(place, OrganizationFunction.ESTABLISHMENT_OFFICE, on)[:1]]


_OF_CASES: Mapping[Whom, Callable[[Case, Event, Known], Ids]] = {
    Whom.PARTIES: _parties,
    Whom.CONDUCTOR: lambda case, _event, known: known.conductors[case.pk],
    Whom.INTERIM_HANDLER: lambda case, _event, known: known.interim_handlers[case.pk],
    Whom.ACTING: lambda _case, event, _known: [event.on_behalf_of_id],
    Whom.NOT_ACKNOWLEDGED: _not_acknowledged,
    Whom.NOT_CHECKED_IN: _not_checked_in,
    Whom.OPENER: lambda case, _event, _known: [case.opened_by_id],
    Whom.READERS: lambda case, _event, known: known.readers[case.pk],
    Whom.CONSULTED: lambda _case, event, _known: [event.data.get("consulted")],
    Whom.FORUM: _forum,
    Whom.TOLD: lambda _case, event, _known: event.data.get("told", ()),
    Whom.OFFICE_BELOW_TIER_4: _office_below_tier_4,
    Whom.HANDED_OVER: lambda _case, event, _known: event.data.get("handed_over", ()),
    Whom.WAITED_FOR: _waited_for,
    Whom.NEWLY_WAITED_FOR: _newly_waited_for,
    Whom.ESTABLISHMENT_OFFICE: _establishment_office,
}

_WITHOUT_CASE: Mapping[Whom, Callable[[Event, Known], Ids]] = {
    Whom.RECEIVERS: lambda event, _known: event.data.get("receivers", ()),
    Whom.DISPATCH_OFFICE: lambda event, _known: [event.data.get("office")],
    Whom.OWNER_OF_TERM: lambda event, _known: [event.data.get("organization")],
    Whom.KEEPER: lambda event, _known: [event.data.get("keeper")],
    Whom.HOLDERS: lambda event, _known: event.data.get("holders", ()),
    Whom.ADMINISTRATORS: lambda _event, known: known.administrators,
}

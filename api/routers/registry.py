"""职责清单: whose duty a matter is, on a date."""

from datetime import date
from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from api.callers import Caller
from api.places import place_of
from api.requests import ApiRequest, Limit, next_address
from api.schemas import JurisdictionRef, Next, OrganizationRef, Shape
from core.vocabulary import DutyRole, OutcomeKind, Phase
from organizations.selectors import local_date
from registry.models import EntryVersion
from registry.selectors import entries_page

router = Router(tags=["registry"])


class DutyOut(Shape):
    """分工."""

    phase: Phase
    organization: OrganizationRef
    role: DutyRole


class EntryOut(Shape):
    """职责边界事项: what the entry says on the day asked for."""

    number: str
    version: int
    matter: str
    description: str
    measures: str
    basis: str
    source: str
    kind: OutcomeKind
    published_on: date | None
    valid_from: date
    valid_to: date | None = Field(description="first day on which it no longer holds")
    assignments: list[DutyOut]


class Entries(Next):
    jurisdiction: JurisdictionRef
    on: date
    items: list[EntryOut]


@router.get(
    "/registry/entries", response=Entries, operation_id="list_registry_entries", url_name="registry_entries",
    summary="Entries in force on a day",
)  # fmt: skip
def list_entries(
    request: ApiRequest, on: date | None = None, q: Annotated[str, Query(max_length=100)] = "", jurisdiction: str = "",
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None, limit: Limit = 20,
) -> Entries:  # fmt: skip
    """职责清单: ``q`` narrows to entries that hold all its words; without ``on``, today; without a place, yours."""
    caller: Caller = request.auth
    place = place_of(caller, jurisdiction)
    day = on or local_date(place, caller.at)
    page = entries_page(jurisdiction=place, on=day, q=q, after=after, limit=limit)
    return Entries(
        jurisdiction=JurisdictionRef.from_orm(place), on=day, items=[entry_out(version) for version in page.versions],
        next=next_address(request, page.next_after),
    )  # fmt: skip


def entry_out(version: EntryVersion) -> EntryOut:
    """A version in the shape of the API."""
    return EntryOut(
        number=version.entry.number, version=version.version, matter=version.matter, description=version.description,
        measures=version.measures, basis=version.basis, source=version.source, kind=OutcomeKind(version.kind),
        published_on=version.published_on, valid_from=version.valid.lower,
        valid_to=version.valid.upper, assignments=[DutyOut.from_orm(duty) for duty in version.assignments.all()],
    )  # fmt: skip

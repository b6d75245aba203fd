"""Who the caller is, and for whom they may act."""

from datetime import datetime

from ninja import Router
from pydantic import Field

from api.callers import Caller
from api.requests import ApiRequest
from api.schemas import JurisdictionRef, OrganizationRef, Shape
from core.vocabulary import MembershipRole, OrganizationFunction
from notifications.selectors import unread_count
from organizations.selectors import Capacity

router = Router(tags=["me"])


class CapacityOut(Shape):
    """身份: an office held, or stood in for, today."""

    organization: OrganizationRef
    jurisdiction: JurisdictionRef
    functions: list[OrganizationFunction]
    role: MembershipRole
    acting_for: str | None = Field(description="whom the person stands in for")


class Me(Shape):
    """The person behind the session or the token."""

    username: str
    name: str
    language: str
    now: datetime = Field(description="the moment of this installation; in a rehearsal it can be moved")
    unread: int = Field(description="notices not read yet")
    capacities: list[CapacityOut]


@router.get("/me", response=Me, operation_id="read_me", url_name="me", summary="Who you are here")
def read_me(request: ApiRequest) -> Me:
    """身份: the offices of the day."""
    caller: Caller = request.auth
    person = caller.person
    return Me(
        username=person.username, name=person.name, language=person.language, now=caller.at,
        unread=unread_count(person), capacities=[_capacity(capacity) for capacity in caller.held],
    )  # fmt: skip


def _capacity(capacity: Capacity) -> CapacityOut:
    organization = capacity.organization
    functions = [OrganizationFunction(function) for function in organization.functions]
    return CapacityOut(
        organization=OrganizationRef.from_orm(organization), role=capacity.role, functions=functions,
        jurisdiction=JurisdictionRef.from_orm(organization.jurisdiction),
        acting_for=capacity.acting_for.name if capacity.acting_for else None,
    )  # fmt: skip

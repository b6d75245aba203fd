"""机构: bodies with their people and names; one typed operation for each act on them, as the pages offer it."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from ninja import Query, Router

from api.callers import Caller
from api.organization_file import find_organization, organization_file, organization_out
from api.organization_schemas import OrganizationFileOut, Organizations
from api.requests import After, ApiRequest, Limit, next_address
from core.paging import Order, page_of
from core.vocabulary import OrganizationFunction
from flows.inputs import ActInput
from flows.staff import STAFF_ACTS, Desk, StaffAct, perform_staff_act
from organizations.selectors import jurisdiction_by_code, organizations_known_as

router = Router(tags=["organizations"], by_alias=True)
BY_CODE = Order(column="code", read=str)


@router.get(
    "/organizations", response=Organizations, operation_id="list_organizations", url_name="organizations",
    summary="Organizations, by code",
)  # fmt: skip
def list_organizations(
    request: ApiRequest, jurisdiction: Annotated[str, Query(max_length=12)] = "",
    function: OrganizationFunction | None = None,
    q: Annotated[str, Query(description="in names, plates, codes, pinyin initials", max_length=60)] = "",
    on: Annotated[date | None, Query(description="those that exist on that day; else today")] = None,
    after: After = "", limit: Limit = 20,
) -> Organizations:  # fmt: skip
    """机构列表: of one jurisdiction, or of all."""
    caller: Caller = request.auth
    found = organizations_known_as(q, on or caller.today)
    if jurisdiction:
        found = found.filter(jurisdiction=jurisdiction_by_code(jurisdiction))
    if function:
        found = found.filter(functions__contains=[str(function)])
    page = page_of(found, BY_CODE, after=after, size=limit)
    rows = [organization_out(body, [plate.name for plate in getattr(body, "plates_up", [])]) for body in page.rows]
    return Organizations(items=rows, next=next_address(request, page.next_after))


@router.get(
    "/organizations/{code}", response=OrganizationFileOut, operation_id="read_organization", url_name="organization",
    summary="Read an organization as it is today",
)  # fmt: skip
def read_organization(request: ApiRequest, code: str) -> OrganizationFileOut:
    """机构详情, with what the caller may change about it."""
    return organization_file(request.auth, code)


def endpoint_of(spec: StaffAct) -> Callable[..., OrganizationFileOut]:
    """The endpoint of one act, with the act's own input as its body; the answer is the organization after it."""

    def endpoint(request: ApiRequest, code: str, form: ActInput) -> OrganizationFileOut:
        caller: Caller = request.auth
        desk = Desk(
            organization=find_organization(code), held=caller.held, at=caller.at, request_key=caller.request_key
        )
        perform_staff_act(spec.name, desk, form)
        return organization_file(caller, code)

    endpoint.__annotations__["form"] = spec.input
    endpoint.__doc__ = f"{(spec.input.__doc__ or '').strip()}\n\n{spec.consequence}"
    return endpoint


for _spec in STAFF_ACTS.values():
    router.post(
        f"/organizations/{{code}}/actions/{_spec.name}", response=OrganizationFileOut, operation_id=_spec.name,
        url_name=_spec.name, summary=_spec.title,
    )(endpoint_of(_spec))  # fmt: skip

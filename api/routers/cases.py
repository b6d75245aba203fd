"""争议事项: open, list, read, and what happened."""

from typing import Annotated

from ninja import Query, Router, Schema, Status
from pydantic import Field

from api.callers import Caller
from api.case_file import case_file, find_case
from api.case_list import Wanted, case_page, rows_of
from api.case_schemas import CaseOut, CaseRows
from api.event_schemas import EventOut, Events
from api.requests import After, ApiRequest, Limit, next_address
from cases.following import follow, unfollow
from core.paging import Order, page_of
from core.vocabulary import CaseState, Tier
from flows.inputs import OpenCase
from flows.selectors import events_told_to
from hotline.services import open_case_from_orders

router = Router(tags=["cases"], by_alias=True)
IN_ORDER = Order()


@router.post("/cases", response={201: CaseOut}, operation_id="open_case", url_name="cases", summary="Open a case")
def open_case(request: ApiRequest, form: OpenCase, draft: int | None = None) -> Status[CaseOut]:
    """提起协调: tier 1 starts with its clock; the work orders named stand behind the case; ``draft`` is cleared."""
    caller: Caller = request.auth
    case = open_case_from_orders(
        form=form, capacity=caller.to_open(form), at=caller.at, request_key=caller.request_key, draft=draft
    )
    return Status(201, case_file(caller, case.number))


@router.get("/cases", response=CaseRows, operation_id="list_cases", summary="Cases you may see, newest first")
def list_cases(
    request: ApiRequest, state: CaseState | None = None, tier: Tier | None = None, mine: bool = False,
    followed: bool = False, overdue: bool = False, q: Annotated[str, Query(max_length=100)] = "",
    jurisdiction: str = "", after: After = "", limit: Limit = 20,
) -> CaseRows:  # fmt: skip
    """争议事项列表: ``mine`` are those your organizations are a party to, opened, or have work in.

    ``followed`` are those you follow.
    """
    caller: Caller = request.auth
    wanted = Wanted(
        state=state, tier=tier, mine=mine, followed=followed, overdue=overdue, q=q, jurisdiction=jurisdiction
    )
    page = case_page(caller, wanted, after=after, size=limit)
    return CaseRows(items=rows_of(page.rows, caller.at), next=next_address(request, page.next_after))


@router.get("/cases/{number}", response=CaseOut, operation_id="read_case", url_name="case", summary="Read a case")
def read_case(request: ApiRequest, number: str, working: bool = False) -> CaseOut:
    """案卷: everything in the file, every clock, and in ``actions`` what you may do now."""
    return case_file(request.auth, number, working=working)


@router.get(
    "/cases/{number}/events", response=Events, operation_id="list_events", url_name="events",
    summary="What happened, in order",
)  # fmt: skip
def list_events(request: ApiRequest, number: str, after: After = "", limit: Limit = 50) -> Events:
    """留痕: one event for each act, of people and of the clock."""
    case = find_case(request.auth, number)
    events = events_told_to(case, request.auth.organization_ids)
    page = page_of(events, IN_ORDER, after=after, size=limit)
    return Events(items=[EventOut.of(event) for event in page.rows], next=next_address(request, page.next_after))


class Following(Schema):
    """关注."""

    follow: bool = Field(description="true to follow the case from now on, false to follow it no longer")


@router.put(
    "/cases/{number}/following", response=Following, operation_id="follow_case", url_name="following",
    summary="Follow a case, or no longer",
)  # fmt: skip
def follow_case(request: ApiRequest, number: str, form: Following) -> Following:
    """关注: for yourself; you hear what the departments hear, as long as you may read the case."""
    caller: Caller = request.auth
    case = find_case(caller, number)
    change = follow if form.follow else unfollow
    change(case=case, person=caller.person, at=caller.at)
    return form

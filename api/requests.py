"""What endpoints take from a request."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from api.callers import Caller
from api.schemas import LARGEST_PAGE

Limit = Annotated[int, Query(description="rows of a page", ge=1, le=LARGEST_PAGE)]
After = Annotated[str, Query(description="place after which the page begins; take it from “next”", max_length=100)]
Number = Annotated[str, Field(max_length=24)]


class ApiRequest(HttpRequest):
    """A request of somebody who is signed in."""

    auth: Caller


def next_address(request: HttpRequest, after: str | int | None) -> str | None:
    """The address of the following page: this one, after another place; None at the end."""
    if not after:
        return None
    query = request.GET.copy()
    query["after"] = str(after)
    return f"{request.path}?{query.urlencode()}"

"""访问者: who asks, when, and for whom they may act; settled once for each request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core import clock
from flows.acts import STAFF
from organizations.models import Jurisdiction, Person
from organizations.selectors import Capacity, capacities
from workdays.selectors import NATIONAL_ZONE

P = ParamSpec("P")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """The signed-in person with the capacities of the day."""

    person: Person
    capacities: tuple[Capacity, ...]

    @property
    def organization_ids(self) -> list[int]:
        """The organizations the person may act for, each once, own offices first."""
        return list(dict.fromkeys(capacity.membership.organization_id for capacity in self.capacities))

    @property
    def may_open_cases(self) -> bool:
        """Whether the person works for an organization; who supervises or administers opens nothing."""
        return any(capacity.role in STAFF for capacity in self.capacities)

    @property
    def jurisdictions(self) -> list[Jurisdiction]:
        """The jurisdictions of these organizations, each once."""
        places = (capacity.organization.jurisdiction for capacity in self.capacities)
        return list({place.pk: place for place in places}.values())

    @property
    def jurisdiction(self) -> Jurisdiction | None:
        """Where the person works: of several, the first."""
        return next(iter(self.jurisdictions), None)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.jurisdiction.timezone) if self.jurisdiction else NATIONAL_ZONE


class VisitorRequest(HttpRequest):
    """A request of a signed-in person: ``at`` is its one moment."""

    at: datetime
    visitor: Visitor


def moment_of(request: HttpRequest) -> datetime:
    """The moment of the request; the clock is read once."""
    if not hasattr(request, "at"):
        cast(VisitorRequest, request).at = clock.now()
    return cast(VisitorRequest, request).at


def visitor_of(request: HttpRequest) -> Visitor | None:
    """The visitor, or None where nobody is signed in."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return None
    if not hasattr(request, "visitor"):
        today = moment_of(request).astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        cast(VisitorRequest, request).visitor = Visitor(person=person, capacities=tuple(capacities(person, today)))
    return cast(VisitorRequest, request).visitor


def signed_in(
    view: Callable[Concatenate[VisitorRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view for signed-in people, who find ``request.at`` and ``request.visitor`` set; others are sent to sign in."""

    @wraps(view)
    def with_visitor(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        moment_of(request)
        visitor_of(request)
        return view(cast(VisitorRequest, request), *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], login_required(with_visitor))

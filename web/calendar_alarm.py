"""缺放假通知的提醒: shown to whoever can see to it: the administrators of the system and the establishment office."""

from dataclasses import dataclass

from core.vocabulary import MembershipRole, OrganizationFunction
from deadlines.models import Reprojection
from flows.recounts.keepers import keeps_calendar
from flows.recounts.preview import waiting_in
from organizations.models import Jurisdiction
from web.visitors import VisitorRequest
from workdays.selectors import missing_notice


@dataclass(frozen=True, kw_only=True)
class CalendarAlarm:
    """日历提醒: the ``year`` whose notice is missing, and the ends that wait for this person's decision."""

    year: int | None
    waiting: tuple[tuple[Jurisdiction, list[Reprojection]], ...]

    def __bool__(self) -> bool:
        return self.year is not None or bool(self.waiting)


def calendar_alarm(request: VisitorRequest) -> CalendarAlarm:
    """What the calendar asks of the visitor now."""
    visitor = request.visitor
    year = missing_notice(request.at.astimezone(visitor.zone).date()) if _sees_to_notices(request) else None
    kept = [place for place in visitor.jurisdictions if any(keeps_calendar(one, place) for one in visitor.capacities)]
    waiting = [(place, waiting_in(place)) for place in kept]
    return CalendarAlarm(year=year, waiting=tuple((place, found) for place, found in waiting if found))


def _sees_to_notices(request: VisitorRequest) -> bool:
    return any(
        capacity.role is MembershipRole.SYSTEM_ADMINISTRATOR
        or OrganizationFunction.ESTABLISHMENT_OFFICE in capacity.organization.functions
        for capacity in request.visitor.capacities
    )

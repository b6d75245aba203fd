"""地方放假与上班日: the one door by which a place fixes a day for itself, takes it back, or puts it right."""

from datetime import date, datetime

from audit.models import ChainKind, Event
from core.errors import NotFound
from core.vocabulary import ExceptionKind
from flows.errors import RequestKeyReused
from flows.recounts.keepers import check_keeper
from organizations.models import Jurisdiction
from organizations.selectors import Capacity
from workdays import services
from workdays.days import DayFact, DayKind
from workdays.models import CalendarException
from workdays.selectors import Supposed

_KINDS = {ExceptionKind.HOLIDAY: DayKind.EXTRA_HOLIDAY, ExceptionKind.WORKDAY: DayKind.EXTRA_WORKDAY}


def fix_day(
    *, place: Jurisdiction, day: date, kind: ExceptionKind, name: str, authority: str, capacity: Capacity,
    at: datetime, request_key: str = "",
) -> CalendarException:  # fmt: skip
    """增设: raises ``NotPermitted`` and what ``add_exception`` raises. The same ``request_key`` gives the same row."""
    check_keeper(capacity, place)
    return _already(capacity, request_key, "calendar.exception_added") or services.add_exception(
        jurisdiction=place, day=day, kind=kind, name=name, authority=authority, by=capacity.actor(), at=at,
        request_key=request_key,
    )  # fmt: skip


def withdraw_day(
    *, exception_id: int, authority: str, capacity: Capacity, at: datetime, request_key: str = ""
) -> CalendarException:
    """撤销: raises ``NotFound``, ``NotPermitted`` and what ``withdraw_exception`` raises."""
    exception = exception_by_id(exception_id)
    check_keeper(capacity, exception.jurisdiction)
    return _already(capacity, request_key, "calendar.exception_withdrawn") or services.withdraw_exception(
        exception=exception, authority=authority, by=capacity.actor(), at=at, request_key=request_key
    )


def correct_day(
    *, exception_id: int, day: date, kind: ExceptionKind, name: str, authority: str, capacity: Capacity, at: datetime,
    request_key: str = "",
) -> CalendarException:  # fmt: skip
    """更正: raises ``NotFound``, ``NotPermitted`` and what ``correct_exception`` raises; gives the right row."""
    exception = exception_by_id(exception_id)
    check_keeper(capacity, exception.jurisdiction)
    return _already(capacity, request_key, "calendar.exception_corrected") or services.correct_exception(
        exception=exception, day=day, kind=kind, name=name, authority=authority, by=capacity.actor(), at=at,
        request_key=request_key,
    )  # fmt: skip


def suppose_day(
    place: Jurisdiction, day: date, kind: ExceptionKind, *, name: str = "", authority: str = "",
    without: frozenset[int] = frozenset(),
) -> Supposed:  # fmt: skip
    """假设: a day as the place might fix it. Raises ``ExceptionExists``, ``HolidayStands``."""
    services.check_day(place, day, kind, supposed=Supposed(without=without))
    return Supposed(days=((day, DayFact(_KINDS[kind], name, authority)),), without=without)


def exception_by_id(exception_id: int) -> CalendarException:
    """Raises ``NotFound``."""
    exception = CalendarException.objects.select_related("jurisdiction").filter(pk=exception_id).first()
    if exception is None:
        raise NotFound(field="id")
    return exception


def _already(capacity: Capacity, request_key: str, kind: str) -> CalendarException | None:
    if not request_key:
        return None
    event = Event.objects.filter(actor_id=capacity.person.pk, request_key=request_key).first()
    if event is None:
        return None
    if event.kind != kind or event.chain_kind != ChainKind.CALENDAR:
        raise RequestKeyReused(kind=event.kind)
    return exception_by_id(event.data["exception"])

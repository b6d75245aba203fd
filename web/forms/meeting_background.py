"""会议表单的背景与预填: who was invited, what was noted at the meeting, the minutes as the record has them."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.vocabulary import Step
from flows.models import WorkItem
from flows.situation import Situation
from meetings.drafting import draft_of
from meetings.minutes import latest_minutes
from meetings.models import AgendaItem, Attendance
from meetings.rules import earliest_start
from organizations.selectors import Capacity
from web.formatting import day_text, moment_text
from web.forms.context import Choices
from workdays.selectors import calendar_for

_BEGINS = timedelta(hours=9, minutes=30)


def item_at_hand(now: Situation) -> AgendaItem | None:
    """The item whose minutes are still to come."""
    items = AgendaItem.objects.filter(case=now.case, minutes_issued_at=None, dropped_at=None)
    return items.select_related("meeting__convener", "case").order_by("-pk").first()


def first_values_of_meeting(now: Situation, capacity: Capacity, *, at: datetime) -> dict[str, Callable[[], Any]]:
    """What is known already, field by field."""
    return {
        "starts_at": lambda: _next_sitting(now, at),
        "held_at": lambda: _sitting_at(now, at),
        "attendances": lambda: _noted(now),
        "minutes": lambda: _minutes(now),
        "representative": lambda: _seat_value(now, capacity, "representative"),
        "post": lambda: _seat_value(now, capacity, "post"),
    }


def attending(now: Situation) -> Choices:
    """The departments concerned that are invited to the meeting at hand."""
    return [(seat.organization.code, seat.organization.short_name) for seat in _seats(now)]


def cases_to_join(now: Situation, capacity: Capacity | None) -> Choices:
    """The other cases of the same tier for which a meeting is still to be convened by the same organization."""
    if now.stage is None or capacity is None:
        return []
    waiting = WorkItem.objects.filter(
        organization=capacity.organization, node__in=["convene", "study"], ended_at=None, stage__tier=now.stage.tier,
        case__suspended_at=None,
    ).exclude(case=now.case)  # fmt: skip
    rows = waiting.select_related("case").order_by("case")
    return [(item.case.number, f"{item.case.number} {item.case.title}") for item in rows]


def meetings_to_join(now: Situation) -> Choices:
    zone = ZoneInfo(now.case.jurisdiction.timezone)
    return [(str(one.pk), f"{one.title}（{moment_text(one.starts_at, zone)}）") for one in now.sittings_to_join]


def tasks_of(now: Situation, capacity: Capacity | None) -> Choices:
    own = [task for task in now.meeting_tasks if capacity is not None and task.organization == capacity.organization]
    return [(str(task.pk), f"{task.what}（{day_text(task.due_on)}）") for task in own]


def _next_sitting(now: Situation, at: datetime) -> datetime:
    """The first morning that the notice allows; of a sitting that is put off, the morning after."""
    calendar = calendar_for(now.case.jurisdiction)
    notice = now.pack.term(Step.MEETING_NOTICE, urgent=now.case.urgent)
    earliest = earliest_start(at, notice, calendar).astimezone(calendar.zone)
    return datetime.combine(earliest.date(), time.min, tzinfo=calendar.zone) + _BEGINS


def _sitting_at(now: Situation, at: datetime) -> datetime | None:
    """As it was convened; a sitting brought forward is recorded as held by now."""
    item = item_at_hand(now)
    return min(item.meeting.held_at or item.meeting.starts_at, at) if item else None


def _noted(now: Situation) -> list[dict[str, str]]:
    """Who signed in, with what authority, and what was noted of each stand."""
    item = item_at_hand(now)
    stands = {stand.organization_id: stand for stand in item.stands.all()} if item else {}
    rows = []
    for seat in _seats(now):
        stand = stands.get(seat.organization_id)
        came = seat.signed_in_at is not None or stand is not None
        rows.append({
            "organization": seat.organization.code, "attended": "true" if came else "",
            "representative": seat.representative, "authority": seat.authority, "says": stand.kind if stand else "",
            "stand": stand.text if stand else "",
        })  # fmt: skip
    return rows


def _minutes(now: Situation) -> str:
    """Drafted from the record; minutes that are corrected begin with what was issued."""
    item = item_at_hand(now)
    if item is not None:
        return draft_of(item, ZoneInfo(now.case.jurisdiction.timezone))
    if now.stage is not None and any(work.node == "correct_minutes" for work in now.items):
        return latest_minutes(now.stage).minutes
    return ""


def _seat_value(now: Situation, capacity: Capacity, name: str) -> str:
    own = next((seat for seat in _seats(now) if seat.organization_id == capacity.organization.pk), None)
    return getattr(own, name) if own else ""


def _seats(now: Situation) -> list[Attendance]:
    item = item_at_hand(now)
    if item is None:
        return []
    taking_part = [party.organization_id for party in now.parties]
    seats = item.meeting.attendances.filter(organization__in=taking_part).select_related("organization")
    return sorted(seats, key=lambda seat: taking_part.index(seat.organization_id))

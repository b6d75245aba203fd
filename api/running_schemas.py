"""Shapes of what runs the installation."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas import Shape
from core.vocabulary import ClockTrouble, Step
from deadlines.models import Incident
from deadlines.subjects import owner_name


class IncidentOut(Shape):
    """故障: a clock that could not take effect."""

    id: int
    clock: int
    of: str = Field(description="the case's number, the work order's reference: what the clock belongs to, not more")
    step: Step
    attempts: int
    error: str
    settled: bool = Field(description="the clock has taken its effect, was ended or was moved since")
    opened_at: datetime
    next_try_at: datetime | None = Field(description="null where the clock is over it")

    @staticmethod
    def of_row(incident: Incident) -> "IncidentOut":
        clock = incident.deadline
        return IncidentOut(
            id=incident.pk, clock=clock.pk, of=owner_name(clock), step=Step(clock.step), attempts=incident.attempts,
            error=incident.error, settled=incident.is_settled, opened_at=incident.opened_at,
            next_try_at=None if incident.is_settled else clock.next_try_at,
        )  # fmt: skip


class ClockAlarmOut(Shape):
    """时间异常: a machine whose time is not trusted."""

    host: str
    trouble: ClockTrouble
    title: str = Field(description="in words")
    figures: dict[str, Any]
    opened_at: datetime


class RunningOut(Shape):
    """运行管理: what waits for a system administrator."""

    time_is_trusted: bool
    alarms: list[ClockAlarmOut]
    incidents: list[IncidentOut] = Field(description="open ones, the oldest first, at most 200")

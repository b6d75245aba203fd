"""Shapes that several answers share."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from ninja.schema import DjangoGetter
from pydantic import Field, ModelWrapValidatorHandler, ValidationInfo, model_validator

from core.labels import label
from core.vocabulary import ClockScope, DeadlineEffect, DeadlineState, RecountState, RollRule, Step, TermUnit
from deadlines.day_by_day import course_of, day_by_day, elapsed_workdays
from deadlines.models import Deadline
from deadlines.scopes import scope_of
from workdays.days import Calendar, DayBasis, DayKind, DayWorking
from workdays.labels import day_reason
from workdays.rules import remaining_workdays

LARGEST_PAGE = 100


class Shape(Schema):
    """Part of an answer: read from a row once, then handed on as it is."""

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: Any, handler: ModelWrapValidatorHandler[Any], info: ValidationInfo) -> Any:
        return values if isinstance(values, cls) else handler(DjangoGetter(values, cls, info.context))


class OrganizationRef(Shape):
    """机关、单位."""

    code: str
    name: str
    short_name: str


class JurisdictionRef(Shape):
    """行政区划."""

    code: str
    name: str


class CaseRef(Shape):
    """争议事项, by number."""

    number: str
    title: str


class Next(Shape):
    """What every list has beside its rows."""

    next: str | None = Field(None, description="address of the following page; null at the end")


class DayOut(Shape):
    """逐日说明: how one day was treated, and why."""

    day: date
    kind: DayKind
    basis: DayBasis
    counted: bool
    rolled: bool
    stood_still: bool = Field(default=False, description="the term was suspended on that day")
    name: str
    notice: str
    provisional: bool
    reason: str = Field(description="in words")

    @staticmethod
    def of(day: DayWorking) -> "DayOut":
        return DayOut(
            day=day.day, kind=day.kind, basis=day.basis, counted=day.counted, rolled=day.rolled,
            stood_still=day.stood_still, name=day.name,
            notice=day.notice, provisional=day.provisional, reason=day_reason(day),
        )  # fmt: skip


class ClockBrief(Shape):
    """期限: the clock that runs out next."""

    step: Step
    title: str
    expires_at: datetime = Field(description="the first moment after the term")
    last_day: date | None
    remaining_workdays: int
    overdue: bool
    provisional: bool = Field(description="counted without the notice of a year")
    effect: DeadlineEffect
    then: str = Field(description="what happens when it runs out, in words")

    @staticmethod
    def of(clock: Deadline, calendar: Calendar, at: datetime) -> "ClockBrief":
        return ClockBrief(**_brief(clock, calendar, at))


class ExtensionOut(Shape):
    """延期."""

    added: int
    reason: str
    granted_by_name: str
    granted_at: datetime
    before: datetime
    after: datetime


class PauseOut(Shape):
    """中止记录: when the clock stood still, and how much of the term was left (hours: in seconds)."""

    paused_at: datetime
    left: int
    before: datetime
    resumed_at: datetime | None
    after: datetime | None


class RecountOut(Shape):
    """重新计算: what a changed calendar made of the end, and what became of it."""

    state: RecountState
    recorded_at: datetime
    recorded_by_name: str
    documents: str
    days: list[list[str]] = Field(description="[day, was, now, document]")
    before: datetime
    counted: datetime
    after: datetime | None
    left_before: int | None
    left_after: int | None
    decided_at: datetime | None
    decided_by_name: str
    remark: str


class ClockOut(ClockBrief):
    """期限, with its source, its ledger and, if asked for, how it was counted."""

    scope: ClockScope = Field(description="what it measures")
    state: DeadlineState
    organization: OrganizationRef
    stage: int | None
    started_at: datetime
    ended_at: datetime | None
    term_n: int
    term_unit: TermUnit
    term_roll: RollRule
    elapsed_workdays: int = Field(description="while it ran; standing still uses nothing")
    budget: int = Field(description="the term with its extensions, in its unit")
    citation: str
    is_sample: bool = Field(description="a sample value of ours, read in no rule")
    extensions: list[ExtensionOut]
    pauses: list[PauseOut]
    recounts: list[RecountOut]
    working: list[DayOut] | None = Field(None, description="day by day; with ?working=1")

    @staticmethod
    def in_full(clock: Deadline, calendar: Calendar, at: datetime, *, working: bool) -> "ClockOut":
        return ClockOut(
            **{**_brief(clock, calendar, at), **_left_of_paused(clock)}, state=DeadlineState(clock.state),
            stage=clock.stage_id,
            organization=OrganizationRef.from_orm(clock.organization), started_at=clock.started_at,
            ended_at=clock.ended_at, term_n=clock.term_n, term_unit=TermUnit(clock.term_unit), budget=clock.budget,
            citation=clock.citation, is_sample=clock.is_sample, term_roll=RollRule(clock.term_roll),
            scope=scope_of(Step(clock.step), clock.subject_kind),
            elapsed_workdays=elapsed_workdays(course_of(clock), at, calendar),
            pauses=[PauseOut.from_orm(entry) for entry in clock.pauses.all()],
            recounts=[RecountOut.from_orm(entry) for entry in clock.reprojections.all()],
            extensions=[ExtensionOut.from_orm(entry) for entry in clock.extensions.all()],
            working=_working(clock, calendar) if working else None,
        )  # fmt: skip


def _brief(clock: Deadline, calendar: Calendar, at: datetime) -> dict[str, Any]:
    live = clock.state in (DeadlineState.RUNNING, DeadlineState.PAUSED)
    return {
        "step": Step(clock.step), "title": label(Step(clock.step)), "expires_at": clock.expires_at,
        "last_day": clock.last_day, "provisional": clock.provisional, "effect": DeadlineEffect(clock.effect),
        "remaining_workdays": remaining_workdays(at, clock.expires_at, calendar) if live else 0,
        "overdue": clock.state == DeadlineState.RUNNING and clock.expires_at <= at,
        "then": label(DeadlineEffect(clock.effect)),
    }  # fmt: skip


def _left_of_paused(clock: Deadline) -> dict[str, int]:
    """A clock that stands still has what its suspension left, however long that lasts."""
    pause = next((one for one in clock.pauses.all() if one.resumed_at is None), None)
    in_workdays = clock.term_unit == TermUnit.WORKDAY
    return {"remaining_workdays": pause.left} if pause is not None and in_workdays else {}


def _working(clock: Deadline, calendar: Calendar) -> list[DayOut]:
    return [DayOut.of(day) for day in day_by_day(course_of(clock), calendar).days]

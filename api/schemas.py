"""Shapes that several answers share."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from ninja.schema import DjangoGetter
from pydantic import Field, ModelWrapValidatorHandler, ValidationInfo, model_validator

from core.labels import label
from core.vocabulary import DeadlineEffect, DeadlineState, RollRule, Step, TermUnit
from deadlines.models import Deadline
from workdays.days import Calendar, DayBasis, DayKind, DayWorking
from workdays.labels import day_reason
from workdays.rules import remaining_workdays
from workdays.working import working_of_term

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
    name: str
    notice: str
    provisional: bool
    reason: str = Field(description="in words")

    @staticmethod
    def of(day: DayWorking) -> "DayOut":
        return DayOut(
            day=day.day, kind=day.kind, basis=day.basis, counted=day.counted, rolled=day.rolled, name=day.name,
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


class ClockOut(ClockBrief):
    """期限, with its source, its ledger and, if asked for, how it was counted."""

    state: DeadlineState
    organization: OrganizationRef
    stage: int | None
    started_at: datetime
    ended_at: datetime | None
    term_n: int
    term_unit: TermUnit
    budget: int = Field(description="the term with its extensions, in its unit")
    citation: str
    is_sample: bool = Field(description="a sample value of ours, read in no rule")
    extensions: list[ExtensionOut]
    working: list[DayOut] | None = Field(None, description="day by day; with ?working=1")

    @staticmethod
    def in_full(clock: Deadline, calendar: Calendar, at: datetime, *, working: bool) -> "ClockOut":
        return ClockOut(
            **_brief(clock, calendar, at), state=DeadlineState(clock.state), stage=clock.stage_id,
            organization=OrganizationRef.from_orm(clock.organization), started_at=clock.started_at,
            ended_at=clock.ended_at, term_n=clock.term_n, term_unit=TermUnit(clock.term_unit), budget=clock.budget,
            citation=clock.citation, is_sample=clock.is_sample,
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


def _working(clock: Deadline, calendar: Calendar) -> list[DayOut]:
    unit, roll = TermUnit(clock.term_unit), RollRule(clock.term_roll)
    began = clock.started_at.astimezone(calendar.zone).date()
    return [DayOut.of(day) for day in working_of_term(began, clock.budget, unit, roll, calendar)]

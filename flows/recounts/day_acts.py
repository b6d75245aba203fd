"""日历办理: every act on a place's calendar, declared once; pages and the API derive from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from core.errors import NotFound
from flows.inputs import ActInput
from flows.recounts import inputs
from flows.recounts.local_days import correct_day, fix_day, suppose_day, withdraw_day
from organizations.models import Jurisdiction
from organizations.selectors import Capacity
from workdays.models import CalendarException
from workdays.selectors import Supposed


@dataclass(frozen=True, kw_only=True)
class InHand:
    """Who changes which day of which place, and when; ``exception`` is the one that is changed, if any."""

    place: Jurisdiction
    exception: CalendarException | None
    capacity: Capacity
    at: datetime
    request_key: str = ""

    @property
    def known(self) -> CalendarException:
        if self.exception is None:
            raise NotFound(field="id")
        return self.exception


@dataclass(frozen=True, kw_only=True)
class DayAct:
    """日历事项: ``suppose`` says what the calendar would be, so that one sees what moves before it is recorded."""

    name: str
    title: str
    consequence: str
    input: type[ActInput]
    service: Callable[[InHand, Any], CalendarException]
    suppose: Callable[[InHand, Any], Supposed]
    of_existing: bool


def _fix(hand: InHand, form: inputs.FixDay) -> CalendarException:
    return fix_day(
        place=hand.place, day=form.day, kind=form.kind, name=form.name, authority=form.authority,
        capacity=hand.capacity, at=hand.at, request_key=hand.request_key,
    )  # fmt: skip


def _correct(hand: InHand, form: inputs.CorrectDay) -> CalendarException:
    return correct_day(
        exception_id=hand.known.pk, day=form.day, kind=form.kind, name=form.name, authority=form.authority,
        capacity=hand.capacity, at=hand.at, request_key=hand.request_key,
    )  # fmt: skip


def _withdraw(hand: InHand, form: inputs.WithdrawDay) -> CalendarException:
    return withdraw_day(
        exception_id=hand.known.pk, authority=form.authority, capacity=hand.capacity, at=hand.at,
        request_key=hand.request_key,
    )  # fmt: skip


def _suppose_fixed(hand: InHand, form: inputs.FixDay) -> Supposed:
    return suppose_day(hand.place, form.day, form.kind, name=form.name, authority=form.authority)


def _suppose_corrected(hand: InHand, form: inputs.CorrectDay) -> Supposed:
    without = frozenset({hand.known.pk})
    return suppose_day(hand.place, form.day, form.kind, name=form.name, authority=form.authority, without=without)


def _suppose_withdrawn(hand: InHand, _form: inputs.WithdrawDay) -> Supposed:
    return Supposed(without=frozenset({hand.known.pk}))


_TABLE = (
    DayAct(
        name="fix_day", title=_("Record a local day off or day of work"), input=inputs.FixDay, service=_fix,
        suppose=_suppose_fixed, of_existing=False,
        consequence=_("Terms that begin from now on count with it; those that run keep their ends until you apply."),
    ),
    DayAct(
        name="correct_day", title=_("Put right"), input=inputs.CorrectDay, service=_correct,
        suppose=_suppose_corrected, of_existing=True,
        consequence=_("What was recorded is withdrawn, what is right takes its place; both stay on record."),
    ),
    DayAct(
        name="withdraw_day", title=_("Withdraw"), input=inputs.WithdrawDay, service=_withdraw,
        suppose=_suppose_withdrawn, of_existing=True,
        consequence=_("The day is again what the notice, or the week, makes of it; the entry stays on record."),
    ),
)  # fmt: skip

DAY_ACTS: Mapping[str, DayAct] = {spec.name: spec for spec in _TABLE}

"""日历变动: what moves, applying it, deciding about ends that have passed, and the days that a place fixes."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from ninja import Router
from pydantic import Field

from api.callers import Caller
from api.places import place_of
from api.requests import ApiRequest
from api.schemas import JurisdictionRef, OrganizationRef, Shape
from core.errors import NotPermitted
from core.labels import label
from core.vocabulary import DeadlineState, ExceptionKind, OrganizationFunction, RecountState, Step
from deadlines.models import Deadline, Reprojection
from deadlines.recounting import Move
from deadlines.subjects import owner_name
from flows.inputs import ActInput
from flows.recounts.applying import apply
from flows.recounts.day_acts import DAY_ACTS, DayAct, InHand
from flows.recounts.deciding import decide
from flows.recounts.inputs import DecideEnd
from flows.recounts.keepers import check_keeper, keeper_among
from flows.recounts.local_days import exception_by_id
from flows.recounts.preview import preview
from flows.trials.services import reviews_for
from organizations.models import Jurisdiction
from organizations.selectors import Capacity
from workdays.days import DayKind
from workdays.models import CalendarException
from workdays.news import News, exceptions_of

router = Router(tags=["calendar"])


class NewsOut(Shape):
    """日历变动: which document made which day something else."""

    day: date
    was: DayKind
    now: DayKind
    document: str


class TermOut(Shape):
    """变动的期限: whose it is."""

    subject: str = Field(description="number of the case, reference of the work order")
    clock: int
    step: Step
    title: str
    state: DeadlineState
    organization: OrganizationRef


class MoveOut(TermOut):
    """一项变动: from, to, by how many days, why."""

    before: datetime
    counted: datetime
    days: int = Field(description="calendar days; earlier is less than nothing")
    left_before: int | None = Field(description="of a paused term: what is left of it")
    left_after: int | None
    is_past: bool = Field(description="applied, it would wait for a decision")
    news: list[NewsOut]


class WaitingOut(TermOut):
    """一项待确认."""

    id: int
    recount: RecountState
    before: datetime
    counted: datetime
    news: list[NewsOut]


class DayFixedOut(Shape):
    """地方放假或上班日."""

    id: int
    day: date
    kind: ExceptionKind
    name: str
    authority: str
    recorded_at: datetime
    withdrawn_at: datetime | None
    withdrawn_on_authority: str


class ChangesOut(Shape):
    """变动预览: ``settled`` further terms keep their end and are not provisional any more."""

    jurisdiction: JurisdictionRef
    moves: list[MoveOut]
    settled: int
    waiting: list[WaitingOut]
    days: list[DayFixedOut]


class AppliedOut(Shape):
    """应用结果: ``busy`` and ``failed`` are found again by the next application."""

    cases: int
    others: int
    moved: int
    waiting: int
    settled: int
    busy: int
    failed: int


@router.get(
    "/calendar/changes", response=ChangesOut, operation_id="read_calendar_changes", url_name="calendar_changes",
    summary="Terms that today's calendar counts otherwise",
)  # fmt: skip
def read_changes(request: ApiRequest, jurisdiction: str = "") -> ChangesOut:
    """变动预览: for the establishment office of the place; nothing is changed."""
    caller: Caller = request.auth
    place = place_of(caller, jurisdiction)
    _check_reader(caller, place)
    found = preview(place, at=caller.at)
    return ChangesOut(
        jurisdiction=JurisdictionRef.from_orm(place), moves=[_move(move) for move in found.moves],
        settled=len(found.settled), waiting=[_waiting(entry) for entry in found.waiting],
        days=[DayFixedOut.from_orm(row) for row in exceptions_of(place)],
    )  # fmt: skip


@router.post(
    "/calendar/changes/apply", response=AppliedOut, operation_id="apply_calendar_changes",
    url_name="apply_calendar_changes", summary="Count running terms again",
)  # fmt: skip
def apply_changes(request: ApiRequest, jurisdiction: str = "") -> AppliedOut:
    """应用日历变动: by the head of the establishment office of the place; asked for twice it changes nothing more."""
    caller: Caller = request.auth
    place = place_of(caller, jurisdiction)
    return AppliedOut(**apply(place, by=_keeper(caller, place).actor(), at=caller.at).as_json())


@router.post(
    "/calendar/changes/ends/{entry_id}", response=WaitingOut, operation_id="decide_end", url_name="decide_end",
    summary="Decide about an end that had passed",
)  # fmt: skip
def decide_end(request: ApiRequest, entry_id: int, form: DecideEnd, jurisdiction: str = "") -> WaitingOut:
    """确认: the term ends with this working day, or on the day that was promised."""
    caller: Caller = request.auth
    keeper = _keeper(caller, place_of(caller, jurisdiction))
    return _waiting(decide(entry_id=entry_id, sooner=form.sooner, remark=form.remark, capacity=keeper, at=caller.at))


def _on_day(spec: DayAct) -> Callable[..., DayFixedOut]:
    """The endpoint of one act on a day, with the act's own input as its body."""

    def fix(request: ApiRequest, form: ActInput, jurisdiction: str = "") -> DayFixedOut:
        caller: Caller = request.auth
        return _done(spec, caller, place_of(caller, jurisdiction), None, form)

    def change(request: ApiRequest, exception_id: int, form: ActInput) -> DayFixedOut:
        exception = exception_by_id(exception_id)
        return _done(spec, request.auth, exception.jurisdiction, exception, form)

    endpoint: Callable[..., DayFixedOut] = change if spec.of_existing else fix
    endpoint.__annotations__["form"] = spec.input
    endpoint.__doc__ = f"{(spec.input.__doc__ or '').strip()}\n\n{spec.consequence}"
    return endpoint


for _spec in DAY_ACTS.values():
    router.post(
        f"/calendar/days/{{exception_id}}/{_spec.name}" if _spec.of_existing else "/calendar/days",
        response=DayFixedOut, operation_id=_spec.name, url_name=_spec.name, summary=_spec.title,
    )(_on_day(_spec))  # fmt: skip


def _done(
    spec: DayAct, caller: Caller, place: Jurisdiction, exception: CalendarException | None, form: Any
) -> DayFixedOut:
    hand = InHand(
        place=place, exception=exception, capacity=_keeper(caller, place), at=caller.at, request_key=caller.request_key
    )
    return DayFixedOut.from_orm(spec.service(hand, form))


def _check_reader(caller: Caller, place: Jurisdiction) -> None:
    if not any(reviews_for(one, place) for one in caller.held):
        raise NotPermitted(who=f"{label(OrganizationFunction.ESTABLISHMENT_OFFICE)}（{place}）")


def _keeper(caller: Caller, place: Jurisdiction) -> Capacity:
    """In which capacity the caller keeps the calendar; whoever does not is told whose it is."""
    _check_reader(caller, place)
    keeper = keeper_among(caller.held, place) or caller.held[0]
    check_keeper(keeper, place)
    return keeper


def _move(move: Move) -> MoveOut:
    pause = move.last_pause if move.is_paused else None
    return MoveOut(
        **_term(move.clock), before=move.clock.expires_at, counted=move.projection.expires_at, days=move.days,
        left_before=pause.left if pause else None, left_after=move.left[pause.pk] if pause else None,
        is_past=move.is_past, news=[_news(one) for one in move.news],
    )  # fmt: skip


def _waiting(entry: Reprojection) -> WaitingOut:
    return WaitingOut(
        **_term(entry.deadline), id=entry.pk, recount=RecountState(entry.state), before=entry.before,
        counted=entry.counted,
        news=[
            NewsOut(day=date.fromisoformat(day), was=DayKind(was), now=DayKind(now), document=document)
            for day, was, now, document in entry.days
        ],
    )  # fmt: skip


def _term(clock: Deadline) -> dict[str, Any]:
    step = Step(clock.step)
    return {
        "subject": owner_name(clock), "clock": clock.pk, "step": step, "title": label(step),
        "state": DeadlineState(clock.state), "organization": OrganizationRef.from_orm(clock.organization),
    }  # fmt: skip


def _news(one: News) -> NewsOut:
    return NewsOut(day=one.day, was=one.was, now=one.now, document=one.document)

"""过程: a year moment by moment: matters come in, people get to their work, the clock strikes."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any

from audit.models import ChainKind, Event
from core.vocabulary import DeadlineState
from deadlines.models import Deadline
from escalation.sweep import sweep
from operations.rehearsing.district import District
from operations.rehearsing.doing import Doer
from operations.rehearsing.glance import glances_at, happened_since, next_strike
from operations.rehearsing.halt import Halt, Where
from operations.rehearsing.initiatives import INITIATIVES, Initiative
from operations.rehearsing.moves import MOVES
from operations.rehearsing.opening import FilingDesk
from operations.rehearsing.plans import Plans, nodes_of
from operations.rehearsing.staff import NobodyThere, Staff
from operations.rehearsing.temper import Arrival, Temper
from operations.rehearsing.turn import Later, Moves, Turn
from operations.rehearsing.waits import Wait, waits_in
from operations.rehearsing.watch import Watch
from organizations.models import Organization

_MOST_PASSES = 50
_WITHIN = timedelta(hours=1)
Errand = Arrival | Wait | Initiative | date


@dataclass(order=True, frozen=True)
class Appointment:
    """约定: an errand at a moment; of those at the same moment the one made first."""

    at: datetime
    order: int
    errand: Any = field(compare=False)
    case: int = field(default=0, compare=False)


class Course:
    """过程 of one rehearsal. ``watch`` looks at the record each evening and at the end of each month."""

    def __init__(self, district: District, temper: Temper, watch: Watch) -> None:
        self.district, self.temper, self.watch = district, temper, watch
        self.staff = Staff(district=district, temper=temper)
        self.doer = Doer(staff=self.staff)
        self.desk = FilingDesk(district=district, staff=self.staff, chance=temper.chance)
        self.plans = Plans(district=district, temper=temper)
        self.agenda: list[Appointment] = []
        self.orders = count()
        self.seen = 0
        self.struck: datetime | None = None
        self.acted: set[int] = set()
        self.times: Counter[tuple[int, tuple[int, str, int]]] = Counter()

    def play(self, arrivals: Collection[Arrival], *, begin: datetime, end: datetime) -> None:
        """演: from the first moment to the last. Raises ``Halt``."""
        self.seen = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for arrival in arrivals:
            self.plan(arrival.at, arrival)
        for day in self.temper.hours.days:
            self.plan(self.temper.hours.morning(day), day)
        at = begin
        while (then := self._next(end)) is not None:
            self._evenings(at, then)
            at = then
            self._strike(at)
            self._work(at)
        self._evenings(at, end)
        self.watch.end(end)

    def plan(self, at: datetime, errand: Errand, case: int = 0) -> None:
        heappush(self.agenda, Appointment(at, next(self.orders), errand, case))

    def _next(self, end: datetime) -> datetime | None:
        """The next moment at which somebody or the clock has something to do, before the end."""
        moments = [self.agenda[0].at] if self.agenda else []
        self.struck = next_strike()
        moments += [self.struck] if self.struck else []
        then = min(moments, default=None)
        return then if then is not None and then < end else None

    def _evenings(self, before: datetime, then: datetime) -> None:
        """What is looked at between two moments: each evening the day's cases, at the end of a month everything."""
        today, next_day = (moment.astimezone(self.temper.hours.zone).date() for moment in (before, then))
        if today != next_day:
            self.watch.evening(before, month_is_over=today.month != next_day.month)

    def _strike(self, at: datetime) -> None:
        """The clock: every due term takes its effect, however many there are."""
        if self.struck is None or self.struck > at:
            return
        late = Deadline.objects.filter(state=DeadlineState.RUNNING, next_try_at__lte=at).order_by("next_try_at", "pk")
        for _ in range(_MOST_PASSES):
            report = sweep(at=at)
            if report.failed:
                failed = Deadline.objects.exclude(last_error="").order_by("-pk").first()
                number = failed.case.number if failed and failed.case else ""
                told = failed.last_error if failed else str(report)
                raise Halt("clock_failed", told, Where(at=at, case=number, act="sweep"))
            left = late.select_related("case").first()
            if left is None or not report.fired:
                break
        if left is not None:
            number = left.case.number if left.case else ""
            raise Halt("clock_is_stuck", str(left), Where(at=at, case=number, act="sweep"))
        self._look_around(at)

    def _work(self, at: datetime) -> None:
        """Everything that people do within the hour, before the next clock strikes."""
        until = at + _WITHIN
        if self.struck is not None and self.struck > at:
            until = min(until, self.struck)
        worked = False
        while self.agenda and (self.agenda[0].at < until or self.agenda[0].at <= at):
            appointment = heappop(self.agenda)
            at, worked = appointment.at, True
            self._do(appointment)
        if worked:
            self._look_around(at)

    def _do(self, appointment: Appointment) -> None:
        errand, at = appointment.errand, appointment.at
        if isinstance(errand, Arrival):
            self._open(errand)
        elif isinstance(errand, Wait):
            self._turn_to(errand, at)
        elif isinstance(errand, Initiative):
            self._take(errand, appointment.case, at)
        else:
            self.staff.name_deputies(errand, at)

    def _open(self, arrival: Arrival) -> None:
        opened = self.desk.open(arrival)
        if isinstance(opened, NobodyThere):
            self.plan(opened.back_at, arrival.put_off(opened.back_at))

    def _turn_to(self, wait: Wait, at: datetime) -> None:
        """An organization gets to what it is waited for, unless that is over meanwhile."""
        if wait.case in self.acted:
            self._look_around(at)
        if not self.plans.is_due(wait, at):
            return
        place = (wait.case, wait.key)
        turn = self._turn(wait.case, self.district.bodies[wait.organization], at, times=self.times[place])
        self.times[place] += 1
        self.acted.add(wait.case)
        again = self._try(turn, MOVES[wait.what], wait)
        self.plans.rest(wait)
        if again is not None and again.at is not None:
            then = max(again.at, at + _WITHIN)  # however short what is left: nobody looks twice within the hour
            self.plans.keep(wait, then)
            self.plan(then, wait, wait.case)

    def _take(self, initiative: Initiative, case: int, at: datetime) -> None:
        whose = next((one for one in self.district.bodies.values() if one.code == initiative.code), None)
        turn = self._turn(case, whose or self.plans.opener_of(case), at)
        self.acted.add(case)
        again = self._try(turn, INITIATIVES[initiative.name])
        if again is None and initiative.name == "suspension":
            draw = self.temper.chance.of(turn.number, turn.visit, "resumes")
            days = max(1, draw.expovariate(1 / self.temper.people.turns.suspended_for))
            self.plan(self.temper.hours.after_days(at, days), Initiative(name="resumption"), case)
        elif again is not None and again.at is not None and initiative.name == "resumption":
            self.plan(again.at, initiative, case)

    def _try(self, turn: Turn, moves: Moves, wait: Wait | None = None) -> Later | None:
        """The first move that is offered; None when one was done, else when to look again."""
        if wait is not None and self._is_being_signed(turn, wait):
            return Later()
        for move in moves(turn):
            if isinstance(move, Later):
                return move
            done = self.doer.do(turn, move)
            if isinstance(done, NobodyThere):
                return Later(at=done.back_at)
            if done:
                return None
        if wait is not None:
            self.watch.note_stuck(turn, wait)
        return Later()

    def _is_being_signed(self, turn: Turn, wait: Wait) -> bool:
        """Whether what is to be done waits inside the organization for its head already."""
        papers = (one for one in turn.now.papers if one.organization_id == turn.organization.pk)
        return any(wait.what == paper.act or wait.what in nodes_of(paper.act) for paper in papers)

    def _look_around(self, at: datetime) -> None:
        """Who is waited for now in the cases in which something has happened."""
        rows = happened_since(self.seen)
        self.acted.clear()
        if not rows:
            return
        self.seen = rows[-1][0]
        touched: dict[int, list[tuple[str, dict[str, Any]]]] = {}
        for _pk, chain_kind, subject_id, kind, data in rows:
            if chain_kind == ChainKind.CASE:
                touched.setdefault(subject_id, []).append((kind, data))
        self.watch.touched(touched)
        waiting = waits_in(touched, at=at)
        for case in glances_at(touched):
            for moment, errand in self.plans.replan(case, waiting.get(case.pk, []), touched[case.pk], at=at):
                self.plan(moment, errand, case.pk)

    def _turn(self, case: int, organization: Organization, at: datetime, *, times: int = 0) -> Turn:
        return Turn(
            number=self.plans.numbers[case], at=at, organization=organization, district=self.district,
            temper=self.temper, times=times,
        )  # fmt: skip

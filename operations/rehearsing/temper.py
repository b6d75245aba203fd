"""脾性: how organizations and their people behave in one rehearsal: when they act, when they are away. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import pairwise

from core.vocabulary import CaseSource, MembershipRole, Tier
from operations.rehearsing.chance import Chance
from operations.rehearsing.hours import DAY, OfficeHours
from operations.rehearsing.parameters import People

_EARLY, _STEADY, _LAST = "early", "steady", "last_day"
_SOON = 60
_HURRIES = (0.5, 0.97)
_LONG_BREAK = 3


@dataclass(frozen=True, kw_only=True)
class Away:
    """缺勤: from one day to another, both included; with or without somebody who stands in."""

    first_day: date
    last_day: date
    deputy: bool


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """来件: the number of the matter in the year, when it comes, what stands behind it, how many are concerned."""

    number: int
    at: datetime
    source: CaseSource
    parties: int
    urgent: bool

    def put_off(self, at: datetime) -> "Arrival":
        """The same matter, filed later."""
        return replace(self, at=at)


@dataclass(frozen=True, kw_only=True, eq=False)
class Temper:
    """脾性: everything that is drawn about people, by their organization's code."""

    people: People
    chance: Chance
    hours: OfficeHours

    def answers_at(
        self, code: str, *about: object, since: datetime, due: datetime | None, ends: datetime | None = None,
        in_hand: int = 0,
    ) -> datetime | None:  # fmt: skip
        """When an organization gets to what is asked of it; None where it forgets.

        ``due``: when its own term ends; ``ends``: when that of the tier does, before which it hurries.
        """
        answering, draw = self.people.answering, self.chance.of("answers", code, *about)
        slower, habit, shares = 1 + answering.pile * in_hand / 10, draw.random(), self._shares(code)
        if habit >= sum(shares.values()) and (due or ends):
            return None
        begin = self.hours.minute(since)
        if due is None:
            days = min(draw.expovariate(1 / answering.without_term), 6 * answering.without_term)
            minutes = _SOON + days * DAY * slower
            if ends is not None:
                minutes = min(minutes, max((self.hours.minute(ends) - begin) * draw.uniform(*_HURRIES), _SOON))
            return self.hours.moment(begin + minutes)
        span = max(self.hours.minute(due) - begin - 1, 1)
        if habit < shares[_EARLY]:
            used = draw.uniform(0, 0.3)
        elif habit < shares[_EARLY] + shares[_STEADY]:
            used = draw.uniform(0.3, 0.9)
        else:
            used = 1 - draw.uniform(0, min(1.0, DAY / 2 / span))
        return self.hours.moment(begin + max(min(used * slower, 1.0) * span, min(_SOON, span)))

    def willing(self, code: str, tier: Tier, *about: object) -> bool:
        """Whether an organization agrees to what is proposed at a tier."""
        agreement = self.people.agreement
        share = {
            Tier.NEGOTIATION: agreement.negotiation, Tier.DISPATCH_COORDINATION: agreement.dispatch,
            Tier.OFFICE_COORDINATION: agreement.office, Tier.REFERRAL: 1.0,
        }[tier]  # fmt: skip
        if self.chance.happens(agreement.stubborn, "stubborn", code):
            share *= agreement.stubbornness
        return self.chance.happens(share, "willing", code, tier, *about)

    @cache  # noqa: B019  (there is one temper in a rehearsal)
    def absences(self, code: str, role: MembershipRole) -> tuple[Away, ...]:
        """When who holds this office of the organization is away, over the working days of the rehearsal."""
        absence, draw = self.people.absence, self.chance.of("away", code, role)
        days, place = self.hours.days, 0.0
        found: list[Away] = []
        if not absence.spells:
            return ()
        while True:
            place += max(draw.expovariate(absence.spells / 250), 1)
            length = draw.randint(absence.shortest, max(absence.shortest, absence.longest))
            first, last = int(place), int(place) + length - 1
            if last >= len(days):
                return tuple(found)
            deputy = draw.random() < absence.deputy
            found.append(Away(first_day=days[first], last_day=days[last], deputy=deputy))
            place = last + 1

    def away(self, code: str, role: MembershipRole, on: date) -> Away | None:
        """The spell of absence that day lies in."""
        return next((one for one in self.absences(code, role) if one.first_day <= on <= one.last_day), None)

    def arrivals(self, cases: int, days: Iterable[date]) -> list[Arrival]:
        """So many matters over these working days, the first first."""
        arrivals, working = self.people.arrivals, list(days)
        weights = {day: self._weight(day, before) for before, day in pairwise([working[0], *working])}
        found = []
        for number in range(cases):
            lies_there = self.chance.happens(arrivals.late_start, "late start", number)
            day = working[0] if lies_there else self.chance.pick(weights, "arrives on", number)
            minute = self.chance.of("arrives at", number).randrange(DAY)
            found.append((self.hours.minute(self.hours.morning(day)) + minute, number))
        return [
            Arrival(
                number=number, at=self.hours.moment(minute),
                source=self.chance.pick(arrivals.sources, "source", number),
                parties=self.chance.pick(arrivals.parties, "parties", number),
                urgent=self.chance.happens(arrivals.urgent, "urgent", number),
            )
            for minute, number in sorted(found)
        ]  # fmt: skip

    def _weight(self, day: date, before: date) -> float:
        arrivals = self.people.arrivals
        weight = arrivals.months[day.month - 1] * (arrivals.monday if day.weekday() == 0 else 1)
        return weight * (arrivals.after_holiday if (day - before).days > _LONG_BREAK else 1)

    @cache  # noqa: B019
    def _shares(self, code: str) -> dict[str, float]:
        """How an organization answers, from what people do on average; the rest it forgets."""
        answering, draw = self.people.answering, self.chance.of("habit", code)
        usual = {
            _EARLY: answering.early, _STEADY: answering.steady, _LAST: answering.last_day,
            "forgets": answering.forgets,
        }  # fmt: skip
        own = {name: share * (1 + answering.spread * draw.uniform(-1, 1)) for name, share in usual.items()}
        whole = sum(own.values()) or 1
        return {name: share / whole for name, share in own.items() if name != "forgets"}

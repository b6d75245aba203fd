"""轮到谁: one organization in one case that gets to what it is waited for, and what it may decide on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import CharField

from cases.models import Case
from core.statements import Rows, Slot
from core.vocabulary import DutyRole, OutcomeScope, Phase, Tier
from flows.selectors import situation
from flows.situation import Situation
from operations.rehearsing.chance import Chance
from operations.rehearsing.district import District
from operations.rehearsing.hours import DAY, OfficeHours
from operations.rehearsing.parameters import People
from operations.rehearsing.temper import Temper
from organizations.models import Organization
from organizations.selectors import local_date
from procedures.pack import Pack
from workdays.rules import add_workdays

_CASE = Rows(
    lambda: Case.objects.filter(number=Slot("number", CharField())),
    "jurisdiction", "procedure", "procedure__procedure", "opened_by", without=["procedure__content"],
)  # fmt: skip
_TRIED_OUT_FOR = 90
_NO_CLOCK = 5 * DAY


@dataclass(frozen=True, kw_only=True)
class Deed:
    """所为: an act with what it says; the rest of its form is filled in.

    ``paper`` names the field that takes a paper, put into the file of the case beforehand. It is done by the
    organization whose turn it is, or by the one with the id ``by``; ``by_anybody``: where it is not for that one,
    whoever it is for does it. ``is_asked``: the product's own list says that this organization is asked for it.
    """

    act: str
    says: Mapping[str, Any] = field(default_factory=dict)
    paper: str = ""
    by: int | None = None
    by_anybody: bool = False
    is_asked: bool = False


@dataclass(frozen=True, kw_only=True)
class Later:
    """再说: not now, but at that moment; without one when something has changed in the case."""

    at: datetime | None = None


Move = Deed | Later


@dataclass(kw_only=True, eq=False)
class Turn:
    """轮到 an organization in a case. ``times`` counts how often it came to this same piece of work.

    The situation of the case is read when somebody looks at it: who only signs for what came need not.
    """

    number: str
    at: datetime
    organization: Organization
    district: District
    temper: Temper
    times: int = 0

    @cached_property
    def now(self) -> Situation:
        (case,) = _CASE.run(number=self.number)
        return situation(case, at=self.at)

    def look_again(self) -> None:
        """What was read of the case is not so any more."""
        self.__dict__.pop("now", None)

    @property
    def pack(self) -> Pack:
        return self.district.pack

    @property
    def people(self) -> People:
        return self.temper.people

    @property
    def chance(self) -> Chance:
        return self.temper.chance

    @property
    def hours(self) -> OfficeHours:
        return self.temper.hours

    @cached_property
    def today(self) -> date:
        return local_date(self.district.jurisdiction, self.at)

    @cached_property
    def parties(self) -> list[Organization]:
        return sorted(self.now.organizations(), key=lambda one: one.code)

    @cached_property
    def visit(self) -> str:
        """Which visit to which tier it is; draws about one do not bind the next."""
        stage = self.now.stage
        return f"{stage.tier}/{stage.visit}" if stage else str(self.now.case.state)

    def happens(self, share: float, *about: object) -> bool:
        """Whether it happens here: drawn for this case, visit and organization."""
        return self.chance.happens(share, self.number, self.visit, self.organization.code, *about)

    def willing(self, organization: Organization, *about: object) -> bool:
        """Whether an organization agrees at the present tier."""
        tier = Tier(self.now.stage.tier) if self.now.stage else Tier.REFERRAL
        return self.temper.willing(organization.code, tier, self.number, self.visit, *about)

    def all_willing(self) -> bool:
        return all(self.willing(party) for party in self.parties)

    def term_used(self) -> float:
        """How much of the term of the tier has gone by: 0 at its beginning, 1 at its end."""
        begin, end = self._term
        return (self.hours.minute(self.at) - begin) / (end - begin)

    def when_used(self, part: float) -> datetime:
        """When so much of the term of the tier has gone by."""
        begin, end = self._term
        return self.hours.moment(begin + part * (end - begin))

    @cached_property
    def _term(self) -> tuple[int, int]:
        """The term of the tier in minutes of work; without a clock some days from its beginning."""
        clock, stage = self.now.tier_clock, self.now.stage
        begin = self.hours.minute(stage.opened_at if stage else self.at)
        return begin, max(self.hours.minute(clock.expires_at) if clock else begin + _NO_CLOCK, begin + 1)

    def next_morning(self) -> Later:
        """Looked at again on the next working day."""
        return Later(at=self.hours.next_morning(self.at))

    def outcome(self) -> dict[str, Any]:
        """处理结果: what such a dispute comes to: who leads is drawn once for the case."""
        review = self.people.review
        lead = self.chance.among(self.parties, self.number, "lead")
        others = [party for party in self.parties if party != lead]
        roles = [DutyRole.LEAD, DutyRole.RESPONSIBLE, *[DutyRole.ASSISTING] * len(others)]
        phase = self.chance.among(list(Phase), self.number, "phase")
        says: dict[str, Any] = {
            "matter": self.now.case.title, "effective_from": self.today,
            "assignments": [
                {"phase": phase, "organization": party.code, "role": role}
                for party, role in zip([lead, *others], roles, strict=False)
            ],
        }  # fmt: skip
        if self.chance.happens(review.this_case, self.number, "this case"):
            return {**says, "scope": OutcomeScope.THIS_CASE}
        if self.chance.happens(review.provisional, self.number, "provisional"):
            end = add_workdays(self.today, _TRIED_OUT_FOR, self.now.calendar)
            return {**says, "scope": OutcomeScope.PROVISIONAL, "effective_to": end}
        return says


Moves = Callable[[Turn], Iterator[Move]]

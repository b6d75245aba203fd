"""在岗: who of an organization can act at a moment: in their own office, or standing in for whoever is away."""

from dataclasses import dataclass
from datetime import date, datetime

from audit.actors import SYSTEM
from core.vocabulary import MembershipRole
from flows.acts import ActSpec
from operations.rehearsing.district import OFFICES, District
from operations.rehearsing.temper import Away, Temper
from organizations.deputies import name_deputy
from organizations.models import Organization
from organizations.selectors import Capacity

_STANDS_IN = {
    MembershipRole.HANDLER: MembershipRole.REVIEWER,
    MembershipRole.REVIEWER: MembershipRole.HANDLER,
    MembershipRole.HEAD: MembershipRole.REVIEWER,
}


@dataclass(frozen=True, kw_only=True)
class NobodyThere:
    """无人在岗: who should act is away and nobody stands in; back on the morning of that day."""

    back_at: datetime


@dataclass(frozen=True, kw_only=True, eq=False)
class Staff:
    """在岗人员 of the district."""

    district: District
    temper: Temper

    def able(self, organization: Organization, spec: ActSpec, at: datetime) -> Capacity | NobodyThere:
        """Who does such an act: the handler, or who alone may; whoever stands in for them that day."""
        role = next((role for role in OFFICES if role in spec.roles), MembershipRole.HEAD)
        return self.holding(organization, role, at)

    def holding(self, organization: Organization, role: MembershipRole, at: datetime) -> Capacity | NobodyThere:
        """Who holds or fills that office at that moment."""
        on = at.astimezone(self.temper.hours.zone).date()
        office = self.district.offices[organization.pk, role]
        away = self.temper.away(organization.code, role, on)
        if away is None:
            return Capacity(person=office.person, membership=office, on=on)
        if not away.deputy:
            return NobodyThere(back_at=self.temper.hours.next_morning(self._evening(away.last_day)))
        deputy = self.district.offices[organization.pk, _STANDS_IN[role]].person
        return Capacity(person=deputy, membership=office, acting_for=office.person, on=on)

    def _evening(self, day: date) -> datetime:
        return self.temper.hours.morning(day)

    def name_deputies(self, on: date, at: datetime) -> None:
        """指定代理: for everybody whose absence with a deputy begins on that day."""
        for body in self.district.bodies.values():
            for role in OFFICES:
                away = self.temper.away(body.code, role, on)
                if away is not None and away.deputy and away.first_day == on:
                    self._name(body, role, away, at)

    def _name(self, body: Organization, role: MembershipRole, away: Away, at: datetime) -> None:
        name_deputy(
            absent=self.district.offices[body.pk, role],
            deputy=self.district.offices[body.pk, _STANDS_IN[role]].person, first_day=away.first_day,
            last_day=away.last_day, by=SYSTEM, at=at,
        )  # fmt: skip

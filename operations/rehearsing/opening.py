"""来件立案: a matter that comes in is filed by whoever such matters come to, among the departments it concerns."""

from dataclasses import dataclass
from functools import cached_property

from cases.models import Case
from core.vocabulary import CaseSource, MembershipRole, OrganizationKind, Tier
from flows.inputs import OpenCase
from flows.services import open_case
from operations.rehearsing.chance import Chance
from operations.rehearsing.district import District
from operations.rehearsing.staff import NobodyThere, Staff
from operations.rehearsing.temper import Arrival
from organizations.models import Organization
from organizations.selectors import Capacity
from registry.models import EntryVersion

_LONGEST_TITLE = 120
_ENTERS_AT = {None: 5.0, Tier.OFFICE_COORDINATION: 4.0, Tier.REFERRAL: 1.0}
_KNOWN_LEAD = 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class FilingDesk:
    """立案: knows what is quarrelled about in the district, and between whom."""

    district: District
    staff: Staff
    chance: Chance

    def open(self, arrival: Arrival) -> Case | NobodyThere:
        """The case, or nobody is there to file it today."""
        opener, parties = self._concerned(arrival)
        capacity = self.staff.holding(opener, MembershipRole.HANDLER, arrival.at)
        if not isinstance(capacity, Capacity):
            return capacity
        form = self._form(arrival, parties)
        return open_case(form=form, capacity=capacity, at=arrival.at)

    def _concerned(self, arrival: Arrival) -> tuple[Organization, list[Organization]]:
        """Who files it, and the departments, those that the duty list names first where it names any of them."""
        draw = self.chance.of("parties", arrival.number)
        known = [one for one in self._entry(arrival)[1] if draw.random() < _KNOWN_LEAD]
        others = [one for one in self.district.parties if one not in known]
        opener = self._opener(arrival)
        if arrival.source is CaseSource.DEPARTMENT:
            others = [one for one in others if one != opener]
            known = [opener, *(one for one in known if one != opener)]
        parties = [*known, *draw.sample(others, arrival.parties)][: arrival.parties]
        if arrival.source is not CaseSource.DEPARTMENT:
            parties = draw.sample(parties, len(parties))
        return opener, parties

    def _opener(self, arrival: Arrival) -> Organization:
        if arrival.source is CaseSource.DEPARTMENT:
            bureaus = [one for one in self.district.parties if one.kind != OrganizationKind.SUBDISTRICT]
            return self.chance.among(bureaus, "opener", arrival.number)
        if arrival.source is CaseSource.SUBDISTRICT:
            return self.chance.among(self.district.streets, "opener", arrival.number)
        return self.chance.among(self.district.openers(arrival.source), "opener", arrival.number)

    def _form(self, arrival: Arrival, parties: list[Organization]) -> OpenCase:
        enters_at = None
        if arrival.source is CaseSource.ASSIGNED:
            enters_at = self.chance.pick(_ENTERS_AT, "enters at", arrival.number)
        return OpenCase(
            jurisdiction=self.district.jurisdiction.code, title=self._title(arrival), source=arrival.source,
            summary="（排演）有关部门对由谁负责意见不一，需要协调。", urgent=arrival.urgent, enter_at=enters_at,
            parties=tuple(party.code for party in parties), claimed_lead=parties[0].code,
            clause="“三定”规定第四条第三项",
            interim_handler=parties[0].code if arrival.source.is_citizens_matter else "",
        )  # fmt: skip

    def _title(self, arrival: Arrival) -> str:
        street = self.chance.among(self.district.streets, "street", arrival.number)
        return f"{street.short_name}{self._entry(arrival)[0]}职责分工"[:_LONGEST_TITLE]

    def _entry(self, arrival: Arrival) -> tuple[str, list[Organization]]:
        return self.chance.among(self._matters, "matter", arrival.number)

    @cached_property
    def _matters(self) -> list[tuple[str, list[Organization]]]:
        """What the sample duty list holds, each with those of its departments that can be parties."""
        able = {party.pk: party for party in self.district.parties}
        rows = EntryVersion.objects.filter(entry__jurisdiction=self.district.jurisdiction).order_by("pk")
        return [
            (one.matter.replace("；", "、").replace(";", "、"), [
                able[row.organization_id] for row in one.assignments.order_by("pk") if row.organization_id in able
            ])
            for one in rows.prefetch_related("assignments")
        ]  # fmt: skip

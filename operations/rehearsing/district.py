"""排演辖区: the sample district with its real bodies and invented people, under the procedure that is tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from audit.actors import SYSTEM
from core.vocabulary import CaseSource, MembershipRole, OrganizationFunction, OrganizationKind
from operations.demo import load_duties, load_organizations
from operations.rehearsing.errors import TooFewDepartments
from organizations.models import Jurisdiction, Membership, Organization
from organizations.selectors import valid_on
from organizations.services import appoint, register_person
from procedures.models import ProcedureVersion
from procedures.pack import Pack
from procedures.selectors import pack_of
from procedures.services import import_pack

PLACE = "510112"
OFFICES = (MembershipRole.HANDLER, MembershipRole.REVIEWER, MembershipRole.HEAD)
_FEWEST = 5
_OPENERS: Mapping[CaseSource, OrganizationFunction] = {
    CaseSource.HOTLINE: OrganizationFunction.DISPATCH_OFFICE,
    CaseSource.PETITION: OrganizationFunction.DISPATCH_OFFICE,
    CaseSource.SUGGESTION: OrganizationFunction.DISPATCH_OFFICE,
    CaseSource.ASSIGNED: OrganizationFunction.ESTABLISHMENT_OFFICE,
    CaseSource.EX_OFFICIO: OrganizationFunction.ESTABLISHMENT_OFFICE,
}


@dataclass(frozen=True, kw_only=True, eq=False)
class District:
    """排演辖区: its bodies by id, who holds which office, and which of them can be parties."""

    jurisdiction: Jurisdiction
    procedure: ProcedureVersion
    bodies: Mapping[int, Organization]
    offices: Mapping[tuple[int, MembershipRole], Membership]
    parties: list[Organization]
    subdistricts: list[Organization]
    streets: list[Organization]

    @cached_property
    def pack(self) -> Pack:
        return pack_of(self.procedure)

    def openers(self, source: CaseSource) -> list[Organization]:
        """The offices that file such a matter; nobody's office where a department or subdistrict does."""
        function = _OPENERS.get(source)
        return [body for body in self.bodies.values() if function and function in body.functions]

    def head_of(self, organization: Organization) -> str:
        """The head's name."""
        return self.offices[organization.pk, MembershipRole.HEAD].person.name


def set_up(*, pack: str, file: str, at: datetime) -> District:
    """搭建: bodies, people, duty list, procedure; into an empty database.

    Raises ``PackInvalid`` and ``TooFewDepartments``.
    """
    load_organizations(at)
    place = Jurisdiction.objects.get(code=PLACE)
    procedure = import_pack(text=pack, file=file, jurisdiction=place, by=SYSTEM, at=at)
    today = at.date()
    bodies = {one.pk: one for one in _living(place, today)}
    parties = _parties(bodies, pack_of(procedure))
    load_duties(place, at)
    return District(
        jurisdiction=place, procedure=procedure, bodies=bodies, parties=parties,
        offices={
            (body.pk, role): _appointed(body, role, at) for body in bodies.values() for role in OFFICES
        },
        subdistricts=[one for one in parties if one.kind == OrganizationKind.SUBDISTRICT],
        streets=[one for one in bodies.values() if one.kind == OrganizationKind.SUBDISTRICT],
    )  # fmt: skip


def _living(place: Jurisdiction, on: date) -> list[Organization]:
    query = Organization.objects.filter(valid_on(on), jurisdiction=place).select_related("jurisdiction")
    return list(query.exclude(kind=OrganizationKind.JOINT_BODY).order_by("code"))


def _parties(bodies: Mapping[int, Organization], pack: Pack) -> list[Organization]:
    """Bodies of the kinds that the procedure coordinates, and that have no part of their own in it."""
    found = [one for one in bodies.values() if one.kind in pack.party_kinds and not one.functions]
    if len(found) < _FEWEST:
        raise TooFewDepartments(count=len(found))
    return found


def _appointed(body: Organization, role: MembershipRole, at: datetime) -> Membership:
    """An invented person: the name says which office they hold."""
    username = f"{body.code}-{role}".lower()
    person = register_person(
        username=username, name=f"{body.short_name}{_TITLES[role]}", password=None, by=SYSTEM, at=at
    )
    return appoint(person=person, organization=body, role=role, by=SYSTEM, at=at)


_TITLES = {MembershipRole.HANDLER: "经办", MembershipRole.REVIEWER: "审核", MembershipRole.HEAD: "负责人"}

"""Everybody who could try something: each role of each party, of each office, of strangers; and deputies."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from audit.actors import SYSTEM
from core.vocabulary import MembershipRole, OrganizationFunction, OrganizationKind
from flows.situation import Situation
from organizations.groups import found_group, join_group
from organizations.models import Organization
from organizations.selectors import Capacity, local_date
from tests.factories import make_deputyship, make_district, make_membership, make_organization, moment
from tests.stage_set import Scene

_LONG_AGO, _FAR_AHEAD = date(2020, 1, 1), date(2099, 12, 31)
_LOOKERS_ON = (
    OrganizationFunction.INSPECTION,
    OrganizationFunction.AUDIT,
    OrganizationFunction.JUSTICE,
    OrganizationFunction.JOINT_CONFERENCE,
)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """全体人员: everybody in the bodies of a district; strangers, deputies, and a working group."""

    scene: Scene
    subdistrict: Organization
    lookers_on: list[Organization]
    strangers: list[Organization]
    deputies: list[Capacity]

    def organizations(self) -> list[Organization]:
        """Each once, those who work on cases first."""
        district = self.scene.district
        offices = [district.dispatch_office, district.establishment_office, district.secretariat]
        return [*district.departments, self.subdistrict, *offices, *self.lookers_on, *self.strangers]

    def named(self, name: str) -> Organization:
        """Who goes by this name on stage."""
        found: Organization = self.subdistrict if name == "subdistrict" else getattr(self.scene, name)
        return found

    def capacities(self, at: datetime) -> Iterator[Capacity]:
        """Every role in every organization, deputies last, as they are read on that day."""
        today = local_date(self.scene.district.jurisdiction, at)
        for organization in self.organizations():
            for role in MembershipRole:
                yield replace(self.scene.capacity(organization, role), on=today)
        for deputy in self.deputies:
            yield replace(deputy, on=today)


def assemble(scene: Scene) -> Cast:
    """The cast of the scene's district; who deputizes for a head is its liaison."""
    here = scene.district.jurisdiction
    lookers_on = [make_organization(jurisdiction=here, functions=[function]) for function in _LOOKERS_ON]
    strangers = [make_organization(jurisdiction=here), make_district(departments=0).establishment_office]
    deputies = [_deputy(scene, organization) for organization in (scene.ecology, scene.office)]
    subdistrict = make_organization(jurisdiction=here, kind=OrganizationKind.SUBDISTRICT)
    _work_together(scene, scene.ecology, strangers[0])
    return Cast(
        scene=scene, subdistrict=subdistrict, lookers_on=lookers_on, strangers=strangers, deputies=deputies
    )  # fmt: skip


def _work_together(scene: Scene, *organizations: Organization) -> None:
    """A working group of the establishment office, to which each of these sent its handler."""
    at = moment("2020-01-01 09:00")
    group = found_group(host=scene.office, name="专班", purpose="", valid_from=_LONG_AGO, by=SYSTEM, at=at)
    for organization in organizations:
        person = scene.capacity(organization).person
        join_group(group=group, organization=organization, person=person, valid_from=_LONG_AGO, by=SYSTEM, at=at)


def _deputy(scene: Scene, organization: Organization) -> Capacity:
    absent = scene.capacity(organization, MembershipRole.HEAD).membership
    deputy = make_membership(organization=organization, role=MembershipRole.LIAISON).person
    make_deputyship(absent=absent, deputy=deputy, first_day=_LONG_AGO, last_day=_FAR_AHEAD)
    return Capacity(person=deputy, membership=absent, acting_for=absent.person)


def relation(now: Situation, capacity: Capacity) -> tuple[str, ...]:
    """与案件的关系: what the organization is to the case, and for a deputy that it is one."""
    organization, case = capacity.organization, now.case
    parties = [f"party:{party.role}" for party in now.parties if party.organization_id == organization.pk]
    conducted = [
        f"{'conducts' if stage.closed_at is None else 'conducted'}:{stage.tier}"
        for stage in now.stages
        if stage.conductor_id == organization.pk
    ]
    waiting = [f"awaited:{item.node}" for item in now.items if item.organization_id == organization.pk]
    unsigned = ["unsigned" for draft in now.drafts if draft.sender_id == organization.pk]
    functions = [f"is:{function}" for function in organization.functions]
    opened = ["opened"] if case.opened_by_id == organization.pk else []
    handles = ["handles"] if now.interim and now.interim.organization_id == organization.pk else []
    here = [] if organization.jurisdiction_id == case.jurisdiction_id else ["elsewhere"]
    deputy = ["deputy"] if capacity.acting_for else []
    return tuple(sorted({*parties, *conducted, *waiting, *unsigned, *functions, *opened, *handles, *here, *deputy}))

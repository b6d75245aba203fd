"""Rows for tests: plain functions, every moment given by the test. What is not named gets a value of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from core.vocabulary import MembershipRole, OrganizationFunction, OrganizationKind
from organizations.models import Deputyship, Jurisdiction, Membership, Organization, Person
from organizations.selectors import Capacity

PASSWORD = "a password of the tests"

_numbers = count(1)


def moment(text: str, zone: str = "Asia/Shanghai") -> datetime:
    """``moment("2026-09-28 09:30")``: that wall-clock time in the zone, as the services take it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def make_jurisdiction(
    *, code: str = "", name: str = "", number_prefix: str = "", parent: Jurisdiction | None = None,
    timezone: str = "Asia/Shanghai",
) -> Jurisdiction:  # fmt: skip
    number = next(_numbers)
    return Jurisdiction.objects.create(
        code=code or f"9{number:05}",
        name=name or f"测试区{number:05}",
        number_prefix=number_prefix or _letters(number),
        parent=parent,
        timezone=timezone,
    )


def make_organization(
    *, jurisdiction: Jurisdiction, code: str = "", name: str = "", short_name: str = "",
    kind: OrganizationKind = OrganizationKind.DEPARTMENT, functions: Iterable[OrganizationFunction] = (),
    valid_from: date | None = None, valid_to: date | None = None, successor: Organization | None = None,
    sort_key: str = "", initials: str = "",
) -> Organization:  # fmt: skip
    number = next(_numbers)
    name = name or f"测试机关{number:05}"
    return Organization.objects.create(
        code=code or f"T-{number:05}",
        name=name,
        short_name=short_name or name,
        kind=kind,
        jurisdiction=jurisdiction,
        functions=[str(function) for function in functions],
        valid_from=valid_from,
        valid_to=valid_to,
        successor=successor,
        sort_key=sort_key or f"{number:08}",
        initials=initials,
    )


def make_person(*, username: str = "", name: str = "", email: str = "", language: str = "zh-hans") -> Person:
    """Signs in with ``PASSWORD``."""
    number = next(_numbers)
    return Person.objects.create_user(
        username or f"person{number:05}", PASSWORD, name=name or f"测试人{number:05}", email=email, language=language
    )


def make_membership(
    *, organization: Organization, person: Person | None = None, role: MembershipRole = MembershipRole.HANDLER,
    valid_from: date | None = None, valid_to: date | None = None,
) -> Membership:  # fmt: skip
    return Membership.objects.create(
        person=person or make_person(), organization=organization, role=role, valid_from=valid_from, valid_to=valid_to
    )


def make_deputyship(*, absent: Membership, deputy: Person, first_day: date, last_day: date) -> Deputyship:
    return Deputyship.objects.create(absent=absent, deputy=deputy, first_day=first_day, last_day=last_day)


def make_capacity(
    organization: Organization, role: MembershipRole = MembershipRole.HANDLER, *, person: Person | None = None
) -> Capacity:
    """A (new) person with this role in the organization, ready to act for it."""
    membership = make_membership(organization=organization, person=person, role=role)
    return Capacity(person=membership.person, membership=membership)


@dataclass(frozen=True, kw_only=True)
class District:
    """A jurisdiction with everybody the procedure needs, and some departments to quarrel."""

    jurisdiction: Jurisdiction
    dispatch_office: Organization
    establishment_office: Organization
    secretariat: Organization
    departments: list[Organization] = field(default_factory=list)


def make_district(*, departments: int = 3, parent: Jurisdiction | None = None) -> District:
    """No people: add those that the test needs with ``make_capacity``."""
    jurisdiction = make_jurisdiction(parent=parent)

    def holder(function: OrganizationFunction, kind: OrganizationKind = OrganizationKind.DEPARTMENT) -> Organization:
        return make_organization(jurisdiction=jurisdiction, functions=[function], kind=kind)

    return District(
        jurisdiction=jurisdiction,
        dispatch_office=holder(OrganizationFunction.DISPATCH_OFFICE),
        establishment_office=holder(OrganizationFunction.ESTABLISHMENT_OFFICE, OrganizationKind.PARTY_ORGAN),
        secretariat=holder(OrganizationFunction.SECRETARIAT),
        departments=[make_organization(jurisdiction=jurisdiction) for _ in range(departments)],
    )


def _letters(number: int) -> str:
    letters = ""
    while number or len(letters) < 2:
        number, digit = divmod(number, 26)
        letters = chr(ord("A") + digit) + letters
    return letters

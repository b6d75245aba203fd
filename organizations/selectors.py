"""Reading who is who on a day: organizations, the functions they hold, and for whom a person may act."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from audit.actors import Actor
from core.ahead import remembered
from core.text import tidy
from core.vocabulary import MembershipRole, OrganizationFunction
from organizations.errors import (
    DissolvedOrganization,
    DissolvedWithoutSuccessor,
    NoSuchFunctionHolder,
    OrganizationNotYetFounded,
    UnknownJurisdiction,
    UnknownOrganization,
)
from organizations.models import Deputyship, Jurisdiction, Membership, NamePlate, Organization, Person

_WITH_ORGANIZATION = ("organization__jurisdiction", "person")


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """身份: a person who acts for an organization, in their own office or, by date, in ``acting_for``'s (代理).

    ``on`` is the day for which it was read; what holds by date beside it (working groups) is looked up on that day.
    """

    person: Person
    membership: Membership
    acting_for: Person | None = None
    on: date | None = None

    @property
    def organization(self) -> Organization:
        return self.membership.organization

    @property
    def role(self) -> MembershipRole:
        return MembershipRole(self.membership.role)

    def actor(self) -> Actor:
        """The snapshot that goes into the record."""
        return Actor(
            person_id=self.person.pk,
            person_name=self.person.name,
            organization_id=self.organization.pk,
            organization_name=self.organization.name,
            role=str(self.role),
            acting_for_id=self.acting_for.pk if self.acting_for else None,
            acting_for_name=self.acting_for.name if self.acting_for else "",
        )


def local_date(jurisdiction: Jurisdiction, at: datetime) -> date:
    """The day it is in the jurisdiction at that moment."""
    return at.astimezone(ZoneInfo(jurisdiction.timezone)).date()


def jurisdiction_by_code(code: str, *, field: str = "jurisdiction") -> Jurisdiction:
    """Raises ``UnknownJurisdiction``."""
    try:
        return Jurisdiction.objects.get(code=tidy(code))
    except Jurisdiction.DoesNotExist as error:
        raise UnknownJurisdiction(field=field, code=code) from error


def capacities(person: Person, on: date) -> list[Capacity]:
    """可用身份: every office the person holds or stands in for on that day, in an organization that exists."""
    if not person.is_active:
        return []
    return _capacities(_valid_memberships(on).filter(person=person), Q(deputy=person), on)


def capacities_of(people: Collection[int], on: date) -> dict[int, list[Capacity]]:
    """The same of several people, by their ids, in two queries."""
    held: dict[int, list[Capacity]] = {}
    for capacity in _capacities(_valid_memberships(on).filter(person__in=people), Q(deputy__in=people), on):
        held.setdefault(capacity.person.pk, []).append(capacity)
    return held


def capacities_in(organization: Organization, roles: Collection[MembershipRole], on: date) -> list[Capacity]:
    """Everybody who may act for the organization in one of the roles on that day, deputies last."""
    return capacities_among([organization], roles, on)


def capacities_among(
    organizations: Collection[Organization | int], roles: Collection[MembershipRole], on: date
) -> list[Capacity]:
    """The same for several organizations, or their ids, in two queries."""
    own = _valid_memberships(on).filter(organization__in=organizations, role__in=roles)
    return _capacities(own, Q(absent__organization__in=organizations, absent__role__in=roles), on)


def people_of(organization: Organization, roles: Collection[MembershipRole], on: date) -> list[Person]:
    """The people behind ``capacities_in``, each once."""
    return list({capacity.person.pk: capacity.person for capacity in capacities_in(organization, roles, on)}.values())


def in_force(organization: Organization, on: date) -> bool:
    """Whether the organization exists on that day."""
    begun = organization.valid_from is None or organization.valid_from <= on
    return begun and (organization.valid_to is None or on < organization.valid_to)


def organization_by_code(code: str, on: date, *, field: str = "organization") -> Organization:
    """Raises ``UnknownOrganization``, ``DissolvedOrganization`` (with the successor), ``OrganizationNotYetFounded``."""
    return organizations_by_codes([code], on, field=field)[0]


def organizations_by_codes(codes: Sequence[str], on: date, *, field: str = "organization") -> list[Organization]:
    """The same for several, in their order, in one query; the first that is not usable is named."""
    wanted = [tidy(code) for code in codes]
    query = Organization.objects.select_related("jurisdiction", "successor")
    found = {organization.code: organization for organization in query.filter(code__in=wanted)}
    for code in wanted:
        if code not in found:
            raise UnknownOrganization(field=field, code=code)
        _check_in_force(found[code], on, field)
    return [found[code] for code in wanted]


def successor_of(organization: Organization, on: date) -> Organization | None:
    """承继机构: who took over, followed until one that exists on that day; None where the record ends."""
    seen = {organization.pk}
    successor = organization.successor
    while successor and not in_force(successor, on):
        if successor.pk in seen:
            return None
        seen.add(successor.pk)
        successor = successor.successor
    return successor


def holders_of(jurisdiction: Jurisdiction, function: OrganizationFunction, on: date) -> list[Organization]:
    """Holders of the function, those of the jurisdiction itself first, then of the levels above; each level by code."""
    levels = {level.pk: depth for depth, level in enumerate(_self_and_above(jurisdiction))}
    holders = _existing(on).filter(jurisdiction__in=levels, functions__contains=[str(function)])
    return sorted(holders, key=lambda holder: (levels[holder.jurisdiction_id], holder.code))


@remembered(lambda jurisdiction, function, on: (jurisdiction.pk, function, on))
def holder_of(jurisdiction: Jurisdiction, function: OrganizationFunction, on: date) -> Organization:
    """The nearest holder of the function, of several the one with the lowest code; raises ``NoSuchFunctionHolder``."""
    holders = holders_of(jurisdiction, function, on)
    if not holders:
        raise NoSuchFunctionHolder(jurisdiction=jurisdiction.name, function=str(function), day=on)
    return holders[0]


def organizations_for_choice(jurisdiction: Jurisdiction, on: date, q: str = "") -> list[Organization]:
    """Organizations of the jurisdiction and of those above it, by name, plate, code or pinyin initials.

    In pinyin order; ``plates_up`` has the plates that hang on the day, so that both names can be shown.
    """
    levels = [level.pk for level in _self_and_above(jurisdiction)]
    return list(organizations_known_as(q, on).filter(jurisdiction__in=levels).order_by("sort_key", "code"))


def organizations_known_as(q: str, on: date) -> QuerySet[Organization]:
    """Those that exist on the day and answer to the word by name, plate, code or initials; with ``plates_up``."""
    word = tidy(q)
    query = _existing(on)
    if word:
        query = query.filter(
            Q(name__icontains=word)
            | Q(short_name__icontains=word)
            | Q(code__icontains=word)
            | Q(initials__icontains=word)
            | Exists(_plates_answering(word, on))
        )
    hanging = Prefetch("plates", queryset=NamePlate.objects.filter(valid_on(on)), to_attr="plates_up")
    return query.prefetch_related(hanging)


def members_of(organization: Organization, on: date) -> list[Membership]:
    """在职人员: who holds an office there on that day, by name."""
    rows = Membership.objects.filter(valid_on(on), organization=organization, person__is_active=True)
    return list(rows.select_related("person").order_by("person__name", "person_id", "pk"))


def _plates_answering(word: str, on: date) -> QuerySet[NamePlate]:
    named = Q(name__icontains=word) | Q(short_name__icontains=word) | Q(initials__icontains=word)
    return NamePlate.objects.filter(named, valid_on(on), organization=OuterRef("pk"))


def _existing(on: date) -> QuerySet[Organization]:
    return Organization.objects.filter(valid_on(on)).select_related("jurisdiction")


def valid_on(on: date, prefix: str = "") -> Q:
    """A row whose validity period (``valid_to`` excluded) holds the day."""
    begun = Q(**{f"{prefix}valid_from": None}) | Q(**{f"{prefix}valid_from__lte": on})
    return begun & (Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": on}))


def _valid_memberships(on: date) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(valid_on(on), valid_on(on, "organization__"), person__is_active=True)
        .select_related(*_WITH_ORGANIZATION)
        .order_by("organization__sort_key", "organization__code", "role", "person__name", "pk")
    )


def _capacities(own: QuerySet[Membership], standing_in: Q, on: date) -> list[Capacity]:
    held = [Capacity(person=membership.person, membership=membership, on=on) for membership in own]
    deputyships = Deputyship.objects.filter(
        standing_in, valid_on(on, "absent__"), valid_on(on, "absent__organization__"),
        first_day__lte=on, last_day__gte=on, revoked_at=None, deputy__is_active=True,
    ).select_related("deputy", *(f"absent__{path}" for path in _WITH_ORGANIZATION))  # fmt: skip
    known = {(capacity.person.pk, capacity.membership.organization_id, capacity.role) for capacity in held}
    for deputyship in deputyships.order_by("absent__organization__sort_key", "pk"):
        absent = deputyship.absent
        if (deputyship.deputy_id, absent.organization_id, MembershipRole(absent.role)) not in known:
            held.append(Capacity(person=deputyship.deputy, membership=absent, acting_for=absent.person, on=on))
    return held


def _check_in_force(organization: Organization, on: date, field: str) -> None:
    if in_force(organization, on):
        return
    names = {"code": organization.code, "name": organization.name}
    if organization.valid_to is None or on < organization.valid_to:
        raise OrganizationNotYetFounded(field=field, since=organization.valid_from, **names)
    successor = successor_of(organization, on)
    if successor is None:
        raise DissolvedWithoutSuccessor(field=field, since=organization.valid_to, **names)
    raise DissolvedOrganization(
        field=field, since=organization.valid_to, successor_code=successor.code, successor_name=successor.name, **names
    )


def _self_and_above(jurisdiction: Jurisdiction) -> list[Jurisdiction]:
    levels = [jurisdiction]
    while levels[-1].parent is not None and levels[-1].parent not in levels:
        levels.append(levels[-1].parent)
    return levels

"""Who may change what about an organization's people and names.

A deputy acts in somebody's office, but names no deputies, runs no roster and lets nobody go in it.
"""

from collections.abc import Iterable

from core.vocabulary import MembershipRole, OrganizationFunction
from organizations.models import Jurisdiction, Membership, Organization, Person, WorkingGroup
from organizations.selectors import Capacity

LEADING = frozenset({MembershipRole.HEAD, MembershipRole.LIAISON})
STAFF = LEADING | {MembershipRole.HANDLER, MembershipRole.REVIEWER}
KEEPER = OrganizationFunction.ESTABLISHMENT_OFFICE


def who_names_deputies(held: Iterable[Capacity], absent: Membership, deputy: Person) -> Capacity | None:
    """指定代理: head and liaison for everybody, anybody for themselves; a liaison never makes themselves a deputy."""
    for capacity in _own(held, absent.organization):
        if capacity.person.pk == absent.person_id and capacity.role in STAFF:
            return capacity
        if capacity.role is MembershipRole.HEAD:
            return capacity
        if capacity.role is MembershipRole.LIAISON and capacity.person.pk != deputy.pk:
            return capacity
    return None


def who_revokes(held: Iterable[Capacity], absent: Membership) -> Capacity | None:
    """结束代理: who is stood in for, head, liaison."""
    own = _own(held, absent.organization)
    return next((c for c in own if c.person.pk == absent.person_id or c.role in LEADING), None)


def who_keeps_roster(held: Iterable[Capacity], organization: Organization) -> Capacity | None:
    """排班: the organization's liaison or head."""
    return next((c for c in _own(held, organization) if c.role in LEADING), None)


def who_lets_go(held: Iterable[Capacity], organization: Organization) -> Capacity | None:
    """离任: the organization's head or liaison, or the system administrator of its jurisdiction."""
    held = list(held)
    administrators = (
        c
        for c in held
        if c.role is MembershipRole.SYSTEM_ADMINISTRATOR
        and c.acting_for is None
        and c.organization.jurisdiction_id == organization.jurisdiction_id
    )
    return who_keeps_roster(held, organization) or next(administrators, None)


def who_keeps_names(held: Iterable[Capacity], jurisdiction: Jurisdiction) -> Capacity | None:
    """机构编制: plates, management and standing bodies are the establishment office's to record."""
    return next(
        (
            c
            for c in held
            if c.role in STAFF
            and c.acting_for is None
            and KEEPER in c.organization.functions
            and c.organization.jurisdiction_id == jurisdiction.pk
        ),
        None,
    )


def who_runs_group(held: Iterable[Capacity], host: Organization) -> Capacity | None:
    """专班: the people of its host."""
    return next((c for c in _own(held, host) if c.role in STAFF), None)


def may_see_group(held: Iterable[Capacity], group: WorkingGroup) -> bool:
    """Everybody who works in the jurisdiction; groups are no secret, cases are."""
    return any(capacity.organization.jurisdiction_id == group.host.jurisdiction_id for capacity in held)


def _own(held: Iterable[Capacity], organization: Organization) -> list[Capacity]:
    return [c for c in held if c.membership.organization_id == organization.pk and c.acting_for is None]

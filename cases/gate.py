"""可办与否: whether one capacity reaches one case. It is asked before every act, so the question is written once."""

from datetime import date
from functools import cache

from cases.access import reachable_to
from cases.models import Case
from core.statements import Statement
from core.vocabulary import MembershipRole
from organizations.models import Membership, Organization, Person
from organizations.selectors import Capacity

# No row has these; the statement is written with them, and run with those of the capacity in their place.
_ORGANIZATION, _JURISDICTION, _PERSON, _CASE = (-(10**15) - number for number in range(4))
_ON = date(1, 1, 1)


def reaches(capacity: Capacity, case: Case) -> bool:
    """Whether the case is among ``reachable_to([capacity])``; one query."""
    organization = capacity.organization
    question = _question(
        capacity.role is MembershipRole.SYSTEM_ADMINISTRATOR, frozenset(organization.functions),
        capacity.acting_for is None, capacity.on is not None,
    )  # fmt: skip
    asked = {
        _ORGANIZATION: organization.pk, _JURISDICTION: organization.jurisdiction_id, _PERSON: capacity.person.pk,
        _CASE: case.pk, _ON: capacity.on,
    }  # fmt: skip
    return bool(question.run_instead(asked))


@cache
def _question(administers: bool, functions: frozenset[str], own_office: bool, dated: bool) -> Statement:
    """As it is asked for every capacity of this kind."""
    organization = Organization(pk=_ORGANIZATION, jurisdiction_id=_JURISDICTION, functions=sorted(functions))
    person = Person(pk=_PERSON)
    role = MembershipRole.SYSTEM_ADMINISTRATOR if administers else MembershipRole.HANDLER
    anybody = Capacity(
        person=person, membership=Membership(organization=organization, person=person, role=role),
        acting_for=None if own_office else person, on=_ON if dated else None,
    )  # fmt: skip
    return Statement.of(reachable_to([anybody]).filter(pk=_CASE).values_list("pk"))

"""Who is who on a day: validity, successors, functions, and for whom a person may act."""

from datetime import date

import pytest

from core.vocabulary import MembershipRole, OrganizationFunction
from organizations.errors import (
    DissolvedOrganization,
    DissolvedWithoutSuccessor,
    NoSuchFunctionHolder,
    OrganizationNotYetFounded,
    UnknownOrganization,
)
from organizations.selectors import (
    capacities,
    capacities_in,
    holder_of,
    holders_of,
    local_date,
    organization_by_code,
    organizations_by_codes,
    organizations_for_choice,
    people_of,
)
from tests.factories import (
    make_deputyship,
    make_jurisdiction,
    make_membership,
    make_organization,
    make_person,
    moment,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 28)
BEFORE, AFTER = date(2026, 9, 27), date(2026, 9, 29)


@pytest.fixture
def place():
    return make_jurisdiction()


def test_a_dissolved_organization_names_the_successor_that_exists(place):
    now = make_organization(jurisdiction=place, code="NOW", name="生态环境局")
    between = make_organization(jurisdiction=place, code="BETWEEN", valid_to=DAY, successor=now)
    make_organization(jurisdiction=place, code="OLD", valid_to=BEFORE, successor=between)
    with pytest.raises(DissolvedOrganization) as caught:
        organization_by_code("OLD", DAY, field="parties")
    assert caught.value.field == "parties"
    assert caught.value.params["successor_code"] == "NOW"
    assert "生态环境局" in caught.value.text()
    assert organization_by_code("BETWEEN", BEFORE) == between


def test_validity_begins_on_its_first_day_and_ends_before_its_last(place):
    make_organization(jurisdiction=place, code="NEW", valid_from=DAY)
    make_organization(jurisdiction=place, code="GONE", valid_to=DAY)
    assert organization_by_code("NEW", DAY).code == "NEW"
    assert organization_by_code("GONE", BEFORE).code == "GONE"
    with pytest.raises(OrganizationNotYetFounded):
        organization_by_code("NEW", BEFORE)
    with pytest.raises(DissolvedWithoutSuccessor):
        organization_by_code("GONE", DAY)


def test_several_codes_keep_their_order_and_the_unknown_one_is_named(place, django_assert_num_queries):
    a, b = make_organization(jurisdiction=place, code="A"), make_organization(jurisdiction=place, code="B")
    with django_assert_num_queries(1):
        assert organizations_by_codes(["B", "A"], DAY) == [b, a]
    with pytest.raises(UnknownOrganization) as caught:
        organizations_by_codes(["A", "C"], DAY)
    assert caught.value.params == {"code": "C"}


def test_the_nearest_level_holds_a_function_and_of_several_the_lowest_code(place):
    function = OrganizationFunction.DISPATCH_OFFICE
    district = make_jurisdiction(parent=place)
    above = make_organization(jurisdiction=place, code="A-CITY", functions=[function])
    assert holder_of(district, function, DAY) == above
    second = make_organization(jurisdiction=district, code="D-2", functions=[function])
    first = make_organization(jurisdiction=district, code="D-1", functions=[function], valid_from=DAY)
    assert holders_of(district, function, DAY) == [first, second, above]
    assert holder_of(district, function, BEFORE) == second


def test_a_missing_holder_is_named_with_function_and_jurisdiction(place):
    with pytest.raises(NoSuchFunctionHolder) as caught:
        holder_of(place, OrganizationFunction.SECRETARIAT, DAY)
    assert caught.value.params == {"jurisdiction": place.name, "function": "SECRETARIAT", "day": DAY}


@pytest.mark.parametrize("q", ["生态", "A-7", "sthj", "STHJ", " 生态环境 "])
def test_organizations_are_found_by_name_code_and_initials(place, q):
    found = make_organization(jurisdiction=place, code="A-7", name="区生态环境局", initials="qsthjj")
    make_organization(jurisdiction=place, name="区司法局", initials="qsfj")
    make_organization(jurisdiction=place, code="A-70", name="生态所", initials="sthj", valid_to=DAY)
    assert organizations_for_choice(place, DAY, q) == [found]


def test_capacities_are_own_offices_and_those_stood_in_for_by_date(place, django_assert_num_queries):
    bureau, other = make_organization(jurisdiction=place), make_organization(jurisdiction=place)
    handler = make_membership(organization=bureau)
    head = make_membership(organization=other, role=MembershipRole.HEAD)
    make_membership(organization=other, person=handler.person, valid_to=DAY)
    make_deputyship(absent=head, deputy=handler.person, first_day=DAY, last_day=DAY)
    with django_assert_num_queries(2):
        own, stood_in = capacities(handler.person, DAY)
    assert (own.organization, own.role, own.acting_for) == (bureau, MembershipRole.HANDLER, None)
    assert (stood_in.organization, stood_in.role, stood_in.acting_for) == (other, MembershipRole.HEAD, head.person)
    actor = stood_in.actor()
    assert (actor.person_id, actor.organization_id, actor.role) == (handler.person.pk, other.pk, "HEAD")
    assert (actor.acting_for_id, actor.acting_for_name) == (head.person.pk, head.person.name)
    assert [capacity.organization for capacity in capacities(handler.person, AFTER)] == [bureau]


def test_nobody_acts_for_a_dissolved_organization_or_from_a_closed_account(place):
    gone = make_organization(jurisdiction=place, valid_to=DAY)
    membership = make_membership(organization=gone)
    assert capacities(membership.person, DAY) == []
    assert len(capacities(membership.person, BEFORE)) == 1
    membership.person.is_active = False
    assert capacities(membership.person, BEFORE) == []


def test_the_people_of_an_organization_are_asked_by_role_with_deputies(place):
    bureau = make_organization(jurisdiction=place)
    head = make_membership(organization=bureau, role=MembershipRole.HEAD)
    make_membership(organization=bureau, role=MembershipRole.HANDLER)
    deputy = make_person()
    make_deputyship(absent=head, deputy=deputy, first_day=DAY, last_day=AFTER)
    assert people_of(bureau, [MembershipRole.HEAD], DAY) == [head.person, deputy]
    assert [capacity.acting_for for capacity in capacities_in(bureau, [MembershipRole.HEAD], DAY)] == [
        None,
        head.person,
    ]
    assert people_of(bureau, [MembershipRole.HEAD], BEFORE) == [head.person]


def test_the_day_is_the_jurisdictions(place):
    assert local_date(place, moment("2026-09-29 00:30")) == date(2026, 9, 29)
    west = make_jurisdiction(timezone="Asia/Urumqi")
    assert local_date(west, moment("2026-09-29 00:30")) == date(2026, 9, 28)

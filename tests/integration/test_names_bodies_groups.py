"""两块牌子、代管、联席会议、专班: names on the door, who manages whom, who sits where, by date."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from audit.actors import SYSTEM
from core.vocabulary import BodyRole, MembershipRole, OrganizationFunction, OrganizationKind, Phase
from operations.doctor import examine
from organizations.errors import (
    AlreadyInGroup,
    AlreadySeated,
    EndsBeforeItBegins,
    GroupDissolved,
    GroupNameTaken,
    ManagesItself,
    NoSuchSeat,
    NotAMember,
    NotAStandingBody,
    PlateHangsAlready,
    PlateTakenDown,
    SeveralOfThisName,
    UnknownName,
)
from organizations.groups import (
    dissolve_group,
    found_group,
    groups_of_jurisdiction,
    join_group,
    leave_group,
    seats_in_groups,
)
from organizations.models import BodyMember
from organizations.names import hang_plate, names_on_paper, organization_by_name, shown_name, take_plate_down
from organizations.selectors import Capacity, capacities, organizations_for_choice
from organizations.standing import (
    common_superior,
    is_subdistrict,
    is_vertical,
    managing_organ,
    put_under_management,
    seat,
    seats_of,
    unseat,
)
from registry.duty_lists import DutyLine, import_duties
from tests.factories import make_capacity, make_jurisdiction, make_membership, make_organization, moment

pytestmark = pytest.mark.django_db

AT = moment("2026-09-21 10:00")
TODAY = date(2026, 9, 21)
DAY = timedelta(days=1)
WHO: dict[str, Any] = {"by": SYSTEM, "at": AT}


@pytest.fixture
def place():
    return make_jurisdiction()


@pytest.fixture
def bureau(place):
    return make_organization(jurisdiction=place, name="区城市管理局", short_name="区城管局")


def test_a_body_is_found_and_shown_by_both_names_while_the_plate_hangs(place, bureau):
    plate = hang_plate(organization=bureau, name="区综合行政执法局", valid_from=TODAY, **WHO)
    for word in ("综合行政执法", "qzhxzzfj"):
        [found] = organizations_for_choice(place, TODAY, word)
        assert (found, shown_name(found)) == (bureau, "区城管局（区综合行政执法局）")
    assert organizations_for_choice(place, TODAY - DAY, "综合行政执法") == []
    assert organization_by_name("区综合行政执法局", place, TODAY) == bureau
    assert names_on_paper(bureau, TODAY) == ["区城市管理局", "区综合行政执法局"]
    take_plate_down(plate=plate, valid_to=TODAY + DAY, **WHO)
    assert names_on_paper(bureau, TODAY + DAY) == ["区城市管理局"]
    with pytest.raises(PlateTakenDown):
        take_plate_down(plate=plate, valid_to=TODAY + DAY, **WHO)


def test_a_plate_hangs_once_and_is_no_other_name_of_its_own(place, bureau):
    hang_plate(organization=bureau, name="区执法局", valid_from=TODAY, **WHO)
    for name in ("区执法局", "区城市管理局"):
        with pytest.raises(PlateHangsAlready):
            hang_plate(organization=bureau, name=name, valid_from=TODAY + DAY, **WHO)
    with pytest.raises(IntegrityError, match="a_plate_hangs_once"), transaction.atomic():
        bureau.plates.create(name="区执法局", short_name="执法局")


def test_a_name_means_one_body_or_is_refused(place, bureau):
    with pytest.raises(UnknownName):
        organization_by_name("区某局", place, TODAY)
    other = make_organization(jurisdiction=place)
    hang_plate(organization=other, name="区城管局", valid_from=TODAY, **WHO)
    with pytest.raises(SeveralOfThisName):
        organization_by_name("区城管局", place, TODAY)


def test_an_imported_duty_list_may_name_the_plate(place, bureau):
    hang_plate(organization=bureau, name="区综合行政执法局", short_name="区综合执法局", valid_from=TODAY, **WHO)
    line = DutyLine(
        row=2, matter="占道经营", description="", basis="清单", source="X-1", lead="区综合执法局", assist=(),
        phase=Phase.SUPERVISION,
    )  # fmt: skip
    report = import_duties([line], jurisdiction=place, valid_from=TODAY, by=SYSTEM, at=AT)
    assert [row.lead for row in report.rows] == ["区城市管理局"]


def test_who_manages_an_institution_is_proposed_by_date(place, bureau):
    institution = make_organization(jurisdiction=place, kind=OrganizationKind.INSTITUTION)
    put_under_management(institution=institution, organ=bureau, since=TODAY, **WHO)
    assert managing_organ(institution, TODAY) == bureau
    assert managing_organ(institution, TODAY - DAY) is None
    put_under_management(institution=institution, organ=None, since=TODAY + DAY, **WHO)
    assert managing_organ(institution, TODAY + DAY) is None
    assert managing_organ(institution, TODAY) == bureau
    assert managing_organ(bureau, TODAY) is None


def test_nobody_manages_itself_or_its_manager(place, bureau):
    institution = make_organization(jurisdiction=place, kind=OrganizationKind.INSTITUTION)
    put_under_management(institution=institution, organ=bureau, since=TODAY, **WHO)
    for one, organ in ((institution, institution), (bureau, institution)):
        with pytest.raises(ManagesItself):
            put_under_management(institution=one, organ=organ, since=TODAY, **WHO)
    with pytest.raises(EndsBeforeItBegins):
        put_under_management(institution=institution, organ=None, since=TODAY, **WHO)


def test_the_common_superior_is_the_nearest_jurisdiction_that_holds_all():
    province = make_jurisdiction()
    city = make_jurisdiction(parent=province)
    east, west = make_jurisdiction(parent=city), make_jurisdiction(parent=city)
    a, b, c = (make_organization(jurisdiction=one) for one in (east, west, city))
    assert common_superior([a]) == east
    assert common_superior([a, b]) == city
    assert common_superior([a, c]) == city
    assert common_superior([a, make_organization(jurisdiction=make_jurisdiction())]) is None
    assert common_superior([]) is None


def test_vertical_organs_and_subdistricts_are_told_apart(place):
    tax = make_organization(jurisdiction=place, kind=OrganizationKind.VERTICAL_ORGAN)
    street = make_organization(jurisdiction=place, kind=OrganizationKind.SUBDISTRICT)
    assert (is_vertical(tax), is_subdistrict(tax)) == (True, False)
    assert (is_vertical(street), is_subdistrict(street)) == (False, True)


@pytest.fixture
def body(place):
    return make_organization(
        jurisdiction=place, kind=OrganizationKind.JOINT_BODY, functions=[OrganizationFunction.JOINT_CONFERENCE]
    )


def test_a_standing_body_has_one_chair_one_office_and_members(place, bureau, body):
    other = make_organization(jurisdiction=place)
    office = seat(body=body, organization=bureau, role=BodyRole.OFFICE, valid_from=TODAY, **WHO)
    for organization, role in ((bureau, BodyRole.MEMBER), (other, BodyRole.OFFICE)):
        with pytest.raises(AlreadySeated):
            seat(body=body, organization=organization, role=role, valid_from=TODAY, **WHO)
    member = seat(body=body, organization=other, role=BodyRole.MEMBER, valid_from=TODAY, **WHO)
    assert seats_of(body, TODAY) == [office, member]
    unseat(given=member, valid_to=TODAY + DAY, **WHO)
    assert seats_of(body, TODAY + DAY) == [office]
    with pytest.raises(NoSuchSeat):
        unseat(given=member, valid_to=TODAY + DAY, **WHO)
    with pytest.raises(NotAStandingBody):
        seat(body=bureau, organization=other, role=BodyRole.MEMBER, valid_from=TODAY, **WHO)
    with pytest.raises(IntegrityError, match="a_body_has_one_office"), transaction.atomic():
        BodyMember.objects.create(body=body, organization=other, role=BodyRole.OFFICE, valid_from=TODAY + DAY)


def test_doctor_names_a_body_without_an_office_and_seats_in_none(bureau, body):
    assert found() == {"body_without_office"}
    seat(body=body, organization=bureau, role=BodyRole.OFFICE, valid_from=TODAY, **WHO)
    assert found() == set()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_organization SET kind = 'DEPARTMENT' WHERE id = %s", [body.pk])
    assert found() == {"seat_in_no_body"}


def test_a_working_group_has_people_of_several_organizations_for_a_time(place, bureau):
    other = make_organization(jurisdiction=place)
    ours, theirs = make_capacity(bureau), make_capacity(other)
    group = found_group(host=bureau, name="噪声整治专班", purpose="一年", valid_from=TODAY, **WHO)
    for capacity in (ours, theirs):
        join_group(group=group, organization=capacity.organization, person=capacity.person, valid_from=TODAY, **WHO)
    with pytest.raises(AlreadyInGroup):
        join_group(group=group, organization=bureau, person=ours.person, valid_from=TODAY, **WHO)
    with pytest.raises(NotAMember):
        join_group(group=group, organization=bureau, person=theirs.person, valid_from=TODAY, **WHO)
    with pytest.raises(GroupNameTaken):
        found_group(host=bureau, name="噪声整治专班", purpose="", valid_from=TODAY, **WHO)
    assert [one.group for one in seats_in_groups(capacities(theirs.person, TODAY))] == [group]
    assert list(groups_of_jurisdiction(place, TODAY)) == [group]
    member = group.members.get(person=theirs.person)
    leave_group(member=member, valid_to=TODAY + DAY, **WHO)
    assert list(seats_in_groups(capacities(theirs.person, TODAY + DAY))) == []
    dissolve_group(group=group, valid_to=TODAY + 2 * DAY, **WHO)
    assert list(seats_in_groups(capacities(ours.person, TODAY + 2 * DAY))) == []
    with pytest.raises(GroupDissolved):
        join_group(group=group, organization=other, person=theirs.person, valid_from=TODAY + 2 * DAY, **WHO)


def test_a_deputy_does_not_inherit_a_seat_in_a_group(place, bureau):
    head = make_capacity(bureau, MembershipRole.HEAD)
    deputy = make_capacity(bureau)
    group = found_group(host=bureau, name="专班", purpose="", valid_from=TODAY, **WHO)
    join_group(group=group, organization=bureau, person=head.person, valid_from=TODAY, **WHO)
    stood_in = Capacity(person=deputy.person, membership=head.membership, acting_for=head.person, on=TODAY)
    assert list(seats_in_groups([stood_in])) == []


def test_doctor_names_a_group_member_who_has_left(bureau):
    member = make_membership(organization=bureau)
    group = found_group(host=bureau, name="专班", purpose="", valid_from=TODAY, **WHO)
    join_group(group=group, organization=bureau, person=member.person, valid_from=TODAY, **WHO)
    assert found() == set()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_membership SET valid_to = '2026-09-01'")
    assert found() == {"group_member_has_left"}


def found():
    return {diagnosis.finding.code for diagnosis in examine(AT) if diagnosis.invariant.number == 10}

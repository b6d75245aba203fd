"""机构页: people, deputies, roster and names of one body; what may be changed about it is a form away."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.vocabulary import DutyPost, MembershipRole, OrganizationFunction
from flows.hand_over import hand_over, in_hands
from organizations.errors import HandOverNeeded, SuccessorInOfficeNeeded
from organizations.models import Deputyship, DutyShift, Membership, NamePlate, WorkingGroup
from organizations.selectors import Capacity
from tests.factories import make_capacity, make_jurisdiction, make_organization, moment
from tests.stage_set import set_the_stage

pytestmark = pytest.mark.django_db

FUTURE = {"first_day": "2999-01-01", "last_day": "2999-01-03"}


@pytest.fixture
def place():
    return make_jurisdiction()


@pytest.fixture
def bureau(place):
    return make_organization(jurisdiction=place, name="区城市管理局", short_name="区城管局")


def signed_in(capacity: Capacity) -> Client:
    client = Client()
    client.force_login(capacity.person)
    return client


def send(client, organization, name, /, **fields):
    return client.post(reverse("staff_act", args=[organization.code, name]), fields)


def page(client, organization):
    return client.get(reverse("organization", args=[organization.code])).content.decode()


def test_a_head_names_a_deputy_on_the_page_and_ends_it(bureau):
    head, handler = make_capacity(bureau, MembershipRole.HEAD), make_capacity(bureau)
    client = signed_in(head)
    form = client.get(reverse("staff_act", args=[bureau.code, "name_deputy"])).content.decode()
    assert handler.person.name in form
    given = {"absent": head.membership.pk, "deputy": handler.person.username, **FUTURE}
    assert send(client, bureau, "name_deputy", **given).status_code == 302
    assert f"<strong>{handler.person.name}</strong>" in page(client, bureau)
    assert send(client, bureau, "name_deputy", **given).status_code == 409
    deputyship = Deputyship.objects.get()
    assert send(client, bureau, "revoke_deputyship", deputyship=deputyship.pk).status_code == 302
    assert send(client, bureau, "revoke_deputyship", deputyship=deputyship.pk).status_code == 409


def test_what_is_wrong_is_said_beside_the_field(bureau):
    head = make_capacity(bureau, MembershipRole.HEAD)
    stranger = make_capacity(make_organization(jurisdiction=bureau.jurisdiction))
    given = {"absent": head.membership.pk, "deputy": stranger.person.username, **FUTURE}
    answer = send(signed_in(head), bureau, "name_deputy", **given)
    assert (answer.status_code, Deputyship.objects.count()) == (422, 0)
    assert stranger.person.name in answer.content.decode()
    assert send(signed_in(head), bureau, "name_deputy").status_code == 422


def test_strangers_read_the_page_and_change_nothing(bureau):
    client = signed_in(make_capacity(make_organization(jurisdiction=bureau.jurisdiction), MembershipRole.HEAD))
    assert "name_deputy" not in page(client, bureau)
    for name in ("name_deputy", "enter_shift", "hand_over", "hang_plate", "no_such_act"):
        assert send(client, bureau, name).status_code == 404
    assert client.get(reverse("organization", args=["NO-SUCH"])).status_code == 404


def test_the_liaison_keeps_the_roster(bureau):
    liaison, handler = make_capacity(bureau, MembershipRole.LIAISON), make_capacity(bureau)
    client = signed_in(liaison)
    given = {"person": handler.person.username, "post": DutyPost.IN_CHARGE_2, **FUTURE}
    assert send(client, bureau, "enter_shift", **given).status_code == 302
    assert send(client, bureau, "withdraw_shift", shift=DutyShift.objects.get().pk).status_code == 302
    assert send(signed_in(handler), bureau, "enter_shift", **given).status_code == 404


def test_the_establishment_office_hangs_plates_and_both_names_are_shown_and_found(place, bureau):
    office = make_organization(jurisdiction=place, functions=[OrganizationFunction.ESTABLISHMENT_OFFICE])
    client = signed_in(make_capacity(office))
    given = {"name": "区综合行政执法局", "valid_from": "2020-01-01"}
    assert "/do/take_plate_down/" not in page(client, bureau)  # there is none
    assert send(client, bureau, "hang_plate", **given).status_code == 302
    assert "/do/take_plate_down/" in page(client, bureau)
    assert "区城市管理局（区综合行政执法局）" in page(client, bureau)
    found = client.get(reverse("organizations"), {"q": "综合行政", "place": place.code}).content.decode()
    assert "区城管局（区综合行政执法局）" in found
    plate = NamePlate.objects.get()
    assert send(client, bureau, "take_plate_down", plate=plate.pk, valid_to="2999-01-01").status_code == 302


def test_the_host_founds_a_group_and_sends_people_into_it(bureau):
    handler = make_capacity(bureau)
    client = signed_in(handler)
    assert "/do/join_group/" not in page(client, bureau)
    assert send(client, bureau, "found_group", name="噪声整治专班", valid_from="2020-01-01").status_code == 302
    group = WorkingGroup.objects.get()
    given = {"group": group.pk, "organization": bureau.code, "person": handler.person.username}
    assert send(client, bureau, "join_group", **given, valid_from="2020-01-01").status_code == 302
    assert "噪声整治专班" in page(client, bureau)


def test_who_has_a_case_in_hand_hands_it_over_and_the_last_handler_is_replaced():
    scene = set_the_stage()
    head = scene.capacity(scene.housing, MembershipRole.HEAD)
    handler, colleague = scene.capacity(scene.housing), make_capacity(scene.housing)
    scene.open_case(at="2026-03-02 10:00")
    scene.do("assign_case", scene.housing, at="2026-03-02 11:00", colleague=handler.person.username)
    at, day = moment("2026-03-03 09:00"), date(2026, 3, 3)
    assert [row.case.number for row in in_hands(handler.person, scene.housing, day).assignments] == [scene.number]
    with pytest.raises(HandOverNeeded):
        hand_over(membership=handler.membership, to=None, valid_to=day, by=head, at=at)
    hand_over(membership=handler.membership, to=colleague.person, valid_to=day, by=head, at=at)
    assert not in_hands(handler.person, scene.housing, day).assignments
    assert len(in_hands(colleague.person, scene.housing, day).assignments) == 1
    with pytest.raises(SuccessorInOfficeNeeded):
        hand_over(membership=colleague.membership, to=None, valid_to=day, by=head, at=at)
    hand_over(membership=colleague.membership, to=head.person, valid_to=day, by=head, at=at)
    replaced = Membership.objects.get(person=head.person, role=MembershipRole.HANDLER)
    assert (replaced.organization, replaced.valid_from) == (scene.housing, day)
    page_of_hands = signed_in(head).get(reverse("hands", args=[scene.housing.code, head.person.username]))
    assert scene.number in page_of_hands.content.decode()

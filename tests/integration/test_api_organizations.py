"""Programs read an organization with its people and names, and change what its page lets their person change."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from core.clock import now
from core.vocabulary import BodyRole, DutyPost, MembershipRole, OrganizationFunction, OrganizationKind
from flows.staff import STAFF_ACTS, offered_staff_acts
from organizations.models import Deputyship, Membership, Organization
from organizations.selectors import Capacity, capacities, local_date
from tests.factories import make_capacity, make_jurisdiction, make_organization
from tests.machines import Machine, machine_of

pytestmark = pytest.mark.django_db

FUTURE = {"first_day": "2999-01-01", "last_day": "2999-01-03"}


@pytest.fixture
def place() -> Any:
    return make_jurisdiction()


@pytest.fixture
def bureau(place: Any) -> Organization:
    return make_organization(jurisdiction=place, name="区城市管理局", short_name="区城管局")


@pytest.fixture
def keeper(place: Any) -> Machine:
    """A program of the establishment office."""
    office = make_organization(jurisdiction=place, functions=[OrganizationFunction.ESTABLISHMENT_OFFICE])
    return machine_of(make_capacity(office).person)


def act(machine: Machine, body: Organization, name: str, /, **fields: Any) -> Any:
    """``key`` goes along as the Idempotency-Key."""
    headers = {"idempotency_key": fields.pop("key")} if "key" in fields else {}
    return machine.post(f"organizations/{body.code}/actions/{name}", fields, **headers)


def done(answer: Any) -> Any:
    assert answer.status_code == 200, answer.json()
    return answer.json()


def refused(answer: Any) -> tuple[int, str, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    return answer.status_code, problem["code"], problem.get("field") or problem["errors"][0]["field"]


def test_what_may_be_done_is_exactly_what_the_page_offers(bureau: Organization, keeper: Machine) -> None:
    today = local_date(bureau.jurisdiction, now())
    for role in (MembershipRole.HANDLER, MembershipRole.HEAD, MembershipRole.SYSTEM_ADMINISTRATOR):
        capacity = make_capacity(bureau, role)
        offered = [spec.name for spec in offered_staff_acts(capacities(capacity.person, today), bureau)]
        actions = machine_of(capacity.person).get(f"organizations/{bureau.code}")["actions"]
        assert [action["name"] for action in actions] == offered != []
        assert all(set(action["input"]["properties"]) for action in actions)
        assert actions[0]["href"] == f"/api/v1/organizations/{bureau.code}/actions/{offered[0]}"
    names = {action["name"] for action in keeper.get(f"organizations/{bureau.code}")["actions"]}
    assert names == {"hang_plate", "take_plate_down", "put_under_management"}


def test_a_deputy_is_named_once_read_and_revoked(bureau: Organization) -> None:
    head, handler = make_capacity(bureau, MembershipRole.HEAD), make_capacity(bureau)
    machine = machine_of(head.person)
    given = {"absent": head.membership.pk, "deputy": handler.person.username, **FUTURE}
    for _twice in range(2):
        (deputyship,) = done(act(machine, bureau, "name_deputy", key="one", **given))["deputyships"]
    assert Deputyship.objects.count() == 1
    assert (deputyship["deputy"]["name"], deputyship["role"]) == (handler.person.name, "HEAD")
    assert deputyship["absent"]["username"] == head.person.username
    assert refused(act(machine, bureau, "name_deputy", **given))[:2] == (409, "deputyship_overlaps")
    after = done(act(machine, bureau, "revoke_deputyship", deputyship=deputyship["id"]))
    assert after["deputyships"] == []
    assert refused(act(machine, bureau, "revoke_deputyship", deputyship=deputyship["id"]))[2] == "deputyship"


def test_the_roster_is_kept_and_read(bureau: Organization) -> None:
    liaison, handler = make_capacity(bureau, MembershipRole.LIAISON), make_capacity(bureau)
    machine, today = machine_of(liaison.person), local_date(bureau.jurisdiction, now()).isoformat()
    given = {"person": handler.person.username, "post": DutyPost.ON_DUTY, "first_day": today, "last_day": today}
    (shift,) = done(act(machine, bureau, "enter_shift", **given))["roster"]
    assert (shift["person"]["name"], shift["post"], shift["last_day"]) == (handler.person.name, "ON_DUTY", today)
    assert done(act(machine, bureau, "withdraw_shift", shift=shift["id"]))["roster"] == []


def test_plates_management_seats_and_groups(place: Any, bureau: Organization, keeper: Machine) -> None:
    since = {"valid_from": "2020-01-01"}
    file = done(act(keeper, bureau, "hang_plate", name="区综合行政执法局", **since))
    assert file["also_named"] == ["区综合行政执法局"]
    found = keeper.get("organizations", q="综合行政", jurisdiction=place.code)["items"]
    assert [one["code"] for one in found] == [bureau.code]
    after = done(act(keeper, bureau, "take_plate_down", plate=file["plates"][0]["id"], valid_to="2021-01-01"))
    assert after["plates"] == []
    institution = make_organization(jurisdiction=place)
    managed = done(act(keeper, institution, "put_under_management", organ=bureau.code, since="2020-01-01"))
    assert managed["managed_by"]["code"] == bureau.code
    assert [one["code"] for one in keeper.get(f"organizations/{bureau.code}")["manages"]] == [institution.code]
    body = make_organization(jurisdiction=place, kind=OrganizationKind.JOINT_BODY)
    seated = done(act(keeper, body, "give_seat", organization=bureau.code, role=BodyRole.MEMBER, **since))
    assert [(seat["organization"]["code"], seat["role"]) for seat in seated["seats"]] == [(bureau.code, "MEMBER")]
    (held,) = keeper.get(f"organizations/{bureau.code}")["seats_held"]
    assert held["organization"]["code"] == body.code
    assert done(act(keeper, body, "take_seat", seat=held["id"], valid_to="2021-01-01"))["seats"] == []


def test_a_group_is_founded_joined_and_left(bureau: Organization) -> None:
    handler = make_capacity(bureau)
    machine = machine_of(handler.person)
    (group,) = done(act(machine, bureau, "found_group", name="噪声整治专班", valid_from="2020-01-01"))["groups"]
    given = {"group": group["id"], "organization": bureau.code, "person": handler.person.username}
    joined = done(act(machine, bureau, "join_group", **given, valid_from="2020-01-01"))
    (member,) = joined["groups"][0]["members"]
    assert member["person"]["name"] == handler.person.name
    assert refused(act(machine, bureau, "join_group", **given, valid_from="2020-01-01"))[1:] == (
        "already_in_group", "person",
    )  # fmt: skip
    left = done(act(machine, bureau, "leave_group", member=member["id"], valid_to="2998-01-01"))
    assert left["groups"][0]["members"][0]["valid_to"] == "2998-01-01"
    given = {"group": group["id"], "valid_to": "2999-01-01"}
    assert done(act(machine, bureau, "dissolve_group", **given))["groups"][0]["valid_to"] == "2999-01-01"
    assert refused(act(machine, bureau, "dissolve_group", **given))[1:] == ("group_dissolved", "group")


def test_an_office_ends_and_is_handed_over(bureau: Organization) -> None:
    head, handler = make_capacity(bureau, MembershipRole.HEAD), make_capacity(bureau)
    given = {"membership": handler.membership.pk, "valid_to": "2999-01-01"}
    machine = machine_of(head.person)
    file = done(act(machine, bureau, "hand_over", **given))
    ended = {one["membership"]: one["valid_to"] for one in file["people"]}
    assert ended == {head.membership.pk: None, handler.membership.pk: "2999-01-01"}
    assert refused(act(machine, bureau, "hand_over", **given))[2] == "valid_to"


@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [
        ("name_deputy", {"deputy": "nobody", **FUTURE}, "deputy"),
        ("name_deputy", {"absent": 10**30, "deputy": "nobody", **FUTURE}, "absent"),
        ("name_deputy", {"deputy": "nobody", **FUTURE, "rank": 1}, "rank"),
        ("name_deputy", {"first_day": "2999-02-30", "last_day": "2999-03-01", "deputy": "nobody"}, "first_day"),
        ("revoke_deputyship", {"deputyship": 1}, "deputyship"),
        ("enter_shift", {"person": "nobody", "post": "ON_DUTY", **FUTURE}, "person"),
        ("enter_shift", {"person": "nobody", "post": "SOMEWHERE", **FUTURE}, "post"),
        ("withdraw_shift", {"shift": 1}, "shift"),
        ("hand_over", {"membership": 1, "valid_to": "2999-01-01"}, "membership"),
        ("leave_group", {"member": 1, "valid_to": "2999-01-01"}, "member"),
        ("dissolve_group", {"group": 1, "valid_to": "2999-01-01"}, "group"),
        ("join_group", {"group": 1, "organization": "X", "person": "x", "valid_from": "2999-01-01"}, "group"),
        ("found_group", {"name": "", "valid_from": "2999-01-01"}, "name"),
    ],
)
def test_what_is_wrong_is_named(bureau: Organization, name: str, fields: dict[str, Any], field: str) -> None:
    head = make_capacity(bureau, MembershipRole.HEAD)
    given = {**({"absent": head.membership.pk} if name == "name_deputy" else {}), **fields}
    machine = machine_of(head.person)
    before = Event.objects.count()
    status, _code, named = refused(act(machine, bureau, name, **given))
    assert (status, named, Event.objects.count()) == (422, field, before)


def test_rows_of_another_organization_cannot_be_touched(bureau: Organization) -> None:
    head = make_capacity(bureau, MembershipRole.HEAD)
    other = make_capacity(make_organization(jurisdiction=bureau.jurisdiction), MembershipRole.HEAD)
    given = {"membership": other.membership.pk, "valid_to": "2999-01-01", "to": head.person.username}
    assert refused(act(machine_of(head.person), bureau, "hand_over", **given))[:2] == (422, "not_of_this_organization")
    assert Membership.objects.get(pk=other.membership.pk).valid_to is None


def test_strangers_read_names_and_change_nothing(bureau: Organization) -> None:
    head = make_capacity(bureau, MembershipRole.HEAD)
    stranger = make_capacity(make_organization(jurisdiction=bureau.jurisdiction), MembershipRole.HEAD)
    machine = machine_of(stranger.person)
    file = machine.get(f"organizations/{bureau.code}")
    assert [(one["person"]["name"], one["person"]["username"]) for one in file["people"]] == [(head.person.name, None)]
    assert file["actions"] == []
    given = {"absent": head.membership.pk, "deputy": stranger.person.username, **FUTURE}
    assert act(machine, bureau, "name_deputy", **given).status_code == 403
    assert machine.ask("get", "organizations/NO-SUCH").status_code == 404
    assert act(machine, Organization(code="NO-SUCH"), "name_deputy", **given).status_code == 404
    assert act(machine, bureau, "sing").status_code == 404


def test_organizations_are_listed_by_code_and_paged(place: Any) -> None:
    made = sorted(make_organization(jurisdiction=place).code for _ in range(5))
    machine = machine_of(make_capacity(make_organization(jurisdiction=make_jurisdiction())).person)
    paged, address = [], f"/api/v1/organizations?jurisdiction={place.code}&limit=2"
    while address:
        page = machine.get(address)
        paged += [one["code"] for one in page["items"]]
        address = page["next"]
    assert paged == made
    assert machine.get("organizations", jurisdiction=place.code, function="SECRETARIAT")["items"] == []
    assert refused(machine.ask("get", "organizations", {"jurisdiction": "nowhere"}))[2] == "jurisdiction"
    assert machine.ask("get", "organizations", {"after": "nonsense"}).status_code == 400


def test_a_large_organization_asks_no_more_than_a_small_one(bureau: Organization) -> None:
    head = make_capacity(bureau, MembershipRole.HEAD)
    machine, counts = machine_of(head.person), []
    machine.get(f"organizations/{bureau.code}")
    for _round in range(2):
        people: list[Capacity] = [make_capacity(bureau) for _ in range(4)]
        group = done(act(machine, bureau, "found_group", name=f"专班{_round}", valid_from="2020-01-01"))["groups"][-1]
        for capacity in people:
            given = {"group": group["id"], "organization": bureau.code, "person": capacity.person.username}
            done(act(machine, bureau, "join_group", **given, valid_from="2020-01-01"))
            deputy = {"absent": capacity.membership.pk, "deputy": head.person.username, **FUTURE}
            done(act(machine, bureau, "name_deputy", **deputy))
        with CaptureQueriesContext(connection) as captured:
            machine.get(f"organizations/{bureau.code}")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


def test_every_act_of_the_page_has_its_operation(client: Any) -> None:
    description = client.get("/api/v1/openapi.json").json()
    for spec in STAFF_ACTS.values():
        operation = description["paths"][f"/api/v1/organizations/{{code}}/actions/{spec.name}"]["post"]
        assert operation["operationId"] == spec.name
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        schema = description["components"]["schemas"][body["$ref"].rpartition("/")[2]]
        assert set(schema["properties"]) == set(spec.input.model_fields)

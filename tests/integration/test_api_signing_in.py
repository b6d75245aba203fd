"""A program signs in with a token, a page with its session; nobody else gets anywhere."""

import hashlib
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from api.models import Token
from api.tokens import issue_token, person_of, revoke_token
from audit.models import ChainKind, Event
from core.clock import now
from tests.factories import PASSWORD, make_capacity, make_district, make_membership, make_person, moment
from tests.machines import Machine, machine_of

pytestmark = pytest.mark.django_db

AT = moment("2026-09-28 09:30")
DAY = timedelta(days=1)


def test_a_token_opens_until_its_last_moment() -> None:
    person = make_person()
    token, secret = issue_token(username=person.username, name="报表", days=2, at=AT)
    assert token.expires_at == AT + 2 * DAY
    assert person_of(secret, at=AT + 2 * DAY - timedelta(microseconds=1)) == person
    assert person_of(secret, at=AT + 2 * DAY) is None
    assert person_of(secret + "x", at=AT) is None


def test_only_the_digest_is_kept() -> None:
    person = make_person()
    token, secret = issue_token(username=person.username, name="报表", days=2, at=AT)
    assert Token.objects.filter(pk=token.pk).values_list("digest", flat=True).get() == _sha256(secret)
    events = Event.objects.filter(chain_kind=ChainKind.SECURITY, subject_id=person.pk)
    assert secret not in json.dumps(list(events.values("data", "changes")))
    assert [event.kind for event in events] == ["token.issued"]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_revoked_token_opens_nothing_and_its_name_is_free_again() -> None:
    person = make_person()
    _token, secret = issue_token(username=person.username, name="报表", days=2, at=AT)
    revoke_token(username=person.username, name="报表", at=AT + DAY)
    assert person_of(secret, at=AT + DAY) is None
    _again, fresh = issue_token(username=person.username, name="报表", days=2, at=AT + DAY)
    assert person_of(fresh, at=AT + DAY) == person


def test_the_database_holds_one_token_of_a_name() -> None:
    token, _secret = issue_token(username=make_person().username, name="报表", days=2, at=AT)
    with pytest.raises(IntegrityError, match="one_token_of_a_name_per_person"), transaction.atomic():
        Token.objects.create(
            person=token.person, name="报表", digest="0" * 64, created_at=AT, expires_at=AT + DAY
        )  # fmt: skip


def test_who_may_no_longer_sign_in_has_no_token_either() -> None:
    person = make_person()
    _token, secret = issue_token(username=person.username, name="报表", days=2, at=AT)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert person_of(secret, at=AT) is None


def test_the_command_prints_the_secret_once_and_takes_it_back() -> None:
    person = make_person(username="wang")
    issued = json.loads(_command("wang", "--name", "报表", "--days", "3", "--json"))
    assert person_of(issued["token"], at=now()) == person
    with pytest.raises(CommandError, match="报表"):
        _command("wang", "--name", "报表")
    _command("wang", "--name", "报表", "--revoke")
    assert person_of(issued["token"], at=now()) is None


@pytest.mark.parametrize("arguments", [("nobody", "--name", "x"), ("wang", "--name", "x", "--revoke")])
def test_the_command_names_what_it_does_not_know(arguments: tuple[str, ...]) -> None:
    make_person(username="wang")
    with pytest.raises(CommandError, match=arguments[0]):
        _command(*arguments)


@pytest.mark.parametrize("days", [0, 3651])
def test_a_token_is_for_a_limited_time(days: int) -> None:
    make_person(username="wang")
    with pytest.raises(CommandError, match="3650"):
        _command("wang", "--name", "x", "--days", str(days))


def _command(*arguments: str) -> str:
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer dingfen_wrong"}, {"Authorization": "Basic eDp5"}])
@pytest.mark.parametrize(("method", "path"), [("get", "me"), ("post", "cases"), ("get", "cases/LQY-2026-000001")])
def test_without_a_sign_in_there_is_nothing(client: Client, method: str, path: str, header: dict[str, str]) -> None:
    answer = getattr(client, method)(f"/api/v1/{path}", headers=header)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_token_is_refused_even_beside_a_session(client: Client) -> None:
    client.force_login(make_person())
    assert client.get("/api/v1/me").status_code == 200
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer dingfen_wrong"}).status_code == 401


def test_an_expired_token_is_refused() -> None:
    person = make_person()
    _token, secret = issue_token(username=person.username, name="旧", days=1, at=now() - 2 * DAY)
    assert Machine(secret=secret).ask("get", "me").status_code == 401


def test_a_change_with_a_session_needs_the_csrf_token() -> None:
    district = make_district()
    clerk = make_capacity(district.dispatch_office)
    client = Client(enforce_csrf_checks=True)
    assert client.login(username=clerk.person.username, password=PASSWORD)
    refused = client.post("/api/v1/work-orders", _order(district), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    client.cookies["csrftoken"] = "a" * 32
    taken = client.post(
        "/api/v1/work-orders", _order(district), content_type="application/json", headers={"X-CSRFToken": "a" * 32}
    )
    assert taken.status_code == 201, taken.content


def test_a_token_needs_none() -> None:
    district = make_district()
    machine = machine_of(make_capacity(district.dispatch_office).person)
    machine.client = Client(enforce_csrf_checks=True)
    assert machine.post("work-orders", _order(district)).status_code == 201


def _order(district: Any) -> dict[str, Any]:
    return {
        "jurisdiction": district.jurisdiction.code, "source": "12345", "number": "A1", "text": "夜间噪声",
        "received_at": "2026-09-28T08:00:00+08:00",
    }  # fmt: skip


def test_me_says_for_whom_i_may_act() -> None:
    person = make_person(language="en")
    district = make_district()
    for organization in district.departments[:2]:
        make_membership(organization=organization, person=person)
    machine = machine_of(person)
    codes = [capacity["organization"]["code"] for capacity in machine.get("me")["capacities"]]
    assert codes == [organization.code for organization in district.departments[:2]]
    machine.headers["X-On-Behalf-Of"] = codes[1]
    assert [capacity["organization"]["code"] for capacity in machine.get("me")["capacities"]] == codes[1:]
    machine.headers["X-On-Behalf-Of"] = district.departments[2].code
    refused = machine.ask("get", "me")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_organization")

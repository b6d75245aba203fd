"""关注: whoever may read a case may follow it and hears of it; with the right to read the notices end."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from cases.following import follow, is_followed, unfollow
from cases.models import CaseFollow
from core.clock import now
from core.vocabulary import MembershipRole
from notifications.models import Delivery, Notice
from notifications.services import fan_out
from organizations.selectors import Capacity
from tests.factories import make_organization, moment
from tests.machines import machine_of
from tests.stage_set import Scene, set_the_stage

HEAD = MembershipRole.HEAD


def told(event: Event, who: Capacity) -> bool:
    fan_out(at=event.at, limit=1000)
    return Notice.objects.filter(event=event, person=who.person).exists()


@pytest.fixture
def followed(scene: Scene) -> tuple[Scene, Capacity]:
    """A bureau that takes no part has a copy; its head follows the case."""
    scene.open_case(at="2026-03-02 10:00")
    bureau = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.do("copy_to", scene.dispatch, at="2026-03-02 11:00", organization=bureau.code)
    head = scene.capacity(bureau, HEAD)
    follow(case=scene.case, person=head.person, at=moment("2026-03-02 12:00"))
    return scene, head


def test_who_follows_hears_what_the_departments_hear_and_is_never_rung_up(followed: tuple[Scene, Capacity]) -> None:
    scene, head = followed
    assert told(scene.do("state_position", scene.housing, at="2026-03-03 10:00"), head)
    assert not Delivery.objects.filter(person=head.person).exists()


def test_who_does_not_follow_does_not_hear(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    bureau = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.do("copy_to", scene.dispatch, at="2026-03-02 11:00", organization=bureau.code)
    head = scene.capacity(bureau, HEAD)
    assert not told(scene.do("state_position", scene.housing, at="2026-03-03 10:00"), head)


def test_what_is_told_to_some_only_stays_with_them(followed: tuple[Scene, Capacity]) -> None:
    scene, head = followed
    scene.capacity(scene.housing, HEAD)
    assert not told(scene.do("acknowledge", scene.housing, at="2026-03-03 09:00"), head)
    scene.send_for_sign_off("state_position", scene.housing, at="2026-03-03 10:00")
    prepared = Event.objects.filter(kind="paper.prepared").latest("pk")
    assert not told(prepared, head)


def test_with_the_right_to_read_the_notices_end(followed: tuple[Scene, Capacity]) -> None:
    scene, head = followed
    code = head.organization.code
    scene.do("end_copy", scene.dispatch, at="2026-03-02 13:00", organization=code)
    assert not told(scene.do("state_position", scene.housing, at="2026-03-03 10:00"), head)
    scene.do("copy_to", scene.dispatch, at="2026-03-03 11:00", organization=code)
    assert told(scene.do("state_position", scene.management, at="2026-03-03 12:00"), head)


def test_no_longer_followed_nothing_is_told(followed: tuple[Scene, Capacity]) -> None:
    scene, head = followed
    unfollow(case=scene.case, person=head.person, at=moment("2026-03-02 13:00"))
    assert not told(scene.do("state_position", scene.housing, at="2026-03-03 10:00"), head)
    assert not is_followed(scene.case, head.person)


def test_following_twice_is_following_once(followed: tuple[Scene, Capacity]) -> None:
    scene, head = followed
    follow(case=scene.case, person=head.person, at=moment("2026-03-02 13:00"))
    assert CaseFollow.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFollow.objects.create(case=scene.case, person=head.person, since=moment("2026-03-02 13:00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFollow.objects.update(ended_at=moment("2026-03-01 13:00"))


def test_a_party_that_follows_hears_once(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    handler = scene.capacity(scene.management)
    follow(case=scene.case, person=handler.person, at=moment("2026-03-02 12:00"))
    event = scene.do("state_position", scene.housing, at="2026-03-03 10:00")
    assert told(event, handler)
    assert Notice.objects.filter(event=event, person=handler.person).count() == 1


def test_on_the_page_one_follows_and_lists_what_one_follows(client: Any, db: None) -> None:
    scene = set_the_stage()
    scene.open_case(at=now() - timedelta(hours=1))
    person = scene.capacity(scene.housing).person
    client.force_login(person)
    followed_cases, address = "/cases/?followed=1", f"/cases/{scene.number}/follow/"
    assert scene.number not in str(client.get(followed_cases).content, "utf-8")
    assert client.get(address).status_code == 405
    assert client.post(address, {"follow": "1"})["Location"] == f"/cases/{scene.number}/"
    assert scene.number in str(client.get(followed_cases).content, "utf-8")
    assert 'value="0"' in str(client.get(f"/cases/{scene.number}/").content, "utf-8")
    client.post(address, {"follow": "0"})
    assert scene.number not in str(client.get(followed_cases).content, "utf-8")
    stranger = scene.capacity(make_organization(jurisdiction=scene.district.jurisdiction)).person
    client.force_login(stranger)
    assert client.post(address, {"follow": "1"}).status_code == 404
    assert CaseFollow.objects.filter(person=stranger).count() == 0


def test_a_program_follows_through_the_interface(db: None) -> None:
    scene = set_the_stage()
    scene.open_case(at=now() - timedelta(hours=1))
    machine = machine_of(scene.capacity(scene.housing).person)
    assert machine.get("cases", followed="1")["items"] == []
    assert machine.ask("put", f"cases/{scene.number}/following", {"follow": True}).json() == {"follow": True}
    assert [row["number"] for row in machine.get("cases", followed="1")["items"]] == [scene.number]
    machine.ask("put", f"cases/{scene.number}/following", {"follow": False})
    assert machine.get("cases", followed="1")["items"] == []
    stranger = machine_of(scene.capacity(make_organization(jurisdiction=scene.district.jurisdiction)).person)
    assert stranger.ask("put", f"cases/{scene.number}/following", {"follow": True}).status_code == 404

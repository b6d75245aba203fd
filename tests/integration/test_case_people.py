"""案件页的人员: deputies by date, working groups and their remarks, each shown to who may see them, here and there."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from audit.actors import SYSTEM
from core.clock import now
from core.vocabulary import MembershipRole
from organizations.deputies import name_deputy, revoke_deputyship
from organizations.groups import found_group, join_group
from organizations.models import WorkingGroup
from organizations.selectors import Capacity, local_date
from tests.factories import make_capacity, make_jurisdiction, make_organization
from tests.machines import machine_of
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db

REMARK = "先看夜间施工许可的发放情况。"
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def scene() -> Scene:
    scene = set_the_stage()
    scene.open_case(at=now())
    return scene


def signed_in(who: Capacity) -> Client:
    client = Client()
    client.force_login(who.person)
    return client


def page(scene: Scene, who: Capacity) -> str:
    return signed_in(who).get(f"/cases/{scene.number}/").content.decode()


def file(scene: Scene, who: Capacity) -> Any:
    return signed_in(who).get(f"/api/v1/cases/{scene.number}").json()


def remark(scene: Scene, who: Capacity, group: WorkingGroup) -> None:
    form = {"group": group.pk, "text": REMARK}
    answer = machine_of(who.person).post(f"cases/{scene.number}/actions/remark_in_group", form)
    assert answer.status_code == 200, answer.json()


def group_with(scene: Scene, *people: Capacity) -> WorkingGroup:
    group = found_group(host=scene.office, name="噪声整治专班", purpose="", valid_from=LONG_AGO, by=SYSTEM, at=now())
    for one in people:
        join_group(
            group=group, organization=one.organization, person=one.person, valid_from=LONG_AGO, by=SYSTEM, at=now()
        )
    scene.do("add_working_group", scene.dispatch, at=now(), group=group.pk)
    return group


def test_everybody_of_the_jurisdiction_sees_the_group_and_only_its_members_the_remarks(scene: Scene) -> None:
    member = make_capacity(make_organization(jurisdiction=scene.district.jurisdiction))
    group = group_with(scene, member)
    remark(scene, member, group)
    seen = page(scene, member)
    assert "噪声整治专班" in seen
    assert REMARK in seen
    (noted,) = file(scene, member)["group_remarks"]
    assert (noted["text"], noted["person_name"]) == (REMARK, member.person.name)
    party = scene.capacity(scene.ecology)
    assert "噪声整治专班" in page(scene, party)
    assert member.person.name in page(scene, party)
    assert REMARK not in page(scene, party)
    told = file(scene, party)
    assert ([one["group"] for one in told["working_groups"]], told["group_remarks"]) == ([group.pk], [])


def test_a_member_whose_seat_has_ended_reads_no_remark(scene: Scene) -> None:
    member, other = scene.capacity(scene.ecology), scene.capacity(scene.housing)
    group = group_with(scene, member, other)
    remark(scene, other, group)
    assert REMARK in page(scene, member)
    group.members.filter(person=member.person).update(valid_to=local_date(scene.district.jurisdiction, now()))
    assert REMARK not in page(scene, member)
    assert file(scene, member)["group_remarks"] == []


def test_a_party_from_elsewhere_does_not_hear_of_the_group(scene: Scene) -> None:
    elsewhere = make_organization(jurisdiction=make_jurisdiction())
    group_with(scene)
    scene.do("copy_to", scene.dispatch, at=now(), organization=elsewhere.code, reason="同一事项")
    assert "噪声整治专班" not in page(scene, scene.capacity(elsewhere))
    assert file(scene, scene.capacity(elsewhere))["working_groups"] == []


def test_who_stands_in_for_whom_is_told_with_its_days_while_it_holds(scene: Scene) -> None:
    today = local_date(scene.district.jurisdiction, now())
    absent, deputy = scene.capacity(scene.ecology, MembershipRole.HEAD), scene.capacity(scene.ecology)
    days: dict[str, Any] = {"first_day": today, "last_day": today + timedelta(days=3), "by": SYSTEM, "at": now()}
    deputyship = name_deputy(absent=absent.membership, deputy=deputy.person, **days)
    stranger = make_organization(jurisdiction=scene.district.jurisdiction)
    unseen = make_capacity(stranger, MembershipRole.HEAD)
    name_deputy(absent=unseen.membership, deputy=make_capacity(stranger).person, **days)
    reader = scene.capacity(scene.housing)
    (told,) = file(scene, reader)["deputies"]
    assert (told["absent"], told["deputy"], told["role"]) == (absent.person.name, deputy.person.name, "HEAD")
    assert (told["first_day"], told["last_day"]) == (today.isoformat(), (today + timedelta(days=3)).isoformat())
    assert f"代理{absent.person.name}（" in page(scene, reader)
    assert unseen.person.name not in page(scene, reader)
    revoke_deputyship(deputyship=deputyship, by=SYSTEM, at=now())
    assert file(scene, reader)["deputies"] == []

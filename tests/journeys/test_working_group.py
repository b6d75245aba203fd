"""工作专班、转办、联席会议: people of other organizations read along; a colleague takes the case; a body conducts."""

from datetime import date
from typing import Any

import pytest

from audit.actors import SYSTEM
from cases.access import visible_to
from cases.models import CaseAssignment, GroupRemark
from core.errors import NotFound, NotPermitted
from core.vocabulary import BodyRole, CaseSource, MembershipRole, OrganizationFunction, OrganizationKind, Step, Tier
from flows.assignments import in_own_hands
from flows.errors import NoSuchGroup, NotNow
from flows.models import WorkItem
from flows.selectors import offers, situation
from flows.services import perform
from notifications.models import Notice
from organizations.errors import GroupDissolved, NotAMember
from organizations.groups import dissolve_group, found_group, join_group
from organizations.models import Organization, WorkingGroup
from organizations.selectors import Capacity, capacities
from organizations.standing import seat
from procedures.files import shipped_pack, text_of
from tests.factories import make_capacity, make_organization, moment
from tests.health import hearing, living
from tests.stage_set import Scene, set_the_stage

TODAY = date(2026, 3, 2)
BEGIN = moment("2026-03-02 09:00")


@pytest.fixture
def scene(db: None) -> Scene:
    """People hear of each step as it is taken."""
    return hearing(set_the_stage())


def group_of(scene: Scene, *people: Capacity, name: str = "噪声整治专班") -> WorkingGroup:
    group = found_group(host=scene.office, name=name, purpose="", valid_from=TODAY, by=SYSTEM, at=BEGIN)
    for capacity in people:
        join_group(
            group=group, organization=capacity.organization, person=capacity.person, valid_from=TODAY, by=SYSTEM,
            at=BEGIN,
        )  # fmt: skip
    return group


def outsider(scene: Scene) -> Capacity:
    return make_capacity(make_organization(jurisdiction=scene.district.jurisdiction))


def sees(scene: Scene, who: Capacity, day: date = TODAY) -> bool:
    return visible_to(capacities(who.person, day)).filter(number=scene.number).exists()


def today(who: Capacity, day: date = TODAY) -> Capacity:
    return next(iter(capacities(who.person, day)))


def test_a_group_reads_the_case_from_the_moment_it_is_added_until_it_is_taken_off(scene: Scene) -> None:
    member, colleague = outsider(scene), outsider(scene)
    group = group_of(scene, member)
    scene.open_case(at="2026-03-02 10:00")
    assert not sees(scene, member)
    scene.do("add_working_group", scene.dispatch, at="2026-03-02 11:00", group=group.pk)
    assert sees(scene, member)
    assert not sees(scene, colleague)
    assert Notice.objects.filter(person=member.person, kind="working_group.added").count() == 1
    scene.do("remove_working_group", scene.dispatch, at="2026-03-02 12:00", group=group.pk)
    assert not sees(scene, member)


def test_members_read_and_remark_and_do_nothing_else(scene: Scene) -> None:
    member = outsider(scene)
    group = group_of(scene, member)
    scene.open_case(at="2026-03-02 10:00")
    scene.do("add_working_group", scene.dispatch, at="2026-03-02 11:00", group=group.pk)
    mine = today(member)
    assert {offer.spec.name for offer in offers(situation(scene.case, at=scene.latest), [mine])} == {"remark_in_group"}
    form = scene.form("remark_in_group", at="2026-03-02 12:00", group=group.pk)
    given: dict[str, Any] = {
        "number": scene.number,
        "act": "remark_in_group",
        "form": form,
        "at": moment("2026-03-02 12:00"),
    }
    perform(capacity=mine, **given)
    assert GroupRemark.objects.get().person_name == member.person.name
    colleague = make_capacity(member.organization)
    with pytest.raises(NotFound):
        perform(capacity=today(colleague), **given)
    with pytest.raises(NotPermitted):
        perform(capacity=scene.capacity(scene.dispatch), **given)


def test_who_leaves_the_group_or_its_end_ends_the_reading(scene: Scene) -> None:
    member = outsider(scene)
    group = group_of(scene, member)
    scene.open_case(at="2026-03-02 10:00")
    scene.do("add_working_group", scene.dispatch, at="2026-03-02 11:00", group=group.pk)
    dissolve_group(group=group, valid_to=date(2026, 3, 4), by=SYSTEM, at=BEGIN)
    assert sees(scene, member, date(2026, 3, 3))
    assert not sees(scene, member, date(2026, 3, 4))


def test_a_group_is_added_once_and_only_one_that_is_at_work_here(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(NotNow):
        scene.do("add_working_group", scene.dispatch, at="2026-03-02 11:00", group=1)
    group, gone, spare = group_of(scene), group_of(scene, name="旧专班"), group_of(scene, name="备用专班")
    dissolve_group(group=gone, valid_to=date(2026, 3, 3), by=SYSTEM, at=BEGIN)
    elsewhere = group_of(set_the_stage())
    scene.do("add_working_group", scene.ecology, at="2026-03-02 11:00", group=group.pk)
    for other in (group, elsewhere):
        with pytest.raises(NoSuchGroup):
            scene.do("add_working_group", scene.dispatch, at="2026-03-03 11:00", group=other.pk)
    with pytest.raises(GroupDissolved):
        scene.do("add_working_group", scene.dispatch, at="2026-03-03 11:00", group=gone.pk)
    with pytest.raises(NotPermitted):
        scene.do("remove_working_group", scene.housing, at="2026-03-03 12:00", group=group.pk)
    assert "remove_working_group" in scene.offered(scene.dispatch)
    assert "remove_working_group" not in scene.offered(scene.housing)
    scene.do("add_working_group", scene.dispatch, at="2026-03-03 11:00", group=spare.pk)
    assert "add_working_group" not in scene.offered(scene.dispatch), "the last that is left was dissolved"


def test_a_case_in_a_colleagues_hands_stands_in_their_list_alone(scene: Scene) -> None:
    first = scene.capacity(scene.housing)
    second, head = make_capacity(scene.housing), scene.capacity(scene.housing, MembershipRole.HEAD)
    scene.open_case(at="2026-03-02 10:00")
    assert mine(scene, first) == mine(scene, second) == {"position"}
    scene.do("assign_case", scene.housing, at="2026-03-02 11:00", colleague=second.person.username)
    assert (mine(scene, first), mine(scene, head), mine(scene, second)) == (set(), set(), {"position"})
    assert Notice.objects.filter(person=second.person, kind="case.assigned").count() == 1
    scene.do(
        "assign_case", scene.housing, at="2026-03-02 12:00", colleague=first.person.username, role=MembershipRole.HEAD
    )
    assert (mine(scene, first), mine(scene, second)) == ({"position"}, set())
    assert CaseAssignment.objects.filter(case=scene.case, ended_at=None).count() == 1
    scene.do("state_position", scene.housing, at="2026-03-02 13:00")


def test_a_case_is_handed_to_ones_own_people_only_and_while_it_lives(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    for name in (scene.capacity(scene.management).person.username, "nobody"):
        with pytest.raises(NotAMember):
            scene.do("assign_case", scene.housing, at="2026-03-02 11:00", colleague=name)
    with pytest.raises(NotPermitted):
        scene.do("assign_case", scene.office, at="2026-03-02 11:00", colleague="nobody")
    scene.do("withdraw_case", scene.ecology, at="2026-03-02 12:00")
    assert "assign_case" not in scene.offered(scene.housing) | scene.offered(scene.office)


def mine(scene: Scene, who: Capacity) -> set[str]:
    items = WorkItem.objects.filter(case=scene.case, organization=who.organization, ended_at=None)
    return {item.node for item in in_own_hands(items, who.person)}


def test_a_standing_body_conducts_a_tier_and_its_members_read_along(db: None) -> None:
    """一事一议联席会议: by its own people, those of its office; the organizations that sit in it see the case."""
    text = text_of(shipped_pack("longquanyi"))
    before, after = "ESTABLISHMENT_OFFICE", "JOINT_CONFERENCE"
    head, section, rest = text.partition("[tiers.OFFICE_COORDINATION.conductor]")
    assert before in rest
    scene = living(set_the_stage(text=head + section + rest.replace(before, after, 1)))
    body = make_organization(
        jurisdiction=scene.district.jurisdiction, kind=OrganizationKind.JOINT_BODY,
        functions=[OrganizationFunction.JOINT_CONFERENCE],
    )  # fmt: skip
    guest = outsider(scene)
    for organization, role in ((scene.office, BodyRole.OFFICE), (guest.organization, BodyRole.MEMBER)):
        seat(body=body, organization=organization, role=role, valid_from=TODAY, by=SYSTEM, at=BEGIN)
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    assert not sees(scene, guest)
    scene.live_until("2026-03-10 00:00")
    assert (scene.stage.tier, scene.stage.conductor) == (Tier.OFFICE_COORDINATION, body)
    assert sees(scene, guest, date(2026, 3, 10))
    clerk: Organization = body
    scene.do("accept_application", clerk, at="2026-03-10 09:30")
    assert scene.clock(Step.TIER_OFFICE).organization == body

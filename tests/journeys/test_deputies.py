"""代理、值班: who stands in hears and acts on the days named; on days off urgent matters reach who is on duty."""

from datetime import date

import pytest

from audit.actors import SYSTEM
from audit.models import Event
from core.errors import NotPermitted
from core.vocabulary import DutyPost, MembershipRole
from flows.services import perform
from notifications.models import Notice
from organizations.deputies import name_deputy, revoke_deputyship
from organizations.duty import enter_shift
from organizations.models import Deputyship, Person
from organizations.selectors import Capacity, capacities
from tests.factories import make_capacity, moment
from tests.health import hearing
from tests.stage_set import Scene, set_the_stage

FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)


@pytest.fixture
def scene(db: None) -> Scene:
    """People hear of each step as it is taken."""
    return hearing(set_the_stage())


def deputy_of(scene: Scene, absent: Capacity, deputy: Capacity) -> Deputyship:
    return name_deputy(
        absent=absent.membership, deputy=deputy.person, first_day=date(2026, 3, 2), last_day=date(2026, 3, 3),
        by=absent.actor(), at=moment("2026-03-02 09:00"),
    )  # fmt: skip


def on_duty(scene: Scene, who: Capacity, post: DutyPost = DutyPost.ON_DUTY) -> None:
    enter_shift(
        organization=who.organization, person=who.person, post=post, first_day=FRIDAY, last_day=SATURDAY, by=SYSTEM,
        at=moment("2026-03-05 09:00"),
    )  # fmt: skip


def told(kind: str) -> set[Person]:
    event = Event.objects.filter(kind=kind).latest("pk")
    return {notice.person for notice in Notice.objects.filter(event=event)}


def urgent(scene: Scene) -> None:
    scene.do("mark_urgent", scene.dispatch, at="2026-03-06 14:00")


def test_the_deputy_signs_in_the_heads_office_and_the_record_says_for_whom(scene: Scene) -> None:
    head = scene.capacity(scene.management, MembershipRole.HEAD)
    deputy = make_capacity(scene.management, MembershipRole.REVIEWER)
    deputyship = deputy_of(scene, head, deputy)
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-02 11:00")
    assert deputy.person in told("agreement.drafted")
    stood_in = next(c for c in capacities(deputy.person, date(2026, 3, 2)) if c.acting_for)
    form = scene.form("sign_agreement", at="2026-03-02 12:00")
    event = perform(
        number=scene.number, act="sign_agreement", form=form, capacity=stood_in, at=moment("2026-03-02 12:00")
    )
    assert (event.actor_name, event.acting_for_name) == (deputy.person.name, head.person.name)
    revoke_deputyship(deputyship=deputyship, by=head.actor(), at=moment("2026-03-02 13:00"))
    assert [c for c in capacities(deputy.person, date(2026, 3, 2)) if c.acting_for] == []
    assert [c for c in capacities(deputy.person, date(2026, 3, 4)) if c.acting_for] == []


def test_a_deputy_of_one_organization_is_nobody_in_another(scene: Scene) -> None:
    head, deputy = scene.capacity(scene.management, MembershipRole.HEAD), make_capacity(scene.management)
    deputy_of(scene, head, deputy)
    scene.open_case(at="2026-03-02 10:00")
    stood_in = next(c for c in capacities(deputy.person, date(2026, 3, 2)) if c.acting_for)
    with pytest.raises(NotPermitted):
        perform(
            number=scene.number, act="draft_agreement", form=scene.form("draft_agreement", at="2026-03-02 12:00"),
            capacity=stood_in, at=moment("2026-03-02 12:00"),
        )  # fmt: skip


def test_on_a_day_off_what_is_urgent_reaches_who_is_on_duty_and_in_charge(scene: Scene) -> None:
    handler = scene.capacity(scene.management)
    watch, leader = (make_capacity(scene.management, MembershipRole.REVIEWER) for _ in range(2))
    on_duty(scene, watch)
    on_duty(scene, leader, DutyPost.IN_CHARGE_1)
    scene.open_case(at="2026-03-06 10:00")
    urgent(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-06 15:00")
    assert {watch.person, leader.person} & told("agreement.drafted") == set()
    scene.do("refuse_agreement", scene.housing, at="2026-03-07 09:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-07 10:00")
    assert told("agreement.drafted") >= {handler.person, watch.person, leader.person}


def test_without_a_roster_the_heads_hear_on_a_day_off(scene: Scene) -> None:
    head = scene.capacity(scene.management, MembershipRole.HEAD)
    scene.open_case(at="2026-03-06 10:00")
    urgent(scene)
    scene.do("add_party", scene.dispatch, at="2026-03-06 15:00", organization=scene.office.code)
    assert head.person not in told("party.added")
    scene.do("designate_interim_handler", scene.dispatch, at="2026-03-07 09:00", organization=scene.management.code)
    assert head.person in told("interim_handler.designated")


def test_what_is_not_urgent_waits_for_the_next_working_day(scene: Scene) -> None:
    watch = make_capacity(scene.management, MembershipRole.REVIEWER)
    on_duty(scene, watch)
    scene.open_case(at="2026-03-06 10:00")
    scene.do("designate_interim_handler", scene.dispatch, at="2026-03-07 09:00", organization=scene.management.code)
    assert watch.person not in told("interim_handler.designated")

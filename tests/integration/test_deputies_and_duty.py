"""代理与值班: by date, of the organization's own people, one at a time; ended early where need be."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import ChainKind, Event
from core.vocabulary import DutyPost, MembershipRole
from operations.doctor import examine
from organizations.access import who_keeps_roster, who_lets_go, who_names_deputies, who_revokes
from organizations.deputies import deputyships_of, name_deputy, revoke_deputyship
from organizations.duty import enter_shift, on_duty, roster_of, withdraw_shift
from organizations.errors import (
    AlreadyLeft,
    DeputyOfOneself,
    DeputyshipOver,
    DeputyshipOverlaps,
    EndsBeforeItBegins,
    NotAMember,
    ShiftOverlaps,
)
from organizations.leaving import belongings, end_membership
from organizations.models import Deputyship, DutyShift
from organizations.selectors import capacities
from tests.factories import make_capacity, make_jurisdiction, make_membership, make_organization, make_person, moment

pytestmark = pytest.mark.django_db

AT = moment("2026-09-21 10:00")
MONDAY, FRIDAY = date(2026, 9, 21), date(2026, 9, 25)
DAY = timedelta(days=1)
THEMSELVES = (
    "UPDATE organizations_deputyship SET deputy_id = person_id FROM organizations_membership o WHERE o.id = absent_id"
)


@pytest.fixture
def bureau():
    return make_organization(jurisdiction=make_jurisdiction())


@pytest.fixture
def head(bureau):
    return make_capacity(bureau, MembershipRole.HEAD)


@pytest.fixture
def handler(bureau):
    return make_capacity(bureau)


def named(head, handler, **changes):
    given = {"first_day": MONDAY, "last_day": FRIDAY, "by": head.actor(), "at": AT, **changes}
    return name_deputy(absent=head.membership, deputy=handler.person, **given)


def kinds(organization):
    rows = Event.objects.filter(chain_kind=ChainKind.ORGANIZATION, subject_id=organization.pk)
    return list(rows.order_by("sequence").values_list("kind", flat=True))


def roles(person, on):
    return {(capacity.role, capacity.acting_for) for capacity in capacities(person, on)}


def test_a_deputy_holds_the_office_on_the_days_named_and_it_is_on_the_record(bureau, head, handler):
    deputyship = named(head, handler)
    assert (MembershipRole.HEAD, head.person) in roles(handler.person, FRIDAY)
    assert roles(handler.person, FRIDAY + DAY) == {(MembershipRole.HANDLER, None)}
    assert deputyships_of(bureau, MONDAY) == [deputyship]
    assert deputyships_of(bureau, FRIDAY + DAY) == []
    assert kinds(bureau) == ["organization.deputy_named"]


def test_it_ends_at_once_when_it_is_revoked_and_only_once(bureau, head, handler):
    deputyship = named(head, handler)
    revoke_deputyship(deputyship=deputyship, by=head.actor(), at=AT)
    assert roles(handler.person, MONDAY) == {(MembershipRole.HANDLER, None)}
    with pytest.raises(DeputyshipOver):
        revoke_deputyship(deputyship=deputyship, by=head.actor(), at=AT)
    named(head, handler)
    assert kinds(bureau) == [
        "organization.deputy_named", "organization.deputy_revoked", "organization.deputy_named",
    ]  # fmt: skip


def test_there_is_one_deputy_at_a_time(bureau, head, handler):
    other = make_capacity(bureau)
    named(head, handler)
    with pytest.raises(DeputyshipOverlaps):
        named(head, other, first_day=FRIDAY, last_day=FRIDAY + DAY)
    named(head, other, first_day=FRIDAY + DAY, last_day=FRIDAY + DAY)
    with pytest.raises(IntegrityError, match="one_deputy_at_a_time"), transaction.atomic():
        Deputyship.objects.create(absent=head.membership, deputy=other.person, first_day=MONDAY, last_day=MONDAY)


def test_nobody_is_their_own_deputy_or_that_of_strangers_or_for_days_gone(bureau, head, handler):
    with pytest.raises(DeputyOfOneself):
        named(head, head)
    with pytest.raises(NotAMember):
        named(head, make_capacity(make_organization(jurisdiction=bureau.jurisdiction)))
    with pytest.raises(NotAMember):
        named(head, make_capacity(bureau, MembershipRole.SYSTEM_ADMINISTRATOR))
    with pytest.raises(EndsBeforeItBegins):
        named(head, handler, first_day=FRIDAY, last_day=MONDAY)
    with pytest.raises(EndsBeforeItBegins):
        named(head, handler, first_day=MONDAY - 2 * DAY, last_day=MONDAY - DAY)


def test_the_same_key_names_one_deputy(bureau, head, handler):
    assert named(head, handler, request_key="k") == named(head, handler, request_key="k")
    assert kinds(bureau) == ["organization.deputy_named"]


def test_who_may_name_and_revoke(bureau, head, handler):
    liaison, other = make_capacity(bureau, MembershipRole.LIAISON), make_capacity(bureau)
    stranger = make_capacity(make_organization(jurisdiction=bureau.jurisdiction), MembershipRole.HEAD)
    assert who_names_deputies([handler], handler.membership, other.person) == handler
    assert who_names_deputies([handler], head.membership, other.person) is None
    assert who_names_deputies([head], handler.membership, other.person) == head
    assert who_names_deputies([liaison], head.membership, handler.person) == liaison
    assert who_names_deputies([liaison], head.membership, liaison.person) is None
    assert who_names_deputies([stranger], head.membership, handler.person) is None
    named(head, handler)
    stood_in = [c for c in capacities(handler.person, MONDAY) if c.acting_for]
    assert who_names_deputies(stood_in, head.membership, other.person) is None
    assert who_keeps_roster(stood_in, bureau) is None
    assert who_revokes([liaison], handler.membership) == liaison
    assert who_revokes([handler], head.membership) is None


def test_the_roster_has_people_on_duty_and_three_levels_in_charge(bureau, head, handler):
    other = make_capacity(bureau)
    for person, post in ((handler, DutyPost.ON_DUTY), (other, DutyPost.ON_DUTY), (head, DutyPost.IN_CHARGE_1)):
        shift(bureau, person, post, by=head)
    with pytest.raises(ShiftOverlaps):
        shift(bureau, other, DutyPost.IN_CHARGE_1, by=head)
    with pytest.raises(ShiftOverlaps):
        shift(bureau, handler, DutyPost.ON_DUTY, by=head)
    shift(bureau, other, DutyPost.IN_CHARGE_2, by=head)
    assert on_duty(bureau, FRIDAY) == [handler.person, other.person, head.person]
    assert on_duty(bureau, FRIDAY + DAY) == []
    assert len(roster_of(bureau, MONDAY, FRIDAY)) == 4
    withdraw_shift(shift=roster_of(bureau, MONDAY, FRIDAY)[-1], by=head.actor(), at=AT)
    shift(bureau, other, DutyPost.ON_DUTY, by=head, first_day=FRIDAY + DAY, last_day=FRIDAY + DAY)


def test_the_database_holds_to_one_in_charge_per_level(bureau, head, handler):
    shift(bureau, head, DutyPost.IN_CHARGE_1, by=head)
    with pytest.raises(IntegrityError, match="one_in_charge_per_level"), transaction.atomic():
        DutyShift.objects.create(
            organization=bureau, person=handler.person, post=DutyPost.IN_CHARGE_1, first_day=FRIDAY, last_day=FRIDAY
        )


def test_strangers_and_days_gone_are_not_for_the_roster(bureau, head):
    with pytest.raises(NotAMember):
        shift(bureau, make_capacity(make_organization(jurisdiction=bureau.jurisdiction)), by=head)
    with pytest.raises(EndsBeforeItBegins):
        shift(bureau, head, by=head, first_day=MONDAY - DAY, last_day=MONDAY - DAY)


def test_who_leaves_hands_shifts_and_deputyships_to_a_colleague(bureau, head, handler):
    colleague = make_capacity(bureau)
    running = shift(bureau, handler, by=head)
    named(head, handler)
    left = belongings(handler.person, bureau, MONDAY + 2 * DAY)
    assert (left.shifts, len(left.deputyships), left.seats) == ([running], 1, [])
    with transaction.atomic():
        end_membership(
            membership=handler.membership, valid_to=MONDAY + 2 * DAY, to=colleague.person, takes_office=False,
            by=head.actor(), at=AT,
        )  # fmt: skip
    assert on_duty(bureau, MONDAY + DAY) == [handler.person]
    assert on_duty(bureau, MONDAY + 2 * DAY) == [colleague.person]
    assert (MembershipRole.HEAD, head.person) in roles(colleague.person, FRIDAY)
    assert roles(handler.person, MONDAY + 2 * DAY) == set()
    assert not belongings(handler.person, bureau, MONDAY + 2 * DAY)
    with pytest.raises(AlreadyLeft), transaction.atomic():
        end_membership(
            membership=handler.membership, valid_to=FRIDAY, to=None, takes_office=False, by=head.actor(), at=AT
        )


def test_who_keeps_another_office_keeps_what_is_theirs(bureau, head, handler):
    make_membership(organization=bureau, person=handler.person, role=MembershipRole.LIAISON)
    shift(bureau, handler, by=head)
    with transaction.atomic():
        end_membership(
            membership=handler.membership, valid_to=MONDAY, to=None, takes_office=False, by=head.actor(), at=AT
        )
    assert on_duty(bureau, FRIDAY) == [handler.person]


def test_an_office_can_be_held_again_later(bureau, head, handler):
    with transaction.atomic():
        end_membership(
            membership=handler.membership, valid_to=MONDAY, to=None, takes_office=False, by=head.actor(), at=AT
        )
    make_membership(organization=bureau, person=handler.person, valid_from=FRIDAY)
    assert [bool(capacities(handler.person, day)) for day in (MONDAY - DAY, MONDAY, FRIDAY)] == [True, False, True]
    with pytest.raises(IntegrityError, match="one_membership_per_role"), transaction.atomic():
        make_membership(organization=bureau, person=handler.person, valid_from=FRIDAY + DAY)


def test_administrators_of_the_jurisdiction_let_go_too(bureau, head, handler):
    centre = make_organization(jurisdiction=bureau.jurisdiction)
    administrator = make_capacity(centre, MembershipRole.SYSTEM_ADMINISTRATOR)
    elsewhere = make_capacity(make_organization(jurisdiction=make_jurisdiction()), MembershipRole.SYSTEM_ADMINISTRATOR)
    assert who_lets_go([administrator], bureau) == administrator
    assert who_lets_go([elsewhere], bureau) is None
    assert who_lets_go([handler], bureau) is None
    assert who_lets_go([head], bureau) == head


@pytest.mark.parametrize(
    ("code", "sql"),
    [
        ("deputy_is_no_colleague", "UPDATE organizations_deputyship SET deputy_id = {stranger}"),
        ("deputy_is_no_colleague", THEMSELVES),
        ("stranger_on_duty", "UPDATE organizations_dutyshift SET person_id = {stranger}"),
    ],
)
def test_doctor_names_deputies_and_duty_of_strangers(bureau, head, handler, code, sql):
    named(head, handler)
    shift(bureau, handler, by=head)
    assert [d for d in examine(AT) if d.invariant.number == 10] == []
    with connection.cursor() as cursor:
        cursor.execute(sql.format(stranger=make_person().pk))
    assert {d.finding.code for d in examine(AT) if d.invariant.number == 10} == {code}


def shift(organization, capacity, post=DutyPost.ON_DUTY, *, by, first_day=MONDAY, last_day=FRIDAY):
    return enter_shift(
        organization=organization, person=capacity.person, post=post, first_day=first_day, last_day=last_day,
        by=by.actor(), at=AT,
    )  # fmt: skip

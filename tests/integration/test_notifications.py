"""通知: who hears of an event, that nobody hears twice, and what leaves the house."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail  # noqa: TID251 (to read what the channel sent)
from django.core.mail.backends.locmem import EmailBackend  # noqa: TID251 (to stand in for mail servers)
from django.db import transaction

from audit.acting import Act
from audit.actors import SYSTEM, Actor
from audit.models import ChainKind, Event
from audit.services import record
from cases.models import Case
from core import clock
from core.vocabulary import BasisKind, CaseSource, MembershipRole, Phase, Stance
from flows.inputs import OpenCase, PhaseStance, StatePosition
from flows.services import open_case, perform
from notifications import tasks
from notifications.invariants import INVARIANTS
from notifications.models import Delivery, DeliveryState, FanOut, Notice
from notifications.selectors import dead_letters, inbox, names_in, unread_count
from notifications.services import LEASE, MOST_ATTEMPTS, deliver, fan_out, mark_read
from notifications.telling import BACK_OFF
from notifications.wording import sentence, who
from organizations.models import Person
from organizations.selectors import Capacity
from procedures.files import shipped_pack, text_of
from procedures.services import import_pack
from tests.factories import (
    District,
    make_capacity,
    make_deputyship,
    make_district,
    make_membership,
    make_person,
    moment,
)
from tests.races import together

pytestmark = pytest.mark.django_db

AT = moment("2026-09-01 09:30")
LATER = AT + timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class World:
    """A case just opened by the first of two departments, each with one handler who has an address."""

    district: District
    case: Case
    one: Capacity
    two: Capacity


def make_world() -> World:
    district = make_district(departments=3)
    import_pack(
        text=text_of(shipped_pack("longquanyi")), file="longquanyi.toml", jurisdiction=district.jurisdiction,
        by=SYSTEM, at=AT,
    )  # fmt: skip
    one, two = (
        make_capacity(organization, person=make_person(email=f"{name}@office.example"))
        for name, organization in zip(("one", "two"), district.departments, strict=False)
    )
    form = OpenCase(
        jurisdiction=district.jurisdiction.code, title="秘密的标题", summary="夜间施工", source=CaseSource.DEPARTMENT,
        parties=(one.organization.code, two.organization.code),
    )  # fmt: skip
    return World(district=district, case=open_case(form=form, capacity=one, at=AT), one=one, two=two)


@pytest.fixture
def world() -> World:
    return make_world()


def opened(world: World) -> Event:
    return Event.objects.get(chain_kind=ChainKind.CASE, subject_id=world.case.pk, kind="case.opened")


def state_position(world: World, capacity: Capacity) -> Event:
    form = StatePosition(
        signed_by="某局长", signed_on=date(2026, 9, 1), basis_kind=BasisKind.LAW, basis="某法第一条",
        stances=(PhaseStance(phase=Phase.SUPERVISION, stance=Stance.NOT_OURS),),
    )  # fmt: skip
    return perform(number=world.case.number, act="state_position", form=form, capacity=capacity, at=LATER)


def findings(at: Any = AT + timedelta(hours=1)) -> list[str]:
    return [finding.code for invariant in INVARIANTS for finding in invariant.check(at)]


# Fan-out


def test_an_event_reaches_the_other_party_and_not_its_author(world: World) -> None:
    fan_out(at=AT, limit=100)
    (notice,) = Notice.objects.filter(event=opened(world))
    assert (notice.person, notice.case, notice.kind) == (world.two.person, world.case, "case.opened")
    assert inbox(world.one.person) == []


def test_a_second_fan_out_adds_nothing(world: World) -> None:
    assert fan_out(at=AT, limit=100) == Event.objects.count()
    before = (Notice.objects.count(), Delivery.objects.count(), FanOut.objects.count())
    assert fan_out(at=LATER, limit=100) == 0
    assert (Notice.objects.count(), Delivery.objects.count(), FanOut.objects.count()) == before


def test_an_event_that_was_committed_late_is_not_passed_over(world: World) -> None:
    """Ids are handed out before commit: a smaller one may appear after a larger one was fanned out."""
    late = opened(world)
    state_position(world, world.two)
    for event in Event.objects.exclude(pk=late.pk):
        FanOut.objects.create(event=event, done_at=AT)
    assert fan_out(at=LATER, limit=100) == 1
    assert Notice.objects.filter(event=late).exists()


def test_deputies_hear_on_their_days(world: World) -> None:
    deputy, other = make_person(), make_person()
    today = date(2026, 9, 1)
    make_deputyship(absent=world.two.membership, deputy=deputy, first_day=today, last_day=today)
    make_deputyship(absent=world.two.membership, deputy=other, first_day=date(2026, 9, 2), last_day=date(2026, 9, 3))
    fan_out(at=AT, limit=100)
    assert set(Notice.objects.values_list("person", flat=True)) == {world.two.person.pk, deputy.pk}


def test_liaisons_hear_and_administrators_do_not(world: World) -> None:
    organization = world.two.organization
    liaison = make_membership(organization=organization, role=MembershipRole.LIAISON).person
    make_membership(organization=organization, role=MembershipRole.SYSTEM_ADMINISTRATOR)
    fan_out(at=AT, limit=100)
    assert set(Notice.objects.values_list("person", flat=True)) == {world.two.person.pk, liaison.pk}


def test_who_works_for_two_parties_is_told_once(world: World) -> None:
    both = make_person(email="both@office.example")
    for capacity in (world.one, world.two):
        make_membership(organization=capacity.organization, person=both)
    fan_out(at=AT, limit=100)
    assert Notice.objects.filter(person=both, event=opened(world)).count() == 1
    assert Delivery.objects.filter(person=both, event=opened(world)).count() == 1


def test_who_is_not_waited_for_hears_in_the_inbox_alone(world: World) -> None:
    fan_out(at=AT, limit=100)
    event = state_position(world, world.two)
    fan_out(at=LATER, limit=100)
    assert [notice.person for notice in Notice.objects.filter(event=event)] == [world.one.person]
    assert not Delivery.objects.filter(event=event).exists()


def test_an_unknown_kind_and_another_chain_do_not_block(world: World) -> None:
    with transaction.atomic():
        strange = record(chain=ChainKind.CASE, subject_id=world.case.pk, act=Act(kind="case.sang", actor=SYSTEM, at=AT))
        elsewhere = record(
            chain=ChainKind.CALENDAR, subject_id=1, act=Act(kind="case.opened", actor=SYSTEM, at=AT)
        )  # fmt: skip
    fan_out(at=AT, limit=100)
    assert FanOut.objects.filter(event__in=[strange, elsewhere]).count() == 2
    assert not Notice.objects.filter(event__in=[strange, elsewhere]).exists()


def test_an_event_that_fails_does_not_stop_the_others(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with transaction.atomic():
        broken = record(chain=ChainKind.CASE, subject_id=0, act=Act(kind="case.opened", actor=SYSTEM, at=AT))
        after = record(
            chain=ChainKind.CASE, subject_id=world.case.pk, act=Act(kind="document.added", actor=SYSTEM, at=AT)
        )
    fan_out(at=AT, limit=100)
    assert FanOut.objects.filter(event=after).exists()
    assert not FanOut.objects.filter(event=broken).exists()
    assert "fan-out failed" in caplog.text
    assert findings() == ["event_not_fanned_out"]


@pytest.mark.django_db(transaction=True)
def test_two_fan_outs_at_once_tell_everybody_once() -> None:
    world = make_world()
    state_position(world, world.two)
    events = Event.objects.count()
    finishes = together(*[lambda: fan_out(at=LATER, limit=100) for _ in range(3)])
    assert sum(finish.value for finish in finishes) == events == FanOut.objects.count()
    assert {(notice.kind, notice.person_id) for notice in Notice.objects.all()} == {
        ("case.opened", world.two.person.pk), ("position.submitted", world.one.person.pk),
    }  # fmt: skip
    assert Notice.objects.count() == 2


# Delivery


def test_a_mail_says_that_something_waits_and_never_what(world: World) -> None:
    fan_out(at=AT, limit=100)
    assert deliver(at=AT, limit=10) == 1
    (message,) = mail.outbox
    assert message.to == ["two@office.example"]
    assert world.case.number in message.body
    text = f"{message.subject}\n{message.body}"
    assert not any(word in text for word in (world.case.title, world.case.summary, world.one.organization.name))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.sent_at, delivery.attempts) == (DeliveryState.SENT, AT, 1)
    assert message.extra_headers["Message-ID"] == delivery.message_id
    assert deliver(at=LATER, limit=10) == 0


def test_a_mail_is_in_the_language_of_its_reader(world: World) -> None:
    Person.objects.filter(pk=world.two.person.pk).update(language="en")
    fan_out(at=AT, limit=100)
    deliver(at=AT, limit=10)
    assert mail.outbox[0].subject == "Dingfen: something waits for you"


class Unreachable(EmailBackend):
    """A mail server that is down."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("no mail server")


class Killed(BaseException):
    """The process dies: nothing may catch this."""


class DiesAfterSending(EmailBackend):
    """The server takes the message, and then the sender's process dies before it can note it."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise Killed


OTHER = uuid.UUID(int=7)


class SlowerThanItsLease(EmailBackend):
    """While the server takes the message, the lease ends and somebody else gets the delivery."""

    def send_messages(self, messages: Any) -> int:
        Delivery.objects.update(lease=OTHER)
        return super().send_messages(messages)


@pytest.fixture
def mail_server(settings: Any) -> Callable[[type[EmailBackend]], None]:
    def use(backend: type[EmailBackend]) -> None:
        settings.EMAIL_BACKEND = f"{backend.__module__}.{backend.__qualname__}"

    return use


def test_a_dead_server_is_tried_again_ever_later_and_then_given_up(
    world: World, mail_server: Callable[[type[EmailBackend]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_server(Unreachable)
    fan_out(at=AT, limit=100)
    at, waits = AT, []
    for _ in range(MOST_ATTEMPTS):
        assert deliver(at=at, limit=10) == 0
        delivery = Delivery.objects.get()
        if delivery.state == DeliveryState.RETRYING:
            assert deliver(at=delivery.next_try_at - timedelta(seconds=1), limit=10) == 0
            waits.append(delivery.next_try_at - at)
            at = delivery.next_try_at
    assert tuple(waits) == BACK_OFF
    assert (delivery.state, delivery.attempts, delivery.lease) == (DeliveryState.DEAD, MOST_ATTEMPTS, None)
    assert "no mail server" in delivery.last_error
    assert dead_letters() == [delivery]
    assert deliver(at=at + timedelta(days=1), limit=10) == 0
    assert findings(at) == []


def test_a_sender_that_dies_sends_one_copy_more_with_the_same_message_id(
    world: World, mail_server: Callable[[type[EmailBackend]], None], settings: Any
) -> None:
    working = settings.EMAIL_BACKEND
    mail_server(DiesAfterSending)
    fan_out(at=AT, limit=100)
    with pytest.raises(Killed):
        deliver(at=AT, limit=10)
    settings.EMAIL_BACKEND = working
    assert deliver(at=AT + LEASE - timedelta(seconds=1), limit=10) == 0
    assert deliver(at=AT + LEASE, limit=10) == 1
    assert deliver(at=AT + LEASE * 3, limit=10) == 0
    assert len(mail.outbox) == 2
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def test_a_message_that_kills_its_sender_each_time_is_given_up(
    world: World, mail_server: Callable[[type[EmailBackend]], None]
) -> None:
    mail_server(DiesAfterSending)
    fan_out(at=AT, limit=100)
    for attempt in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            deliver(at=AT + LEASE * attempt, limit=10)
    assert deliver(at=AT + LEASE * MOST_ATTEMPTS, limit=10) == 0
    assert Delivery.objects.get().state == DeliveryState.DEAD


def test_what_somebody_else_is_sending_is_left_alone(world: World) -> None:
    fan_out(at=AT, limit=100)
    Delivery.objects.update(lease=OTHER, leased_until=AT + LEASE)
    assert deliver(at=AT, limit=10) == 0
    assert not mail.outbox


def test_whose_lease_has_gone_does_not_write_over_another(
    world: World, mail_server: Callable[[type[EmailBackend]], None]
) -> None:
    mail_server(SlowerThanItsLease)
    fan_out(at=AT, limit=100)
    assert deliver(at=AT, limit=10) == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.lease, delivery.sent_at) == (DeliveryState.PENDING, OTHER, None)


def test_an_address_that_was_taken_away_meanwhile_is_noted(world: World) -> None:
    fan_out(at=AT, limit=100)
    Person.objects.filter(pk=world.two.person.pk).update(email="")
    assert deliver(at=AT, limit=10) == 0
    assert Delivery.objects.get().state == DeliveryState.RETRYING


@pytest.mark.parametrize("address", ["two@office.example\nBcc: all@office.example", "名字@office.example\n"])
def test_an_address_that_no_header_can_hold_fails_as_others_do(world: World, address: str) -> None:
    fan_out(at=AT, limit=100)
    Person.objects.filter(pk=world.two.person.pk).update(email=address)
    assert deliver(at=AT, limit=10) == 0
    assert Delivery.objects.get().state == DeliveryState.RETRYING


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_message_once() -> None:
    world = make_world()
    for number in range(5):
        person = make_person(email=f"p{number}@office.example")
        make_membership(organization=world.two.organization, person=person)
    fan_out(at=AT, limit=100)
    finishes = together(*[lambda: deliver(at=AT, limit=10) for _ in range(3)])
    assert sum(finish.value for finish in finishes) == 6
    assert sorted(message.to[0] for message in mail.outbox) == sorted({message.to[0] for message in mail.outbox})


def test_the_beat_wakes_both(world: World) -> None:
    tasks.fan_out()
    tasks.deliver()
    assert len(mail.outbox) == 1
    assert findings(clock.now()) == []


# Inbox and words


def test_the_inbox_is_the_persons_own_and_marking_is_too(world: World) -> None:
    fan_out(at=AT, limit=100)
    (notice,) = inbox(world.two.person)
    assert unread_count(world.two.person) == 1
    assert mark_read(person=world.one.person, ids=[notice.pk], at=LATER) == 0
    assert mark_read(person=world.two.person, ids=[notice.pk], at=LATER) == 1
    assert mark_read(person=world.two.person, ids=[notice.pk], at=LATER + timedelta(hours=1)) == 0
    assert unread_count(world.two.person) == 0
    assert inbox(world.two.person, unread_only=True) == []
    assert inbox(world.two.person)[0].read_at == LATER
    assert inbox(world.two.person, before_id=notice.pk) == []


def test_a_sentence_says_who_did_what_and_where_the_case_now_is(world: World, english: None) -> None:
    event = opened(world)
    text = sentence(event, names_in([event]))
    assert text.startswith(f"{world.one.organization.name} opened the case.")
    both = f"{world.one.organization.short_name}, {world.two.organization.short_name}"
    assert f"Department concerned: {both}." in text
    assert "Tier now: Negotiation between departments." in text
    assert f"{world.two.organization.short_name}" not in sentence(event)


def test_departments_of_which_the_same_is_said_are_named_in_one_sentence(english: None) -> None:
    joined = [{"what": "party.joined", "organization": number} for number in (1, 2, 3)]
    event = Event(kind="case.opened", actor_id=None, actor_name="system", data={}, changes=joined)
    assert sentence(event, {1: "A", 3: "C"}).endswith(" Department concerned: A, C.")


def test_the_system_is_named_as_such(world: World, english: None) -> None:
    event = Event(kind="stage.timed_out", actor_id=None, actor_name="system", data={"step": "tier1"}, changes=[])
    assert who(event) == "The system"
    assert sentence(event) == "The term of the tier ran out. Step: Tier 1: negotiation."
    person = Actor(person_id=1, person_name="某人")
    assert who(Event(kind="x", actor_id=person.person_id, actor_name=person.person_name)) == "某人"


# Invariants


def test_a_house_in_order_has_no_findings(world: World) -> None:
    fan_out(at=AT, limit=100)
    deliver(at=AT, limit=10)
    assert findings() == []
    assert {invariant.number for invariant in INVARIANTS} == {7}


def test_an_event_may_wait_five_minutes(world: World) -> None:
    assert findings(AT + timedelta(minutes=5)) == []
    assert set(findings(AT + timedelta(minutes=5, seconds=1))) == {"event_not_fanned_out"}


def test_what_was_lost_is_found(world: World) -> None:
    fan_out(at=AT, limit=100)
    Notice.objects.all().delete()
    assert findings() == ["notice_missing"]
    Delivery.objects.all().delete()
    assert findings() == ["notice_missing", "delivery_missing"]


def test_a_message_that_lies_still_is_found(world: World) -> None:
    fan_out(at=AT, limit=100)
    assert findings(AT + timedelta(hours=2)) == []
    assert findings(AT + timedelta(hours=2, seconds=1)) == ["delivery_stalled"]

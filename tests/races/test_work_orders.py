"""Somebody acts on a work order at the very moment at which somebody else, or the clock, does: one of the two wins."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from audit.models import ChainKind, Event
from core.errors import Stale
from core.vocabulary import DispatchTaking, MembershipRole, WorkOrderState
from escalation.sweep import sweep
from flows.errors import NotNow
from hotline.models import WorkOrder
from tests.factories import moment
from tests.health import assert_healthy
from tests.order_scene import Orders
from tests.races.courses import refused, swept
from tests.races.rounds import FEW_ROUNDS, rounds
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db(transaction=True)

BEGIN = moment("2026-03-02 09:00")
TERM = timedelta(hours=4)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class OrderCourse:
    """One round's order, and the moment at which the term to object runs out."""

    reference: str
    due: datetime

    @property
    def order(self) -> WorkOrder:
        return WorkOrder.objects.get(number=self.reference.partition(":")[2])

    def events(self, *kinds: str) -> int:
        rows = Event.objects.filter(chain_kind=ChainKind.HOTLINE, subject_id=self.order.pk, kind__in=kinds)
        return rows.count()


@pytest.fixture
def scene() -> Scene:
    scene = set_the_stage()
    for organization in (scene.ecology, scene.dispatch):
        scene.capacity(organization)
        scene.capacity(organization, MembershipRole.LIAISON)
    return scene


def dispatched(scene: Scene, *, objected: bool = False) -> Iterator[OrderCourse]:
    """Urgent orders, a minute apart, each opened by its receiver."""
    orders = Orders(scene=scene)
    for number in range(FEW_ROUNDS):
        at = BEGIN + number * A_MINUTE
        orders.take_in(at=at, number=f"R{number}")
        orders.dispatch_to(scene.ecology, at=at, urgent=True)
        orders.open_by(scene.ecology, at=at)
        if objected:
            orders.do("object_to_dispatch", scene.ecology, at=at)
        sweep(at=at + TERM - A_MINUTE)  # its warnings have gone out
        yield OrderCourse(reference=orders.reference, due=at + TERM)


def act(
    scene: Scene, name: str, course: OrderCourse, *, by: str, role: MembershipRole = MembershipRole.HANDLER
) -> Event:
    return Orders(scene=scene, reference=course.reference).do(name, getattr(scene, by), at=course.due, role=role)


def test_accepting_and_the_end_of_the_term(scene: Scene) -> None:
    """The receiver holds the order either way, by its word or by its silence, once."""
    winners: Counter[str] = Counter()
    for course, accepted, fired in rounds(
        dispatched(scene), lambda course: act(scene, "accept_order", course, by="ecology"),
        lambda course: sweep(at=course.due),
    ):  # fmt: skip
        by_silence = swept(fired)
        assert refused(accepted) == by_silence
        winners["clock" if by_silence else "person"] += 1
        assert course.order.state == WorkOrderState.ACCEPTED
        taken = DispatchTaking.FIRST_HANDLER if by_silence else DispatchTaking.ACCEPTED
        assert course.order.dispatches.get().taken == taken
        assert course.events("work_order.accepted", "work_order.first_handler") == 1
    assert set(winners) == {"clock", "person"}
    assert_healthy(course.due)


def test_objecting_and_the_end_of_the_term(scene: Scene) -> None:
    winners: Counter[str] = Counter()
    for course, objected, fired in rounds(
        dispatched(scene), lambda course: act(scene, "object_to_dispatch", course, by="ecology"),
        lambda course: sweep(at=course.due),
    ):  # fmt: skip
        by_silence = swept(fired)
        assert refused(objected, NotNow) == by_silence
        winners["clock" if by_silence else "person"] += 1
        assert course.order.state == (WorkOrderState.ACCEPTED if by_silence else WorkOrderState.OBJECTED)
    assert set(winners) == {"clock", "person"}
    assert_healthy(course.due)


def test_two_people_verify_one_objection(scene: Scene) -> None:
    winners: Counter[str] = Counter()
    for course, upheld, rejected in rounds(
        dispatched(scene, objected=True), lambda course: act(scene, "uphold_dispatch_objection", course, by="dispatch"),
        lambda course: act(scene, "reject_dispatch_objection", course, by="dispatch", role=MembershipRole.LIAISON),
    ):  # fmt: skip
        assert refused(upheld, Stale) != refused(rejected, Stale)
        winners["upheld" if upheld.won else "rejected"] += 1
        assert course.order.returns == int(upheld.won)
        assert course.events("work_order.returned", "work_order.objection_rejected") == 1
    assert set(winners) == {"upheld", "rejected"}
    assert_healthy(course.due)


def test_two_sweeps_over_one_order(scene: Scene) -> None:
    for course, one, other in rounds(
        dispatched(scene), lambda course: sweep(at=course.due), lambda course: sweep(at=course.due)
    ):
        assert swept(one) != swept(other)
        assert course.events("work_order.first_handler") == 1
    assert_healthy(course.due)

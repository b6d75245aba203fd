"""Doctor names what is broken about work orders, when somebody changes the tables behind the program's back."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, connection

from hotline.invariants import INVARIANTS
from operations.doctor import examine
from tests.factories import moment
from tests.order_scene import Orders
from tests.stage_set import set_the_stage

pytestmark = pytest.mark.django_db

AT = moment("2026-03-02 16:00")


def dispatched(orders: Orders) -> None:
    orders.dispatch_to(orders.scene.ecology, at="2026-03-02 10:00")


def objected(orders: Orders) -> None:
    dispatched(orders)
    orders.do("object_to_dispatch", orders.scene.ecology, at="2026-03-02 11:00")


def returned(orders: Orders) -> None:
    objected(orders)
    orders.do("uphold_dispatch_objection", orders.scene.dispatch, at="2026-03-02 12:00")


def accepted(orders: Orders) -> None:
    dispatched(orders)
    orders.do("accept_order", orders.scene.ecology, at="2026-03-02 11:00")


def in_case(orders: Orders) -> None:
    dispatched(orders)
    orders.open_case(at="2026-03-02 12:00")


def answered(orders: Orders) -> None:
    accepted(orders)
    orders.do("answer_order", orders.scene.dispatch, at="2026-03-02 12:00")


@dataclass(frozen=True, kw_only=True)
class Breakage:
    """What is done to the tables, and by which number and code doctor names it."""

    number: int
    code: str
    sql: str
    play: Callable[[Orders], None] = dispatched


_ENDED = "UPDATE deadlines_deadline SET state = 'CANCELLED', ended_at = started_at WHERE subject_kind = 'hotline' AND "

BREAKAGES = {
    "the citizen's clock stands": Breakage(
        number=2, code="order_and_clock_differ", sql=_ENDED + "step = 'work_order'"
    ),
    "the citizen's clock stands beside the case": Breakage(
        number=2, code="order_and_clock_differ", play=in_case, sql=_ENDED + "step = 'work_order'"
    ),
    "nobody is asked to accept in time": Breakage(
        number=2, code="order_and_clock_differ", sql=_ENDED + "step = 'dispatch_objection'"
    ),
    "nobody is asked to verify in time": Breakage(
        number=2, code="order_and_clock_differ", play=objected, sql=_ENDED + "step = 'dispatch_verification'"
    ),
    "the term to object runs on after acceptance": Breakage(
        number=2, code="order_and_clock_differ", play=accepted,
        sql="UPDATE deadlines_deadline SET state = 'RUNNING', ended_at = NULL WHERE step = 'dispatch_objection'",
    ),
    "a clock runs for an order that is answered": Breakage(
        number=2, code="order_and_clock_differ", play=answered,
        sql="UPDATE deadlines_deadline SET state = 'RUNNING', ended_at = NULL WHERE step = 'work_order'",
    ),
    "a warning outlives what it warns about": Breakage(
        number=2, code="clock_outlives_its_stage", play=accepted,
        sql=(
            "UPDATE deadlines_deadline SET state = 'RUNNING', ended_at = NULL "
            "WHERE step = 'dispatch_objection' AND effect = 'WARN'"
        ),
    ),
    "a clock belongs to no order": Breakage(
        number=2, code="order_is_gone",
        sql="UPDATE deadlines_deadline SET subject_id = 99999999 WHERE subject_kind = 'hotline'",
    ),
    "a clock fired and nobody knows": Breakage(
        number=3, code="clock_and_record_differ",
        sql="UPDATE deadlines_deadline SET state = 'FIRED', ended_at = started_at WHERE step = 'dispatch_objection'",
    ),
    "nobody holds what is dispatched": Breakage(
        number=6, code="order_and_dispatch_differ",
        sql="UPDATE hotline_dispatch SET ended = 'ANSWERED', ended_at = dispatched_at",
    ),
    "somebody still holds what was returned": Breakage(
        number=6, code="order_and_dispatch_differ", play=returned,
        sql="UPDATE hotline_dispatch SET ended = '', ended_at = NULL",
    ),
    "an order is being handled that nobody took": Breakage(
        number=6, code="order_and_dispatch_differ", play=accepted,
        sql="UPDATE hotline_dispatch SET taken = '', taken_at = NULL",
    ),
    "an objection waits that nobody verifies": Breakage(
        number=6, code="order_and_dispatch_differ", play=returned,
        sql="UPDATE hotline_dispatchobjection SET verdict = '', verdict_at = NULL",
    ),
    "a return is not counted": Breakage(
        number=6, code="returns_are_miscounted", play=returned, sql="UPDATE hotline_workorder SET returns = 0",
    ),
    "the state was changed by hand": Breakage(
        number=6, code="record_and_order_differ", play=accepted,
        sql="UPDATE hotline_workorder SET state = 'RETURNED'",
    ),
    "the receiver was changed by hand": Breakage(
        number=6, code="record_and_order_differ",
        sql="UPDATE hotline_dispatch SET organization_id = dispatched_by_id",
    ),
    "the verdict was changed by hand": Breakage(
        number=6, code="record_and_order_differ", play=returned,
        sql="UPDATE hotline_dispatchobjection SET verdict = 'OVERTAKEN'",
    ),
    "a term was moved by hand": Breakage(
        number=6, code="record_and_order_differ",
        sql="UPDATE deadlines_deadline SET expires_at = expires_at + interval '1 day' WHERE step = 'work_order'",
    ),
    "an order without a history": Breakage(
        number=6, code="order_without_events",
        sql=(
            "INSERT INTO hotline_workorder (source, number, text, category, received_at, jurisdiction_id, state, "
            "taken_in_at, urgent, returns, revision, answer) SELECT source, 'X9', text, category, received_at, "
            "jurisdiction_id, 'RECEIVED', taken_in_at, false, 0, 0, '' FROM hotline_workorder"
        ),
    ),
}  # fmt: skip

# What the database itself refuses.
REFUSED = {
    "a clock of a case and of an order": "UPDATE deadlines_deadline SET case_id = (SELECT min(id) FROM cases_case)",
    "a clock of nothing": "UPDATE deadlines_deadline SET subject_kind = '', subject_id = NULL WHERE case_id IS NULL",
    "a clock of a kind that is none": "UPDATE deadlines_deadline SET subject_kind = 'case' WHERE case_id IS NULL",
    "an order under way without its office": "UPDATE hotline_workorder SET office_id = NULL",
    "an order in a case without the case": "UPDATE hotline_workorder SET case_id = NULL",
    "an answer without words": "UPDATE hotline_workorder SET state = 'ANSWERED', answered_at = received_at",
    "what was taken and came back": (
        "UPDATE hotline_dispatch SET taken = 'ACCEPTED', taken_at = dispatched_at, ended = 'RETURNED', "
        "ended_at = dispatched_at"
    ),
}


def on_stage(play: Callable[[Orders], None]) -> None:
    orders = Orders(scene=set_the_stage())
    orders.take_in(at="2026-03-02 09:00")
    play(orders)
    assert named() == set()


@pytest.mark.parametrize("name", BREAKAGES)
def test_doctor_names_what_is_broken(name: str) -> None:
    on_stage(BREAKAGES[name].play)
    run(BREAKAGES[name].sql)
    assert (BREAKAGES[name].number, BREAKAGES[name].code) in named()


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name: str) -> None:
    on_stage(in_case)
    with pytest.raises(IntegrityError):
        run(REFUSED[name])


def test_two_open_dispatches_are_refused() -> None:
    on_stage(dispatched)
    with pytest.raises(IntegrityError):
        run(
            "INSERT INTO hotline_dispatch (order_id, number, organization_id, dispatched_by_id, dispatched_by_name, "
            "dispatched_at, reason, advice, opened_by_name, taken, ended) SELECT order_id, 2, organization_id, "
            "dispatched_by_id, '', dispatched_at, '', '', '', '', '' FROM hotline_dispatch"
        )


@pytest.mark.parametrize("play", [dispatched, objected, returned, accepted, in_case, answered])
def test_every_play_is_sound_and_everything_is_said_in_words(play: Callable[[Orders], None]) -> None:
    on_stage(play)
    assert all(invariant.heading() for invariant in INVARIANTS)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def named() -> set[tuple[int, str]]:
    return {(d.invariant.number, d.finding.code) for d in examine(AT) if d.invariant.number != 7}

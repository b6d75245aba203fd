"""GET /work-orders/{reference} lists exactly what succeeds: every act on an order, by everybody, on random ways."""

import os
import random
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.test import Client

from core import clock
from core.errors import DomainError, NotFound
from core.vocabulary import CaseState, MembershipRole, WorkOrderState
from flows.inputs import ActInput
from hotline.acts import ORDER_ACTS, OrderAct
from hotline.selectors import order_offers
from hotline.services import perform
from hotline.situation import OrderSituation
from organizations.selectors import Capacity
from tests.health import assert_healthy
from tests.oracle.cast import Cast, assemble
from tests.oracle.inputs import REFUSALS
from tests.oracle.trial import undone
from tests.order_scene import Orders
from tests.stage_set import set_the_stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.property]

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "long"
WALKS = int(os.environ.get("WALKS", "60" if THOROUGH else "5"))
SEED = int(os.environ.get("ORACLE_SEED") or (secrets.randbelow(2**32) if THOROUGH else 1))
STEPS = 9
BEGIN = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
PAUSES = [timedelta(hours=1), timedelta(hours=5), timedelta(days=1), timedelta(days=3)]


class Trials:
    """试办: each act by each kind of person, once for each distinct state of an order."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.tried: set[tuple[object, ...]] = set()
        self.succeeded: set[str] = set()
        self.refused: set[str] = set()
        self.states: set[str] = set()
        self.done: Counter[str] = Counter()

    def look(self, orders: Orders, at: datetime) -> None:
        now = orders.now
        self.states.add(now.state)
        where = where_is(now)
        open_to = {name: {one.pk for one in spec.who(now)} for name, spec in ORDER_ACTS.items()}
        concerned = set().union(*open_to.values())
        for capacity in self.cast.capacities(at):
            mine = order_offers(now, [capacity]) if capacity.organization.pk in concerned else []
            offered = {offer.spec.name for offer in mine}
            for spec in ORDER_ACTS.values():
                is_offered = spec.name in offered
                why = (*where, "offered") if is_offered else (now.state, *reason(spec, capacity, open_to[spec.name]))
                if (spec.name, why) in self.tried:
                    continue
                self.tried.add((spec.name, why))
                self.try_out(orders, spec, capacity, at=at, offered=is_offered)

    def try_out(self, orders: Orders, spec: OrderAct, capacity: Capacity, *, at: datetime, offered: bool) -> None:
        with undone():
            if offered:
                succeed_with(orders, spec, capacity, at=at)
                self.succeeded.add(spec.name)
                return
            with pytest.raises(REFUSALS):
                act_on(orders, spec, capacity, spec.input.model_construct(), at=at)
            self.refused.add(spec.name)


def reason(spec: OrderAct, capacity: Capacity, open_to: set[int]) -> tuple[object, ...]:
    """What stands against it, as far as it tells one trial from another; "not now" tells no role from another."""
    organization = capacity.organization
    if organization.pk not in open_to:
        return bool(open_to), tuple(organization.functions), organization.kind, capacity.acting_for is not None
    return "not now" if capacity.role in spec.roles else "another role's", capacity.role


def where_is(now: OrderSituation) -> tuple[object, ...]:
    """State, how the last dispatch ended or was taken, what its objection aims at, and whether a case is behind it."""
    last = now.order.dispatches.order_by("-number").first()
    dispatch = (last.taken, last.ended, bool(last.lapsed_at)) if last else ()
    aim = now.objection.aim if now.objection else ""
    return now.state, dispatch, aim, now.may_be_returned, now.case_is_over, now.has_lead


def act_on(orders: Orders, spec: OrderAct, capacity: Capacity, form: ActInput, *, at: datetime) -> None:
    perform(reference=orders.reference, act=spec.name, form=form, capacity=capacity, at=at)


def succeed_with(orders: Orders, spec: OrderAct, capacity: Capacity, *, at: datetime) -> None:
    """Some sensible input is taken: where an organization is to be named, one after the other is tried."""
    if "organization" not in spec.input.model_fields:
        act_on(orders, spec, capacity, orders.form(spec.name, at=at), at=at)
        return
    objections: list[DomainError] = []
    for organization in orders.scene.district.departments:
        form = orders.form(spec.name, at=at, organization=organization.code)
        try:
            with transaction.atomic():
                act_on(orders, spec, capacity, form, at=at)
        except REFUSALS:
            raise
        except DomainError as error:
            objections.append(error)
        else:
            return
    raise AssertionError(f"{spec.name} is offered and refuses every department: {objections}")


def assert_listed_by_the_api(orders: Orders, cast: Cast) -> None:
    for organization in cast.organizations():
        head = cast.scene.capacity(organization, MembershipRole.HEAD)
        client = Client()
        client.force_login(head.person)
        answer = client.get(f"/api/v1/work-orders/{orders.reference}")
        if answer.status_code == 404:
            with pytest.raises(NotFound):
                act_on(orders, ORDER_ACTS["answer_order"], head, orders.form("answer_order", at=BEGIN), at=BEGIN)
            continue
        names = [action["name"] for action in answer.json()["actions"]]
        assert names == [offer.spec.name for offer in order_offers(orders.now, [head])]


def go_on(orders: Orders, trials: Trials, chance: random.Random, at: datetime) -> str:
    """Somebody does something that is offered, or the matter goes on in a case: what was seldom done first."""
    now, ways = orders.now, list[tuple[str, Callable[[], object]]]()
    for organization in trials.cast.organizations():
        by = trials.cast.scene.capacity(organization)
        for offer in order_offers(now, [by]):
            if offer.spec.name != "answer_order":
                ways.append((offer.spec.name, partial(succeed_with, orders, offer.spec, by, at=at)))
    case = orders.order.case
    if case is None and now.state is not WorkOrderState.ANSWERED:
        ways.append(("a case is opened", partial(orders.open_case, at=at)))
    elif case is not None and case.state == CaseState.OPEN:
        ways += [
            ("the case settles it", partial(settle, orders, at)),
            ("the case is closed", partial(close, orders, at)),
        ]
    if not ways:
        return "nothing"
    chance.shuffle(ways)
    name, do = min(ways, key=lambda way: trials.done[way[0]])
    do()
    trials.done[name] += 1
    return name


def settle(orders: Orders, at: datetime) -> None:
    scene = orders.scene
    scene.do("draft_agreement", scene.ecology, at=at)
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at=at)
    scene.do("accept_filing", scene.office, at=at)


def close(orders: Orders, at: datetime) -> None:
    orders.scene.do("withdraw_case", orders.scene.dispatch, at=at)


def test_what_is_offered_on_an_order_succeeds_and_what_is_not_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = set_the_stage()
    scene.alive = True
    cast = assemble(scene)
    assert list(cast.capacities(BEGIN))  # everybody steps on before the first walk begins
    trials, shown = Trials(cast), set[tuple[object, ...]]()
    for walk in range(WALKS):
        chance = random.Random(f"{SEED} {walk}")
        orders, at, done = Orders(scene=scene), BEGIN, ["taken in"]
        with undone():
            orders.take_in(at=at, number=f"W{walk}")
            try:
                for _step in range(STEPS):
                    trials.look(orders, at)
                    if where_is(orders.now) not in shown:
                        shown.add(where_is(orders.now))
                        monkeypatch.setattr(clock, "now", lambda at=at: at)
                        assert_listed_by_the_api(orders, cast)
                    at += chance.choice(PAUSES)
                    scene.live_until(at)
                    done.append(go_on(orders, trials, chance, at))
                trials.look(orders, at)
                assert_healthy(at)
            except BaseException as error:
                error.add_note(f"walk {walk} of ORACLE_SEED={SEED}: {done}")
                raise
    assert trials.succeeded == set(ORDER_ACTS), set(ORDER_ACTS) - trials.succeeded
    assert trials.refused == set(ORDER_ACTS), set(ORDER_ACTS) - trials.refused
    with capsys.disabled():
        print(f"\norders: {len(trials.tried)} trials in {len(trials.states)} states")

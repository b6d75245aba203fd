"""GET /cases/{number} lists exactly what succeeds: every act, tried by everybody, wherever a case can stand."""

import itertools
import os
import random
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

import pytest
from django.test import Client

from cases.access import reachable_to, visible_to
from cases.gate import reaches
from core import clock
from core.vocabulary import MembershipRole
from flows.acts import ACTS
from flows.asks import ASKS
from flows.selectors import offers
from tests.awaited import assert_lists_agree
from tests.oracle.cast import Cast
from tests.oracle.trails import TRAILS
from tests.oracle.trial import Oracle, Table, undone, where_is
from tests.oracle.walker import Walker, endless

# Each walk is a transaction of its own that is rolled back: in one long one, what was undone would pile up.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.property]

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "long"
WALKS = int(os.environ.get("WALKS", "150" if THOROUGH else "1"))
SEED = int(os.environ.get("ORACLE_SEED") or (secrets.randbelow(2**32) if THOROUGH else 1))

NEVER_OFFERED: dict[str, str] = {}
NEVER_REFUSED: dict[str, str] = {}
"""Acts that the oracle does not meet so, each with the reason."""
MOST_EXCEPTIONS = 3
NEVER_ASKED = {
    "record_outside_answer": "the oracle consults organizations only; tests/integration/test_consultation_interface.py",
    "record_joint_action": "no joint action begins before its case has moved on; tests/integration/test_asks.py",
}
"""Asks that the oracle need not meet, each with the reason and where it is tested."""

KNOWN: dict[tuple[str, str], str] = {}
"""Offers that are known not to keep their word, by act and error; each is a fault to be mended."""


def assert_listed_by_the_api(table: Table, cast: Cast) -> None:
    """The heads of all organizations are shown what is offered to them, and who may not see the case nothing."""
    for organization in cast.organizations():
        head = cast.scene.capacity(organization, MembershipRole.HEAD)
        case = table.now.case
        assert reaches(head, case) == reachable_to([head]).filter(pk=case.pk).exists()
        client = Client()
        client.force_login(head.person)
        answer = client.get(f"/api/v1/cases/{case.number}")
        if answer.status_code == 404:
            assert not visible_to([head]).filter(pk=case.pk).exists()
            continue
        assert answer.status_code == 200, answer.content
        names = [action["name"] for action in answer.json()["actions"]]
        assert names == [offer.spec.name for offer in offers(table.now, [head])]


def test_what_is_offered_succeeds_and_what_is_not_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    oracle = Oracle(thorough=THOROUGH)
    seen: set[tuple[object, ...]] = set()
    asked_for: set[str] = set()

    def look(table: Table, cast: Cast, at: datetime) -> None:
        oracle.examine(table, cast, at=at)
        asked_for.update(assert_lists_agree(table.now))
        where = where_is(table.now)[:3]
        if where not in seen:
            seen.add(where)
            monkeypatch.setattr(clock, "now", lambda: at)
            assert_listed_by_the_api(table, cast)

    walker = Walker(chance=random.Random(SEED), look=look)
    began = time.monotonic()

    def told(what: str) -> str:
        tries = f"{len(oracle.tried)} distinct combinations of {oracle.tried.total()}"
        acts = f"{len(walker.performed)} of {len(ACTS)} acts performed"
        return f"{what}: {tries}, {acts}, {time.monotonic() - began:.0f} s"

    for name, walk in journeys(walker, random.Random(SEED)):
        with undone():
            walk()
        if os.environ.get("ORACLE_TRACE"):
            with capsys.disabled():
                print(told(name))
    with capsys.disabled():
        print(told(f"\noracle, seed {SEED}"))
    stuck = {kind[:2]: kind[2] for kind in walker.stuck.values()}
    wrong = {kind: told for kind, told in {**stuck, **oracle.wrong}.items() if kind not in KNOWN}
    assert not wrong, "\n\n".join(f"{kind}: {told}" for kind, told in wrong.items())
    unasked = {ask.node for ask in ASKS} - asked_for - NEVER_ASKED.keys()
    assert not unasked, "nobody was ever asked for these; show the oracle the way, by a trail"
    for offered, exceptions in ((True, NEVER_OFFERED), (False, NEVER_REFUSED)):
        unmet = ACTS.keys() - oracle.met[offered]
        assert unmet == exceptions.keys(), f"offered: {offered}; these were not met so, or were met after all"
        assert len(exceptions) <= MOST_EXCEPTIONS, "show the oracle the way, by a trail"


def journeys(walker: Walker, chance: random.Random) -> Iterator[tuple[str, Callable[[], None]]]:
    """Cases along the trails, then such as go whither the walker likes; each with its name."""
    for trail in TRAILS:
        yield f"trail {trail.opening.pack} {trail.opening.source}", partial(walker.follow, trail)
    for opening in itertools.islice(endless(chance), WALKS):
        yield f"walk {opening.pack} {opening.source}", partial(walker.walk, opening)

"""GET /cases/{number} lists exactly what succeeds: every act, tried by everybody, wherever a case can stand."""

import os
import random
import time
from datetime import datetime

import pytest
from django.test import Client

from api import authentication
from cases.access import visible_to
from core import clock
from core.vocabulary import MembershipRole
from flows.acts import ACTS
from flows.selectors import offers
from tests.oracle.cast import Cast
from tests.oracle.trial import Oracle, Table, undone, where_is
from tests.oracle.walker import Walker, endless

# Each walk is a transaction of its own that is rolled back: in one long one, what was undone would pile up.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.property]

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "long"
WALKS = int(os.environ.get("WALKS", "200" if THOROUGH else "14"))
SEED = int(os.environ.get("ORACLE_SEED", "1"))

NOT_REACHED: dict[str, str] = {}
"""Acts that no walk of the long run has reached, each with the reason; to be emptied. The short run only tells."""

KNOWN: dict[tuple[str, str], str] = {
    ("urge", "NothingSensible"): "how long ago the last reminder was depends on the moment, which no check is told",
    ("designate_interim_handler", "NotFound"): "a secretariat may designate in an emergency, and does not see the case",
}
"""Offers that are known not to keep their word, by act and error; each is a fault to be mended."""


def assert_listed_by_the_api(table: Table, cast: Cast) -> None:
    """The heads of all organizations are shown what is offered to them, and who may not see the case nothing."""
    for organization in cast.organizations():
        head = cast.scene.capacity(organization, MembershipRole.HEAD)
        client = Client()
        client.force_login(head.person)
        answer = client.get(f"/api/v1/cases/{table.now.case.number}")
        if answer.status_code == 404:
            assert not visible_to([head]).filter(pk=table.now.case.pk).exists()
            continue
        assert answer.status_code == 200, answer.content
        names = [action["name"] for action in answer.json()["actions"]]
        assert names == [offer.spec.name for offer in offers(table.now, [head])]


def test_what_is_offered_succeeds_and_what_is_not_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    oracle = Oracle(thorough=THOROUGH)
    listed: set[tuple[object, ...]] = set()

    def look(table: Table, cast: Cast, at: datetime) -> None:
        oracle.examine(table, cast, at=at)
        where = where_is(table.now)[:3]
        if where not in listed:
            listed.add(where)
            for module in (clock, authentication):
                monkeypatch.setattr(module, "now", lambda: at)
            assert_listed_by_the_api(table, cast)

    walker = Walker(chance=random.Random(SEED), look=look)
    began = time.monotonic()
    for number, opening in enumerate(endless(random.Random(SEED))):
        with undone():
            walker.walk(opening)
        if os.environ.get("ORACLE_TRACE"):
            with capsys.disabled():
                told = f"{time.monotonic() - began:.0f} s: {len(walker.performed)} acts, {len(oracle.tried)} tried"
                print(f"{number} {opening.pack} {opening.source} {told}")
        missing = ACTS.keys() - walker.performed.keys() - NOT_REACHED.keys()
        if number + 1 >= WALKS and (not THOROUGH or not missing or number + 1 >= 3 * WALKS):
            break
    with capsys.disabled():
        print(
            f"\noracle: {len(oracle.tried)} distinct combinations of {oracle.tried.total()}, "
            f"{len(walker.performed)} acts, {number + 1} walks, {time.monotonic() - began:.0f} s"
        )
        print(f"oracle: no walk has performed {sorted(missing)}" if missing else "oracle: every act was performed")
    stuck = {kind[:2]: kind[2] for kind in walker.stuck.values()}
    wrong = {kind: told for kind, told in {**stuck, **oracle.wrong}.items() if kind not in KNOWN}
    assert not wrong, "\n\n".join(f"{kind}: {told}" for kind, told in wrong.items())
    if THOROUGH:
        assert not missing, f"no walk has performed {sorted(missing)}: say in NOT_REACHED why not"
        assert not NOT_REACHED.keys() & walker.performed.keys(), "these are reached now: take them out of NOT_REACHED"

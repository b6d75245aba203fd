"""kill -9 at each named place: what was begun is done once or not at all, and who comes next brings it to its end."""

import re
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from audit.models import Event
from cases.models import Case, InternalNote, Stage
from core.vocabulary import StageResult, Tier
from deadlines.models import Incident
from escalation.sweep import sweep
from flows.batch import Together
from flows.inputs import WriteNote
from flows.services import perform
from notifications.channels import CHANNELS
from notifications.models import Delivery, DeliveryState, FanOut, Notice, Untold
from notifications.services import LEASE, deliver, fan_out
from tests.database import ROOT
from tests.factories import moment
from tests.faults.dying import dies
from tests.health import assert_healthy
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.faults)])
CASES = 6
BATCH = 2
_A_MOMENT = 20
BEGIN, DUE = moment("2026-03-02 10:00"), moment("2026-03-10 00:00")
TOGETHER = ("sweep.in_hand", "batch.locked", "batch.settled", "batch.written", "batch.committed")
ALONE = ("sweep.in_hand", "fire.claimed", "fire.recorded", "fire.committed")
TWO_TIERS = [(Tier.NEGOTIATION, StageResult.TIMED_OUT), (Tier.DISPATCH_COORDINATION, "")]


@pytest.fixture
def scene(settings: LazySettings) -> Scene:
    settings.SWEEP_BATCH = settings.FAN_OUT_BATCH = BATCH
    return set_the_stage()


def some_cases(scene: Scene) -> list[int]:
    return [scene.open_case(at=BEGIN).pk for _ in range(CASES)]


def sweep_all(at: datetime) -> None:
    while sweep(at=at).fired:
        """More than one pass where a case waits for its turn alone."""


def check_each_moved_once(ids: list[int]) -> None:
    timed_out = Event.objects.filter(kind="stage.timed_out", subject_id__in=ids).values_list("subject_id", flat=True)
    assert Counter(timed_out) == dict.fromkeys(ids, 1)
    for pk in ids:
        assert list(Stage.objects.filter(case=pk).order_by("pk").values_list("tier", "result")) == TWO_TIERS
    assert not Incident.objects.exists()


@ROUNDS
@pytest.mark.parametrize("point", TOGETHER)
def test_killed_in_a_batch_each_case_moves_once(scene: Scene, point: str, rounds: int) -> None:
    for turn in range(rounds):
        ids = some_cases(scene)
        assert dies(partial(sweep_all, DUE), at=point, nth=1 + turn % (CASES // BATCH))
        sweep_all(DUE)
        check_each_moved_once(ids)
    assert_healthy(DUE)


@ROUNDS
@pytest.mark.parametrize("point", ALONE)
def test_killed_over_a_case_alone_it_moves_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, point: str, rounds: int
) -> None:
    monkeypatch.setattr("escalation.sweep.fire_together", _nobody)
    for turn in range(rounds):
        ids = some_cases(scene)
        assert dies(partial(sweep_all, DUE), at=point, nth=1 + turn % (CASES // BATCH))
        sweep_all(DUE)
        check_each_moved_once(ids)
    assert_healthy(DUE)


def _nobody(case_ids: Any, **_options: Any) -> Together:
    return Together(alone=set(case_ids))


@ROUNDS
@pytest.mark.parametrize("point", ["act.recorded", "act.committed"])
def test_killed_in_an_act_it_is_done_wholly_or_not_and_sent_again_it_is_done_once(
    scene: Scene, point: str, rounds: int
) -> None:
    for turn in range(rounds):
        case = scene.open_case(at=BEGIN)
        note = partial(
            perform, number=case.number, act="write_note", form=WriteNote(text="请尽快研究。"),
            capacity=scene.capacity(scene.ecology), at=BEGIN + timedelta(minutes=turn), request_key=f"key-{case.pk}",
        )  # fmt: skip
        assert dies(note, at=point)
        assert InternalNote.objects.filter(case=case).count() == (point == "act.committed")
        note()
        assert InternalNote.objects.filter(case=case).count() == 1
    assert_healthy(BEGIN + timedelta(hours=1))


def test_killed_while_a_case_is_opened_there_is_none_or_a_whole_one(scene: Scene) -> None:
    scene.open_case(at=BEGIN)
    before = Case.objects.count()
    for point, opened in (("act.recorded", 0), ("act.committed", 1)):
        assert dies(partial(scene.open_case, at=BEGIN), at=point)
        assert Case.objects.count() == before + opened
        assert_healthy(BEGIN)
        before += opened


@ROUNDS
@pytest.mark.parametrize("point", ["fan_out.claimed", "fan_out.written", "fan_out.committed"])
def test_killed_while_people_are_told_each_is_told_once(scene: Scene, point: str, rounds: int) -> None:
    people = [scene.capacity(department).person for department in scene.district.departments]
    tell_everybody()
    for turn in range(rounds):
        ids, nth = some_cases(scene), 1 + turn % (CASES // BATCH)
        assert dies(partial(fan_out, at=BEGIN, limit=100), at=point, nth=nth)
        batches_told = nth if point == "fan_out.committed" else nth - 1
        opened = FanOut.objects.filter(event__subject_id__in=ids, event__kind="case.opened")
        assert opened.count() == BATCH * batches_told
        tell_everybody()
        for case in ids:
            told = Counter(Notice.objects.filter(case=case, kind="case.opened").values_list("person", flat=True))
            assert set(told.values()) == {1}, turn
            assert {person.pk for person in people} <= set(told)
    assert_healthy(BEGIN)


def tell_everybody() -> None:
    """The server may need a moment to find that somebody died who had events in hand."""
    until = time.monotonic() + _A_MOMENT
    while Untold.objects.exists():
        assert time.monotonic() < until
        fan_out(at=BEGIN, limit=100)


@ROUNDS
@pytest.mark.parametrize("point", ["deliver.claimed", "deliver.sent"])
def test_killed_while_mail_is_sent_it_goes_out_after_the_lease_and_twice_at_most(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, point: str, rounds: int
) -> None:
    sent = tmp_path / "sent"
    sent.touch()

    def send(*, to: str, message: Any) -> None:
        with sent.open("a") as file:
            file.write(f"{message.message_id}\n")

    monkeypatch.setattr(next(iter(CHANNELS.values())), "send", send)
    person = scene.capacity(scene.ecology).person
    person.email = "somebody@example.org"
    person.save()
    for _ in range(rounds):
        scene.open_case(at=BEGIN)
        fan_out(at=BEGIN, limit=100)
        waiting = list(Delivery.objects.exclude(state=DeliveryState.SENT).values_list("message_id", flat=True))
        assert waiting
        assert dies(partial(deliver, at=BEGIN, limit=100), at=point)
        deliver(at=BEGIN, limit=100)  # the lease of the dead one still runs
        deliver(at=BEGIN + 2 * LEASE, limit=100)
        times = Counter(sent.read_text().split())
        assert set(waiting) <= set(times)
        assert sum(times[one] - 1 for one in waiting) == (point == "deliver.sent")
        assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()
    assert_healthy(BEGIN + 2 * LEASE)


def test_every_fail_point_of_the_product_is_tried_here() -> None:
    named = re.compile(r'failpoint\("([a-z_.]+)"\)')
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in {"tests", "var", ".venv"}]
    product = {name for folder in folders for file in folder.rglob("*.py") for name in named.findall(file.read_text())}
    assert product
    tried = Path(__file__).read_text()
    assert {name for name in product if f'"{name}"' not in tried} == set()


def test_an_installation_has_none(process_environment: dict[str, str]) -> None:
    ask = "from core.failpoints import failpoint, _nothing; print(failpoint is _nothing)"
    plain = {name: value for name, value in process_environment.items() if name != "DINGFEN_FAILPOINTS"}
    for environment, answer in ((plain, "True"), (process_environment, "False")):
        done = subprocess.run(
            [sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == answer

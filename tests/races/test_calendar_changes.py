"""日历变动 at the very moment at which others act: no case is moved by half, none twice, and the next run finishes."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction

from audit.actors import SYSTEM
from core.vocabulary import DeadlineEffect, DeadlineState, MembershipRole, Step
from deadlines.models import Deadline, Reprojection
from flows.acting import lock_case
from flows.recounts.applying import ApplyReport, apply
from flows.services import perform
from tests.factories import moment
from tests.health import assert_healthy
from tests.notices import corrected_2026
from tests.races import together
from tests.stage_set import Scene, set_the_stage
from workdays.installing import install_notice

pytestmark = pytest.mark.django_db(transaction=True)

AT = moment("2026-03-03 10:00")
MOVED_TO = moment("2026-03-08 00:00")


@pytest.fixture
def four(settings: Any, tmp_path: Path) -> tuple[Scene, list[str]]:
    """Four cases to Monday 9 March, and a notice that makes Saturday the 7th a workday."""
    settings.DINGFEN_DATA = str(tmp_path / "data")
    scene = set_the_stage()
    numbers = [scene.open_case(at="2026-03-02 10:00").number for _ in range(4)]
    path = corrected_2026(tmp_path, makeup=["2026-03-07"])
    install_notice(path=path, by=SYSTEM, at=moment("2026-03-03 09:00"))
    return scene, numbers


def run(scene: Scene) -> ApplyReport:
    return apply(scene.district.jurisdiction, by=SYSTEM, at=AT)


def ends(numbers: list[str]) -> list[Any]:
    clocks = Deadline.objects.filter(case__number__in=numbers, step=Step.TIER_NEGOTIATION)
    running = clocks.filter(effect=DeadlineEffect.MOVE_UP, state=DeadlineState.RUNNING)
    return list(running.order_by("case").values_list("expires_at", flat=True))


def test_what_somebody_holds_is_left_whole_and_the_next_run_finishes(four: tuple[Scene, list[str]]) -> None:
    scene, numbers = four
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                lock_case(numbers[1])
                held.set()
                release.wait(30)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    assert held.wait(30)
    first = run(scene)
    assert (first.cases, first.busy) == (3, 1)
    assert ends(numbers) == [MOVED_TO, moment("2026-03-10 00:00"), MOVED_TO, MOVED_TO]
    release.set()
    holder.join(30)
    second = run(scene)
    assert (second.cases, second.busy) == (1, 0)
    assert ends(numbers) == [MOVED_TO] * 4
    assert run(scene) == ApplyReport()
    assert_healthy(AT)


def test_two_runs_and_an_extension_at_once(four: tuple[Scene, list[str]]) -> None:
    scene, numbers = four
    extender = scene.capacity(scene.ecology, MembershipRole.HEAD)
    scene.number = numbers[0]
    form = scene.form("extend_deadline", at=AT, workdays=1)

    def extends() -> Any:
        return perform(number=numbers[0], act="extend_deadline", form=form, capacity=extender, at=AT)

    finishes = together(lambda: run(scene), lambda: run(scene), extends)
    assert [finish.error for finish in finishes] == [None, None, None]
    run(scene)  # what somebody held meanwhile
    assert ends(numbers) == [moment("2026-03-10 00:00"), MOVED_TO, MOVED_TO, MOVED_TO]
    for number in numbers:
        scene.number = number
        assert scene.events().count("calendar.applied") <= 1
        entries = Reprojection.objects.filter(deadline__case=scene.case, deadline__step=Step.TIER_NEGOTIATION)
        assert entries.count() <= 1
    assert_healthy(AT)

"""Two sweeps at once: every clock takes its effect once, and neither sweep fails."""

from collections import Counter
from typing import Any

import pytest

from audit.models import Event
from cases.models import Case, Stage
from core.vocabulary import StageResult, Tier
from escalation.sweep import sweep
from tests.health import assert_healthy
from tests.races import together
from tests.races.courses import BEGIN, TERM, open_courses, scene_by_the_hour, swept
from tests.races.rounds import ROUNDS, rounds

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_sweeps_over_one_clock() -> None:
    scene = scene_by_the_hour()
    winners: Counter[str] = Counter()
    for course, one, other in rounds(
        open_courses(scene, ROUNDS), lambda course: sweep(at=course.due), lambda course: sweep(at=course.due)
    ):
        first, second = swept(one), swept(other)
        assert first != second
        winners["first" if first else "second"] += 1
        assert course.results() == [(Tier.NEGOTIATION, StageResult.TIMED_OUT), (Tier.DISPATCH_COORDINATION, "")]
        assert course.events("stage.timed_out") == 1
        clock = course.clock_of_the_tier()
        assert clock.stage == course.case.stages.get(closed_at=None)
    assert set(winners) == {"first", "second"}
    assert_healthy(course.due)


def test_two_sweeps_over_many_clocks_that_run_out_at_one_moment(settings: Any) -> None:
    settings.SWEEP_BATCH = 5
    scene = scene_by_the_hour()
    for _ in range(ROUNDS // 4):
        scene.open_case(at=BEGIN)
    one, other = together(lambda: sweep(at=BEGIN + TERM), lambda: sweep(at=BEGIN + TERM))
    reports = [one.value, other.value]
    assert [report.failed for report in reports] == [0, 0]
    left = sweep(at=BEGIN + TERM)
    assert left.busy == 0
    assert sum(report.fired for report in [*reports, left]) == Case.objects.count()
    assert all(report.fired for report in reports), "one of them did all the work"
    timed_out = Event.objects.filter(kind="stage.timed_out").values_list("subject_id", flat=True)
    assert sorted(timed_out) == sorted(Case.objects.values_list("pk", flat=True))
    assert Stage.objects.filter(closed_at=None, tier=Tier.DISPATCH_COORDINATION).count() == Case.objects.count()
    assert_healthy(BEGIN + TERM)

"""A duplicate is merged at the very moment at which something else happens to it, or to the case it goes into."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from cases.models import Case, CaseMerge
from core.errors import Stale
from core.vocabulary import CaseState, ClosingReason, StageResult, Tier
from escalation.sweep import sweep
from tests.health import assert_healthy
from tests.races.courses import A_MINUTE, BEGIN, Course, open_courses, refused, scene_by_the_hour, swept
from tests.races.rounds import FEW_ROUNDS, rounds
from tests.stage_set import Scene

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Pair(Course):
    """The duplicate, with the case that it is to go into."""

    into: str

    @property
    def kept(self) -> Case:
        return Case.objects.get(number=self.into)


def pairs(scene: Scene) -> Iterator[Pair]:
    """The duplicate's clock runs out in its round; the other case is at tier 2 and stays there."""
    scene.capacity(scene.dispatch)
    kept = scene.open_case(at=BEGIN).number
    scene.do("refer_case", scene.ecology, number=kept, at=BEGIN)
    for course in open_courses(scene, FEW_ROUNDS):
        yield Pair(number=course.number, due=course.due, into=kept)


def merge(scene: Scene, pair: Pair) -> object:
    return scene.do("merge_case", scene.dispatch, number=pair.number, at=pair.due, into=pair.into)


def test_a_merge_and_the_time_out() -> None:
    """Either the case was merged first, and no clock moves it; or it went up first, and can still be merged there."""
    scene = scene_by_the_hour()
    winners: Counter[str] = Counter()
    for pair, merged, fired in rounds(pairs(scene), lambda pair: merge(scene, pair), lambda pair: sweep(at=pair.due)):
        moved_by_the_clock = swept(fired)
        assert merged.won, repr(merged.error)
        winners["clock" if moved_by_the_clock else "merge"] += 1
        up = [(Tier.NEGOTIATION, StageResult.TIMED_OUT), (Tier.DISPATCH_COORDINATION, StageResult.MERGED)]
        assert pair.results() == (up if moved_by_the_clock else [(Tier.NEGOTIATION, StageResult.MERGED)])
        assert pair.case.closing_reason == ClosingReason.MERGED
        assert (pair.events("case.merged"), pair.events("stage.timed_out")) == (1, int(moved_by_the_clock))
        assert CaseMerge.objects.filter(merged=pair.case).count() == 1
    assert set(winners) == {"clock", "merge"}
    assert_healthy(pair.due)


def test_a_merge_and_the_last_signature() -> None:
    """One ends the case: its departments have agreed, or it went up in another; the loser is told who and when."""
    scene = scene_by_the_hour()
    scene.capacity(scene.management)
    winners: Counter[str] = Counter()

    def ready_to_sign() -> Iterator[Pair]:
        for pair in pairs(scene):
            scene.do("draft_agreement", scene.ecology, number=pair.number, at=pair.due - 2 * A_MINUTE)
            scene.do("sign_agreement", scene.ecology, number=pair.number, at=pair.due - 2 * A_MINUTE)
            yield Pair(number=pair.number, due=pair.due - A_MINUTE, into=pair.into)

    for pair, merged, signed in rounds(
        ready_to_sign(),
        lambda pair: merge(scene, pair),
        lambda pair: scene.do("sign_agreement", scene.management, number=pair.number, at=pair.due),
    ):
        assert refused(merged, Stale) != refused(signed, Stale)
        winners["merge" if merged.won else "signature"] += 1
        result = StageResult.MERGED if merged.won else StageResult.AGREED
        assert pair.results() == [(Tier.NEGOTIATION, result)]
        assert pair.case.state == (CaseState.CLOSED if merged.won else CaseState.SETTLED)
        assert pair.events("case.merged") == int(merged.won)
    assert set(winners) == {"merge", "signature"}
    assert_healthy(pair.due)


def test_two_cases_merged_into_each_other() -> None:
    """Crosswise, at once: one goes up in the other, and neither waits for ever."""
    scene = scene_by_the_hour()
    scene.capacity(scene.dispatch)
    winners: Counter[str] = Counter()

    def level() -> Iterator[Pair]:
        for course in open_courses(scene, FEW_ROUNDS):
            yield Pair(number=course.number, due=BEGIN + A_MINUTE * FEW_ROUNDS, into=scene.open_case(at=BEGIN).number)

    def the_other_way(pair: Pair) -> object:
        return scene.do("merge_case", scene.dispatch, number=pair.into, at=pair.due, into=pair.number)

    for pair, one, other in rounds(level(), lambda pair: merge(scene, pair), the_other_way):
        assert refused(one, Stale) != refused(other, Stale)
        winners["one" if one.won else "other"] += 1
        assert sorted((pair.case.state, pair.kept.state)) == [CaseState.CLOSED, CaseState.OPEN]
    assert set(winners) == {"one", "other"}
    assert_healthy(pair.due)

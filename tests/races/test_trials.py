"""A provisional entry is reviewed at the very moment at which it lapses, or by two at once: one review, one effect."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from audit.models import ChainKind, Event
from cases.models import Trial
from core.errors import Stale
from core.vocabulary import CaseSource, DeadlineState, MembershipRole, OutcomeScope, TrialState
from deadlines.models import Deadline
from escalation.sweep import sweep
from flows.trials.acts import TRIAL_ACTS
from flows.trials.services import perform
from tests.factories import moment
from tests.health import assert_healthy
from tests.races.rounds import rounds
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db(transaction=True)

BEGIN = moment("2026-03-02 09:00")
FIRST_END = date(2026, 4, 1)
A_MINUTE = timedelta(minutes=1)
TIMES = 9


@dataclass(frozen=True, kw_only=True)
class TrialCourse:
    """One round's provisional entry, and the moment at which it lapses."""

    trial: Trial
    due: datetime

    @property
    def state(self) -> str:
        return str(Trial.objects.get(pk=self.trial.pk).state)

    def events(self, kind: str) -> int:
        rows = Event.objects.filter(chain_kind=ChainKind.REGISTRY, subject_id=self.trial.entry_id, kind=kind)
        return rows.count()


@pytest.fixture
def scene() -> Scene:
    scene = set_the_stage()
    scene.capacity(scene.office, MembershipRole.HEAD)
    return scene


def on_trial(scene: Scene) -> Iterator[TrialCourse]:
    """Provisional results that lapse on one day after the other; their cases are in the archive."""
    for number in range(TIMES):
        at, ends_on = BEGIN + number * A_MINUTE, FIRST_END + timedelta(days=number)
        scene.open_case(at=at, by=scene.ecology, source=CaseSource.DEPARTMENT)
        scene.do(
            "draft_agreement", scene.ecology, at=at, matter=f"噪声监管{number}", scope=OutcomeScope.PROVISIONAL,
            effective_to=ends_on,
        )  # fmt: skip
        for department in scene.district.departments:
            scene.do("sign_agreement", department, at=at)
        scene.do("accept_filing", scene.office, at=at)
        proof = scene.put_into_file(scene.ecology, at=at)
        scene.do("report_carrying_out", scene.ecology, at=at, proof=proof)
        scene.do("strike_off", scene.office, at=at)
        due = moment(f"{ends_on} 00:00")
        sweep(at=due - A_MINUTE)
        yield TrialCourse(trial=Trial.objects.select_related("entry").latest("pk"), due=due)


def review(scene: Scene, course: TrialCourse, act: str) -> Any:
    return perform(
        number=course.trial.entry.number, act=act, form=TRIAL_ACTS[act].input.model_validate({"reason": "运行平稳。"}),
        capacity=scene.capacity(scene.office, MembershipRole.HEAD), at=course.due,
    )  # fmt: skip


def test_a_review_and_the_end_of_the_trial(scene: Scene) -> None:
    """Before it lapsed or after it, the entry is confirmed once, without a gap, and nothing reminds any more."""
    for course, reviewed, fired in rounds(
        on_trial(scene), lambda course: review(scene, course, "confirm_trial"), lambda course: sweep(at=course.due)
    ):
        assert reviewed.error is None
        assert (fired.error, fired.value.failed) == (None, 0)
        assert (course.state, course.events("trial.confirmed")) == (TrialState.CONFIRMED, 1)
        assert course.events("trial.lapsed") <= 1
        ranges = [version.valid for version in course.trial.entry.versions.order_by("version")]
        assert [ranges[0].upper, ranges[1].upper] == [ranges[1].lower, None]
        clocks = Deadline.objects.filter(subject_id=course.trial.entry_id, state=DeadlineState.RUNNING, case=None)
        assert not clocks.exists()
    assert_healthy(course.due)


def test_two_reviews_at_once(scene: Scene) -> None:
    winners: Counter[str] = Counter()
    for course, confirmed, ended in rounds(
        on_trial(scene),
        lambda course: review(scene, course, "confirm_trial"),
        lambda course: review(scene, course, "let_trial_lapse"),
    ):
        lost = [finish.error for finish in (confirmed, ended) if finish.error]
        assert [type(error) for error in lost] == [Stale]
        assert course.state == (TrialState.LEFT_TO_LAPSE if confirmed.error else TrialState.CONFIRMED)
        winners[course.state] += 1
    assert set(winners) == {TrialState.LEFT_TO_LAPSE, TrialState.CONFIRMED}
    assert_healthy(course.due)

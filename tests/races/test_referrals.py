"""At tier 4: two secretaries enter the decision at the same instant; the decision meets the clock that only reminds."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from audit.models import Event
from cases.models import Decision
from core.vocabulary import (
    CaseSource,
    CaseState,
    DeadlineEffect,
    DeadlineState,
    DecidingBody,
    MembershipRole,
    StageResult,
    Step,
    Tier,
)
from deadlines.models import Deadline
from escalation.sweep import sweep
from tests.health import assert_healthy
from tests.packs import pack_with
from tests.races.courses import BEGIN, Course, refused
from tests.races.rounds import FEW_ROUNDS, rounds
from tests.referrals import put_before_the_leader
from tests.stage_set import Scene, set_the_stage

ROUNDS_AT_THE_TOP = max(FEW_ROUNDS // 4, 9)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DECIDED = (Tier.REFERRAL, StageResult.DECIDED)

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Referred(Course):
    """A case before the leader in charge, with the sheet of the decision in its file; ``due``: when it is reminded."""

    sheet: int


def scene_at_the_top() -> Scene:
    """A district whose terms are so short that the clock brings a case to tier 4 within two hours."""
    hour = '{ n = 1, unit = "hour" }'
    values = {
        "terms.tier1": hour, "terms.tier3": hour, "tier4_reminder": '{ n = 24, unit = "hour" }', "warning_marks": "[0]",
    }  # fmt: skip
    scene = set_the_stage(text=pack_with("longquanyi", values), departments=2)
    scene.capacity(scene.secretariat), scene.capacity(scene.secretariat, MembershipRole.LIAISON)
    return scene


def before_the_leader(scene: Scene) -> Iterator[Referred]:
    """So many cases, a day apart."""
    for number in range(ROUNDS_AT_THE_TOP):
        at = BEGIN + number * 3 * DAY
        scene.open_case(at=at, by=scene.ecology, source=CaseSource.DEPARTMENT)
        scene.live_until(at + 2 * HOUR)
        due = scene.clock(Step.TIER_REFERRAL).expires_at
        put_before_the_leader(scene, at=at + 3 * HOUR)
        sheet = scene.on_file(scene.secretariat, at=at + 3 * HOUR)
        yield Referred(number=scene.number, due=due, sheet=sheet)


def decide(scene: Scene, course: Referred, *, at: datetime, role: MembershipRole = MembershipRole.HANDLER) -> Event:
    return scene.do(
        "enter_decision", scene.secretariat, number=course.number, at=at, role=role, sheet=course.sheet,
        deciding_body=DecidingBody.LEADER_IN_CHARGE, form="INSTRUCTION", document_number=f"批示〔2026〕{role}号",
    )  # fmt: skip


def _reminds_of_the_tier(course: Referred) -> bool:
    """Whether the clock of the tier took its effect, and not the decision before it."""
    ended = Deadline.objects.filter(case=course.case, step=Step.TIER_REFERRAL, effect=DeadlineEffect.REMIND)
    return ended.filter(state=DeadlineState.FIRED).exists()


def test_two_secretaries_enter_the_decision() -> None:
    """One decision; the other is told who was first."""
    scene = scene_at_the_top()
    winners: Counter[str] = Counter()
    for course, handler, liaison in rounds(
        before_the_leader(scene),
        lambda course: decide(scene, course, at=course.due - HOUR),
        lambda course: decide(scene, course, at=course.due - HOUR, role=MembershipRole.LIAISON),
    ):
        assert refused(handler) != refused(liaison)
        winners["handler" if handler.won else "liaison"] += 1
        assert Decision.objects.filter(case=course.case).count() == course.events("decision.entered") == 1
        assert course.results()[-1] == DECIDED
    assert set(winners) == {"handler", "liaison"}
    scene.live_until(course.due)
    assert_healthy(course.due)


def test_the_decision_and_the_reminder() -> None:
    """The clock at the top moves nothing: whoever comes first, the case is decided, and nothing reminds of it later."""
    scene = scene_at_the_top()
    winners: Counter[str] = Counter()
    for course, decided, fired in rounds(
        before_the_leader(scene),
        lambda course: decide(scene, course, at=course.due),
        lambda course: sweep(at=course.due),
    ):
        assert decided.won, repr(decided.error)
        assert fired.error is None, repr(fired.error)
        reminded = _reminds_of_the_tier(course)
        winners["reminder" if reminded else "decision"] += 1
        assert course.results()[-1] == DECIDED
        assert course.case.state == CaseState.SETTLED
        running = Deadline.objects.filter(case=course.case, state=DeadlineState.RUNNING, of=None)
        assert [clock.step for clock in running] == [Step.LISTING]
    assert set(winners) == {"reminder", "decision"}
    assert_healthy(course.due)

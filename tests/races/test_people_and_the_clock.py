"""Somebody acts at the very moment at which the clock runs out: one of the two moves the case, never both."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from core.errors import NotPermitted
from core.vocabulary import (
    CaseSource,
    CaseState,
    DeadlineEffect,
    DeadlineState,
    MembershipRole,
    StageResult,
    Step,
    SuspensionGround,
    Tier,
)
from deadlines.models import Deadline
from escalation.sweep import sweep
from tests.health import assert_healthy
from tests.races.courses import (
    A_MINUTE,
    BEGIN,
    ROUNDS_OF_A_CASE,
    TERM,
    Course,
    open_courses,
    refused,
    scene_by_the_hour,
    swept,
)
from tests.races.rounds import FEW_ROUNDS, ROUNDS, how_often, rounds

pytestmark = pytest.mark.django_db(transaction=True)

MOVED_UP = [(Tier.NEGOTIATION, StageResult.TIMED_OUT), (Tier.DISPATCH_COORDINATION, "")]


@how_often(ROUNDS // 2)
def test_the_last_signature_and_the_time_out(times: int) -> None:
    scene = scene_by_the_hour()
    scene.capacity(scene.management)
    winners: Counter[str] = Counter()

    def ready_to_sign() -> Iterator[Course]:
        for course in open_courses(scene, times):
            scene.do("draft_agreement", scene.ecology, number=course.number, at=course.due - A_MINUTE)
            scene.do("sign_agreement", scene.ecology, number=course.number, at=course.due - A_MINUTE)
            yield course

    for course, signed, fired in rounds(
        ready_to_sign(),
        lambda course: scene.do("sign_agreement", scene.management, number=course.number, at=course.due),
        lambda course: sweep(at=course.due),
    ):
        moved_by_the_clock = swept(fired)
        assert refused(signed) == moved_by_the_clock
        winners["clock" if moved_by_the_clock else "signature"] += 1
        agreed = [(Tier.NEGOTIATION, StageResult.AGREED)]
        assert course.results() == (MOVED_UP if moved_by_the_clock else agreed)
        assert course.case.state == (CaseState.OPEN if moved_by_the_clock else CaseState.SETTLED)
        assert course.events("stage.timed_out") == int(moved_by_the_clock)
    assert set(winners) == {"clock", "signature"}
    assert_healthy(course.due)


@how_often(ROUNDS)
def test_the_last_reply_and_the_end_of_the_term_to_reply(times: int) -> None:
    """A written round ends once: by its last reply or by its clock. Each case has as many rounds as are allowed."""
    scene = scene_by_the_hour()
    scene.capacity(scene.management)
    winners: Counter[str] = Counter()
    lapses: Counter[str] = Counter()

    def ready_to_reply() -> Iterator[Course]:
        at = BEGIN
        for number in range(times):
            if number % ROUNDS_OF_A_CASE == 0:
                scene.open_case(at=at, source=CaseSource.DEPARTMENT)
                at += TERM
                scene.sweep(at=at)
                scene.do("accept_application", scene.office, at=at)
            scene.do("open_round", scene.office, at=at)
            scene.do("reply_opinion", scene.ecology, at=at + A_MINUTE)
            at += TERM
            yield Course(number=scene.number, due=at)

    for course, replied, fired in rounds(
        ready_to_reply(),
        lambda course: scene.do("reply_opinion", scene.management, at=course.due),
        lambda course: sweep(at=course.due),
    ):
        swept(fired)
        lapsed = course.events("round.lapsed") > lapses[course.number]
        lapses[course.number] += lapsed
        assert refused(replied) == lapsed
        winners["clock" if lapsed else "reply"] += 1
        last = course.case.opinion_rounds.latest("number")
        assert (last.closed_at, last.replies.count()) == (course.due, 1 if lapsed else 2)
        assert scene.waiting() == {("study", scene.office)}
        assert scene.running() == [Step.TIER_OFFICE]
    assert set(winners) == {"clock", "reply"}
    scene.sweep(at=course.due)  # what a reply held back from the sweep beside it
    assert_healthy(course.due)


@how_often(ROUNDS)
def test_a_withdrawal_and_the_time_out(times: int) -> None:
    scene = scene_by_the_hour()
    winners: Counter[str] = Counter()
    for course, withdrawn, fired in rounds(
        open_courses(scene, times),
        lambda course: scene.do(
            "withdraw_case",
            scene.dispatch,
            number=course.number,
            at=course.due,
            stage_id=course.case.stages.earliest("pk").pk,
        ),
        lambda course: sweep(at=course.due),
    ):
        moved_by_the_clock = swept(fired)
        assert refused(withdrawn) == moved_by_the_clock
        winners["clock" if moved_by_the_clock else "withdrawal"] += 1
        over = [(Tier.NEGOTIATION, StageResult.WITHDRAWN)]
        assert course.results() == (MOVED_UP if moved_by_the_clock else over)
        assert course.case.state == (CaseState.OPEN if moved_by_the_clock else CaseState.CLOSED)
        running = Deadline.objects.filter(case=course.case, state=DeadlineState.RUNNING)
        assert running.exists() == moved_by_the_clock
    assert set(winners) == {"clock", "withdrawal"}
    assert_healthy(course.due)


@how_often(FEW_ROUNDS)
def test_an_extension_and_the_time_out(times: int) -> None:
    """What was extended has not run out; what has run out cannot be extended, nor is the next tier meant."""
    scene = scene_by_the_hour()
    scene.capacity(scene.ecology, MembershipRole.HEAD)
    winners: Counter[str] = Counter()
    for course, extended, fired in rounds(
        open_courses(scene, times),
        lambda course: scene.do("extend_deadline", scene.ecology, number=course.number, at=course.due, workdays=1),
        lambda course: sweep(at=course.due),
    ):
        swept(fired)  # perhaps what was extended a day of rounds ago, too
        moved_by_the_clock = course.events("stage.timed_out") == 1
        assert refused(extended, NotPermitted) == moved_by_the_clock
        winners["clock" if moved_by_the_clock else "extension"] += 1
        assert course.results() == (MOVED_UP if moved_by_the_clock else [(Tier.NEGOTIATION, "")])
        clock = course.clock_of_the_tier()
        assert clock.expires_at > course.due
        assert clock.extensions.count() == (0 if moved_by_the_clock else 1)
    assert set(winners) == {"clock", "extension"}
    assert_healthy(course.due)


@how_often(FEW_ROUNDS)
def test_a_suspension_and_the_time_out(times: int) -> None:
    """What stands still cannot run out; what has run out cannot be suspended in the tier that is over."""
    scene = scene_by_the_hour()
    scene.capacity(scene.ecology)
    winners: Counter[str] = Counter()
    for course, suspended, fired in rounds(
        open_courses(scene, times),
        lambda course: scene.do(
            "suspend_case", scene.ecology, number=course.number, at=course.due - timedelta(seconds=1),
            ground=SuspensionGround.INTERPRETATION, stage_id=course.case.stages.earliest("pk").pk,
        ),
        lambda course: sweep(at=course.due),
    ):  # fmt: skip
        moved_by_the_clock = swept(fired)
        assert refused(suspended) == moved_by_the_clock
        winners["clock" if moved_by_the_clock else "suspension"] += 1
        assert course.results() == (MOVED_UP if moved_by_the_clock else [(Tier.NEGOTIATION, "")])
        assert (course.case.suspended_at is None) == moved_by_the_clock
        running = Deadline.objects.filter(case=course.case, state=DeadlineState.RUNNING, effect=DeadlineEffect.MOVE_UP)
        assert running.exists() == moved_by_the_clock
    assert set(winners) == {"clock", "suspension"}
    assert_healthy(course.due)


def test_an_extension_that_was_asked_for_and_the_time_out() -> None:
    """Granted, the term has not run out; run out, the request has fallen away with its tier."""
    scene = scene_by_the_hour()
    scene.capacity(scene.ecology, MembershipRole.HEAD)
    winners: Counter[str] = Counter()

    def asked() -> Iterator[Course]:
        for course in open_courses(scene, FEW_ROUNDS):
            at = course.due - A_MINUTE
            scene.do("request_extension", scene.management, number=course.number, at=at, workdays=1)
            yield course

    for course, granted, fired in rounds(
        asked(),
        lambda course: scene.do("grant_extension", scene.ecology, number=course.number, at=course.due),
        lambda course: sweep(at=course.due),
    ):
        moved_by_the_clock = swept(fired)
        assert refused(granted) == moved_by_the_clock
        winners["clock" if moved_by_the_clock else "extension"] += 1
        assert course.results() == (MOVED_UP if moved_by_the_clock else [(Tier.NEGOTIATION, "")])
        request = course.case.extension_requests.get()
        assert request.granted is (None if moved_by_the_clock else True)
        assert course.clock_of_the_tier().extensions.count() == (0 if moved_by_the_clock else 1)
    assert set(winners) == {"clock", "extension"}
    assert_healthy(course.due)

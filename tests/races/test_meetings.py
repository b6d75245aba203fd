"""Meetings at the same instant: confirming and objecting, two coordinators issuing, one case called off by two acts."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from core.errors import Stale
from core.vocabulary import ConfirmationAnswer, MembershipRole
from flows.errors import NotNow
from meetings.errors import AgendaChanged, CaseNotFree
from meetings.models import AgendaItem, JointMeeting, MinutesConfirmation
from tests.health import assert_healthy
from tests.races.courses import A_MINUTE, BEGIN, Course, open_courses, refused, scene_by_the_hour
from tests.races.rounds import FEW_ROUNDS, how_often, rounds
from tests.stage_set import Scene

LATER = BEGIN + A_MINUTE

pytestmark = pytest.mark.django_db(transaction=True)


def held(scene: Scene, times: int = FEW_ROUNDS) -> Iterator[Course]:
    """Cases at tier 2 whose meeting is on record."""
    for course in open_courses(scene, times, apart=timedelta()):
        scene.number = course.number
        scene.do("refer_case", scene.ecology, at=LATER)
        scene.do("convene_meeting", scene.dispatch, at=LATER, starts_at=LATER, urgent_reason="当日商定。")
        scene.do("hold_meeting", scene.dispatch, at=LATER)
        yield course


def test_one_confirms_and_the_other_objects() -> None:
    """Either the confirmation came first and stands beside the objection, or it was no longer asked for."""
    scene = scene_by_the_hour()
    scene.capacity(scene.ecology), scene.capacity(scene.management)

    def minuted() -> Iterator[Course]:
        for course in held(scene):
            scene.do("issue_minutes_agreed", scene.dispatch, at=LATER)
            yield course

    orders: Counter[str] = Counter()
    for course, confirmed, objected in rounds(
        minuted(),
        lambda course: scene.do("confirm_minutes", scene.ecology, number=course.number, at=LATER),
        lambda course: scene.do("object_to_minutes", scene.management, number=course.number, at=LATER),
    ):
        assert objected.won, repr(objected.error)
        late = refused(confirmed, Stale)
        orders["late" if late else "in time"] += 1
        answers = Counter(MinutesConfirmation.objects.filter(item__case=course.case).values_list("answer", flat=True))
        assert answers == Counter(["" if late else ConfirmationAnswer.CONFIRMED, ConfirmationAnswer.OBJECTED])
        scene.number = course.number
        assert ("correct_minutes", scene.dispatch) in scene.waiting()
    assert set(orders) == {"late", "in time"}
    assert_healthy(LATER)


@how_often(FEW_ROUNDS)
def test_two_coordinators_issue_the_minutes(times: int) -> None:
    scene = scene_by_the_hour()
    scene.capacity(scene.dispatch), scene.capacity(scene.dispatch, MembershipRole.LIAISON)
    winners: Counter[str] = Counter()
    for course, agreed, not_agreed in rounds(
        held(scene, times),
        lambda course: scene.do("issue_minutes_agreed", scene.dispatch, number=course.number, at=LATER),
        lambda course: scene.do(
            "issue_minutes_not_agreed", scene.dispatch, number=course.number, at=LATER, role=MembershipRole.LIAISON
        ),
    ):
        assert refused(agreed, Stale) != refused(not_agreed, Stale)
        winners["agreed" if agreed.won else "not agreed"] += 1
        assert AgendaItem.objects.get(case=course.case).agreed == agreed.won
        assert course.events("minutes.issued") == 1
    assert set(winners) == {"agreed", "not agreed"}
    assert_healthy(LATER)


def test_a_case_joins_the_agenda_while_the_meeting_is_called_off() -> None:
    """Either it came too late for the meeting, or the one who called it off has to look again."""
    scene = scene_by_the_hour()
    scene.capacity(scene.dispatch), scene.capacity(scene.dispatch, MembershipRole.LIAISON)

    def pairs() -> Iterator[tuple[Course, Course, int]]:
        firsts, seconds = (open_courses(scene, FEW_ROUNDS, apart=timedelta()) for _ in range(2))
        for first, second in zip(firsts, seconds, strict=True):
            for course in (first, second):
                scene.do("refer_case", scene.ecology, number=course.number, at=LATER)
            scene.do("convene_meeting", scene.dispatch, number=first.number, at=LATER)
            yield first, second, JointMeeting.objects.latest("pk").pk

    orders: Counter[str] = Counter()
    for (first, second, meeting), cancelled, joined in rounds(
        pairs(),
        lambda pair: scene.do("cancel_meeting", scene.dispatch, number=pair[0].number, at=LATER),
        lambda pair: scene.do(
            "put_on_agenda", scene.dispatch, number=pair[1].number, at=LATER, role=MembershipRole.LIAISON,
            meeting=pair[2],
        ),
    ):  # fmt: skip
        if cancelled.won and joined.won:
            orders["both"] += 1
            assert {first.events("meeting.cancelled"), second.events("meeting.cancelled")} == {1}
        elif cancelled.won:
            orders["cancelled"] += 1
            assert joined.error is not None
        else:
            orders["joined"] += 1
            assert refused(cancelled, AgendaChanged, CaseNotFree, NotNow)
            assert AgendaItem.objects.filter(meeting=meeting, dropped_at=None).count() == 2
    assert orders.total() == FEW_ROUNDS
    assert_healthy(LATER)

"""Signing, editing and leaving out at the same instant: one winner, one event, the loser is told who and when."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from cases.models import Signature
from core.errors import DomainError
from core.vocabulary import CaseState, StageResult, Tier
from tests.health import assert_healthy
from tests.races.courses import A_MINUTE, BEGIN, Course, open_courses, refused, scene_by_the_hour
from tests.races.rounds import FEW_ROUNDS, rounds
from tests.stage_set import Scene, set_the_stage

LATER = BEGIN + A_MINUTE
WHEN = "2026-03-02 09:01"

pytestmark = pytest.mark.django_db(transaction=True)


def all_but_one_signed(scene: Scene) -> Iterator[Course]:
    """Only the last department's signature is missing."""
    for course in open_courses(scene, FEW_ROUNDS, apart=timedelta()):
        scene.do("draft_agreement", scene.ecology, number=course.number, at=LATER)
        for department in scene.district.departments[:-1]:
            scene.do("sign_agreement", department, number=course.number, at=LATER)
        yield course


def test_the_last_signature_and_a_change_of_the_text() -> None:
    """Either all have signed the first version, or all are asked to sign the second; nobody signs unread words."""
    scene = scene_by_the_hour()
    changer, signer = scene.capacity(scene.ecology).person.name, scene.capacity(scene.management).person.name
    winners: Counter[str] = Counter()
    for course, signed, changed in rounds(
        all_but_one_signed(scene),
        lambda course: scene.do("sign_agreement", scene.management, number=course.number, at=LATER, version=1),
        lambda course: scene.do(
            "revise_agreement", scene.ecology, number=course.number, at=LATER, version=1, text="另一种写法。"
        ),
    ):
        assert refused(signed) != refused(changed)
        winners["signature" if signed.won else "change"] += 1
        loser, winner = (changed, signer) if signed.won else (signed, changer)
        assert isinstance(loser.error, DomainError)
        assert winner in loser.error.text()
        assert WHEN in loser.error.text()
        assert course.events("agreement.revised") == int(changed.won)
        assert Signature.objects.filter(agreement__case=course.case, agreement__void_at=None).count() == 2 * signed.won
        assert course.results() == [(Tier.NEGOTIATION, StageResult.AGREED if signed.won else "")]
    assert set(winners) == {"signature", "change"}
    assert_healthy(LATER)


def test_the_last_signature_and_being_left_out() -> None:
    """The agreement is complete either way, by one act."""
    scene = set_the_stage()
    for department in scene.district.departments:
        scene.capacity(department)
    winners: Counter[str] = Counter()
    for course, signed, dropped in rounds(
        all_but_one_signed(scene),
        lambda course: scene.do("sign_agreement", scene.housing, number=course.number, at=LATER),
        lambda course: scene.do(
            "drop_signer", scene.ecology, number=course.number, at=LATER, organization=scene.housing.code
        ),
    ):
        assert refused(signed) != refused(dropped)
        winners["signature" if signed.won else "left out"] += 1
        assert course.case.state == CaseState.SETTLED
        assert course.events("signer.dropped") == int(dropped.won)
    assert set(winners) == {"signature", "left out"}
    assert_healthy(LATER)

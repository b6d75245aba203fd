"""Two people at the same instant, on the same case: one act, or both in an order, and never half of either."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from audit.models import Event
from cases.models import Case, Signature
from core.vocabulary import CaseState, MembershipRole, StageResult, Tier
from flows.errors import RequestKeyReused
from tests.factories import make_organization
from tests.health import assert_healthy
from tests.races.courses import A_MINUTE, BEGIN, Course, open_courses, refused, scene_by_the_hour
from tests.races.rounds import FEW_ROUNDS, how_often, rounds

LATER = BEGIN + A_MINUTE

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_of_one_department_draft_the_agreement() -> None:
    """The second sees who was first; there is one draft and one signature to give by each party."""
    scene = scene_by_the_hour()
    scene.capacity(scene.ecology), scene.capacity(scene.ecology, MembershipRole.LIAISON)
    winners: Counter[str] = Counter()
    for course, handler, liaison in rounds(
        open_courses(scene, FEW_ROUNDS, apart=timedelta()),
        lambda course: scene.do("draft_agreement", scene.ecology, number=course.number, at=LATER),
        lambda course: scene.do(
            "draft_agreement", scene.ecology, number=course.number, at=LATER, role=MembershipRole.LIAISON
        ),
    ):
        assert refused(handler) != refused(liaison)
        winners["handler" if handler.won else "liaison"] += 1
        assert course.case.agreements.count() == 1
        scene.number = course.number
        waiting = [(node, organization) for node, organization in scene.waiting() if node == "sign"]
        assert len(waiting) == 2
    assert set(winners) == {"handler", "liaison"}
    assert_healthy(LATER)


def test_two_people_of_one_department_sign_and_decline() -> None:
    scene = scene_by_the_hour()
    scene.capacity(scene.management), scene.capacity(scene.management, MembershipRole.LIAISON)
    winners: Counter[str] = Counter()

    def drafted() -> Iterator[Course]:
        for course in open_courses(scene, FEW_ROUNDS, apart=timedelta()):
            scene.do("draft_agreement", scene.ecology, number=course.number, at=LATER)
            yield course

    for course, signed, declined in rounds(
        drafted(),
        lambda course: scene.do("sign_agreement", scene.management, number=course.number, at=LATER),
        lambda course: scene.do(
            "refuse_agreement", scene.management, number=course.number, at=LATER, role=MembershipRole.LIAISON
        ),
    ):
        assert refused(signed) != refused(declined)
        winners["signed" if signed.won else "declined"] += 1
        assert Signature.objects.filter(agreement__case=course.case).count() == 1
        assert course.case.agreements.filter(void_at=None).exists() == signed.won
    assert set(winners) == {"signed", "declined"}
    assert_healthy(LATER)


def test_a_late_party_and_the_last_signature() -> None:
    """Either the agreement was complete before the party came, or it must sign as well."""
    scene = scene_by_the_hour()
    latecomer = make_organization(jurisdiction=scene.district.jurisdiction)
    for organization in (scene.management, latecomer, scene.dispatch):
        scene.capacity(organization)
    winners: Counter[str] = Counter()

    def all_but_one_signed() -> Iterator[Course]:
        for course in open_courses(scene, FEW_ROUNDS, apart=timedelta()):
            scene.do("draft_agreement", scene.ecology, number=course.number, at=LATER)
            scene.do("sign_agreement", scene.ecology, number=course.number, at=LATER)
            yield course

    for course, signed, joined in rounds(
        all_but_one_signed(),
        lambda course: scene.do("sign_agreement", scene.management, number=course.number, at=LATER),
        lambda course: scene.do(
            "add_party", scene.dispatch, number=course.number, at=LATER, organization=latecomer.code
        ),
    ):
        assert signed.won, repr(signed.error)
        came_late = refused(joined)
        winners["signature" if came_late else "party"] += 1
        scene.number = course.number
        assert course.results() == [(Tier.NEGOTIATION, StageResult.AGREED if came_late else "")]
        assert (("sign", latecomer) in scene.waiting()) != came_late
        if not came_late:
            scene.do("sign_agreement", latecomer, number=course.number, at=LATER)
        assert course.case.state == CaseState.SETTLED
    assert set(winners) == {"signature", "party"}
    assert_healthy(LATER)


@how_often(FEW_ROUNDS)
def test_one_refers_the_case_upwards_and_the_other_withdraws_it(times: int) -> None:
    scene = scene_by_the_hour()
    scene.capacity(scene.ecology), scene.capacity(scene.dispatch)
    winners: Counter[str] = Counter()
    for course, referred, withdrawn in rounds(
        open_courses(scene, times, apart=timedelta()),
        lambda course: scene.do("refer_case", scene.ecology, number=course.number, at=LATER),
        lambda course: scene.do(
            "withdraw_case", scene.dispatch, number=course.number, at=LATER,
            stage_id=course.case.stages.earliest("pk").pk,
        ),
    ):  # fmt: skip
        assert refused(referred) != refused(withdrawn)
        winners["referred" if referred.won else "withdrawn"] += 1
        up = [(Tier.NEGOTIATION, StageResult.REFERRED), (Tier.DISPATCH_COORDINATION, "")]
        assert course.results() == (up if referred.won else [(Tier.NEGOTIATION, StageResult.WITHDRAWN)])
        assert course.case.state == (CaseState.OPEN if referred.won else CaseState.CLOSED)
        assert course.events("case.referred") == int(referred.won)
    assert set(winners) == {"referred", "withdrawn"}
    assert_healthy(LATER)


def test_one_request_that_arrives_twice() -> None:
    """Both answers name the same event; there is one."""
    scene = scene_by_the_hour()
    scene.capacity(scene.ecology)

    def state(course: Course) -> Event:
        return scene.do("state_position", scene.ecology, number=course.number, at=LATER, request_key=course.number)

    for course, one, other in rounds(open_courses(scene, FEW_ROUNDS, apart=timedelta()), state, state):
        assert one.value.pk == other.value.pk
        assert course.case.positions.count() == 1
    assert_healthy(LATER)


def test_one_request_to_open_a_case_that_arrives_twice() -> None:
    scene = scene_by_the_hour()
    scene.capacity(scene.dispatch)

    def open_it(key: str) -> Case:
        return scene.open_case(at=BEGIN, request_key=key)

    keys = [f"key-{number}" for number in range(FEW_ROUNDS)]
    for _, one, other in rounds(keys, open_it, open_it):
        assert one.value.pk == other.value.pk
    assert Case.objects.count() == FEW_ROUNDS
    assert len(set(Case.objects.values_list("number", flat=True))) == FEW_ROUNDS
    assert_healthy(BEGIN)


def test_one_request_key_for_two_cases() -> None:
    """The key belongs to one act: the other is refused, and its case is as it was."""
    scene = scene_by_the_hour()
    scene.capacity(scene.ecology)
    pairs = zip(
        open_courses(scene, FEW_ROUNDS, apart=timedelta()),
        open_courses(scene, FEW_ROUNDS, apart=timedelta()),
        strict=True,
    )

    def state(course: Course, key: str) -> Event:
        return scene.do("state_position", scene.ecology, number=course.number, at=LATER, request_key=key)

    for (here, there), one, other in rounds(
        pairs, lambda pair: state(pair[0], pair[0].number), lambda pair: state(pair[1], pair[0].number)
    ):
        assert refused(one, RequestKeyReused) != refused(other, RequestKeyReused)
        assert [here.case.positions.count(), there.case.positions.count()] == [int(one.won), int(other.won)]
        with pytest.raises(RequestKeyReused):
            state(there if one.won else here, here.number)
    assert_healthy(LATER)

"""Who waited for the case's lock acts after whom it waited for, though its own clock was read earlier."""

from datetime import timedelta

import pytest

from audit.models import ChainKind, Event
from cases.models import Case
from core.vocabulary import StageResult, Tier
from flows.errors import RequestKeyReused
from tests.factories import moment
from tests.health import assert_healthy
from tests.stage_set import set_the_stage

pytestmark = pytest.mark.django_db

OPENED, DUE = moment("2026-03-02 10:00"), moment("2026-03-10 00:00")
A_MOMENT = timedelta(milliseconds=40)


def moments(case: Case) -> list[tuple[str, object]]:
    rows = Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=case.pk).order_by("sequence")
    return list(rows.values_list("kind", "at"))


def test_a_withdrawal_that_waited_for_the_time_out() -> None:
    scene = set_the_stage()
    scene.open_case(at=OPENED)
    scene.sweep(at=DUE)
    scene.do("withdraw_case", scene.dispatch, at=DUE - A_MOMENT)
    assert moments(scene.case) == [("case.opened", OPENED), ("stage.timed_out", DUE), ("case.withdrawn", DUE)]
    assert scene.stages()[-1] == (Tier.DISPATCH_COORDINATION, StageResult.WITHDRAWN)
    assert scene.case.closed_at == DUE
    assert_healthy(DUE)


def test_two_offices_that_name_an_interim_handler() -> None:
    scene = set_the_stage()
    scene.open_case(at=OPENED)
    at = OPENED + timedelta(hours=1)
    scene.do("designate_interim_handler", scene.dispatch, at=at, organization=scene.housing.code)
    scene.do("designate_interim_handler", scene.dispatch, at=at - A_MOMENT, organization=scene.management.code)
    handlings = scene.case.interim_handlings.order_by("pk").values_list("organization", "begins_at", "ends_at")
    assert list(handlings)[1:] == [(scene.housing.pk, at, at), (scene.management.pk, at, None)]
    assert_healthy(at)


def test_a_key_used_on_another_case_is_refused() -> None:
    scene = set_the_stage()
    elsewhere, here = scene.open_case(at=OPENED), scene.open_case(at=OPENED)
    at = OPENED + timedelta(hours=1)
    told = scene.do("state_position", scene.housing, at=at, number=elsewhere.number, request_key="a-key")
    assert scene.do("state_position", scene.housing, at=at, number=elsewhere.number, request_key="a-key") == told
    with pytest.raises(RequestKeyReused):
        scene.do("state_position", scene.housing, at=at, number=here.number, request_key="a-key")
    assert [case.positions.count() for case in (elsewhere, here)] == [1, 0]

"""申请延期: a department asks whoever may extend for more time; one request at a time, answered and noted."""

import pytest
from django.db import connection

from cases.models import ExtensionRequest
from core.errors import NotPermitted, Stale
from core.vocabulary import MembershipRole, Step, Tier
from flows.errors import ExtensionTooLong, NotNow
from notifications.models import Notice
from notifications.services import fan_out
from operations.doctor import examine
from tests.factories import moment
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage

HEAD = MembershipRole.HEAD


@pytest.fixture
def open_case(scene: Scene) -> Scene:
    """Opened on Monday 2 March 2026; the term of tier 1 ends on Monday the 9th."""
    scene.open_case(at="2026-03-02 10:00")
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-10 00:00")
    return scene


def test_granted_the_term_runs_longer_and_the_answer_is_noted(open_case: Scene) -> None:
    scene = open_case
    scene.capacity(scene.ecology, HEAD)
    asked = scene.do("request_extension", scene.housing, at="2026-03-04 10:00", workdays=3, reason="须现场核实")
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-10 00:00")
    fan_out(at=asked.at, limit=100)
    assert Notice.objects.filter(event=asked, person=scene.capacity(scene.ecology, HEAD).person).exists()
    granted = scene.do("grant_extension", scene.ecology, at="2026-03-05 10:00", remark="同意")
    clock = scene.clock(Step.TIER_NEGOTIATION)
    assert clock.expires_at == moment("2026-03-13 00:00")
    request = ExtensionRequest.objects.get()
    assert (request.granted, request.granted_workdays, request.answer) == (True, 3, "同意")
    assert clock.extensions.get().reason == "须现场核实"
    fan_out(at=granted.at, limit=100)
    assert Notice.objects.filter(event=granted, person=scene.capacity(scene.housing).person).exists()


def test_fewer_days_may_be_granted_than_were_asked_for(open_case: Scene) -> None:
    open_case.do("request_extension", open_case.housing, at="2026-03-04 10:00", workdays=5)
    open_case.do("grant_extension", open_case.ecology, at="2026-03-05 10:00", workdays=2)
    assert open_case.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-12 00:00")
    assert ExtensionRequest.objects.get().granted_workdays == 2


def test_refused_the_term_stays_and_another_request_may_follow(open_case: Scene) -> None:
    scene = open_case
    scene.do("request_extension", scene.housing, at="2026-03-04 10:00")
    scene.do("refuse_extension", scene.ecology, at="2026-03-04 11:00", reason="理由不充分")
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-10 00:00")
    with pytest.raises(Stale):
        scene.do("grant_extension", scene.ecology, at="2026-03-04 12:00")
    scene.do("request_extension", scene.management, at="2026-03-04 13:00")
    assert ExtensionRequest.objects.count() == 2


def test_one_request_at_a_time(open_case: Scene) -> None:
    open_case.do("request_extension", open_case.housing, at="2026-03-04 10:00")
    with pytest.raises(NotNow):
        open_case.do("request_extension", open_case.management, at="2026-03-04 11:00")


def test_who_decides_needs_not_ask_and_others_do_not_answer(open_case: Scene) -> None:
    scene = open_case
    with pytest.raises(NotPermitted):
        scene.do("request_extension", scene.ecology, at="2026-03-04 10:00")
    with pytest.raises(NotPermitted):
        scene.do("request_extension", scene.office, at="2026-03-04 10:00")
    scene.do("request_extension", scene.housing, at="2026-03-04 10:00")
    for act in ("grant_extension", "refuse_extension"):
        with pytest.raises(NotPermitted):
            scene.do(act, scene.housing, at="2026-03-04 11:00", role=HEAD)
        with pytest.raises(NotPermitted):
            scene.do(act, scene.ecology, at="2026-03-04 11:00", role=MembershipRole.HANDLER)
        assert act in scene.offered(scene.ecology)


def test_where_the_establishment_office_approves_the_conductor_asks_too(db: None) -> None:
    scene = set_the_stage(text=pack_with("longquanyi", {"extension_approver": '"establishment_office_head"'}))
    scene.open_case(at="2026-03-02 10:00")
    scene.do("request_extension", scene.ecology, at="2026-03-04 10:00")
    scene.do("grant_extension", scene.office, at="2026-03-04 11:00")
    assert scene.clock(Step.TIER_NEGOTIATION).extensions.count() == 1


def test_no_more_than_the_procedure_allows(open_case: Scene) -> None:
    scene = open_case
    with pytest.raises(ExtensionTooLong):
        scene.do("request_extension", scene.housing, at="2026-03-04 10:00", workdays=60)
    scene.do("request_extension", scene.housing, at="2026-03-04 10:00", workdays=1)
    with pytest.raises(ExtensionTooLong):
        scene.do("grant_extension", scene.ecology, at="2026-03-04 11:00", workdays=60)
    scene.do("grant_extension", scene.ecology, at="2026-03-04 11:00")
    with pytest.raises(NotNow):
        scene.do("request_extension", scene.housing, at="2026-03-04 12:00")


def test_after_the_term_nothing_is_asked_for_any_more(db: None) -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(NotNow):
        scene.do("request_extension", scene.housing, at="2026-03-10 00:00")


def test_with_the_tier_an_unanswered_request_falls_away(open_case: Scene) -> None:
    scene = open_case
    scene.do("request_extension", scene.housing, at="2026-03-04 10:00")
    scene.live_until("2026-03-10 00:00")
    assert scene.stage.tier == Tier.DISPATCH_COORDINATION
    assert "grant_extension" not in scene.offered(scene.dispatch)
    scene.do("request_extension", scene.housing, at="2026-03-10 10:00", workdays=1)
    scene.do("grant_extension", scene.dispatch, at="2026-03-10 11:00")
    assert [request.granted for request in ExtensionRequest.objects.order_by("pk")] == [None, True]


def test_doctor_misses_an_extension_that_is_not_in_the_ledger(open_case: Scene) -> None:
    open_case.do("request_extension", open_case.housing, at="2026-03-04 10:00")
    open_case.do("grant_extension", open_case.ecology, at="2026-03-04 11:00", workdays=2)
    open_case.after = None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE deadlines_extension SET added = 1")
    codes = {d.finding.code for d in examine(moment("2026-03-04 11:00"))}
    assert "granted_extension_is_not_in_the_ledger" in codes
    with connection.cursor() as cursor:
        cursor.execute("UPDATE deadlines_extension SET added = 2")

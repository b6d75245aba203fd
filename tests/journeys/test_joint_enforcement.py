"""联合执法: departments go out together about the matter of a case; its course and its clocks stay as they are."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from audit.models import Event
from cases.access import visible_to
from cases.models import JointAction, JointActionMember
from core.errors import NotFound, NotPermitted, Stale
from core.vocabulary import CaseState, JointActionAnswer, JointActionState, MembershipRole, Step
from flows.course_errors import (
    ActionInThePast,
    CalledTwice,
    HeldOutOfTime,
    LeaderNotCalled,
    NoReasonGiven,
    NotCalled,
    NotInvolved,
)
from flows.errors import NotInThisFile, NotNow
from notifications.models import Notice
from notifications.services import fan_out
from operations.doctor import examine
from tests.factories import make_organization, moment
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage

BEGINS = moment("2026-03-04 22:00")
NIGHT = date(2026, 3, 4)


def call(scene: Scene, *, at: str = "2026-03-03 10:00", by: Any = None, **fields: Any) -> Event:
    """Ecology, which convenes, calls itself and city management out for Wednesday night."""
    members = [
        {"organization": scene.ecology.code, "brings": "噪声监测设备和两名执法人员"},
        {"organization": scene.management.code, "brings": "执法车辆"},
    ]
    given = {
        "purpose": "夜间联合检查工地。", "leader": scene.ecology.code, "members": members, "place": "某工地东门",
        "starts_at": BEGINS, **fields,
    }  # fmt: skip
    return scene.do("call_joint_action", by or scene.ecology, at=at, **given)


def record(scene: Scene, *, at: str = "2026-03-05 10:00", **fields: Any) -> Event:
    proof = scene.put_into_file(scene.ecology, at=at, title="现场检查记录")
    given = {"held_on": NIGHT, "result": "查处一起夜间违规施工。", "proof": proof, **fields}
    return scene.do("record_joint_action", scene.ecology, at=at, **given)


def course(scene: Scene) -> tuple[Any, ...]:
    """Where the case stands, who is waited for, and until when."""
    return scene.stages(), scene.waiting(), scene.running(), scene.clock(Step.TIER_NEGOTIATION).expires_at


def told(event: Event) -> set[int]:
    fan_out(at=event.at, limit=1000)
    return set(Notice.objects.filter(event=event).values_list("person", flat=True))


def test_it_is_called_answered_and_recorded_and_the_case_goes_its_way(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    before = course(scene)
    called = call(scene)
    action = JointAction.objects.get()
    assert (action.called_by, action.leader, action.state) == (scene.ecology, scene.ecology, JointActionState.CALLED)
    assert [m.brings for m in action.members.order_by("pk")] == ["噪声监测设备和两名执法人员", "执法车辆"]
    manager = scene.capacity(scene.management)
    assert manager.person.pk in told(called)
    assert "answer_call" in scene.offered(scene.management)
    assert "answer_call" not in scene.offered(scene.housing)
    with pytest.raises(NoReasonGiven):
        scene.do("answer_call", scene.management, at="2026-03-03 11:00", answer=JointActionAnswer.NOT_COMING)
    answered = scene.do("answer_call", scene.management, at="2026-03-03 11:00", answer=JointActionAnswer.COMING)
    assert scene.capacity(scene.ecology).person.pk in told(answered)
    with pytest.raises((NotPermitted, Stale)):
        scene.do("answer_call", scene.management, at="2026-03-03 11:30", answer=JointActionAnswer.COMING)
    scene.do("answer_call", scene.ecology, at="2026-03-03 11:10", answer=JointActionAnswer.COMING)
    record(scene, absent=(scene.management.code,))
    action.refresh_from_db()
    assert (action.state, action.held_on, action.proof is not None) == (JointActionState.HELD, NIGHT, True)
    assert [m.came for m in action.members.order_by("pk")] == [True, False]
    after = course(scene)
    assert before == after


def test_who_does_not_come_says_why(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    call(scene)
    scene.do(
        "answer_call",
        scene.management,
        at="2026-03-03 11:00",
        answer=JointActionAnswer.NOT_COMING,
        reason="当晚另有任务",
    )
    member = JointActionMember.objects.get(organization=scene.management)
    assert (member.answer, member.reason) == (JointActionAnswer.NOT_COMING, "当晚另有任务")


def test_the_interim_handler_calls_too_and_others_do_not(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", interim_handler=scene.housing.code)
    with pytest.raises(NotPermitted):
        call(scene, by=scene.management)
    call(scene, by=scene.housing)
    with pytest.raises(NotNow):
        call(scene, at="2026-03-03 11:00")


def test_other_places_leave_it_to_the_establishment_office(db: None) -> None:
    scene = set_the_stage(text=pack_with("longquanyi", {"joint_action_callers": '["ESTABLISHMENT_OFFICE"]'}))
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(NotPermitted):
        call(scene)
    call(scene, by=scene.office)


def test_who_takes_no_part_in_the_case_may_read_it_once_called(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    police = make_organization(jurisdiction=scene.district.jurisdiction)
    guest = [{"organization": police.code, "brings": "警力"}]
    with pytest.raises(NotInvolved):
        call(scene, members=guest, leader=police.code)
    assert not visible_to([scene.capacity(police)]).exists()
    with pytest.raises(NotFound):
        scene.do("answer_call", police, at="2026-03-03 09:00", answer=JointActionAnswer.COMING)
    call(scene, others=(police.code,))
    assert visible_to([scene.capacity(police)]).filter(number=scene.number).exists()
    assert scene.offered(police) == {"answer_call"}
    scene.do("answer_call", police, at="2026-03-03 12:00", answer=JointActionAnswer.COMING)


def test_what_cannot_be_called_or_recorded(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(ActionInThePast):
        call(scene, starts_at=moment("2026-03-03 10:00"))
    with pytest.raises(LeaderNotCalled):
        call(scene, leader=scene.housing.code)
    with pytest.raises(CalledTwice):
        call(scene, others=(scene.ecology.code,))
    call(scene)
    with pytest.raises(NotNow):  # no paper in the file yet
        scene.do("record_joint_action", scene.ecology, at="2026-03-05 09:00", proof=1, held_on=NIGHT)
    with pytest.raises(HeldOutOfTime):
        record(scene, held_on=date(2026, 3, 6))
    with pytest.raises(HeldOutOfTime):
        record(scene, held_on=date(2026, 3, 2))
    with pytest.raises(NotCalled):
        record(scene, absent=(scene.housing.code,))
    with pytest.raises(NotInThisFile):
        record(scene, proof=999_999)
    with pytest.raises(NotPermitted):
        scene.do("record_joint_action", scene.management, at="2026-03-05 11:00", proof=1, held_on=NIGHT)
    record(scene, at="2026-03-05 12:00")
    with pytest.raises(Stale):
        scene.do("record_joint_action", scene.ecology, at="2026-03-05 12:30", proof=1, held_on=NIGHT)


def test_called_off_another_one_can_be_called(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    call(scene)
    with pytest.raises(NotPermitted):
        scene.do("call_off_joint_action", scene.management, at="2026-03-03 12:00")
    off = scene.do("call_off_joint_action", scene.ecology, at="2026-03-03 12:00", reason="天气原因")
    assert scene.capacity(scene.management).person.pk in told(off)
    call(scene, at="2026-03-03 13:00")
    assert list(JointAction.objects.order_by("pk").values_list("state", flat=True)) == ["CALLED_OFF", "CALLED"]


def test_it_goes_on_while_the_case_rests_and_ends_before_the_archive(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("suspend_case", scene.ecology, at="2026-03-02 11:00", ground="FORCE_MAJEURE")
    call(scene)
    scene.do("resume_case", scene.ecology, at="2026-03-03 12:00")
    scene.do("withdraw_case", scene.dispatch, at="2026-03-03 13:00")
    assert scene.case.state == CaseState.CLOSED
    with pytest.raises(NotNow):
        scene.do("archive_case", scene.office, at="2026-03-03 14:00")
    scene.do("call_off_joint_action", scene.office, at="2026-03-03 15:00")
    scene.do("archive_case", scene.office, at="2026-03-03 16:00")
    assert scene.offered(scene.ecology) == set()


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE cases_jointaction SET leader_id = {housing}", "joint_action_leader_is_not_called"),
        ("DELETE FROM cases_casedocument", "joint_action_proof_is_not_in_the_file"),
    ],
)
def test_doctor_names_a_joint_action_that_was_tampered_with(db: None, sql: str, code: str) -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    call(scene)
    record(scene, at="2026-03-05 10:00")
    with connection.cursor() as cursor:
        cursor.execute(sql.format(housing=scene.housing.pk))
    assert (6, code) in {(d.invariant.number, d.finding.code) for d in examine(moment("2026-03-05 10:00"))}


def test_a_head_need_not_do_it(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    assert "call_joint_action" in scene.offered(scene.ecology)
    scene.capacity(scene.ecology, MembershipRole.HEAD)
    call(scene)

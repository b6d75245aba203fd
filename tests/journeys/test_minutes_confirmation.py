"""纪要确认: what was agreed binds when every department that came has confirmed it; silence only after delivery."""

import pytest

from core.errors import NotPermitted, Stale
from core.vocabulary import (
    CaseSource,
    CaseState,
    ConfirmationAnswer,
    OutcomeState,
    SilenceEffect,
    StageResult,
    Step,
    Tier,
)
from meetings import errors
from meetings.models import AgendaItem, EarlierMinutes, MinutesConfirmation
from procedures.files import shipped_pack, text_of
from tests.factories import moment
from tests.health import living
from tests.stage_set import Scene, set_the_stage

ISSUED = "2026-03-12 17:00"
ANSWERED = (Tier.DISPATCH_COORDINATION, StageResult.AGREED)


def minuted(scene: Scene) -> None:
    """Agreed minutes on Thursday, 12 March: Friday, Monday and Tuesday are the three workdays to confirm."""
    scene.open_case(at="2026-03-05 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-06 10:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-09 09:00")
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 12:00")
    scene.do("issue_minutes_agreed", scene.dispatch, at=ISSUED)


def answers(scene: Scene) -> dict[object, str]:
    item = AgendaItem.objects.latest("pk")
    rows = MinutesConfirmation.objects.filter(item=item, version=item.minutes_version).select_related("organization")
    return {row.organization: row.answer for row in rows}


def test_agreed_in_time_the_tier_no_longer_moves_and_each_department_is_asked(scene: Scene) -> None:
    minuted(scene)
    assert scene.running() == [Step.MINUTES_CONFIRMATION]
    assert scene.clock(Step.MINUTES_CONFIRMATION).expires_at == moment("2026-03-18 00:00")
    assert {whose for node, whose in scene.waiting() if node == "confirm_minutes"} == set(scene.district.departments)
    assert {row.silence for row in MinutesConfirmation.objects.all()} == {SilenceEffect.CONFIRMED}


def test_with_the_last_confirmation_the_minutes_bind_and_go_to_the_filing(scene: Scene) -> None:
    minuted(scene)
    scene.do("confirm_minutes", scene.ecology, at="2026-03-13 09:00")
    scene.do("confirm_minutes", scene.management, at="2026-03-13 10:00")
    assert AgendaItem.objects.get().binding_at is None
    assert scene.case.state == CaseState.OPEN
    scene.do("confirm_minutes", scene.housing, at="2026-03-16 09:00")
    assert AgendaItem.objects.get().binding_at == moment("2026-03-16 09:00")
    assert scene.stages()[-1] == ANSWERED
    assert scene.waiting() == {("filing", scene.office)}
    with pytest.raises(Stale):
        scene.do("confirm_minutes", scene.housing, at="2026-03-16 10:00")


def test_silence_confirms_after_delivery_only(scene: Scene) -> None:
    """Ecology confirms, city management has acknowledged receipt, of housing nothing is known."""
    minuted(scene)
    scene.do("confirm_minutes", scene.ecology, at="2026-03-13 09:00")
    scene.do("receive_minutes", scene.management, at="2026-03-13 10:00")
    scene.live_until("2026-03-18 00:00")
    assert scene.events()[-1] == "confirmation.lapsed"
    assert answers(scene) == {
        scene.ecology: ConfirmationAnswer.CONFIRMED, scene.management: ConfirmationAnswer.BY_SILENCE, scene.housing: "",
    }  # fmt: skip
    assert {whose for node, whose in scene.waiting() if node == "confirm_minutes"} == {scene.housing}
    assert AgendaItem.objects.get().binding_at is None
    # a full term again: 19, 20 and 23 March, the 18th being the day of the effect
    assert scene.clock(Step.MINUTES_CONFIRMATION).expires_at == moment("2026-03-24 00:00")
    scene.do(
        "record_service", scene.dispatch, at="2026-03-18 09:00", organization=scene.housing.code, received_by="办公室张"
    )
    scene.live_until("2026-03-24 00:00")
    assert answers(scene)[scene.housing] == ConfirmationAnswer.BY_SILENCE
    assert scene.stages()[-1] == ANSWERED
    assert AgendaItem.objects.get().binding_at == moment("2026-03-24 00:00")


def test_receipt_is_recorded_once_and_by_those_concerned(scene: Scene) -> None:
    minuted(scene)
    scene.do("receive_minutes", scene.housing, at="2026-03-13 10:00")
    with pytest.raises(NotPermitted):
        scene.do("receive_minutes", scene.housing, at="2026-03-13 11:00")
    with pytest.raises(errors.NoConfirmationAsked):
        scene.do("record_service", scene.dispatch, at="2026-03-13 11:00", organization=scene.housing.code)
    with pytest.raises(NotPermitted):
        scene.do("record_service", scene.ecology, at="2026-03-13 11:00", organization=scene.management.code)


def test_an_objection_is_answered_by_a_correction_and_all_confirm_anew(scene: Scene) -> None:
    minuted(scene)
    scene.do("confirm_minutes", scene.ecology, at="2026-03-13 09:00")
    scene.do("object_to_minutes", scene.housing, at="2026-03-13 10:00", objection="配合部门漏记。")
    assert {item for item in scene.waiting() if item[0] != "position"} == {("correct_minutes", scene.dispatch)}
    assert scene.running() == [Step.MINUTES]
    with pytest.raises(Stale) as caught:
        scene.do("confirm_minutes", scene.management, at="2026-03-13 11:00")
    assert scene.capacity(scene.housing).person.name in caught.value.text()
    scene.do("reissue_minutes", scene.dispatch, at="2026-03-16 09:00", minutes="住建部门配合。")
    item = AgendaItem.objects.get()
    assert (item.minutes_version, item.minutes) == (2, "住建部门配合。")
    assert EarlierMinutes.objects.get().version == 1
    assert [outcome.state for outcome in scene.case.outcomes.order_by("version")] == [
        OutcomeState.VOID, OutcomeState.PROPOSED,
    ]  # fmt: skip
    assert answers(scene) == dict.fromkeys(scene.district.departments, "")
    for department in scene.district.departments:
        scene.do("confirm_minutes", department, at="2026-03-17 09:00")
    assert scene.stages()[-1] == ANSWERED


def test_the_convener_lets_the_minutes_stand_with_a_note_and_asks_who_has_not_answered(scene: Scene) -> None:
    minuted(scene)
    scene.do("confirm_minutes", scene.ecology, at="2026-03-13 09:00")
    scene.do("object_to_minutes", scene.housing, at="2026-03-13 10:00")
    scene.do("stand_by_minutes", scene.dispatch, at="2026-03-16 09:00", note="录音可证。")
    assert {whose for node, whose in scene.waiting() if node == "confirm_minutes"} == {scene.management}
    scene.do("confirm_minutes", scene.management, at="2026-03-16 10:00")
    assert scene.stages()[-1] == ANSWERED
    objected = MinutesConfirmation.objects.get(organization=scene.housing)
    assert (objected.answer, objected.note) == (ConfirmationAnswer.OBJECTED, "录音可证。")


def test_the_last_to_answer_objects_and_the_minutes_stand(scene: Scene) -> None:
    minuted(scene)
    for department in (scene.ecology, scene.management):
        scene.do("confirm_minutes", department, at="2026-03-13 09:00")
    scene.do("object_to_minutes", scene.housing, at="2026-03-13 10:00")
    scene.do("stand_by_minutes", scene.dispatch, at="2026-03-16 09:00")
    assert scene.stages()[-1] == ANSWERED
    assert AgendaItem.objects.get().binding_at == moment("2026-03-16 09:00")


def test_an_objection_may_undo_the_agreement_and_the_tier_has_a_full_term_again(scene: Scene) -> None:
    minuted(scene)
    scene.do("object_to_minutes", scene.housing, at="2026-03-13 10:00", objection="会上并未同意。")
    scene.do("issue_minutes_not_agreed", scene.dispatch, at="2026-03-16 09:00")
    assert not scene.case.outcomes.filter(state=OutcomeState.PROPOSED).exists()
    assert scene.waiting() >= {("apply", scene.dispatch)}
    assert scene.clock(Step.TIER_DISPATCH).expires_at == moment("2026-03-24 00:00")
    scene.do("refer_case", scene.dispatch, at="2026-03-17 09:00")
    assert scene.case.tier == Tier.OFFICE_COORDINATION


def test_who_stayed_away_is_not_asked(scene: Scene) -> None:
    scene.open_case(at="2026-03-05 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-06 10:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-09 09:00")
    row = {
        "organization": scene.ecology.code,
        "attended": True,
        "representative": "代表",
        "says": "AGREES",
        "stand": "可",
    }
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 12:00", attendances=[row])
    scene.do("issue_minutes_agreed", scene.dispatch, at=ISSUED)
    assert list(answers(scene)) == [scene.ecology]


def test_where_silence_means_nothing_the_clock_reminds_for_ever(db: None) -> None:
    text = text_of(shipped_pack("longquanyi"))
    silent = '[silence_effect.minutes_confirmation]\nvalue = "confirmed"'
    assert silent in text
    scene = living(set_the_stage(text=text.replace(silent, silent.replace("confirmed", "none"))))
    minuted(scene)
    for department in scene.district.departments:
        scene.do("receive_minutes", department, at="2026-03-13 09:00")
    scene.live_until("2026-04-10 00:00")
    assert set(answers(scene).values()) == {""}
    assert scene.events().count("deadline.reminded") >= 2
    assert scene.case.tier == Tier.DISPATCH_COORDINATION


def test_at_tier_3_silence_is_never_consent(db: None) -> None:
    """The Weihai-style pack has the minutes of tier 3 confirmed; the case goes on with the study."""
    text = text_of(shipped_pack("weihai"))
    silent = '[silence_effect.minutes_confirmation]\nvalue = "none"'
    assert silent in text
    text = text.replace(silent, silent.replace("none", "confirmed"))
    scene = living(set_the_stage(text=text.replace("[scan_required]\nvalue = true", "[scan_required]\nvalue = false")))
    scene.open_case(at="2026-03-05 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-05 11:00", reviewed_by="副局长")
    scene.do("record_heads_meeting", scene.ecology, at="2026-03-05 17:00")
    scene.do("refer_case", scene.ecology, at="2026-03-06 10:00")
    scene.do("accept_application", scene.secretariat, at="2026-03-09 08:30")
    scene.do("convene_meeting", scene.secretariat, at="2026-03-09 09:00")
    scene.do("hold_meeting", scene.secretariat, at="2026-03-12 12:00")
    scene.do("issue_minutes_consensus", scene.secretariat, at=ISSUED)
    for department in (scene.ecology, scene.management):
        scene.do("confirm_minutes", department, at="2026-03-13 09:00")
    scene.do("receive_minutes", scene.housing, at="2026-03-13 09:00")
    scene.live_until("2026-03-18 00:00")
    assert answers(scene)[scene.housing] == ""
    scene.do("object_to_minutes", scene.housing, at="2026-03-18 09:00")
    scene.do("reissue_consensus", scene.secretariat, at="2026-03-19 09:00")
    for department in scene.district.departments:
        scene.do("confirm_minutes", department, at="2026-03-19 10:00")
    assert ("study", scene.secretariat) in scene.waiting()
    assert AgendaItem.objects.get().binding_at == moment("2026-03-19 10:00")

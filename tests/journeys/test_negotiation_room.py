"""协商室: the letter, the replies, the heads' meeting, what one keeps to oneself, and who may go up."""

import pytest

from audit.models import Event
from cases.errors import NoteUnknown, PaperFromTheFuture, PhaseTwice
from cases.models import ApplicationReview, InternalNote, Letter, NegotiationLetter, NegotiationReply
from core.errors import NotPermitted, Stale
from core.vocabulary import CaseSource, CaseState, Phase, SilenceEffect, StageResult, Step, Tier
from flows.errors import NotNow, TermOver
from procedures.files import shipped_pack, text_of
from tests.factories import make_organization, moment
from tests.health import living
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage


@pytest.fixture
def strict(db: None) -> Scene:
    """A procedure that wants the letter first, then the heads, and reads silence as no objection."""
    return living(set_the_stage(pack="shandong"))


@pytest.fixture
def anybody(db: None) -> Scene:
    """A procedure under which any party may apply."""
    return living(set_the_stage(pack="national_minimum"))


def open_between_departments(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)


def answering(scene: Scene) -> set[object]:
    return {organization for node, organization in scene.waiting() if node == "answer"}


def test_the_letter_asks_every_other_party_and_announces_term_and_silence(strict: Scene) -> None:
    scene = strict
    open_between_departments(scene)
    assert Step.NEGOTIATION_LETTER in scene.running()
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00", questions=[
        {"phase": Phase.SUPERVISION, "text": "监管由谁牵头？"}, {"phase": Phase.ENFORCEMENT, "text": "执法由谁承担？"},
    ])  # fmt: skip
    letter = NegotiationLetter.objects.get(case=scene.case)
    assert answering(scene) == {scene.management, scene.housing}
    assert letter.reply_until == scene.clock(Step.NEGOTIATION_REPLY).expires_at
    assert letter.silence == SilenceEffect.NO_OBJECTION
    assert letter.questions.count() == 2
    assert Step.NEGOTIATION_LETTER not in scene.running()
    assert ("conduct", scene.ecology) in scene.waiting()


def test_with_the_last_reply_the_round_is_over_and_another_can_follow(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00")
    scene.do("reply_negotiation_letter", scene.management, at="2026-03-03 14:00", agrees=False, answers=[
        {"phase": Phase.SUPERVISION, "text": "不归我局。"},
    ])  # fmt: skip
    assert Step.NEGOTIATION_REPLY in scene.running()
    scene.do("reply_negotiation_letter", scene.housing, at="2026-03-03 15:00")
    assert Step.NEGOTIATION_REPLY not in scene.running()
    assert answering(scene) == set()
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-04 10:00")
    assert list(NegotiationLetter.objects.order_by("pk").values_list("number", "closed_at")) == [
        (1, moment("2026-03-03 15:00")), (2, None),
    ]  # fmt: skip
    assert answering(scene) == {scene.management, scene.housing}


def test_a_new_round_takes_the_place_of_one_that_is_still_open(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00")
    scene.do("reply_negotiation_letter", scene.management, at="2026-03-03 14:00")
    for round_number in range(2, 16):
        scene.do("send_negotiation_letter", scene.ecology, at="2026-03-04 10:00")
        assert NegotiationLetter.objects.get(closed_at=None).number == round_number
        assert answering(scene) == {scene.management, scene.housing}
    assert NegotiationReply.objects.count() == 1
    scene.do("draft_agreement", scene.ecology, at="2026-03-04 11:00")
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-04 12:00")
    assert scene.case.state == CaseState.SETTLED


def test_a_late_party_is_asked_to_reply_too(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00")
    latecomer = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.do("add_party", scene.ecology, at="2026-03-03 11:00", organization=latecomer.code)
    assert latecomer in answering(scene)


def test_silence_is_no_objection_only_of_whom_the_letter_has_provably_reached(strict: Scene) -> None:
    scene = strict
    open_between_departments(scene)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00")
    scene.do("acknowledge_negotiation_letter", scene.management, at="2026-03-03 11:00")
    assert "acknowledge_negotiation_letter" not in scene.offered(scene.management)
    due = scene.clock(Step.NEGOTIATION_REPLY).expires_at
    scene.live_until(due)
    silence = NegotiationReply.objects.get()
    assert (silence.organization, silence.by_silence, silence.agrees) == (scene.management, True, None)
    assert answering(scene) == {scene.housing}
    assert scene.events()[-1] == "negotiation_letter.lapsed"
    with pytest.raises(TermOver) as caught:
        scene.do("reply_negotiation_letter", scene.management, at=due)
    assert scene.case.deadlines.filter(step=Step.NEGOTIATION_REPLY, state="FIRED").first().citation.rstrip("。") in (
        caught.value.text()
    )
    scene.do("reply_negotiation_letter", scene.housing, at=due)
    assert NegotiationLetter.objects.get().closed_at == due


def test_without_proof_of_delivery_the_clock_only_reminds(strict: Scene) -> None:
    scene = strict
    open_between_departments(scene)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00")
    scene.live_until(scene.clock(Step.NEGOTIATION_REPLY).expires_at)
    assert not NegotiationReply.objects.exists()
    assert answering(scene) == {scene.management, scene.housing}
    assert scene.events()[-1] == "deadline.reminded"
    assert Step.NEGOTIATION_REPLY in scene.running()


def test_where_silence_means_nothing_it_is_only_reminded_of(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-02 11:00")
    scene.do("acknowledge_negotiation_letter", scene.housing, at="2026-03-02 12:00")
    scene.do("extend_deadline", scene.ecology, at="2026-03-04 10:00", workdays=5)
    scene.live_until(scene.clock(Step.NEGOTIATION_REPLY).expires_at)
    assert not NegotiationReply.objects.exists()
    scene.do("reply_negotiation_letter", scene.housing, at="2026-03-11 10:00")


def test_the_letter_and_the_heads_come_first_where_the_procedure_says_so(strict: Scene) -> None:
    scene = strict
    open_between_departments(scene)
    for act in ("draft_agreement", "refer_case"):
        assert act not in scene.offered(scene.ecology)
        with pytest.raises(NotNow):
            scene.do(act, scene.ecology, at="2026-03-02 11:00")
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00")
    assert "draft_agreement" in scene.offered(scene.ecology)
    with pytest.raises(NotNow):
        scene.do("refer_case", scene.ecology, at="2026-03-03 11:00")
    with pytest.raises(PaperFromTheFuture):
        scene.do("record_heads_meeting", scene.ecology, at="2026-03-03 11:00", held_on="2026-03-04")
    scene.do("record_heads_meeting", scene.ecology, at="2026-03-04 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-04 11:00")
    assert scene.stages()[0] == (Tier.NEGOTIATION, StageResult.REFERRED)
    assert not Letter.objects.get(case=scene.case).heads_did_not_meet


def test_the_clock_moves_the_case_all_the_same_and_the_letter_says_that_the_heads_did_not_meet(db: None) -> None:
    text = text_of(shipped_pack("longquanyi"))
    scene = living(
        set_the_stage(text=text.replace("[heads_must_meet]\nvalue = false", "[heads_must_meet]\nvalue = true"))
    )
    open_between_departments(scene)
    scene.live_until(scene.clock(Step.TIER_NEGOTIATION).expires_at)
    assert scene.stages()[0] == (Tier.NEGOTIATION, StageResult.TIMED_OUT)
    assert Letter.objects.get(case=scene.case).heads_did_not_meet


def test_a_phase_is_asked_about_once(scene: Scene) -> None:
    open_between_departments(scene)
    twice = [{"phase": Phase.SUPERVISION, "text": "谁牵头？"}] * 2
    with pytest.raises(PhaseTwice) as caught:
        scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00", questions=twice)
    assert caught.value.field == "questions"
    assert not NegotiationLetter.objects.exists()
    with pytest.raises(NotPermitted):
        scene.do("send_negotiation_letter", scene.housing, at="2026-03-03 10:00")


def test_a_reply_is_given_once(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00")
    scene.do("reply_negotiation_letter", scene.housing, at="2026-03-03 11:00")
    with pytest.raises(Stale):
        scene.do("reply_negotiation_letter", scene.housing, at="2026-03-03 12:00")
    with pytest.raises(NotPermitted):
        scene.do("reply_negotiation_letter", scene.ecology, at="2026-03-03 12:00")


def test_a_note_is_for_ones_own_organization_until_it_is_shared(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("write_note", scene.housing, at="2026-03-03 10:00", text="底线是只配合，不牵头。")
    note = InternalNote.objects.get()
    written = Event.objects.get(kind="note.written")
    assert written.data == {"act": "write_note", "note": note.pk, "digest": note.digest}
    assert "底线" not in str(written.changes)
    assert "share_note" in scene.offered(scene.housing)
    assert "share_note" not in scene.offered(scene.management)
    scene.do("write_note", scene.management, at="2026-03-03 10:30", text="另行请示。")
    with pytest.raises(NoteUnknown):
        scene.do("share_note", scene.management, at="2026-03-03 11:00", note=note.pk)
    scene.do("share_note", scene.housing, at="2026-03-03 11:00", note=note.pk)
    assert "share_note" not in scene.offered(scene.housing)
    note.refresh_from_db()
    assert note.shared_at == moment("2026-03-03 11:00")


def test_any_party_may_apply_where_the_procedure_says_so(anybody: Scene) -> None:
    scene = anybody
    open_between_departments(scene)
    assert "refer_case" in scene.offered(scene.housing)
    scene.do("refer_case", scene.housing, at="2026-03-04 10:00")
    letter = Letter.objects.get(case=scene.case)
    assert (letter.sender, letter.addressee) == (scene.housing, scene.office)
    assert scene.stages()[-1] == (Tier.OFFICE_COORDINATION, "")
    with pytest.raises(Stale):
        scene.do("refer_case", scene.ecology, at="2026-03-04 11:00")
    scene.do("ask_to_supplement", scene.office, at="2026-03-05 10:00")
    assert scene.waiting() == {("supplement", scene.housing)}
    assert ApplicationReview.objects.exists()


def test_only_the_convening_department_applies_where_the_procedure_says_so(scene: Scene) -> None:
    open_between_departments(scene)
    assert "refer_case" not in scene.offered(scene.housing)
    with pytest.raises(NotPermitted):
        scene.do("refer_case", scene.housing, at="2026-03-04 10:00")


def test_the_establishment_office_may_refer_what_the_secretariat_conducts(db: None) -> None:
    scene = living(set_the_stage(text=pack_with("weihai", {"scan_required": "false", "cosignature_required": "false"})))
    open_between_departments(scene)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-02 11:00")
    scene.do("record_heads_meeting", scene.ecology, at="2026-03-03 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-03 11:00")
    scene.do("accept_application", scene.secretariat, at="2026-03-04 10:00")
    scene.do("open_round", scene.secretariat, at="2026-03-04 11:00")
    for department in scene.district.departments:
        scene.do("reply_opinion", department, at="2026-03-05 10:00")
    scene.do("convene_meeting", scene.secretariat, at="2026-03-05 11:00")
    scene.do("hold_meeting", scene.secretariat, at="2026-03-06 15:00")
    scene.do("issue_minutes_not_agreed", scene.secretariat, at="2026-03-06 16:00")
    assert {"refer_case"} <= scene.offered(scene.secretariat) & scene.offered(scene.office)
    scene.do("refer_case", scene.office, at="2026-03-09 10:00")
    assert scene.stages()[-1] == (Tier.REFERRAL, "")
    assert Letter.objects.order_by("pk").last().sender == scene.office

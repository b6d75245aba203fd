"""提请党委、政府: the file, the co-signatures, who decides, the agenda, the decision and its dissent, or back again."""

from datetime import date
from typing import Any

import pytest

from cases.errors import PaperFromTheFuture
from cases.models import (
    AgendaApplication,
    Cosignature,
    Decision,
    Letter,
    Reception,
    ReferralFile,
    ReferralReturn,
    Routing,
)
from cases.referral.errors import (
    AnotherBodyNeedsReason,
    BodyMayNotDecide,
    CosignedOtherwise,
    DissentTwice,
    FromBeforeItCame,
    InstructionIncomplete,
    LeadTimeNotKept,
    ReceptionNumberTaken,
    SentToAnotherBody,
    SheetMissing,
    TwoMatters,
    UrgencyNeedsReason,
    WrittenFromTheRecord,
    WrongForm,
)
from core.errors import NotPermitted, Stale
from core.labels import label
from core.vocabulary import (
    CaseSource,
    CaseState,
    CosignatureAnswer,
    DecidingBody,
    DecisionForm,
    OrganizationKind,
    Phase,
    ReferralSection,
    RoutingGround,
    StageResult,
    Stance,
    Step,
    Tier,
)
from flows.errors import NotInThisFile, NotNow
from tests.factories import moment
from tests.health import living
from tests.packs import pack_with
from tests.referrals import put_before_a_meeting, put_before_the_leader
from tests.stage_set import Scene, set_the_stage

LEADER, COMMISSION, GOVERNMENT, COMMITTEE = DecidingBody


def at_the_office(scene: Scene) -> Scene:
    """Two positions on record, one department silent; the establishment office studies the case."""
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    leads = [{"phase": Phase.SUPERVISION, "stance": Stance.LEAD}]
    scene.do("state_position", scene.management, at="2026-03-02 11:00", stances=leads, text="一直由我局巡查。")
    scene.do("state_position", scene.housing, at="2026-03-02 11:10", text="施工许可不含噪声。")
    scene.do("refer_case", scene.ecology, at="2026-03-03 10:00")
    scene.do("accept_application", scene.office, at="2026-03-04 10:00")
    scene.do("open_round", scene.office, at="2026-03-04 11:00")
    scene.do(
        "reply_opinion", scene.housing, at="2026-03-05 10:00", agrees=False, text="无执法队伍。", basis="三定第五条"
    )
    scene.do("close_round", scene.office, at="2026-03-06 10:00")
    scene.do("record_adoption", scene.office, at="2026-03-06 10:10")
    scene.do("convene_meeting", scene.office, at="2026-03-06 11:00")
    scene.do("hold_meeting", scene.office, at="2026-03-09 16:00")
    scene.do("issue_minutes_not_agreed", scene.office, at="2026-03-10 10:00")
    return scene


@pytest.fixture
def studied(scene: Scene) -> Scene:
    return at_the_office(scene)


@pytest.fixture
def referred(studied: Scene) -> Scene:
    """Sent up on 11 March, with the secretariat."""
    studied.do("refer_case", studied.office, at="2026-03-11 10:00")
    return studied


@pytest.fixture
def received(referred: Scene) -> Scene:
    referred.do("receive_referral", referred.secretariat, at="2026-03-12 10:00")
    return referred


@pytest.fixture
def to_be_cosigned(db: None) -> Scene:
    """Under a procedure in which nobody refers before everybody has co-signed or dissented."""
    return at_the_office(living(set_the_stage(text=pack_with("longquanyi", {"cosignature_required": "true"}))))


def sections(scene: Scene) -> dict[str, str]:
    return dict(ReferralFile.objects.filter(case=scene.case).latest("pk").sections)


# the file


def test_what_goes_up_is_built_from_the_case(studied: Scene) -> None:
    studied.do(
        "refer_case", studied.office, at="2026-03-11 10:00", matter="夜间施工噪声监管", proposal="建议由城管牵头。"
    )
    file = ReferralFile.objects.get(case=studied.case)
    assert (file.matter, file.version, file.sent_at) == ("夜间施工噪声监管", 1, moment("2026-03-11 10:00"))
    assert set(file.sections) == {str(section) for section in ReferralSection}
    said = file.sections
    assert "一直由我局巡查" in said["SIDES"]
    assert "无执法队伍。（依据：三定第五条）" in said["SIDES"]
    assert f"{studied.ecology.name}：未提交意见" not in said["SIDES"]  # it spoke at the meeting
    assert said["LEANING"] == "建议由城管牵头。"
    assert "没有" in said["PRECEDENTS"]
    assert "未组织会签" in said["COSIGNATURES"]
    assert "无执法队伍" in said["DISSENT"]
    assert "采纳" in said["ADOPTION"]
    assert "无执法队伍" in said["ADOPTION"]
    assert "各部门发表了意见" in said["MEETINGS"]
    assert studied.office.name in said["COURSE"]
    supervision = next(row for row in file.differences if row["phase"] == label(Phase.SUPERVISION))
    assert {one["organization"]: one["stance"] for one in supervision["stances"]} == {
        studied.ecology.short_name: "", studied.management.short_name: label(Stance.LEAD),
        studied.housing.short_name: label(Stance.NOT_OURS),
    }  # fmt: skip


def test_the_office_edits_it_before_it_is_sent_and_each_change_is_a_version(studied: Scene) -> None:
    studied.do("assemble_referral", studied.office, at="2026-03-11 09:00")
    studied.do("edit_referral", studied.office, at="2026-03-11 09:10", part="SIDES", text="各方意见详见附件。")
    with pytest.raises(WrittenFromTheRecord):
        studied.do("edit_referral", studied.office, at="2026-03-11 09:20", part="COSIGNATURES", text="均已会签。")
    studied.do("refer_case", studied.office, at="2026-03-11 10:00")
    first, sent = ReferralFile.objects.filter(case=studied.case).order_by("version")
    assert (first.sent_at, sent.sent_at, sent.edited) == (None, moment("2026-03-11 10:00"), ReferralSection.SIDES)
    assert sent.sections["SIDES"] == "各方意见详见附件。"
    assert first.digest != sent.digest
    with pytest.raises(Stale):
        studied.do("edit_referral", studied.office, at="2026-03-11 11:00")


def test_it_is_drawn_up_anew_from_what_came_since(studied: Scene) -> None:
    studied.do("assemble_referral", studied.office, at="2026-03-11 09:00")
    studied.do("open_round", studied.office, at="2026-03-11 09:10")
    studied.do("reply_opinion", studied.ecology, at="2026-03-12 09:10", agrees=False, text="愿意配合检测。")
    studied.do("close_round", studied.office, at="2026-03-12 10:00")
    studied.do("record_adoption", studied.office, at="2026-03-12 10:10")
    assert "愿意配合检测" not in sections(studied)["SIDES"]
    studied.do("assemble_referral", studied.office, at="2026-03-12 11:00")
    assert "愿意配合检测" in sections(studied)["SIDES"]


@pytest.mark.parametrize("matter", ["施工噪声监管；夜间施工许可", "一、施工噪声监管 二、夜间施工许可"])
def test_a_referral_is_about_one_matter(studied: Scene, matter: str) -> None:
    for act in ("assemble_referral", "refer_case"):
        with pytest.raises(TwoMatters):
            studied.do(act, studied.office, at="2026-03-11 10:00", matter=matter)
    assert studied.stage.tier == Tier.OFFICE_COORDINATION


def test_the_clock_leaves_it_as_a_draft_until_somebody_signs(studied: Scene) -> None:
    studied.live_until("2026-04-17 00:00")
    assert studied.stage.tier == Tier.REFERRAL
    file = ReferralFile.objects.get(case=studied.case)
    assert (file.sent_at, file.drafted_by_name, file.matter) == (None, "system", studied.case.title)
    studied.do("edit_referral", studied.office, at="2026-04-17 09:00", part="LEANING", text="建议由城管牵头。")
    studied.do("sign_letter", studied.office, at="2026-04-17 10:00", proposal="建议由城管牵头。")
    sent = ReferralFile.objects.exclude(sent_at=None).get()
    assert (sent.sections["LEANING"], sent.sent_at) == ("建议由城管牵头。", moment("2026-04-17 10:00"))
    assert "edit_referral" not in studied.offered(studied.office)


# co-signatures


def test_nobody_refers_before_everybody_has_cosigned_or_dissented(to_be_cosigned: Scene) -> None:
    scene = to_be_cosigned
    with pytest.raises(NotNow):
        scene.do("refer_case", scene.office, at="2026-03-11 09:00")
    with pytest.raises(NotNow):
        scene.do("request_cosignatures", scene.office, at="2026-03-11 09:00")  # nothing is drawn up
    scene.do("assemble_referral", scene.office, at="2026-03-11 09:10")
    scene.do("request_cosignatures", scene.office, at="2026-03-11 09:20")
    assert scene.waiting() == {("cosign", one) for one in scene.district.departments}
    assert scene.clock(Step.COSIGNATURE).last_day == date(2026, 3, 18)
    scene.do("cosign_referral", scene.ecology, at="2026-03-12 10:00")
    scene.do("cosign_referral", scene.management, at="2026-03-12 10:10")
    with pytest.raises(Stale):
        scene.do("refer_case", scene.office, at="2026-03-12 11:00")
    with pytest.raises(Stale):
        scene.do("cosign_referral", scene.ecology, at="2026-03-12 12:00")
    scene.do("dissent_from_referral", scene.housing, at="2026-03-13 10:00", reason="不应由我局承担。")
    assert scene.waiting() == {("study", scene.office)}
    assert Step.COSIGNATURE not in scene.running()
    with pytest.raises(CosignedOtherwise):
        scene.do("refer_case", scene.office, at="2026-03-13 11:00", proposal="建议由住建牵头。")
    with pytest.raises(CosignedOtherwise):
        scene.do("refer_case", scene.office, at="2026-03-13 11:00", matter="另一事项")
    scene.do("refer_case", scene.office, at="2026-03-13 11:10")
    attached = sections(scene)["COSIGNATURES"]
    assert attached.count("会签同意") == 2
    assert "不应由我局承担" in attached


def test_silence_is_recorded_as_no_answer_and_is_no_consent(to_be_cosigned: Scene) -> None:
    scene = to_be_cosigned
    scene.do("assemble_referral", scene.office, at="2026-03-11 09:10")
    scene.do("request_cosignatures", scene.office, at="2026-03-11 09:20")
    scene.do("cosign_referral", scene.ecology, at="2026-03-12 10:00")
    scene.live_until("2026-03-18 23:59")
    assert ("cosign", scene.housing) in scene.waiting()
    scene.live_until("2026-03-19 00:00")
    assert scene.waiting() == {("study", scene.office)}
    answers = {one.organization: one.answer for one in Cosignature.objects.select_related("organization")}
    assert answers == {
        scene.ecology: CosignatureAnswer.COSIGNED, scene.management: CosignatureAnswer.NO_ANSWER,
        scene.housing: CosignatureAnswer.NO_ANSWER,
    }  # fmt: skip
    scene.do("refer_case", scene.office, at="2026-03-19 10:00")
    assert scene.stage.tier == Tier.REFERRAL


def test_an_edited_file_is_put_to_them_again(to_be_cosigned: Scene) -> None:
    scene = to_be_cosigned
    scene.do("assemble_referral", scene.office, at="2026-03-11 09:10")
    scene.do("request_cosignatures", scene.office, at="2026-03-11 09:20")
    for department in scene.district.departments:
        scene.do("cosign_referral", department, at="2026-03-12 10:00")
    with pytest.raises(NotNow):
        scene.do("request_cosignatures", scene.office, at="2026-03-12 11:00")  # of this version they were asked
    scene.do("edit_referral", scene.office, at="2026-03-12 11:10", part="LEANING", text="建议由住建牵头。")
    assert "refer_case" not in scene.offered(scene.office)
    scene.do("request_cosignatures", scene.office, at="2026-03-12 11:20")
    assert scene.waiting() == {("cosign", one) for one in scene.district.departments}


def test_the_clock_of_the_tier_moves_the_case_all_the_same(to_be_cosigned: Scene) -> None:
    scene = to_be_cosigned
    scene.live_until("2026-03-31 12:00")
    scene.do("assemble_referral", scene.office, at="2026-03-31 12:10")
    scene.do("request_cosignatures", scene.office, at="2026-03-31 12:20")
    scene.do("dissent_from_referral", scene.housing, at="2026-03-31 13:00", reason="不应由我局承担。")
    scene.live_until("2026-04-01 00:00")
    assert scene.stages()[-2:] == [(Tier.OFFICE_COORDINATION, StageResult.TIMED_OUT), (Tier.REFERRAL, "")]
    said = sections(scene)["COSIGNATURES"]
    assert "不应由我局承担" in said
    assert said.count("未答复") == 2


def test_a_late_party_is_asked_to_cosign_too(to_be_cosigned: Scene) -> None:
    scene = to_be_cosigned
    scene.do("assemble_referral", scene.office, at="2026-03-11 09:10")
    scene.do("request_cosignatures", scene.office, at="2026-03-11 09:20")
    scene.do("add_party", scene.office, at="2026-03-11 09:30", organization=scene.dispatch.code)
    assert ("cosign", scene.dispatch) in scene.waiting()
    for one in (*scene.district.departments, scene.dispatch):
        scene.do("cosign_referral", one, at="2026-03-12 10:00")
    assert scene.waiting() == {("study", scene.office)}


# received and sent to who decides


def test_it_is_received_under_a_number_before_anything_else(referred: Scene) -> None:
    scene = referred
    assert scene.waiting() == {("receive", scene.secretariat)}
    assert "enter_decision" not in scene.offered(scene.secretariat)
    with pytest.raises(Stale):
        scene.do("route_referral", scene.secretariat, at="2026-03-12 09:00")
    with pytest.raises(NotPermitted):
        scene.do("receive_referral", scene.office, at="2026-03-12 09:00")
    with pytest.raises(FromBeforeItCame):
        scene.do("receive_referral", scene.secretariat, at="2026-03-12 09:00", received_on=date(2026, 3, 10))
    with pytest.raises(PaperFromTheFuture):
        scene.do("receive_referral", scene.secretariat, at="2026-03-12 09:00", received_on=date(2026, 3, 13))
    scene.do("receive_referral", scene.secretariat, at="2026-03-12 09:00", register_number="府办收〔2026〕8号")
    reception = Reception.objects.get(case=scene.case)
    assert (reception.number, reception.received_on) == ("府办收〔2026〕8号", date(2026, 3, 12))
    with pytest.raises(Stale):
        scene.do("receive_referral", scene.secretariat, at="2026-03-12 09:10")


def test_a_number_of_the_register_is_given_once(received: Scene) -> None:
    taken = Reception.objects.get(case=received.case).number
    received.do("return_referral", received.secretariat, at="2026-03-13 10:00")
    received.live_until("2026-05-20 00:00")
    with pytest.raises(ReceptionNumberTaken):
        received.do("receive_referral", received.secretariat, at="2026-05-20 10:00", register_number=taken)


def test_by_the_rule_the_procedures_body_decides(received: Scene) -> None:
    received.do(
        "route_referral", received.secretariat, at="2026-03-13 10:00", leader="常务副区长",
        instruction="请提交政府专题会议研究。", instructed_on=date(2026, 3, 12),
    )  # fmt: skip
    routing = Routing.objects.get(case=received.case)
    assert (routing.deciding_body, routing.ground) == (GOVERNMENT, RoutingGround.DEFAULT)
    assert (routing.leader, routing.instructed_on) == ("常务副区长", date(2026, 3, 12))
    assert received.waiting() == {("agenda", received.secretariat)}


def test_whom_the_government_does_not_bind_goes_to_the_party_committee(received: Scene) -> None:
    received.housing.kind = OrganizationKind.PARTY_ORGAN
    received.housing.save(update_fields=["kind"])
    received.do("route_referral", received.secretariat, at="2026-03-13 10:00")
    routing = Routing.objects.get(case=received.case)
    assert (routing.deciding_body, routing.ground) == (COMMITTEE, RoutingGround.PARTY_SIDE)


def test_what_a_statute_leaves_to_the_government_goes_to_its_meeting(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("state_position", scene.housing, at="2026-03-02 11:00", basis="《中华人民共和国噪声污染防治法》第七十七条")
    scene.live_until("2026-04-17 00:00")
    scene.do("receive_referral", scene.secretariat, at="2026-04-17 09:00")
    scene.do("route_referral", scene.secretariat, at="2026-04-17 10:00")
    routing = Routing.objects.get(case=scene.case)
    assert (routing.deciding_body, routing.ground) == (GOVERNMENT, RoutingGround.STATUTE)


def test_another_body_is_chosen_with_a_reason_only(received: Scene) -> None:
    scene = received
    with pytest.raises(AnotherBodyNeedsReason):
        scene.do("route_referral", scene.secretariat, at="2026-03-13 10:00", deciding_body=LEADER)
    with pytest.raises(InstructionIncomplete):
        scene.do("route_referral", scene.secretariat, at="2026-03-13 10:00", leader="区长")
    scene.do("route_referral", scene.secretariat, at="2026-03-13 10:00", deciding_body=LEADER, reason="事项单一。")
    routing = Routing.objects.get(case=scene.case)
    assert (routing.by_rule, routing.ground, routing.reason) == (GOVERNMENT, RoutingGround.OVERRIDDEN, "事项单一。")
    assert scene.waiting() == {("on_paper", scene.secretariat)}


def test_a_body_that_the_procedure_does_not_know_decides_nothing(db: None) -> None:
    scene = living(set_the_stage(text=pack_with("longquanyi", {"decided_by": '["GOVERNMENT_MEETING"]'})))
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-04-17 00:00")
    scene.do("receive_referral", scene.secretariat, at="2026-04-17 09:00")
    with pytest.raises(BodyMayNotDecide):
        scene.do("route_referral", scene.secretariat, at="2026-04-17 10:00", deciding_body=LEADER, reason="事项单一。")


def test_a_leader_may_send_it_to_a_meeting_after_all(received: Scene) -> None:
    scene = received
    scene.do("route_referral", scene.secretariat, at="2026-03-13 10:00", deciding_body=LEADER, reason="事项单一。")
    scene.do(
        "route_referral", scene.secretariat, at="2026-03-16 10:00", deciding_body=COMMISSION, reason="领导批示。",
        leader="区长", instruction="请提交编委会。", instructed_on=date(2026, 3, 16),
    )  # fmt: skip
    assert scene.waiting() == {("agenda", scene.secretariat)}
    scene.do("apply_for_agenda", scene.secretariat, at="2026-03-16 11:00")
    assert scene.waiting() == {("commission", scene.secretariat)}
    with pytest.raises(SentToAnotherBody):
        scene.do("enter_decision", scene.secretariat, at="2026-04-01 10:00", deciding_body=LEADER, form="INSTRUCTION")


# the agenda


@pytest.mark.parametrize(
    ("wanted", "urgent", "earliest"),
    [
        # from Friday the 13th: ten workdays later is Friday the 27th, seven is Tuesday the 24th
        (date(2026, 3, 26), False, date(2026, 3, 27)),
        (date(2026, 3, 23), True, date(2026, 3, 24)),
    ],
)
def test_the_meeting_lies_behind_the_lead_time(received: Scene, wanted: date, urgent: bool, earliest: date) -> None:
    scene = received
    scene.do("route_referral", scene.secretariat, at="2026-03-13 10:00")
    reason = "群众反映强烈。" if urgent else ""
    with pytest.raises(LeadTimeNotKept) as refused:
        scene.do(
            "apply_for_agenda", scene.secretariat, at="2026-03-13 11:00", wanted_on=wanted, urgent=urgent,
            urgent_reason=reason,
        )  # fmt: skip
    assert refused.value.params["earliest"] == earliest
    scene.do(
        "apply_for_agenda", scene.secretariat, at="2026-03-13 11:00", wanted_on=earliest, urgent=urgent,
        urgent_reason=reason,
    )  # fmt: skip
    applied = AgendaApplication.objects.get(case=scene.case)
    assert (applied.wanted_on, applied.earliest_on, applied.urgent_reason) == (earliest, earliest, reason)
    assert applied.attendees == ["生态环境局 副局长", "住房城乡建设局 副局长"]
    assert scene.waiting() == {("government", scene.secretariat)}


def test_urgency_has_its_reason(received: Scene) -> None:
    received.do("route_referral", received.secretariat, at="2026-03-13 10:00")
    with pytest.raises(UrgencyNeedsReason):
        received.do("apply_for_agenda", received.secretariat, at="2026-03-13 11:00", urgent=True)
    with pytest.raises(NotInThisFile):
        received.do("apply_for_agenda", received.secretariat, at="2026-03-13 11:00", material=999_999)


def test_an_item_put_off_is_applied_for_again(received: Scene) -> None:
    scene = received
    scene.do("route_referral", scene.secretariat, at="2026-03-13 10:00")
    scene.do("apply_for_agenda", scene.secretariat, at="2026-03-13 11:00")
    scene.do("apply_for_agenda", scene.secretariat, at="2026-03-20 11:00")
    assert AgendaApplication.objects.filter(case=scene.case).count() == 2
    assert scene.waiting() == {("government", scene.secretariat)}


# the decision


def test_a_meeting_decides_with_minutes_and_minuted_dissent(referred: Scene) -> None:
    scene = referred
    put_before_a_meeting(scene, at="2026-03-13 10:00")
    scene.do(
        "enter_decision", scene.secretariat, at="2026-03-30 10:00", decided_on=date(2026, 3, 27),
        document_number="区政府专题会议纪要〔2026〕4号", participants="区长\n副区长",
        dissents=[{"organization": scene.housing.code, "text": "保留意见。"}],
    )  # fmt: skip
    decision = Decision.objects.get(case=scene.case)
    assert (decision.deciding_body, decision.form) == (GOVERNMENT, DecisionForm.MINUTES)
    assert decision.participants == ["区长", "副区长"]
    assert decision.sheet is not None
    dissent = decision.dissents.get()
    assert (dissent.organization, dissent.text) == (scene.housing, "保留意见。")
    assert scene.stages()[-1] == (Tier.REFERRAL, StageResult.DECIDED)
    assert scene.case.state == CaseState.SETTLED
    scene.do("list_outcome", scene.office, at="2026-03-31 10:00")
    with pytest.raises(Stale):
        scene.do("enter_decision", scene.secretariat, at="2026-04-01 10:00", sheet=decision.sheet.pk)


def test_a_leader_in_charge_decides_on_the_paper(referred: Scene) -> None:
    put_before_the_leader(referred, at="2026-03-13 10:00")
    with pytest.raises(WrongForm):
        referred.do("enter_decision", referred.secretariat, at="2026-03-13 11:00", form=DecisionForm.MINUTES)
    referred.do("enter_decision", referred.secretariat, at="2026-03-13 11:00", scope="THIS_CASE")
    decision = Decision.objects.get(case=referred.case)
    assert (decision.form, decision.outcome.scope) == (DecisionForm.INSTRUCTION, "THIS_CASE")


def test_what_the_decision_must_have(referred: Scene) -> None:
    scene = referred
    put_before_a_meeting(scene, at="2026-03-13 10:00")
    with pytest.raises(SentToAnotherBody):
        scene.do("enter_decision", scene.secretariat, at="2026-03-30 10:00", deciding_body=COMMITTEE)
    with pytest.raises(WrongForm):
        scene.do("enter_decision", scene.secretariat, at="2026-03-30 10:00", form=DecisionForm.INSTRUCTION)
    with pytest.raises(NotInThisFile):
        scene.do("enter_decision", scene.secretariat, at="2026-03-30 10:00", sheet=999_999)
    with pytest.raises(FromBeforeItCame):
        scene.do("enter_decision", scene.secretariat, at="2026-03-30 10:00", decided_on=date(2026, 3, 12))
    with pytest.raises(PaperFromTheFuture):
        scene.do("enter_decision", scene.secretariat, at="2026-03-30 10:00", decided_on=date(2026, 3, 31))
    twice = [{"organization": scene.housing.code, "text": "保留意见。"}] * 2
    with pytest.raises(DissentTwice):
        scene.do("enter_decision", scene.secretariat, at="2026-03-30 10:00", dissents=twice)
    assert scene.stage.tier == Tier.REFERRAL


# back again


def test_the_leader_sends_it_back_and_the_office_takes_it_up_again(received: Scene) -> None:
    scene = received
    scene.do(
        "return_referral", scene.secretariat, at="2026-03-13 10:00", reason="请再听取镇街意见。",
        sent_back_by="分管副区长",
    )  # fmt: skip
    assert scene.stages()[-2:] == [(Tier.REFERRAL, StageResult.RETURNED), (Tier.OFFICE_COORDINATION, "")]
    assert scene.stage.visit == 2
    assert scene.waiting() == {("acceptance", scene.office)}
    assert ReferralReturn.objects.get(case=scene.case).reason == "请再听取镇街意见。"
    scene.do("accept_application", scene.office, at="2026-03-16 10:00")
    scene.do("convene_meeting", scene.office, at="2026-03-16 10:30")
    scene.do("hold_meeting", scene.office, at="2026-03-16 16:00")
    scene.do("issue_minutes_not_agreed", scene.office, at="2026-03-17 09:00")
    scene.do("open_round", scene.office, at="2026-03-17 09:10")
    scene.do("close_round", scene.office, at="2026-03-18 09:10")
    scene.do("refer_case", scene.office, at="2026-03-18 10:00")
    assert (scene.stage.tier, scene.stage.visit) == (Tier.REFERRAL, 2)
    assert ReferralFile.objects.filter(case=scene.case).exclude(sent_at=None).count() == 2
    put_before_the_leader(scene, at="2026-03-19 10:00")
    scene.do("enter_decision", scene.secretariat, at="2026-03-19 11:00")
    assert scene.case.state == CaseState.SETTLED


def test_a_meeting_may_ask_for_further_coordination_with_its_minutes(referred: Scene) -> None:
    scene = referred
    put_before_a_meeting(scene, at="2026-03-13 10:00")
    with pytest.raises(SheetMissing):
        scene.do("return_referral", scene.secretariat, at="2026-03-30 10:00", form=DecisionForm.MINUTES)
    sheet = scene.on_file(scene.secretariat, at="2026-03-30 09:00")
    scene.do(
        "return_referral", scene.secretariat, at="2026-03-30 10:00", form=DecisionForm.MINUTES, sheet=sheet,
        document_number="纪要4号",
    )  # fmt: skip
    assert scene.stage.tier == Tier.OFFICE_COORDINATION


def test_nothing_is_minuted_before_a_meeting_has_it(received: Scene) -> None:
    sheet = received.on_file(received.secretariat, at="2026-03-13 09:00")
    with pytest.raises(WrongForm):
        received.do(
            "return_referral", received.secretariat, at="2026-03-13 10:00", form=DecisionForm.MINUTES, sheet=sheet,
            document_number="纪要4号",
        )  # fmt: skip


def test_nobody_else_acts_at_tier_4(referred: Scene) -> None:
    put_before_a_meeting(referred, at="2026-03-13 10:00")
    for act in ("route_referral", "apply_for_agenda", "return_referral", "enter_decision"):
        fields: dict[str, Any] = {"sheet": 1} if act == "enter_decision" else {}
        with pytest.raises(NotPermitted):
            referred.do(act, referred.office, at="2026-03-30 10:00", **fields)
    assert Letter.objects.filter(case=referred.case, signed_by="").count() == 0

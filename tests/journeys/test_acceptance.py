"""工地夜间施工噪声，从工单到清单: the whole procedure in twenty steps; the terms of the pack are samples."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from audit.models import Event
from cases.models import Letter, NegotiationLetter, Objection, OpinionPoint, Outcome, Stage
from cases.receipts import acknowledgements_of
from core.errors import Stale
from core.vocabulary import (
    Adoption,
    CaseState,
    ClosingReason,
    ConsultationKind,
    DecidingBody,
    DecisionForm,
    DutyRole,
    InvitationReply,
    MembershipRole,
    ObjectionGround,
    OrganizationFunction,
    Phase,
    ReversalVerdict,
    SpeakingAuthority,
    StageResult,
    Stance,
    StandKind,
    Step,
    Tier,
)
from flows.errors import MustGoToTier4
from flows.selectors import situation
from flows.services import add_document
from hotline.bounced import bounced
from hotline.owners import advice_for
from registry.selectors import entry_on
from tests.factories import make_organization, moment
from tests.order_scene import Orders
from tests.stage_set import Scene, as_moment

NOISE_LAW = "《中华人民共和国噪声污染防治法》第七十七条"
HEAD = MembershipRole.HEAD
APPROVAL, SUPERVISION, ENFORCEMENT = Phase


def test_site_noise_from_work_order_to_duty_list(scene: Scene) -> None:
    orders = Orders(scene=scene)
    dispatched_objected_to_and_redispatched(orders)
    opened_as_a_case_with_an_interim_handler(orders)
    acknowledged_by_all(scene)
    negotiated_by_letter_and_matrix(scene)
    moved_by_the_clock_at_midnight(scene)
    met_and_not_agreed(scene)
    applied_to_the_establishment_office_signed(scene)
    registered_supplemented_and_accepted(scene)
    asked_twice_and_every_point_answered(scene)
    met_at_the_office_where_one_goes_back_on_its_view(scene)
    drafted_and_sent_up_by_statute(scene)
    decided_by_the_government(scene)
    listed_within_three_days(scene, orders)
    carried_out_and_struck_off_with_proof(scene, orders)


def dispatched_objected_to_and_redispatched(orders: Orders) -> None:
    """1–3: no entry; ecology objects within a day with the clause; city management too, and nothing is returned."""
    scene = orders.scene
    orders.take_in(at="2026-03-02 09:00")
    assert advice_for(orders.order, at=moment("2026-03-02 09:10")).entries == []
    orders.dispatch_to(scene.ecology, at="2026-03-02 09:30")
    scan = orders.add_scan(scene.ecology, at="2026-03-03 09:50")
    orders.do(
        "object_to_dispatch", scene.ecology, at="2026-03-03 10:00", basis=NOISE_LAW, scan=scan.pk,
        proposed=scene.management.code,
    )  # fmt: skip
    orders.do("uphold_dispatch_objection", scene.dispatch, at="2026-03-04 09:00")
    orders.dispatch_to(scene.management, at="2026-03-04 10:00")
    assert "object_to_dispatch" not in orders.offered(scene.management)
    assert "dispatch_order" not in orders.offered(scene.management)
    orders.do("ask_for_coordination", scene.management, at="2026-03-05 10:00")


def opened_as_a_case_with_an_interim_handler(orders: Orders) -> None:
    """4: housing is added, ecology handles it meanwhile, without prejudice; the order's own clock runs on."""
    scene = orders.scene
    found = bounced([orders.order])
    assert found.parties == [scene.ecology, scene.management]
    orders.open_case(at="2026-03-05 14:00")
    assert scene.case.interim_handlings.get(ends_at=None).organization == scene.ecology
    assert Step.WORK_ORDER in orders.running()


def acknowledged_by_all(scene: Scene) -> None:
    """5: all three acknowledge, and the date stands with its working."""
    for minute, department in enumerate(scene.district.departments):
        scene.do("acknowledge", department, at=f"2026-03-05 15:{minute:02}")
    assert acknowledgements_of(scene.case).count() == 3
    assert scene.clock(Step.TIER_NEGOTIATION).last_day == date(2026, 3, 12)  # 6, 9, 10, 11, 12 March


def negotiated_by_letter_and_matrix(scene: Scene) -> None:
    """6–7: the letter with its term; two departments fill the matrix, signed by their heads; housing is silent."""
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-06 09:00")
    letter = NegotiationLetter.objects.get(case=scene.case)
    assert letter.reply_until == moment("2026-03-14 00:00")
    wanted = {
        scene.ecology: [(APPROVAL, Stance.NOT_OURS), (SUPERVISION, Stance.ASSIST), (ENFORCEMENT, Stance.NOT_OURS)],
        scene.management: [(APPROVAL, Stance.NOT_OURS), (SUPERVISION, Stance.NOT_OURS), (ENFORCEMENT, Stance.LEAD)],
    }
    for day, (department, stances) in enumerate(wanted.items(), start=9):
        head = scene.capacity(department, HEAD).person.name
        rows = [{"phase": phase, "stance": stance} for phase, stance in stances]
        scene.do("state_position", department, at=f"2026-03-{day:02} 10:00", role=HEAD, signed_by=head, stances=rows)
    silent = [organization for node, organization in scene.waiting() if node == "position"]
    assert silent == [scene.housing]


def moved_by_the_clock_at_midnight(scene: Scene) -> None:
    """8: once, at the midnight after the term, recorded as the system's act."""
    scene.live_until("2026-03-12 23:59:59")
    assert scene.stage.tier == Tier.NEGOTIATION
    scene.live_until("2026-03-13 00:00")
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.TIMED_OUT), (Tier.DISPATCH_COORDINATION, "")]
    moved = Event.objects.get(chain_kind="case", subject_id=scene.case.pk, kind="stage.timed_out")
    assert moved.actor_id is None


def met_and_not_agreed(scene: Scene) -> None:
    """9–10: invited three workdays ahead; who speaks with what authority; stands; minutes within three days."""
    scene.do("convene_meeting", scene.dispatch, at="2026-03-13 09:00", starts_at=moment("2026-03-18 14:00"))
    for hour, department in enumerate(scene.district.departments, start=9):
        scene.do(
            "reply_to_invitation", department, at=f"2026-03-16 {hour:02}:00", reply=InvitationReply.COMES,
            representative="王建国", post="副局长", authority=SpeakingAuthority.FULL,
        )  # fmt: skip
    scene.do("hold_meeting", scene.dispatch, at="2026-03-18 17:00", attendances=_everybody(scene, StandKind.DISSENTS))
    scene.do("issue_minutes_not_agreed", scene.dispatch, at="2026-03-19 10:00")


def _everybody(scene: Scene, says: StandKind) -> list[dict[str, Any]]:
    return [
        {
            "organization": department.code, "attended": True, "representative": "王建国", "says": says,
            "stand": "不同意由本局牵头。", "authority": SpeakingAuthority.FULL,
        }
        for department in scene.district.departments
    ]  # fmt: skip


def applied_to_the_establishment_office_signed(scene: Scene) -> None:
    """11: the head of the hotline signs the application; unsigned it is refused."""
    with pytest.raises(ValidationError):
        scene.do("refer_case", scene.dispatch, at="2026-03-19 15:00", signed_by="")
    paper = scene.send_for_sign_off("refer_case", scene.dispatch, at="2026-03-19 15:00")
    assert scene.stage.tier == Tier.DISPATCH_COORDINATION
    scene.do("sign_paper", scene.dispatch, at="2026-03-19 16:00", role=HEAD, paper=paper.pk)
    assert scene.stage.tier == Tier.OFFICE_COORDINATION
    letter = Letter.objects.filter(case=scene.case).latest("pk")
    assert letter.signed_by == scene.capacity(scene.dispatch, HEAD).person.name


def registered_supplemented_and_accepted(scene: Scene) -> None:
    """12: registered, the director instructs; a supplement within three days; accepted."""
    scene.do("register_application", scene.office, at="2026-03-20 09:00")
    scene.do("instruct_application", scene.office, at="2026-03-20 10:00", role=HEAD)
    scene.do("ask_to_supplement", scene.office, at="2026-03-20 15:00")
    scene.do("supplement_application", scene.dispatch, at="2026-03-24 10:00")
    scene.do("accept_application", scene.office, at="2026-03-25 10:00")
    assert scene.waiting() == {("study", scene.office)}


def asked_twice_and_every_point_answered(scene: Scene) -> None:
    """13: two rounds of five days, the justice bureau's opinion attached; what was adopted and what not, and why."""
    justice = make_organization(
        jurisdiction=scene.district.jurisdiction, functions=[OrganizationFunction.JUSTICE], name="测试区司法局"
    )
    scene.do("consult", scene.office, at="2026-03-25 11:00", organization=justice.code, kind=ConsultationKind.LEGALITY)
    scene.do("answer_consultation", justice, at="2026-03-30 10:00")
    for opened, answered in (("2026-03-26 09:00", "2026-03-30"), ("2026-04-01 09:00", "2026-04-03")):
        scene.do("open_round", scene.office, at=opened)
        for hour, department in enumerate(scene.district.departments, start=9):
            scene.do("reply_opinion", department, at=f"{answered} {hour:02}:30", agrees=department != scene.housing)
        scene.do("record_adoption", scene.office, at=f"{answered} 16:00", adoptions=_all_points(scene))


def _all_points(scene: Scene) -> list[dict[str, Any]]:
    points = OpinionPoint.objects.filter(reply__round__case=scene.case, adoption="")
    return [
        {"point": point.pk, "adoption": Adoption.NOT_ADOPTED, "reason": "与三定规定不符。"} for point in points
    ]  # fmt: skip


def met_at_the_office_where_one_goes_back_on_its_view(scene: Scene) -> None:
    """14: the office's meeting and minutes; housing changes its view without a new basis: refused and recorded."""
    scene.do("convene_meeting", scene.office, at="2026-04-03 17:00", starts_at=moment("2026-04-10 09:00"))
    scene.do("change_view", scene.housing, at="2026-04-10 08:30", ground=ObjectionGround.NONE)
    assert Objection.objects.get(case=scene.case).verdict == ReversalVerdict.REFUSED
    scene.do("hold_meeting", scene.office, at="2026-04-10 12:00", attendances=_everybody(scene, StandKind.DISSENTS))
    scene.do("issue_minutes_not_agreed", scene.office, at="2026-04-13 10:00")


def drafted_and_sent_up_by_statute(scene: Scene) -> None:
    """15–16: two boundary entries; the noise law leaves it to the government; the director signs the referral."""
    lead = [{"phase": SUPERVISION, "organization": scene.ecology.code, "role": DutyRole.LEAD}]
    with pytest.raises(MustGoToTier4):
        scene.do(
            "draft_opinion", scene.office, at="2026-04-13 11:00", outcome_basis=NOISE_LAW,
            further=[{"matter": "夜间施工许可后的监管", "assignments": lead, "basis": NOISE_LAW}],
        )  # fmt: skip
    assert not Outcome.objects.exists()
    head = scene.capacity(scene.office, HEAD).person.name
    scene.do(
        "refer_case", scene.office, at="2026-04-13 15:00", role=HEAD, signed_by=head, matter="建筑工地夜间施工噪声监管",
    )  # fmt: skip
    assert scene.stage.tier == Tier.REFERRAL


def decided_by_the_government(scene: Scene) -> None:
    """17–18: received, instructed, on the agenda two weeks ahead; it reminds and does not move; decided and entered."""
    scene.do("receive_referral", scene.secretariat, at="2026-04-14 09:00")
    scene.do(
        "route_referral", scene.secretariat, at="2026-04-14 10:00", leader="分管副区长",
        instruction="请提请区政府专题会议研究。", instructed_on=date(2026, 4, 14),
    )  # fmt: skip
    scene.do("apply_for_agenda", scene.secretariat, at="2026-04-14 11:00", wanted_on=date(2026, 4, 30))
    scene.live_until("2026-04-28 09:00")
    assert "deadline.reminded" in scene.events()
    assert scene.stage.tier == Tier.REFERRAL
    sheet = _put_into_file(scene, scene.secretariat, "专题会议纪要.pdf", at="2026-04-30 15:00")
    scene.do(
        "enter_decision", scene.secretariat, at="2026-04-30 16:00", deciding_body=DecidingBody.GOVERNMENT_MEETING,
        form=DecisionForm.MINUTES, document_number="府阅〔2026〕12号", sheet=sheet, outcome_basis=NOISE_LAW,
        matter="建筑工地夜间施工噪声监管", effective_from=date(2026, 5, 6),
        assignments=[
            {"phase": SUPERVISION, "organization": scene.ecology.code, "role": DutyRole.LEAD},
            {"phase": SUPERVISION, "organization": scene.housing.code, "role": DutyRole.ASSISTING},
            {"phase": ENFORCEMENT, "organization": scene.management.code, "role": DutyRole.LEAD},
        ],
    )  # fmt: skip
    assert scene.case.state == CaseState.SETTLED
    assert Stage.objects.filter(case=scene.case).latest("pk").result == StageResult.DECIDED


def _put_into_file(scene: Scene, who: Any, name: str, *, at: str) -> int:
    event = add_document(
        number=scene.number, upload=b"%PDF-1.4\n%signed\n%%EOF\n", file_name=name, title=name,
        capacity=scene.capacity(who), at=as_moment(at),
    )  # fmt: skip
    document: int = event.data["document"]
    return document


def listed_within_three_days(scene: Scene, orders: Orders) -> None:
    """19: checked for one lead per phase and for confidentiality, in the duty list within three days; ecology leads."""
    assert scene.clock(Step.LISTING).last_day == date(2026, 5, 8)  # 6, 7, 8 May after the holiday
    scene.do("list_outcome", scene.office, at="2026-05-06 10:00")
    entry = scene.case.outcomes.get(state="IN_FORCE").entry
    assert entry is not None
    version = entry_on(entry, date(2026, 5, 6))
    leads = {row.phase: row.organization for row in version.assignments.all() if row.role == DutyRole.LEAD}
    assert leads == {SUPERVISION: scene.ecology, ENFORCEMENT: scene.management}
    orders.do("hand_over_order", scene.dispatch, at="2026-05-06 11:00")
    orders.do("answer_order", scene.dispatch, at="2026-05-06 15:00")
    assert orders.running() == []


def carried_out_and_struck_off_with_proof(scene: Scene, orders: Orders) -> None:
    """20: the next order finds the entry; within twenty days ecology reports; struck off with proof, and archived."""
    orders.take_in(at="2026-05-07 09:00", number="A2", text="工地夜间施工噪声扰民。")
    found = advice_for(orders.order, at=moment("2026-05-07 09:10"))
    assert found.entry is not None
    assert (found.code, found.organization) == (_entry_number(scene), scene.ecology)
    proof = _put_into_file(scene, scene.ecology, "落实情况.pdf", at="2026-05-20 09:00")
    scene.do("report_carrying_out", scene.ecology, at="2026-05-20 10:00", proof=proof)
    scene.do("strike_off", scene.office, at="2026-05-21 10:00")
    assert (scene.case.state, scene.case.closing_reason) == (CaseState.CLOSED, ClosingReason.CARRIED_OUT)
    for department in {letter.sender for letter in situation(scene.case, at=scene.latest).drafts}:
        scene.do("sign_letter", department, at="2026-05-22 09:00")
    scene.do("archive_case", scene.office, at="2026-05-22 10:00")
    assert scene.case.state == CaseState.ARCHIVED
    with pytest.raises(Stale):
        scene.do("archive_case", scene.office, at="2026-05-22 11:00")


def _entry_number(scene: Scene) -> str:
    entry = scene.case.outcomes.get(state="IN_FORCE").entry
    return entry.number if entry else ""

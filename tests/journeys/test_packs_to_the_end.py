"""各地办法走到底: one story for each shipped procedure, from the opening to the archive, told in its own rules."""

from datetime import timedelta
from typing import Any

import pytest

from audit.models import Event
from cases.errors import BasisNotAdmissible
from cases.models import Decision, NegotiationLetter, Outcome, Position
from core.errors import DomainError
from core.vocabulary import (
    BasisKind,
    CaseSource,
    CaseState,
    ConsultationKind,
    DecidingBody,
    MembershipRole,
    OrganizationFunction,
    OutcomeState,
    StageResult,
    StandKind,
    Step,
    Tier,
)
from flows.errors import ConsentNeeded, NotNow, ScanMissing
from tests.factories import make_organization
from tests.health import living
from tests.referrals import put_before_a_meeting, put_before_the_leader
from tests.stage_set import Scene, When, as_moment, set_the_stage

_BEFORE = timedelta(minutes=5)


def signed_on_paper(scene: Scene, act: str, by: Any, *, at: When, **fields: Any) -> None:
    """The signed sheet is scanned into the file, reviewed and signed, and then recorded."""
    scan = scene.on_file(by, at=as_moment(at) - _BEFORE, title="签字页")
    scene.do(act, by, at=at, scan=scan, reviewed_by="审核人", **fields)


def opened_between_departments(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)


def carried_out_and_archived(scene: Scene, *, at: str) -> None:
    """Listed where it is not yet, reported with proof, struck off, archived."""
    if ("listing", scene.office) in scene.waiting():
        scene.do("list_outcome", scene.office, at=f"{at} 09:00")
    outcome = scene.case.outcomes.get(state=OutcomeState.IN_FORCE)
    assert outcome.entry is not None
    proof = scene.put_into_file(scene.ecology, at=f"{at} 10:00")
    scene.do("report_carrying_out", scene.ecology, at=f"{at} 10:10", proof=proof)
    scene.do("strike_off", scene.office, at=f"{at} 11:00")
    scene.do("archive_case", scene.office, at=f"{at} 11:10")
    assert scene.case.state == CaseState.ARCHIVED
    assert scene.waiting() == set()
    assert scene.running() == []


def refused(error: type[DomainError], scene: Scene, act: str, by: Any, *, at: When, **fields: Any) -> None:
    with pytest.raises(error) as caught:
        scene.do(act, by, at=at, **fields)
    assert caught.value.text()


def test_weihai_the_secretaries_general_convene(db: None) -> None:
    """威海: letter, heads, and the clock; the secretaries-general convene and override nobody; co-signed, decided."""
    scene = living(set_the_stage(pack="weihai"))
    scene.open_case(at="2026-03-02 10:00", interim_handler="")
    assert scene.case.interim_handlings.get(ends_at=None).organization == scene.ecology  # who received it first
    refused(NotNow, scene, "draft_agreement", scene.ecology, at="2026-03-02 10:30")
    refused(ScanMissing, scene, "send_negotiation_letter", scene.ecology, at="2026-03-02 11:00", reviewed_by="审核人")
    signed_on_paper(scene, "send_negotiation_letter", scene.ecology, at="2026-03-02 14:00")
    assert NegotiationLetter.objects.get(case=scene.case).reply_until == as_moment("2026-03-06 00:00")  # 3, 4, 5 March
    for department in (scene.management, scene.housing):
        signed_on_paper(scene, "reply_negotiation_letter", department, at="2026-03-04 10:00", agrees=False)
    scene.do("record_heads_meeting", scene.ecology, at="2026-03-05 10:00")
    scene.live_until(scene.clock(Step.TIER_NEGOTIATION).expires_at)
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.TIMED_OUT), (Tier.OFFICE_COORDINATION, "")]
    assert scene.stage.conductor == scene.secretariat
    at = scene.stage.opened_at
    assert not scene.offered(scene.office) & {"accept_application", "convene_meeting"}
    scene.do("accept_application", scene.secretariat, at=at + timedelta(hours=10))
    scene.do("open_round", scene.secretariat, at=at + timedelta(hours=11))
    for hour, department in enumerate(scene.district.departments, start=34):
        signed_on_paper(scene, "reply_opinion", department, at=at + timedelta(hours=hour), agrees=False)
    scene.do("record_adoption", scene.secretariat, at=at + timedelta(hours=40))
    met(scene, scene.secretariat, at=at + timedelta(hours=41))
    refused_without_consent(scene, scene.secretariat)
    scene.do("assemble_referral", scene.secretariat, at=now_of(scene))
    scene.do("request_cosignatures", scene.secretariat, at=now_of(scene))
    for department in scene.district.departments:
        signed_on_paper(scene, "dissent_from_referral", department, at=now_of(scene) + _BEFORE)
    signed_on_paper(scene, "refer_case", scene.secretariat, at=now_of(scene) + 2 * _BEFORE)
    assert scene.stage.tier == Tier.REFERRAL
    put_before_the_leader(scene, at=now_of(scene) + _BEFORE)
    scene.do("enter_decision", scene.secretariat, at=now_of(scene) + _BEFORE)
    assert Decision.objects.get().deciding_body == DecidingBody.LEADER_IN_CHARGE
    carried_out_and_archived(scene, at=f"{now_of(scene) + timedelta(days=1):%Y-%m-%d}")


def now_of(scene: Scene) -> Any:
    """A minute after the last thing that happened in the case."""
    return Event.objects.filter(chain_kind="case", subject_id=scene.case.pk).latest("sequence").at + timedelta(
        minutes=1
    )


def met(scene: Scene, convener: Any, *, at: Any) -> None:
    """The meeting of the tier, and minutes without agreement."""
    scene.do("convene_meeting", convener, at=at)
    day = scene.case.agenda_items.latest("pk").meeting.starts_at
    scene.do("hold_meeting", convener, at=day + timedelta(hours=2))
    signed_on_paper(scene, "issue_minutes_not_agreed", convener, at=day + timedelta(hours=4))


def refused_without_consent(scene: Scene, conductor: Any) -> None:
    """编办不得径行确定: an opinion that not all agree to is no way out under this procedure."""
    refused(ConsentNeeded, scene, "draft_opinion", conductor, at=now_of(scene), all_agree=False)
    assert not Outcome.objects.exists()


def test_ningbo_two_written_rounds_and_a_strict_basis(db: None) -> None:
    """宁波: reviewed first; the clock only reminds; a strict basis; two rounds, legality opinion; by consent."""
    scene = living(set_the_stage(pack="ningbo"))
    opened_between_departments(scene)
    assert scene.waiting() == {("intake", scene.office)}
    scene.do("accept_case", scene.office, at="2026-03-02 15:00")
    for kind in (BasisKind.DEPARTMENT_RULE, BasisKind.NORMATIVE_DOCUMENT, BasisKind.OTHER):
        scan = scene.on_file(scene.housing, at="2026-03-02 16:00")
        refused(
            BasisNotAdmissible,
            scene,
            "state_position",
            scene.housing,
            at="2026-03-02 16:10",
            basis_kind=kind,
            scan=scan,
        )
    signed_on_paper(scene, "state_position", scene.housing, at="2026-03-02 17:00", basis_kind=BasisKind.MANDATE)
    assert [position.basis_kind for position in Position.objects.all()] == [BasisKind.MANDATE]
    scene.live_until("2026-03-20 00:00")
    assert scene.stages() == [(Tier.NEGOTIATION, "")]
    assert "deadline.reminded" in scene.events()
    assert "refer_case" not in scene.offered(scene.housing)
    signed_on_paper(scene, "refer_case", scene.ecology, at="2026-03-20 10:00")
    assert scene.stage.tier == Tier.OFFICE_COORDINATION
    scene.do("accept_application", scene.office, at="2026-03-20 15:00")
    for day in (23, 24):
        scene.do("open_round", scene.office, at=f"2026-03-{day} 09:00")
        for hour, department in enumerate(scene.district.departments, start=10):
            signed_on_paper(scene, "reply_opinion", department, at=f"2026-03-{day} {hour}:00", agrees=day == 24)
        if day == 23:
            scene.do("record_adoption", scene.office, at="2026-03-23 16:00")
            assert "draft_opinion" not in scene.offered(scene.office)
    scene.do("convene_meeting", scene.office, at="2026-03-24 15:00")
    scene.do("hold_meeting", scene.office, at=met_on(scene), attendances=everybody(scene, StandKind.AGREES))
    signed_on_paper(scene, "issue_minutes_consensus", scene.office, at=now_of(scene) + _BEFORE)
    scene.do("draft_opinion", scene.office, at=now_of(scene), all_agree=True)
    scene.do("review_opinion", scene.office, at=now_of(scene))
    assert "confirm_opinion" not in scene.offered(scene.office)  # two rounds do not replace the legality opinion
    legality_opinion(scene)
    signed_on_paper(scene, "confirm_opinion", scene.office, at=now_of(scene) + _BEFORE, role=MembershipRole.HEAD)
    assert scene.stages()[-1] == (Tier.OFFICE_COORDINATION, StageResult.AGREED)
    carried_out_and_archived(scene, at=f"{now_of(scene) + timedelta(days=1):%Y-%m-%d}")


def test_shandong_from_negotiation_straight_to_the_establishment_office(db: None) -> None:
    """山东: letter and heads; silence is no objection; no second tier; without consent it goes up, co-signed."""
    scene = living(set_the_stage(pack="shandong"))
    opened_between_departments(scene)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00")
    scene.do("acknowledge_negotiation_letter", scene.management, at="2026-03-03 11:00")
    scene.do("reply_negotiation_letter", scene.housing, at="2026-03-04 10:00", agrees=False)
    scene.live_until(scene.clock(Step.NEGOTIATION_REPLY).expires_at)
    assert scene.events()[-1] == "negotiation_letter.lapsed"
    refused(NotNow, scene, "refer_case", scene.ecology, at=now_of(scene))
    scene.do("record_heads_meeting", scene.ecology, at=now_of(scene))
    scene.do("refer_case", scene.ecology, at=now_of(scene))
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.REFERRED), (Tier.OFFICE_COORDINATION, "")]
    scene.do("accept_application", scene.office, at=now_of(scene))
    scene.do("open_round", scene.office, at=now_of(scene))
    for department in scene.district.departments:
        scene.do("reply_opinion", department, at=now_of(scene), agrees=department != scene.housing)
    scene.do("record_adoption", scene.office, at=now_of(scene))
    scene.do("convene_meeting", scene.office, at=now_of(scene))
    scene.do("hold_meeting", scene.office, at=met_on(scene), attendances=everybody(scene, StandKind.DISSENTS))
    scene.do("issue_minutes_not_agreed", scene.office, at=now_of(scene))
    legality_opinion(scene)
    refused_without_consent(scene, scene.office)
    scene.do("assemble_referral", scene.office, at=now_of(scene))
    scene.do("request_cosignatures", scene.office, at=now_of(scene))
    for department in (scene.ecology, scene.management):
        scene.do("cosign_referral", department, at=now_of(scene))
    assert "refer_case" not in scene.offered(scene.office)
    scene.do("dissent_from_referral", scene.housing, at=now_of(scene))
    scene.do("refer_case", scene.office, at=now_of(scene))
    put_before_a_meeting(scene, at=now_of(scene) + _BEFORE)
    scene.do("enter_decision", scene.secretariat, at=now_of(scene) + timedelta(days=14))
    assert scene.stages()[-1] == (Tier.REFERRAL, StageResult.DECIDED)
    carried_out_and_archived(scene, at=f"{now_of(scene) + timedelta(days=1):%Y-%m-%d}")


def test_the_national_minimum_agreed_between_departments_and_filed_for_the_record(db: None) -> None:
    """条例第十条: they agree, and tell the establishment office, which takes note and decides nothing."""
    scene = living(set_the_stage(pack="national_minimum"))
    opened_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    for minute, department in enumerate(scene.district.departments):
        scene.do("sign_agreement", department, at=f"2026-03-04 10:{minute:02}")
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.AGREED)]
    assert not {"accept_filing", "return_filing"} & scene.offered(scene.office)
    assert {node for node, _who in scene.waiting()} == {"carrying_out"}  # the last signature put it on record
    carried_out_and_archived(scene, at="2026-03-05")


def everybody(scene: Scene, says: StandKind) -> list[dict[str, Any]]:
    """All came, and all say the same."""
    seat = {"attended": True, "representative": "代表", "says": says, "stand": "本单位意见如前。"}
    return [{"organization": department.code, **seat} for department in scene.district.departments]


def met_on(scene: Scene) -> Any:
    """Two hours after the meeting to which they are invited began."""
    return scene.case.agenda_items.latest("pk").meeting.starts_at + timedelta(hours=2)


def legality_opinion(scene: Scene) -> None:
    """合法性审查: asked of the justice bureau, and answered."""
    justice = make_organization(
        jurisdiction=scene.district.jurisdiction, functions=[OrganizationFunction.JUSTICE], name="测试区司法局"
    )
    scene.do("consult", scene.office, at=now_of(scene), organization=justice.code, kind=ConsultationKind.LEGALITY)
    scan = scene.on_file(justice, at=now_of(scene))
    scene.do("answer_consultation", justice, at=now_of(scene), scan=scan)

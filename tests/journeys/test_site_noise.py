"""建筑工地噪声: the clock carries it to tier 2, people to tier 3; an opinion settles it, and it is carried out."""

from datetime import date

from cases.models import CaseDocument, Letter, OpinionReply, OpinionRound
from core.vocabulary import (
    CaseState,
    ClosingReason,
    DeadlineState,
    DutyRole,
    MembershipRole,
    Phase,
    StageResult,
    Stance,
    Step,
    Tier,
)
from deadlines.models import Deadline
from flows.services import add_document
from registry.selectors import entry_on
from tests.factories import moment
from tests.stage_set import Scene


def test_noise_of_a_building_site(scene: Scene) -> None:
    opened_in_the_week_before_national_day(scene)
    two_speak_and_the_third_stays_silent(scene)
    the_clock_moves_it_after_five_workdays(scene)
    the_dispatch_office_meets_without_agreement_and_refers(scene)
    the_office_accepts_and_asks_and_one_reply_does_not_come(scene)
    the_office_meets_and_gives_its_opinion(scene)
    it_is_listed_carried_out_and_archived(scene)


def opened_in_the_week_before_national_day(scene: Scene) -> None:
    case = scene.open_case(at="2026-09-28 10:00")
    assert (case.state, case.tier) == (CaseState.OPEN, Tier.NEGOTIATION)
    assert scene.waiting() == {
        ("position", scene.ecology), ("position", scene.management), ("position", scene.housing),
        ("conduct", scene.ecology),
    }  # fmt: skip
    # 29 and 30 September, then 8 and 9 October, and Saturday the 10th, a make-up workday
    assert scene.clock(Step.TIER_NEGOTIATION).last_day == date(2026, 10, 10)
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-10-11 00:00")


def two_speak_and_the_third_stays_silent(scene: Scene) -> None:
    scene.do("state_position", scene.ecology, at="2026-09-29 09:30")
    scene.do(
        "state_position", scene.management, at="2026-09-30 16:00",
        stances=[
            {"phase": Phase.SUPERVISION, "stance": Stance.ASSIST}, {"phase": Phase.ENFORCEMENT, "stance": Stance.PART},
        ],
    )  # fmt: skip
    assert scene.waiting() == {("position", scene.housing), ("conduct", scene.ecology)}


def the_clock_moves_it_after_five_workdays(scene: Scene) -> None:
    scene.live_until("2026-10-10 23:59:59")
    assert scene.stages() == [(Tier.NEGOTIATION, "")]
    assert scene.events().count("deadline.warned") == 3
    scene.live_until("2026-10-11 00:00")
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.TIMED_OUT), (Tier.DISPATCH_COORDINATION, "")]
    assert scene.waiting() == {("position", scene.housing), ("convene", scene.dispatch)}
    letter = Letter.objects.get(case=scene.case)
    assert (letter.sender, letter.addressee, letter.signed_by) == (scene.ecology, scene.dispatch, "")
    # the day of the effect is not counted: 12 to 16 October
    assert scene.clock(Step.TIER_DISPATCH).expires_at == moment("2026-10-17 00:00")


def the_dispatch_office_meets_without_agreement_and_refers(scene: Scene) -> None:
    assert "sign_letter" in scene.offered(scene.ecology)
    scene.do("convene_meeting", scene.dispatch, at="2026-10-12 09:00", starts_at=moment("2026-10-15 14:00"))
    assert Step.CONVENING not in scene.running()
    scene.do("hold_meeting", scene.dispatch, at="2026-10-15 17:00")
    assert Step.MINUTES in scene.running()
    scene.do("issue_minutes_not_agreed", scene.dispatch, at="2026-10-16 10:00")
    assert Step.MINUTES not in scene.running()
    assert scene.waiting() == {("position", scene.housing), ("apply", scene.dispatch)}
    scene.do("refer_case", scene.dispatch, at="2026-10-16 11:00")
    assert scene.stages()[1:] == [
        (Tier.DISPATCH_COORDINATION, StageResult.REFERRED), (Tier.OFFICE_COORDINATION, "")
    ]  # fmt: skip
    assert scene.waiting() == {("acceptance", scene.office)}
    assert scene.running() == [Step.ACCEPTANCE, Step.TIER_OFFICE]


def the_office_accepts_and_asks_and_one_reply_does_not_come(scene: Scene) -> None:
    scene.do("accept_application", scene.office, at="2026-10-16 15:00")
    assert scene.waiting() == {("study", scene.office)}
    assert "draft_opinion" not in scene.offered(scene.office)
    scene.do("open_round", scene.office, at="2026-10-19 10:00")
    for department in (scene.ecology, scene.management):
        scene.do("reply_opinion", department, at="2026-10-21 10:00", agrees=department == scene.management)
    assert scene.waiting() == {("reply", scene.housing)}
    scene.live_until("2026-10-27 00:00")
    assert scene.events()[-1] == "round.lapsed"
    assert OpinionRound.objects.get(case=scene.case).closed_at == moment("2026-10-27 00:00")
    assert OpinionReply.objects.filter(round__case=scene.case).count() == 2
    assert scene.waiting() == {("study", scene.office)}


def the_office_meets_and_gives_its_opinion(scene: Scene) -> None:
    scene.do("convene_meeting", scene.office, at="2026-10-27 09:00")
    scene.do("hold_meeting", scene.office, at="2026-10-28 11:00")
    scene.do("issue_minutes_not_agreed", scene.office, at="2026-10-29 10:00")
    assert "draft_opinion" not in scene.offered(scene.office)
    scene.do("record_adoption", scene.office, at="2026-10-29 15:00")
    phases = [
        (Phase.SUPERVISION, scene.ecology, DutyRole.LEAD), (Phase.SUPERVISION, scene.housing, DutyRole.RESPONSIBLE),
        (Phase.ENFORCEMENT, scene.management, DutyRole.LEAD), (Phase.ENFORCEMENT, scene.ecology, DutyRole.ASSISTING),
    ]  # fmt: skip
    scene.do(
        "draft_opinion", scene.office, at="2026-10-30 10:00", effective_from=date(2026, 11, 10),
        assignments=[{"phase": p, "organization": organization.code, "role": role} for p, organization, role in phases],
    )  # fmt: skip
    assert scene.waiting() == {("review", scene.office)}
    scene.do("review_opinion", scene.office, at="2026-11-02 10:00")
    scene.do("confirm_opinion", scene.office, at="2026-11-03 10:00")
    assert scene.case.state == CaseState.SETTLED
    assert scene.stages()[-1] == (Tier.OFFICE_COORDINATION, StageResult.DETERMINED)
    assert scene.running() == [Step.FEEDBACK, Step.LISTING]
    scene.do("give_feedback", scene.office, at="2026-11-03 11:00")
    assert scene.running() == [Step.LISTING]


def it_is_listed_carried_out_and_archived(scene: Scene) -> None:
    assert scene.case.interim_handlings.get().ends_at is None
    scene.do("list_outcome", scene.office, at="2026-11-04 10:00")
    assert scene.case.interim_handlings.get().ends_at == moment("2026-11-04 10:00")
    entry = scene.case.outcomes.get(state="IN_FORCE").entry
    assert entry is not None
    version = entry_on(entry, date(2026, 11, 10))
    leads = {a.phase: a.organization for a in version.assignments.all() if a.role == DutyRole.LEAD}
    assert leads == {Phase.SUPERVISION: scene.ecology, Phase.ENFORCEMENT: scene.management}
    assert scene.running() == [Step.CARRYING_OUT]
    assert scene.waiting() == {("carrying_out", scene.ecology)}
    added = add_document(
        number=scene.number, upload="已落实".encode(), file_name="proof.txt", title="落实情况报告",
        capacity=scene.capacity(scene.ecology), at=moment("2026-11-19 10:00"),
    )  # fmt: skip
    proof = CaseDocument.objects.get(document=added.data["document"]).document_id
    scene.do("report_carrying_out", scene.ecology, at="2026-11-20 10:00", proof=proof)
    scene.do("return_report", scene.office, at="2026-11-23 10:00")
    scene.do("report_carrying_out", scene.ecology, at="2026-11-24 10:00", proof=proof)
    scene.do("strike_off", scene.office, at="2026-11-25 10:00")
    assert (scene.case.state, scene.case.closing_reason) == (CaseState.CLOSED, ClosingReason.CARRIED_OUT)
    assert not Deadline.objects.filter(case=scene.case, state=DeadlineState.RUNNING).exists()
    scene.do("sign_letter", scene.ecology, at="2026-11-26 10:00", role=MembershipRole.LIAISON)
    scene.do("archive_case", scene.office, at="2026-11-27 10:00")
    assert scene.case.state == CaseState.ARCHIVED
    assert scene.waiting() == set()
    assert scene.offered(scene.office) == set()

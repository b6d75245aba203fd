"""落实: struck off with proof only; who holds back is urged rung by rung (R19, R22, R51), and one clock runs."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.errors import LeaderMissing, LeaderNotNeeded, PaperFromTheFuture
from cases.models import CarryingOutRefusal, LadderStep, Paper
from core.errors import NotPermitted, Stale
from core.vocabulary import CaseState, LadderRung, OrganizationFunction, Step
from flows.errors import NotInThisFile, NotNow
from organizations.models import Organization
from tests.factories import make_organization, moment
from tests.health import living
from tests.packs import pack_with
from tests.stage_set import Scene, When, set_the_stage

LEADER = {"decided_by": "分管副区长", "decided_on": "2026-03-31"}


@pytest.fixture
def inspection(scene: Scene) -> Organization:
    return make_organization(jurisdiction=scene.district.jurisdiction, functions=[OrganizationFunction.INSPECTION])


@pytest.fixture
def in_force(scene: Scene) -> Scene:
    """Agreed and filed on Thursday 5 March 2026; ecology leads and is to carry it out."""
    return _in_force(scene)


def _in_force(scene: Scene) -> Scene:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 15:00")
    for hour, department in enumerate(scene.district.departments, start=9):
        scene.do("sign_agreement", department, at=f"2026-03-04 {hour:02}:00")
    scene.do("accept_filing", scene.office, at="2026-03-05 10:00")
    assert scene.case.state == CaseState.CARRYING_OUT
    return scene


def rungs() -> list[str]:
    return list(LadderStep.objects.order_by("order").values_list("rung", flat=True))


def climb(scene: Scene, by: Organization, *, at: When, **fields: Any) -> None:
    scene.do("climb_ladder", by, at=at, text="请于期限内落实并报告。", **fields)


def return_twice(scene: Scene) -> None:
    for day in ("09", "10"):
        scene.do("report_carrying_out", scene.ecology, at=f"2026-03-{day} 10:00")
        scene.do("return_report", scene.office, at=f"2026-03-{day} 15:00")


def test_without_proof_nothing_is_struck_off(in_force: Scene) -> None:
    scene = in_force
    with pytest.raises(NotInThisFile):
        scene.do("report_carrying_out", scene.ecology, at="2026-03-09 09:00", proof=1_000_000)
    scene.do("report_carrying_out", scene.ecology, at="2026-03-09 10:00")
    assert "strike_off" not in scene.offered(scene.office)
    with pytest.raises(NotNow):
        scene.do("strike_off", scene.office, at="2026-03-09 11:00")
    scene.do("return_report", scene.office, at="2026-03-09 12:00")
    proof = scene.put_into_file(scene.ecology, at="2026-03-10 09:00")
    scene.do("report_carrying_out", scene.ecology, at="2026-03-10 10:00", proof=proof)
    scene.do("strike_off", scene.office, at="2026-03-10 11:00")
    assert scene.case.state == CaseState.CLOSED


def test_while_nobody_holds_back_nobody_is_urged(in_force: Scene, inspection: Organization) -> None:
    scene = in_force
    assert "climb_ladder" not in scene.offered(scene.office) | scene.offered(inspection)
    with pytest.raises(NotNow):
        climb(scene, scene.office, at="2026-03-06 10:00")
    with pytest.raises(NotPermitted):
        climb(scene, inspection, at="2026-03-06 10:00", **LEADER)
    with pytest.raises(NotPermitted):
        scene.do("record_refusal", scene.housing, at="2026-03-06 10:00")


def test_a_refusal_is_followed_by_the_office_s_reminder_and_a_new_term(in_force: Scene) -> None:
    scene = in_force
    first = scene.clock(Step.CARRYING_OUT)
    event = scene.do("record_refusal", scene.ecology, at="2026-03-06 10:00", reason="人员编制不足，无法落实。")
    assert event.data["refusal"] == CarryingOutRefusal.objects.get().pk
    assert "人员" not in str(event.data)
    assert "record_refusal" not in scene.offered(scene.ecology)
    with pytest.raises(NotNow):
        scene.do("record_refusal", scene.ecology, at="2026-03-06 10:30")
    with pytest.raises(LeaderNotNeeded):
        climb(scene, scene.office, at="2026-03-06 11:00", decided_by="副区长")
    climb(scene, scene.office, at="2026-03-06 11:00")
    assert rungs() == [LadderRung.REMINDER_LETTER]
    assert scene.running() == [Step.CARRYING_OUT]
    clock = scene.clock(Step.CARRYING_OUT)
    assert clock.pk != first.pk
    assert clock.expires_at == moment("2026-03-21 00:00")  # ten workdays after Friday 6 March
    with pytest.raises((NotNow, NotPermitted)):
        climb(scene, scene.office, at="2026-03-06 12:00")
    proof = scene.put_into_file(scene.ecology, at="2026-03-12 09:00")
    scene.do("report_carrying_out", scene.ecology, at="2026-03-12 10:00", proof=proof)
    assert LadderStep.objects.get().answered_at == moment("2026-03-12 10:00")
    scene.do("strike_off", scene.office, at="2026-03-13 10:00")
    assert scene.case.state == CaseState.CLOSED


def test_from_the_supervision_order_on_a_leader_decides_and_inspection_sends(
    in_force: Scene, inspection: Organization
) -> None:
    scene = in_force
    scene.do("record_refusal", scene.ecology, at="2026-03-06 10:00")
    climb(scene, scene.office, at="2026-03-06 11:00")
    scene.live_until("2026-03-21 00:00")
    assert scene.events()[-1] == "deadline.reminded"
    with pytest.raises(NotPermitted):
        climb(scene, scene.office, at="2026-03-31 10:00", **LEADER)
    with pytest.raises(LeaderMissing):
        climb(scene, inspection, at="2026-03-31 10:00")
    with pytest.raises(LeaderMissing):
        climb(scene, inspection, at="2026-03-31 10:00", decided_by="分管副区长")
    with pytest.raises(PaperFromTheFuture):
        climb(scene, inspection, at="2026-03-31 10:00", decided_by="分管副区长", decided_on="2026-04-01")
    climb(scene, inspection, at="2026-03-31 10:00", **LEADER)
    assert rungs() == [LadderRung.REMINDER_LETTER, LadderRung.SUPERVISION_ORDER]
    assert LadderStep.objects.latest("order").organization == inspection
    assert scene.running() == [Step.CARRYING_OUT]


def test_the_ladder_is_climbed_to_its_end_and_no_further(in_force: Scene, inspection: Organization) -> None:
    scene = in_force
    for number, by in enumerate((scene.office, inspection, inspection, inspection)):
        scene.do("record_refusal", scene.ecology, at=f"2026-04-0{number + 1} 10:00")
        more = {} if by == scene.office else LEADER
        climb(scene, by, at=f"2026-04-0{number + 1} 11:00", **more)
    assert rungs() == list(LadderRung)
    scene.do("record_refusal", scene.ecology, at="2026-04-07 10:00")
    with pytest.raises(Stale):
        climb(scene, inspection, at="2026-04-07 11:00", **LEADER)
    assert scene.running() == [Step.CARRYING_OUT]


def test_who_urges_though_it_has_no_part_in_the_case_brings_its_signed_sheet(
    in_force: Scene, inspection: Organization
) -> None:
    scene = in_force
    with pytest.raises(NotPermitted):
        scene.put_into_file(scene.office, at="2026-03-09 09:00")
    scene.do("record_refusal", scene.ecology, at="2026-03-09 10:00")
    sheet = scene.put_into_file(scene.office, at="2026-03-09 11:00")
    climb(scene, scene.office, at="2026-03-09 12:00", scan=sheet)
    with pytest.raises(NotPermitted):
        scene.put_into_file(scene.office, at="2026-03-09 13:00")
    scene.do("record_refusal", scene.ecology, at="2026-04-01 10:00")
    sheet = scene.put_into_file(inspection, at="2026-04-01 11:00")
    climb(scene, inspection, at="2026-04-01 12:00", scan=sheet, **LEADER)
    assert Paper.objects.filter(act="climb_ladder", scan__isnull=False).count() == 2


def test_overdue_counts_from_the_day_after_the_term(in_force: Scene) -> None:
    scene = in_force
    due = scene.clock(Step.CARRYING_OUT).expires_at
    assert "climb_ladder" not in scene.offered(scene.office)
    scene.live_until(due)
    assert "climb_ladder" in scene.offered(scene.office)
    climb(scene, scene.office, at=due)
    assert scene.running() == [Step.CARRYING_OUT]
    assert "climb_ladder" not in scene.offered(scene.office)


def test_returned_as_often_as_the_procedure_allows_the_ladder_comes_first(
    in_force: Scene, inspection: Organization
) -> None:
    scene = in_force
    return_twice(scene)
    scene.do("report_carrying_out", scene.ecology, at="2026-03-11 10:00")
    assert "return_report" not in scene.offered(scene.office)
    with pytest.raises(NotNow):
        scene.do("return_report", scene.office, at="2026-03-11 11:00")
    climb(scene, scene.office, at="2026-03-11 12:00")
    assert scene.running() == [Step.FILING_REVIEW]
    scene.do("return_report", scene.office, at="2026-03-11 15:00")
    assert scene.running() == [Step.CARRYING_OUT]
    assert scene.clock(Step.CARRYING_OUT).budget == 10
    with pytest.raises(NotNow):
        climb(scene, inspection, at="2026-03-11 16:00", **LEADER)


def test_other_places_have_another_ladder(db: None) -> None:
    text = pack_with("longquanyi", {"carrying_out_ladder": '["supervision_order"]', "max_report_returns": "0"})
    scene = _in_force(living(set_the_stage(text=text)))
    climb(scene, scene.office, at="2026-03-31 11:00", **LEADER)  # no inspection office here: the office does it all
    assert rungs() == [LadderRung.SUPERVISION_ORDER]
    scene.do("report_carrying_out", scene.ecology, at="2026-04-01 10:00")
    scene.do("return_report", scene.office, at="2026-04-01 11:00")
    assert scene.waiting() == {("carrying_out", scene.ecology)}


def test_the_database_asks_for_the_leader_and_holds_each_rung_once(in_force: Scene) -> None:
    scene = in_force
    scene.do("record_refusal", scene.ecology, at="2026-03-06 10:00")
    climb(scene, scene.office, at="2026-03-06 11:00")
    step = LadderStep.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LadderStep.objects.filter(pk=step.pk).update(rung=LadderRung.SUPERVISION_ORDER)
    step.pk, step.order = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        step.save(force_insert=True)

"""报编办备案: accepted, returned, issued as a document, or only put on record, as the procedure has it."""

import pytest

from cases.errors import PaperFromTheFuture
from cases.models import Filing, Outcome
from core.errors import NotPermitted, Stale
from core.vocabulary import CaseSource, CaseState, FilingDecision, OutcomeState, StageResult, Step, Tier
from registry.models import BoundaryEntry
from tests.factories import moment
from tests.health import living
from tests.referrals import put_before_the_leader
from tests.stage_set import Scene, set_the_stage


def agree(scene: Scene, *, at: str) -> None:
    scene.do("draft_agreement", scene.ecology, at=at)
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at=at)


def agreed(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    agree(scene, at="2026-03-03 10:00")


def test_the_result_is_issued_as_a_document_with_number_and_date(scene: Scene) -> None:
    agreed(scene)
    scene.do(
        "issue_as_document", scene.office, at="2026-03-05 10:00", document_number="龙编办〔2026〕7号",
        issued_on="2026-03-04",
    )  # fmt: skip
    filing = Filing.objects.get()
    assert (filing.decision, filing.document_number) == (FilingDecision.ISSUED, "龙编办〔2026〕7号")
    assert Outcome.objects.get().state == OutcomeState.IN_FORCE
    assert BoundaryEntry.objects.count() == 1
    assert scene.waiting() == {("carrying_out", scene.ecology)}


def test_a_document_is_not_dated_tomorrow_and_is_the_offices(scene: Scene) -> None:
    agreed(scene)
    with pytest.raises(PaperFromTheFuture):
        scene.do("issue_as_document", scene.office, at="2026-03-05 10:00", issued_on="2026-03-06")
    with pytest.raises(NotPermitted):
        scene.do("issue_as_document", scene.ecology, at="2026-03-05 10:00")
    scene.do("accept_filing", scene.office, at="2026-03-05 11:00")
    with pytest.raises(Stale):
        scene.do("issue_as_document", scene.office, at="2026-03-05 12:00")


def test_a_return_is_counted_its_reason_kept_and_a_new_visit_begins(scene: Scene) -> None:
    agreed(scene)
    first = scene.do("return_filing", scene.office, at="2026-03-05 10:00", reason="执法环节未明确。")
    agree(scene, at="2026-03-06 10:00")
    second = scene.do("return_filing", scene.office, at="2026-03-09 10:00", reason="依据不足。")
    assert (first.data["returns"], second.data["returns"]) == (1, 2)
    assert list(Filing.objects.order_by("pk").values_list("decision", "reason")) == [
        (FilingDecision.RETURNED, "执法环节未明确。"), (FilingDecision.RETURNED, "依据不足。"),
    ]  # fmt: skip
    assert scene.stages()[-1] == (Tier.NEGOTIATION, "")
    assert scene.stage.visit == 3


def test_where_agreements_are_only_put_on_record_the_last_signature_does_it(db: None) -> None:
    scene = living(set_the_stage(pack="national_minimum"))
    agreed(scene)
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.AGREED)]
    filing = Filing.objects.get()
    assert filing.decision == FilingDecision.RECORDED
    assert Outcome.objects.get().state == OutcomeState.IN_FORCE
    assert scene.case.state == CaseState.CARRYING_OUT
    assert scene.running() == [Step.CARRYING_OUT]
    assert scene.waiting() == {("carrying_out", scene.ecology)}
    assert scene.events()[-1] == "agreement.signed"
    assert "accept_filing" not in scene.offered(scene.office)
    proof = scene.put_into_file(scene.ecology, at="2026-03-16 09:00")
    scene.do("report_carrying_out", scene.ecology, at="2026-03-16 10:00", proof=proof)
    scene.do("strike_off", scene.office, at="2026-03-17 10:00")
    assert scene.case.state == CaseState.CLOSED


def test_what_was_signed_on_paper_long_ago_is_noted_as_filed_late(scene: Scene) -> None:
    """报备期限: five working days from the last signature; Monday's paper is filed by the next Monday's midnight."""
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("draft_agreement", scene.ecology, at="2026-03-02 11:00")
    for department in scene.district.departments[:-1]:
        scene.do("sign_agreement", department, at="2026-03-02 12:00", signed_on="2026-03-02")
    scene.do("extend_deadline", scene.ecology, at="2026-03-03 10:00", workdays=5)
    scene.do("sign_agreement", scene.housing, at="2026-03-10 10:00", signed_on="2026-03-02")
    returned = scene.do("return_filing", scene.office, at="2026-03-10 15:00")
    assert returned.data["filed_late"] is True
    filing = Filing.objects.get()
    assert (filing.filed_at, filing.file_by) == (moment("2026-03-10 10:00"), moment("2026-03-10 00:00"))
    assert filing.filed_late


def test_what_is_filed_in_time_is_noted_so(scene: Scene) -> None:
    agreed(scene)
    accepted = scene.do("accept_filing", scene.office, at="2026-03-05 10:00")
    assert accepted.data["filed_late"] is False
    assert Filing.objects.get().file_by == moment("2026-03-11 00:00")
    assert not Filing.objects.get().filed_late


def test_minutes_have_no_term_to_be_filed(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.office, source=CaseSource.ASSIGNED, enter_at=Tier.REFERRAL)
    put_before_the_leader(scene, at="2026-03-03 10:00")
    scene.do("enter_decision", scene.secretariat, at="2026-03-04 10:00")
    scene.do("list_outcome", scene.office, at="2026-03-05 10:00")
    assert Filing.objects.get().file_by is None

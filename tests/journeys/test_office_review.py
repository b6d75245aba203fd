"""编办受理: registered, instructed, supplemented, accepted and forwarded; declined; or sent to the right forum."""

from datetime import date

import pytest

from cases.access import visible_to
from cases.models import ApplicationReview, Case, Forwarding, Instruction, Registration
from core.errors import NotPermitted, Stale
from core.vocabulary import (
    CaseSource,
    CaseState,
    ClosingReason,
    ForumSubject,
    MembershipRole,
    OrganizationFunction,
    StageResult,
    Step,
)
from flows.errors import NotNow
from flows.office_errors import ReceivedLater, RightForum
from tests.factories import make_organization, moment
from tests.stage_set import Scene


@pytest.fixture
def applied(scene: Scene) -> Scene:
    """A case of the departments, which knows no tier 2, has come to the office on Wednesday, 11 March."""
    scene.open_case(at="2026-03-10 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at="2026-03-11 10:00")
    return scene


def test_registered_instructed_supplemented_accepted_and_forwarded(applied: Scene) -> None:
    office = applied.office
    applied.do("register_application", office, at="2026-03-11 14:00", received_on=date(2026, 3, 11))
    registered = Registration.objects.get()
    assert (str(registered), registered.organization) == ("〔2026〕1", office)
    with pytest.raises(NotPermitted):
        applied.do("instruct_application", office, at="2026-03-11 15:00", role=MembershipRole.HANDLER)
    applied.do("instruct_application", office, at="2026-03-11 15:00", handler="林知秋", text="重点核对三定条款。")
    assert Instruction.objects.get().handler == "林知秋"
    applied.do("ask_to_supplement", office, at="2026-03-12 10:00")
    assert applied.clock(Step.SUPPLEMENT).last_day == date(2026, 3, 17)
    applied.do("supplement_application", applied.ecology, at="2026-03-16 10:00")
    applied.do("accept_application", office, at="2026-03-17 10:00")
    assert Registration.objects.count() == 1
    # 18 and 19 March
    assert applied.clock(Step.FORWARDING).last_day == date(2026, 3, 19)
    applied.do("forward_application", office, at="2026-03-18 10:00", remark="请各方准备意见。")
    assert Step.FORWARDING not in applied.running()
    assert "forward_application" not in applied.offered(office)
    with pytest.raises(NotNow):
        applied.do("forward_application", office, at="2026-03-18 11:00")


def test_the_first_round_forwards_the_application_too(applied: Scene) -> None:
    applied.do("accept_application", applied.office, at="2026-03-12 10:00")
    assert Step.FORWARDING in applied.running()
    applied.do("open_round", applied.office, at="2026-03-13 10:00")
    assert Step.FORWARDING not in applied.running()
    assert Forwarding.objects.get().forwarded_at == moment("2026-03-13 10:00")


def test_who_forgets_to_forward_is_reminded_and_nothing_moves(applied: Scene) -> None:
    applied.do("accept_application", applied.office, at="2026-03-12 10:00")
    applied.live_until("2026-03-17 00:00")
    assert "deadline.reminded" in applied.events()
    assert applied.waiting() == {("study", applied.office)}


def test_who_decides_without_registering_registers_by_that(applied: Scene) -> None:
    applied.do("accept_application", applied.office, at="2026-03-13 10:00")
    registered = Registration.objects.get()
    assert registered.received_on == date(2026, 3, 11)
    with pytest.raises(NotNow):
        applied.do("register_application", applied.office, at="2026-03-13 11:00")


def test_the_book_counts_by_office_and_year(scene: Scene) -> None:
    for year in (2026, 2026, 2027):
        scene.open_case(at=f"{year}-03-10 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
        scene.do("refer_case", scene.ecology, at=f"{year}-03-10 11:00")
        scene.do("decline_application", scene.office, at=f"{year}-03-10 12:00")
    assert [str(one) for one in Registration.objects.order_by("pk")] == ["〔2026〕1", "〔2026〕2", "〔2027〕1"]


def test_what_was_received_tomorrow_is_not_registered_today(applied: Scene) -> None:
    with pytest.raises(ReceivedLater) as refused:
        applied.do("register_application", applied.office, at="2026-03-11 14:00", received_on=date(2026, 3, 12))
    assert refused.value.field == "received_on"
    assert not Registration.objects.exists()


def test_a_dispute_about_applying_the_law_goes_to_the_forum_that_the_procedure_names(applied: Scene) -> None:
    justice = make_organization(
        jurisdiction=applied.district.jurisdiction, name="司法局", functions=[OrganizationFunction.JUSTICE]
    )
    reader = applied.capacity(justice)
    assert not visible_to([reader]).exists()
    with pytest.raises(RightForum):
        applied.do("transfer_case", applied.office, at="2026-03-12 10:00", subject=ForumSubject.DUTIES)
    applied.do("transfer_case", applied.office, at="2026-03-12 10:00", organization=justice.code)
    review = ApplicationReview.objects.get()
    assert review.subject == ForumSubject.APPLICATION_OF_LAW
    assert "司法行政" in review.forum
    assert (applied.case.state, applied.case.closing_reason) == (CaseState.CLOSED, ClosingReason.TRANSFERRED)
    assert applied.stages()[-1][1] == StageResult.TRANSFERRED
    assert list(visible_to([reader])) == [Case.objects.get()]


def test_two_coordinators_decide_and_the_second_hears_who_was_first(applied: Scene) -> None:
    looked_at = applied.stage.pk
    applied.do("accept_application", applied.office, at="2026-03-12 10:00")
    with pytest.raises(Stale) as late:
        applied.do("decline_application", applied.office, at="2026-03-12 10:00", stage_id=looked_at)
    assert "2026-03-12 10:00" in late.value.text()
    assert ApplicationReview.objects.count() == 1


def test_what_is_the_offices_is_nobody_elses(applied: Scene) -> None:
    for act in ("register_application", "instruct_application", "forward_application", "mark_major", "note_study"):
        for other in (applied.ecology, applied.housing):
            with pytest.raises(NotPermitted):
                applied.do(act, other, at="2026-03-12 10:00")

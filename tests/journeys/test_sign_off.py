"""签发: an organization's word is its head's; 经办 → 审核 → 签发, on paper or in the system."""

import pytest
from django.db import IntegrityError, transaction

from cases.models import Paper, Position
from core.errors import NotPermitted, Stale
from core.vocabulary import (
    CaseSource,
    CaseState,
    DeadlineState,
    MembershipRole,
    PaperKind,
    PaperState,
    SigningWay,
    Step,
    Tier,
)
from deadlines.models import Deadline
from flows.errors import (
    NoSuchPaper,
    NotInThisFile,
    NotNow,
    NotSigned,
    PaperOvertaken,
    ReviewerMissing,
    ScanMissing,
    SignOffNeeded,
)
from flows.selectors import offers, situation
from flows.services import add_document
from tests.factories import make_capacity, moment
from tests.health import living
from tests.packs import pack_with
from tests.stage_set import Scene, as_moment, set_the_stage

HEAD, REVIEWER, HANDLER = MembershipRole.HEAD, MembershipRole.REVIEWER, MembershipRole.HANDLER


def scene_with(values: dict[str, str]) -> Scene:
    scene = living(set_the_stage(text=pack_with("longquanyi", values)))
    scene.open_case(at="2026-03-02 10:00")
    return scene


@pytest.fixture
def three_levels(db: None) -> Scene:
    return scene_with({"sign_off.POSITION": "3"})


def test_a_position_goes_from_handler_to_reviewer_to_head(three_levels: Scene) -> None:
    scene = three_levels
    paper = scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-03 09:00")
    assert (paper.kind, paper.state, paper.levels) == (PaperKind.POSITION, PaperState.PREPARED, 3)
    assert not Position.objects.exists()
    assert Step.SIGN_OFF in scene.running()
    assert "sign_paper" not in scene.offered(scene.ecology)
    with pytest.raises(Stale):
        scene.do("sign_paper", scene.ecology, at="2026-03-03 09:05", role=HEAD, paper=paper.pk)
    scene.do("review_paper", scene.ecology, at="2026-03-03 09:10", role=REVIEWER, paper=paper.pk)
    event = scene.do("sign_paper", scene.ecology, at="2026-03-03 09:20", role=HEAD, paper=paper.pk)
    head = scene.capacity(scene.ecology, HEAD).person.name
    position = Position.objects.get(organization=scene.ecology)
    assert event.kind == "position.submitted"
    assert (position.signed_by, position.signed_on.isoformat()) == (head, "2026-03-03")
    paper.refresh_from_db()
    assert (paper.state, paper.way, paper.signed_by) == (PaperState.SIGNED, SigningWay.IN_SYSTEM, head)
    assert event.data["digest"] == paper.digest
    assert Step.SIGN_OFF not in scene.running()
    assert ("position", scene.ecology) not in scene.waiting()


def test_the_same_key_again_signs_once(three_levels: Scene) -> None:
    scene = three_levels
    paper = scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-03 09:00")
    scene.do("review_paper", scene.ecology, at="2026-03-03 09:10", role=REVIEWER, paper=paper.pk)
    first = scene.do("sign_paper", scene.ecology, at="2026-03-03 09:20", role=HEAD, paper=paper.pk, request_key="k")
    again = scene.do("sign_paper", scene.ecology, at="2026-03-03 09:21", role=HEAD, paper=paper.pk, request_key="k")
    assert first.pk == again.pk
    assert Position.objects.count() == 1


def test_who_prepares_neither_reviews_nor_signs(three_levels: Scene) -> None:
    scene = three_levels
    paper = scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-03 09:00", role=REVIEWER)
    with pytest.raises(NotNow):
        scene.do("review_paper", scene.ecology, at="2026-03-03 09:10", role=REVIEWER, paper=paper.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(reviewed_by_id=paper.prepared_by_id)


def test_a_head_alone_cannot_do_what_passes_three(three_levels: Scene) -> None:
    scene = three_levels
    head = scene.capacity(scene.ecology, HEAD)
    with pytest.raises(SignOffNeeded):
        scene.do("state_position", scene.ecology, at="2026-03-03 09:00", role=HEAD, signed_by=head.person.name)
    with pytest.raises(ReviewerMissing):
        scene.do("state_position", scene.ecology, at="2026-03-03 09:00")
    scene.do("state_position", scene.ecology, at="2026-03-03 09:00", reviewed_by="分管副局长")
    paper = Paper.objects.get(case=scene.case)
    assert (paper.way, paper.reviewed_by_name, paper.state) == (SigningWay.ON_PAPER, "分管副局长", PaperState.SIGNED)


def test_a_returned_paper_is_prepared_anew(three_levels: Scene) -> None:
    scene = three_levels
    first = scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-03 09:00")
    scene.do("return_paper", scene.ecology, at="2026-03-03 09:10", role=HEAD, paper=first.pk, reason="补充依据")
    assert Step.SIGN_OFF not in scene.running()
    scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-03 10:00")
    with pytest.raises(NoSuchPaper):
        scene.do("review_paper", scene.ecology, at="2026-03-03 10:10", role=REVIEWER, paper=first.pk)
    first.refresh_from_db()
    assert (first.state, first.reason) == (PaperState.RETURNED, "补充依据")
    second = Paper.objects.get(case=scene.case, state=PaperState.PREPARED)
    scene.do("withdraw_paper", scene.ecology, at="2026-03-03 10:20", paper=second.pk)
    second.refresh_from_db()
    assert second.state == PaperState.VOID


def test_a_paper_that_came_too_late_falls_with_the_tier(three_levels: Scene) -> None:
    scene = three_levels
    paper = scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-09 17:00")
    scene.live_until("2026-03-10 00:00")
    paper.refresh_from_db()
    assert paper.state == PaperState.VOID
    assert scene.stage.tier == Tier.DISPATCH_COORDINATION
    assert scene.offered(scene.ecology) & {"sign_paper", "review_paper", "return_paper"} == set()


def test_the_head_acts_without_the_paper_and_nobody_is_reminded_of_it_any_more(db: None) -> None:
    scene = scene_with({"sign_off.POSITION": "1"})
    paper = scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-03 09:00")
    scene.do("state_position", scene.ecology, at="2026-03-03 10:00", role=HEAD)
    paper.refresh_from_db()
    assert paper.state == PaperState.VOID
    assert Step.SIGN_OFF not in scene.running()
    clock = Deadline.objects.get(case=scene.case, step=Step.SIGN_OFF, of=None)
    assert (clock.state, clock.ended_at) == (DeadlineState.MET, moment("2026-03-03 10:00"))


def test_a_letter_that_is_signed_after_the_case_was_closed_has_no_term(db: None) -> None:
    """Tier 1 ran out, the letter upward stayed unsigned, and the office declined: the file is completed."""
    scene = scene_with({"sign_off.APPLICATION_TO_OFFICE": "2"})
    scene.open_case(at="2026-03-11 10:00", source=CaseSource.DEPARTMENT)
    scene.live_until("2026-03-19 00:00")
    scene.do("decline_application", scene.office, at="2026-03-19 10:00")
    assert scene.case.state == CaseState.CLOSED
    paper = scene.send_for_sign_off("sign_letter", scene.ecology, at="2026-03-19 11:00")
    assert scene.running() == []
    scene.do("sign_paper", scene.ecology, at="2026-03-20 09:00", role=HEAD, paper=paper.pk)
    paper.refresh_from_db()
    assert paper.state == PaperState.SIGNED


def test_with_the_archive_what_still_waits_for_a_signature_falls(db: None) -> None:
    scene = scene_with({"sign_off.APPLICATION_TO_OFFICE": "2"})
    scene.open_case(at="2026-03-11 10:00", source=CaseSource.DEPARTMENT)
    scene.live_until("2026-03-19 00:00")
    scene.do("decline_application", scene.office, at="2026-03-19 10:00")
    paper = scene.send_for_sign_off("sign_letter", scene.ecology, at="2026-03-19 11:00")
    scene.do("archive_case", scene.office, at="2026-03-20 09:00")
    paper.refresh_from_db()
    assert paper.state == PaperState.VOID


def test_nobody_elses_paper_is_touched(three_levels: Scene) -> None:
    scene = three_levels
    paper = scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-03 09:00")
    with pytest.raises(NotPermitted):
        scene.do("review_paper", scene.housing, at="2026-03-03 09:10", role=REVIEWER, paper=paper.pk)
    with pytest.raises(NotPermitted):
        scene.do("review_paper", scene.ecology, at="2026-03-03 09:10", role=HANDLER, paper=paper.pk)


def test_two_levels_need_two_people(db: None) -> None:
    scene = scene_with({"sign_off.POSITION": "2"})
    own = scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-03 09:00", role=HEAD)
    with pytest.raises(NotNow):
        scene.do("sign_paper", scene.ecology, at="2026-03-03 09:10", role=HEAD, paper=own.pk)
    deputy = make_capacity(scene.ecology, HEAD)
    scene.people[(scene.ecology.pk, HEAD)] = deputy
    scene.do("sign_paper", scene.ecology, at="2026-03-03 09:20", role=HEAD, paper=own.pk)
    assert Position.objects.get(organization=scene.ecology).signed_by == deputy.person.name


def test_a_sheet_signed_on_paper_comes_with_its_scan(db: None) -> None:
    scene = scene_with({"scan_required": "true"})
    with pytest.raises(ScanMissing):
        scene.do("state_position", scene.ecology, at="2026-03-03 09:00")
    with pytest.raises(NotInThisFile):
        scene.do("state_position", scene.ecology, at="2026-03-03 09:00", scan=987654)
    event = add_document(
        number=scene.number, upload=b"%PDF-1.4\n%scan of the signed sheet\n%%EOF\n", file_name="签字页.pdf",
        title="部门意见签字页", capacity=scene.capacity(scene.ecology), at=as_moment("2026-03-03 09:00"),
    )  # fmt: skip
    scan = event.data["document"]
    scene.do("state_position", scene.ecology, at="2026-03-03 09:10", scan=scan, signed_on="2026-03-02")
    paper = Paper.objects.get(case=scene.case)
    assert (paper.scan_id, paper.signed_on.isoformat()) == (scan, "2026-03-02")
    assert paper.recorded_at == moment("2026-03-03 09:10")


def test_by_delegation_is_kept(db: None) -> None:
    scene = scene_with({})
    scene.do("state_position", scene.ecology, at="2026-03-03 09:00", signed_by="副局长", delegated_by="局长")
    assert Paper.objects.get(case=scene.case).delegated_by == "局长"


def test_the_application_upward_is_sent_signed_or_not_at_all(db: None) -> None:
    scene = scene_with({"sign_off.APPLICATION_TO_DISPATCH": "2"})
    paper = scene.send_for_sign_off("refer_case", scene.ecology, at="2026-03-03 09:00")
    assert paper.kind == PaperKind.APPLICATION_TO_DISPATCH
    assert scene.stage.tier == Tier.NEGOTIATION
    scene.do("sign_paper", scene.ecology, at="2026-03-03 10:00", role=HEAD, paper=paper.pk)
    assert scene.stage.tier == Tier.DISPATCH_COORDINATION
    assert scene.events()[-1] == "case.referred"


def test_what_is_nobodys_word_is_not_sent_for_sign_off(db: None) -> None:
    scene = scene_with({})
    with pytest.raises(NotSigned):
        scene.send_for_sign_off("draft_agreement", scene.ecology, at="2026-03-03 09:00")


def test_what_was_prepared_for_an_earlier_version_falls_with_it(db: None) -> None:
    """送签作废: the head is not asked to sign a version that no longer stands."""
    scene = living(set_the_stage())
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-02 11:00")
    first = scene.send_for_sign_off("sign_agreement", scene.housing, at="2026-03-02 14:00", version=1)
    scene.do("refuse_agreement", scene.management, at="2026-03-02 15:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-02 16:00")
    first.refresh_from_db()
    assert first.state == PaperState.VOID
    assert Step.SIGN_OFF not in scene.running()
    now = situation(scene.case, at=as_moment("2026-03-02 16:30"))
    assert "sign_paper" not in {one.spec.name for one in offers(now, [scene.capacity(scene.housing, HEAD)])}
    second = scene.send_for_sign_off("sign_agreement", scene.housing, at="2026-03-03 09:00", version=2)
    scene.do("sign_paper", scene.housing, at="2026-03-03 10:00", role=HEAD, paper=second.pk)
    assert ("sign", scene.housing) not in scene.waiting()


def test_a_paper_that_was_overtaken_is_not_signed_beside_another(db: None) -> None:
    """The head has something to sign, and chooses what can no longer be done."""
    scene = living(set_the_stage())
    scene.open_case(at="2026-03-02 10:00")
    letter = scene.send_for_sign_off("send_negotiation_letter", scene.ecology, at="2026-03-02 10:30")
    position = scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-02 10:40")
    scene.do("draft_agreement", scene.ecology, at="2026-03-02 11:00")
    with pytest.raises(PaperOvertaken):
        scene.do("sign_paper", scene.ecology, at="2026-03-02 12:00", role=HEAD, paper=letter.pk)
    scene.do("sign_paper", scene.ecology, at="2026-03-02 12:05", role=HEAD, paper=position.pk)
    scene.do("withdraw_paper", scene.ecology, at="2026-03-02 12:10", paper=letter.pk)
    assert Step.SIGN_OFF not in scene.running()


def test_what_was_prepared_falls_when_another_declines(db: None) -> None:
    scene = living(set_the_stage())
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-02 11:00")
    paper = scene.send_for_sign_off("sign_agreement", scene.housing, at="2026-03-02 14:00", version=1)
    scene.do("refuse_agreement", scene.management, at="2026-03-02 15:00")
    paper.refresh_from_db()
    assert paper.state == PaperState.VOID
    assert Step.SIGN_OFF not in scene.running()


def test_a_confirmation_prepared_for_minutes_that_were_corrected_falls(db: None) -> None:
    scene = living(set_the_stage())
    scene.open_case(at="2026-03-02 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-02 11:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-02 14:00", starts_at=as_moment("2026-03-05 09:00"))
    scene.do("hold_meeting", scene.dispatch, at="2026-03-05 12:00")
    scene.do("issue_minutes_agreed", scene.dispatch, at="2026-03-05 14:00")
    paper = scene.send_for_sign_off("confirm_minutes", scene.housing, at="2026-03-05 15:00")
    scene.do("object_to_minutes", scene.management, at="2026-03-05 16:00")
    scene.do("reissue_minutes", scene.dispatch, at="2026-03-06 09:00")
    paper.refresh_from_db()
    assert paper.state == PaperState.VOID
    assert Step.SIGN_OFF not in scene.running()

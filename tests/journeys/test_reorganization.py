"""机构改革: an organization is dissolved in the middle of a case, and its successor goes on where it stood.

Nothing begins anew: what was said and signed counts, what waits moves, terms run on as they were.
"""

from datetime import date

import pytest

from audit.models import ChainKind, Event
from cases.models import InterimHandling, Letter, Party
from cases.succession import standing_in
from core.vocabulary import (
    CaseSource,
    CaseState,
    DeadlineState,
    DutyRole,
    MembershipRole,
    OrganizationFunction,
    PartyRole,
    Phase,
    StageResult,
    StandKind,
    Step,
    Tier,
)
from deadlines.models import Deadline
from flows.reorganization import InheritReport, inherit
from flows.selectors import offers, situation
from meetings.models import AgendaItem, Attendance, MeetingTask, Stand
from notifications.services import fan_out
from operations.doctor import waiting
from organizations.models import Organization
from tests.factories import make_organization, moment
from tests.health import hearing
from tests.stage_set import Scene, set_the_stage

REFORM = date(2026, 3, 4)
THAT_DAY = "2026-03-04 00:00"


@pytest.fixture
def scene(db: None) -> Scene:
    """People hear of each step as it is taken."""
    return hearing(set_the_stage())


def dissolve(organization: Organization, successor: Organization | None, day: date = REFORM) -> None:
    organization.valid_to, organization.successor = day, successor
    organization.save(update_fields=["valid_to", "successor"])


def newcomer(scene: Scene) -> Organization:
    return make_organization(jurisdiction=scene.district.jurisdiction, valid_from=REFORM)


def reform(scene: Scene, at: str = THAT_DAY) -> InheritReport:
    scene.live_until(at)
    report = inherit(at=moment(at))
    assert report.failed == 0
    if scene.after:
        scene.after(moment(at))
    return report


def parties(scene: Scene) -> list[tuple[Organization, str]]:
    return [(party.organization, party.role) for party in Party.objects.filter(case=scene.case)]


def test_the_successor_takes_place_work_clock_and_interim_handling(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("state_position", scene.management, at="2026-03-02 11:00")
    # the time to acknowledge receipt ran out the night before; what it was about stays with who was asked
    clocks = Deadline.objects.filter(case=scene.case).exclude(step=Step.ACKNOWLEDGEMENT).order_by("pk")
    terms = list(clocks.values_list("expires_at", "state"))
    new = newcomer(scene)
    dissolve(scene.ecology, new)
    assert reform(scene).succeeded == 1
    assert parties(scene) == [
        (new, PartyRole.CONVENING), (scene.management, PartyRole.CONCERNED), (scene.housing, PartyRole.CONCERNED),
    ]  # fmt: skip
    assert scene.waiting() == {("conduct", new), ("position", new), ("position", scene.housing)}
    assert scene.stage.conductor == new
    assert InterimHandling.objects.get(case=scene.case, ends_at=None).organization == new
    assert list(clocks.values_list("expires_at", "state")) == terms
    assert set(clocks.values_list("organization", flat=True)) == {new.pk}
    assert scene.events()[-1] == "organization.succeeded"


def test_before_the_day_nothing_happens_and_after_it_nothing_happens_twice(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    dissolve(scene.ecology, newcomer(scene))
    assert reform(scene, at="2026-03-03 23:59").succeeded == 0
    assert reform(scene).succeeded == 1
    assert reform(scene) == InheritReport()
    assert scene.events().count("organization.succeeded") == 1


def test_a_position_given_counts_and_the_agreement_can_be_signed_by_the_successor(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("state_position", scene.housing, at="2026-03-02 11:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-02 12:00")
    scene.do("sign_agreement", scene.housing, at="2026-03-02 13:00")
    new = newcomer(scene)
    dissolve(scene.housing, new)
    reform(scene)
    assert standing_in(scene.case) == {scene.housing.pk: new.pk}
    assert ("sign", new) not in scene.waiting()
    for department in (scene.ecology, scene.management):
        scene.do("sign_agreement", department, at="2026-03-04 10:00")
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.AGREED)]
    assert scene.case.agreements.get().signatures.filter(organization=scene.housing, agrees=True).exists()


def test_merged_into_another_party_the_two_become_one(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    dissolve(scene.ecology, scene.management)
    reform(scene)
    assert parties(scene) == [(scene.management, PartyRole.CONVENING), (scene.housing, PartyRole.CONCERNED)]
    assert scene.waiting() == {
        ("conduct", scene.management), ("position", scene.management), ("position", scene.housing),
    }  # fmt: skip
    for department in (scene.management, scene.housing):
        scene.do("state_position", department, at="2026-03-04 10:00")
    assert scene.waiting() == {("conduct", scene.management)}


def test_merged_into_one_that_has_signed_the_last_open_signature_falls_away(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-02 12:00")
    for department in (scene.ecology, scene.management):
        scene.do("sign_agreement", department, at="2026-03-02 13:00")
    dissolve(scene.housing, scene.management)
    reform(scene)
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.AGREED)]
    assert scene.case.state == CaseState.SETTLED


def test_a_reform_in_two_steps_and_two_at_once(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    first, last = newcomer(scene), make_organization(jurisdiction=scene.district.jurisdiction)
    dissolve(scene.ecology, first)
    dissolve(scene.housing, scene.management)
    assert reform(scene).succeeded == 1
    dissolve(first, last, date(2026, 3, 5))
    assert reform(scene, at="2026-03-05 00:00").succeeded == 1
    assert [organization for organization, _role in parties(scene)] == [last, scene.management]
    assert standing_in(scene.case) == {
        scene.ecology.pk: last.pk, first.pk: last.pk, scene.housing.pk: scene.management.pk,
    }  # fmt: skip


def test_the_office_that_conducts_and_opened_is_succeeded_and_its_meeting_goes_on(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-10 00:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-10 08:30")
    new = make_organization(jurisdiction=scene.district.jurisdiction, functions=[OrganizationFunction.DISPATCH_OFFICE])
    guest = newcomer(scene)
    dissolve(scene.dispatch, new, date(2026, 3, 11))
    dissolve(scene.housing, guest, date(2026, 3, 11))
    reform(scene, at="2026-03-11 00:00")
    assert scene.waiting() >= {("hold", new)}
    assert scene.case.opened_by == new
    invited = Attendance.objects.filter(meeting__agenda__case=scene.case).values_list("organization", flat=True)
    assert set(invited) == {scene.ecology.pk, scene.management.pk, guest.pk}
    assert "withdraw_case" in scene.offered(new)
    scene.do("hold_meeting", new, at="2026-03-11 14:00")
    scene.do("issue_minutes_not_agreed", new, at="2026-03-11 15:00")
    scene.do("refer_case", new, at="2026-03-11 16:00")
    assert scene.stage.tier == Tier.OFFICE_COORDINATION


def minuted(scene: Scene) -> None:
    """A meeting on Tuesday, 10 March; the departments are asked to confirm what its minutes say."""
    scene.open_case(at="2026-03-02 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-03 10:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-04 09:00")
    scene.do("hold_meeting", scene.dispatch, at="2026-03-09 17:00")
    task = {"organization": scene.housing.code, "what": "提供竣工验收资料", "due_on": "2026-03-31"}
    scene.do("issue_minutes_agreed", scene.dispatch, at="2026-03-10 10:00", tasks=[task])


def test_who_is_asked_to_confirm_the_minutes_is_succeeded(scene: Scene) -> None:
    minuted(scene)
    new = newcomer(scene)
    scene.do("confirm_minutes", scene.ecology, at="2026-03-10 11:00")
    dissolve(scene.housing, new, date(2026, 3, 11))
    reform(scene, at="2026-03-11 00:00")
    scene.do("receive_minutes", new, at="2026-03-11 08:00")
    scene.do("finish_meeting_task", new, at="2026-03-11 08:30", task=MeetingTask.objects.get().pk)
    scene.do("confirm_minutes", new, at="2026-03-11 09:00")
    assert scene.stage.closed_at is None
    scene.do("confirm_minutes", scene.management, at="2026-03-11 10:00")
    assert scene.stages()[-1] == (Tier.DISPATCH_COORDINATION, StageResult.AGREED)


def test_corrected_minutes_go_to_the_successor_of_who_was_there(scene: Scene) -> None:
    minuted(scene)
    new = newcomer(scene)
    dissolve(scene.housing, new, date(2026, 3, 11))
    reform(scene, at="2026-03-11 00:00")
    scene.do("object_to_minutes", scene.ecology, at="2026-03-11 09:00")
    lead = {"phase": Phase.SUPERVISION, "organization": scene.ecology.code, "role": DutyRole.LEAD}
    scene.do("reissue_minutes", scene.dispatch, at="2026-03-11 10:00", minutes="生态环境部门牵头。", assignments=[lead])
    asked = {whose for node, whose in scene.waiting() if node == "confirm_minutes"}
    assert asked == {scene.ecology, scene.management, new}


def test_one_that_has_confirmed_itself_is_not_asked_for_who_it_took_over(scene: Scene) -> None:
    minuted(scene)
    scene.do("confirm_minutes", scene.ecology, at="2026-03-10 11:00")
    scene.do("confirm_minutes", scene.management, at="2026-03-10 12:00")
    dissolve(scene.housing, scene.management, date(2026, 3, 11))
    reform(scene, at="2026-03-11 00:00")
    assert AgendaItem.objects.get().binding_at == moment("2026-03-11 00:00")
    assert scene.stages()[-1] == (Tier.DISPATCH_COORDINATION, StageResult.AGREED)
    assert scene.waiting() == {("filing", scene.office)}


def test_a_stand_without_authority_is_confirmed_by_the_successor(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-03 10:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-04 09:00")
    listens = {"organization": scene.housing.code, "attended": True, "representative": "小李", "authority": "LISTEN"}
    said = {"says": StandKind.AGREES, "stand": "原则同意，须回去报告。"}
    scene.do("hold_meeting", scene.dispatch, at="2026-03-09 17:00", attendances=[{**listens, **said}])
    new = newcomer(scene)
    dissolve(scene.housing, new, date(2026, 3, 10))
    reform(scene, at="2026-03-10 00:00")
    scene.do("confirm_stand", new, at="2026-03-10 09:00")
    assert Stand.objects.get().confirmed_at == moment("2026-03-10 09:00")


def test_a_letter_left_as_a_draft_is_signed_by_the_successor(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-10 00:00")
    assert Letter.objects.get(case=scene.case).sender == scene.ecology
    new = newcomer(scene)
    dissolve(scene.ecology, new, date(2026, 3, 11))
    reform(scene, at="2026-03-11 00:00")
    assert Letter.objects.get(case=scene.case).sender == new
    assert "sign_letter" in scene.offered(new)


def test_the_lead_of_an_outcome_in_force_is_succeeded_too(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-02 12:00")
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-02 13:00")
    new = newcomer(scene)
    dissolve(scene.ecology, new)
    reform(scene)
    scene.do("accept_filing", scene.office, at="2026-03-04 10:00")
    assert scene.waiting() == {("carrying_out", new)}


def test_nobody_of_the_old_organization_acts_any_more_and_the_new_one_may_be_its_people(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    new = newcomer(scene)
    dissolve(scene.ecology, new)
    reform(scene)
    assert offers(situation(scene.case, at=scene.latest), [scene.capacity(scene.ecology)]) == []
    scene.do("state_position", new, at="2026-03-04 10:00")
    told = Event.objects.filter(chain_kind=ChainKind.CASE, kind="organization.succeeded").get()
    assert told.actor_id is None
    people = {notice.person for notice in told.notices.all()}
    assert scene.capacity(scene.management).person not in people  # had not stepped on when it happened


def test_without_a_successor_the_establishment_office_is_told_once_and_doctor_says_so(scene: Scene) -> None:
    clerk = scene.capacity(scene.office)
    scene.open_case(at="2026-03-02 10:00")
    dissolve(scene.ecology, None)
    assert reform(scene).without_successor == 1
    assert reform(scene) == InheritReport()
    fan_out(at=moment(THAT_DAY), limit=100)
    noted = Event.objects.get(kind="organization.without_successor")
    assert clerk.person in {notice.person for notice in noted.notices.all()}
    said = [one for one in waiting(moment(THAT_DAY)) if one.code == "organization_without_successor"]
    assert [one.subject for one in said] == [scene.number]
    assert scene.ecology.name in said[0].text()
    new = newcomer(scene)
    dissolve(scene.ecology, new)
    assert reform(scene, at="2026-03-04 09:00").succeeded == 1
    assert [one for one in waiting(moment("2026-03-04 09:00")) if one.code == "organization_without_successor"] == []


def test_an_archived_case_stays_as_it_was(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("withdraw_case", scene.ecology, at="2026-03-02 11:00")
    scene.do("archive_case", scene.office, at="2026-03-02 12:00")
    dissolve(scene.ecology, newcomer(scene))
    assert reform(scene) == InheritReport()


@pytest.mark.parametrize("role", [MembershipRole.HANDLER, MembershipRole.HEAD])
def test_a_written_round_is_answered_by_the_successor_within_the_same_term(scene: Scene, role: MembershipRole) -> None:
    scene.open_case(at="2026-03-02 10:00", source=CaseSource.DEPARTMENT, by=scene.ecology)
    scene.live_until("2026-03-10 00:00")
    scene.do("accept_application", scene.office, at="2026-03-10 09:30")
    scene.do("open_round", scene.office, at="2026-03-10 10:00")
    new = newcomer(scene)
    dissolve(scene.housing, new, date(2026, 3, 11))
    reform(scene, at="2026-03-11 00:00")
    assert ("reply", new) in scene.waiting()
    for department in (scene.ecology, scene.management):
        scene.do("reply_opinion", department, at="2026-03-11 09:00")
    scene.do("reply_opinion", new, at="2026-03-11 10:00", role=role)
    assert scene.waiting() == {("study", scene.office)}
    assert not Deadline.objects.filter(case=scene.case, step="reply", state=DeadlineState.RUNNING).exists()

"""What people type wrong: each time a clear error that names the field and the rule, and nothing saved."""

from datetime import date

import pytest
from pydantic import ValidationError

from audit.models import Event
from cases.errors import BasisNotAdmissible, NotAParty, PaperFromTheFuture, PartyTwice, TwoLeads
from cases.models import Case, Outcome, Party, Position
from core.errors import DomainError, NotFound, NotPermitted, Stale
from core.vocabulary import CaseSource, DutyRole, MembershipRole, OrganizationFunction, Phase
from deadlines.models import Deadline
from flows.acts import ACTS
from flows.errors import (
    InterimHandlerNeeded,
    NoCitizensMatter,
    NotNow,
    RequestKeyReused,
    WrongOpener,
)
from flows.services import add_document, perform
from meetings.errors import MeetingStillToCome, StandMissing
from organizations.errors import DissolvedOrganization, UnknownOrganization
from tests.factories import make_capacity, make_organization
from tests.stage_set import Scene, as_moment, set_the_stage

pytestmark = pytest.mark.django_db
MONDAY = "2026-09-21 10:00"
TUESDAY = "2026-09-22 10:00"


@pytest.fixture
def scene() -> Scene:
    return set_the_stage()


def refused_opening(scene: Scene, error: type[DomainError], **fields):
    """Opening fails with this error, and no trace of a case is left."""
    with pytest.raises(error) as caught:
        scene.open_case(at=MONDAY, **fields)
    assert not Case.objects.exists()
    assert not Party.objects.exists()
    assert not Deadline.objects.exists()
    assert not Event.objects.filter(chain_kind="case").exists()
    return caught.value


def test_a_party_twice(scene):
    error = refused_opening(scene, PartyTwice, parties=[scene.ecology, scene.housing, scene.ecology])
    assert error.field == "parties"


def test_one_party_only(scene):
    with pytest.raises(ValidationError) as caught:
        scene.open_case(at=MONDAY, parties=[scene.ecology])
    assert caught.value.errors()[0]["loc"] == ("parties",)
    assert not Case.objects.exists()


def test_an_unknown_department(scene):
    ghost = make_organization(jurisdiction=scene.district.jurisdiction)
    ghost.code = "LQY-NOBODY"
    error = refused_opening(scene, UnknownOrganization, parties=[scene.ecology, ghost])
    assert error.field == "parties"
    assert "LQY-NOBODY" in error.text()


def test_a_dissolved_department_offers_its_successor(scene):
    old = make_organization(
        jurisdiction=scene.district.jurisdiction, name="环境保护局", valid_to=date(2019, 1, 1), successor=scene.ecology
    )
    error = refused_opening(scene, DissolvedOrganization, parties=[old, scene.housing])
    assert scene.ecology.code in error.text()


def test_a_title_that_is_too_long(scene):
    with pytest.raises(ValidationError) as caught:
        scene.open_case(at=MONDAY, title="长" * 121)
    assert caught.value.errors()[0]["loc"] == ("title",)
    assert not Case.objects.exists()


def test_the_interim_handler_is_one_of_the_parties(scene):
    refused_opening(scene, NotAParty, interim_handler=scene.office.code)


def test_a_waiting_citizen_needs_an_interim_handler(scene):
    assert refused_opening(scene, InterimHandlerNeeded, interim_handler="").field == "interim_handler"


def test_without_a_citizen_nobody_handles_provisionally(scene):
    refused_opening(
        scene, NoCitizensMatter, source=CaseSource.DEPARTMENT, by=scene.ecology, interim_handler=scene.ecology.code
    )


def test_a_stranger_cannot_open_a_case(scene):
    refused_opening(scene, WrongOpener, by=make_organization(jurisdiction=scene.district.jurisdiction))


def test_a_position_from_a_stage_that_is_gone(scene):
    """The form was opened at tier 1; the clock moved the case; the person learns who was first and when."""
    scene.open_case(at=MONDAY)
    seen = scene.stage.pk
    scene.sweep(at="2026-10-09 00:00")
    with pytest.raises(Stale) as caught:
        scene.do("state_position", scene.housing, at="2026-10-09 09:00", stage_id=seen)
    assert caught.value.status == 409
    assert "2026-10-09 00:00" in caught.value.text()
    assert not Position.objects.exists()


def test_a_colleague_was_first(scene):
    scene.open_case(at=MONDAY)
    scene.do("draft_agreement", scene.ecology, at=TUESDAY)
    scene.do("sign_agreement", scene.housing, at=TUESDAY)
    with pytest.raises(Stale) as caught:
        scene.do("sign_agreement", scene.housing, at=TUESDAY, role=MembershipRole.HEAD)
    assert scene.capacity(scene.housing).person.name in caught.value.text()


def test_a_stranger_is_told_nothing(scene):
    scene.open_case(at=MONDAY)
    stranger = make_organization(jurisdiction=scene.district.jurisdiction)
    with pytest.raises(NotFound) as told:
        scene.do("state_position", stranger, at=TUESDAY)
    with pytest.raises(NotFound) as untold:
        scene.do("state_position", stranger, at=TUESDAY, number="AA-2026-999999")
    assert told.value.text() == untold.value.text()


def test_another_party_may_not_draft(scene):
    scene.open_case(at=MONDAY)
    with pytest.raises(NotPermitted) as caught:
        scene.do("draft_agreement", scene.housing, at=TUESDAY)
    assert scene.ecology.short_name in caught.value.text()


def test_only_a_head_extends(scene):
    scene.open_case(at=MONDAY)
    with pytest.raises(NotPermitted):
        scene.do("extend_deadline", scene.ecology, at=TUESDAY, role=MembershipRole.HANDLER)


def test_two_leads_in_one_phase(scene):
    scene.open_case(at=MONDAY)
    twice = [
        {"phase": Phase.SUPERVISION, "organization": scene.ecology.code, "role": DutyRole.LEAD},
        {"phase": Phase.SUPERVISION, "organization": scene.housing.code, "role": DutyRole.LEAD},
    ]
    with pytest.raises(TwoLeads):
        scene.do("draft_agreement", scene.ecology, at=TUESDAY, assignments=twice)
    assert not Outcome.objects.exists()
    assert scene.case.revision == 1


def test_a_paper_from_tomorrow(scene):
    scene.open_case(at=MONDAY)
    with pytest.raises(PaperFromTheFuture):
        scene.do("state_position", scene.housing, at=TUESDAY, signed_on=date(2026, 9, 23))


def test_a_basis_that_the_procedure_does_not_admit():
    scene = set_the_stage(pack="ningbo")
    scene.open_case(at=MONDAY, source=CaseSource.DEPARTMENT, by=scene.ecology)
    scene.do("accept_case", scene.office, at=MONDAY)
    with pytest.raises(BasisNotAdmissible) as caught:
        scene.do("state_position", scene.housing, at=TUESDAY, basis_kind="DEPARTMENT_RULE")
    assert caught.value.field == "basis_kind"


def test_who_attended_has_a_stand(scene):
    scene.open_case(at=MONDAY)
    scene.sweep(at="2026-10-09 00:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-10-09 09:00")
    row = {"organization": scene.housing.code, "attended": True, "representative": "李", "says": None, "stand": ""}
    with pytest.raises(StandMissing):
        scene.do("hold_meeting", scene.dispatch, at="2026-10-10 09:00", attendances=[row])


def test_a_meeting_is_recorded_after_it_was_held(scene):
    scene.open_case(at=MONDAY)
    scene.sweep(at="2026-10-09 00:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-10-09 09:00")
    with pytest.raises(MeetingStillToCome):
        scene.do("hold_meeting", scene.dispatch, at="2026-10-10 09:00", held_at=as_moment("2026-10-10 09:01"))


def test_a_request_key_does_not_pass_for_another_act_of_the_same_kind(scene):
    """Both acts issue minutes; the record calls them the same."""
    scene.open_case(at=MONDAY)
    scene.sweep(at="2026-10-09 00:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-10-09 09:00")
    scene.do("hold_meeting", scene.dispatch, at="2026-10-10 09:00")
    scene.do("issue_minutes_not_agreed", scene.dispatch, at="2026-10-10 10:00", request_key="minutes")
    with pytest.raises(RequestKeyReused):
        scene.do("issue_minutes_agreed", scene.dispatch, at="2026-10-10 10:01", request_key="minutes")


def test_no_opinion_before_round_and_meeting(scene):
    scene.open_case(at=MONDAY)
    scene.sweep(at="2026-10-09 00:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-10-09 09:00")
    scene.do("hold_meeting", scene.dispatch, at="2026-10-10 09:00")
    scene.do("issue_minutes_not_agreed", scene.dispatch, at="2026-10-10 10:00")
    scene.do("refer_case", scene.dispatch, at="2026-10-10 11:00")
    scene.do("accept_application", scene.office, at="2026-10-12 09:00")
    with pytest.raises(NotNow):
        scene.do("draft_opinion", scene.office, at="2026-10-12 10:00")


def test_a_request_key_names_one_request(scene):
    scene.open_case(at=MONDAY)
    first = scene.do("state_position", scene.housing, at=TUESDAY, request_key="one")
    again = scene.do("state_position", scene.housing, at=TUESDAY, request_key="one")
    assert again == first
    assert Position.objects.count() == 1
    with pytest.raises(RequestKeyReused):
        scene.do("add_party", scene.housing, at=TUESDAY, request_key="one", organization=scene.office.code)


def test_unknown_fields_are_refused():
    with pytest.raises(ValidationError):
        ACTS["archive_case"].input.model_validate({"state": "ARCHIVED"})


def test_an_unknown_act(scene):
    scene.open_case(at=MONDAY)
    with pytest.raises(DomainError) as caught:
        perform(
            number=scene.number, act="rewrite_record", form=ACTS["archive_case"].input(),
            capacity=scene.capacity(scene.office), at=as_moment(TUESDAY),
        )  # fmt: skip
    assert caught.value.code == "unknown_act"


def test_an_empty_basis_is_refused(scene):
    scene.open_case(at=MONDAY)
    with pytest.raises(ValidationError):
        scene.do("state_position", scene.housing, at=TUESDAY, basis="   ")


def test_a_department_that_only_reads_adds_no_papers(scene):
    scene.open_case(at=MONDAY)
    audit = make_capacity(
        make_organization(jurisdiction=scene.district.jurisdiction, functions=[OrganizationFunction.AUDIT])
    )
    with pytest.raises(NotPermitted):
        add_document(
            number=scene.number, upload=b"%PDF-1.4 x", file_name="a.pdf", title="a", capacity=audit,
            at=as_moment(TUESDAY),
        )  # fmt: skip

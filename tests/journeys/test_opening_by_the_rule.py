"""提起: by whom, for whom, on what claim; who convenes and who handles the matter meanwhile, by the rule."""

from datetime import date
from typing import Any

import pytest

from audit.acting import Act
from audit.actors import SYSTEM
from audit.models import Event
from cases.errors import NotAParty, PartyKindNotTaken, ScopeRefused
from cases.models import Case, CheckIn, Opening
from core.errors import NotPermitted
from core.vocabulary import (
    CaseSource,
    CaseState,
    ConvenerGround,
    DutyRole,
    OrganizationKind,
    PartyRole,
    Phase,
    ScopeExclusion,
    Step,
    Tier,
)
from deadlines.models import Deadline
from flows.errors import WrongOpener
from flows.opening_errors import ClauseNeeded, ConveningReasonNeeded, LeadNeeded, SourceNotYours, WrongEntry
from notifications.models import Notice
from organizations.models import Organization
from registry.services import record_entry
from tests.factories import make_organization, moment
from tests.health import assert_healthy, living
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage

MONDAY = "2026-03-02 10:00"


def listed(scene: Scene, lead: Organization, *, matter: str = "建筑施工噪声监管", description: str = "") -> None:
    """The duty list names a lead for the matter since January."""
    record_entry(
        jurisdiction=scene.district.jurisdiction, matter=matter, description=description, measures="", basis="三定规定",
        source="清单", assignments=[(Phase.SUPERVISION, lead, DutyRole.LEAD)], valid_from=date(2026, 1, 1),
        valid_to=None, entry=None, act=Act(kind="registry.imported", actor=SYSTEM, at=moment("2026-01-01 09:00")),
    )  # fmt: skip


def convener(scene: Scene) -> Organization:
    return scene.case.parties.get(role=PartyRole.CONVENING).organization


def under(**values: str) -> Scene:
    """A living district under the Longquanyi pack with some values changed."""
    return living(set_the_stage(text=pack_with("longquanyi", values)))


def test_an_entry_that_shares_only_the_words_of_any_dispute_names_nobody(scene: Scene) -> None:
    listed(scene, scene.housing, description="建筑工地噪声职责争议")
    scene.open_case(at=MONDAY, title="住改商监管职责争议")
    assert Opening.objects.get(case=scene.case).convener_ground == ConvenerGround.FIRST_LISTED


def test_the_lead_by_the_duty_list_convenes(scene: Scene) -> None:
    listed(scene, scene.housing)
    scene.open_case(at=MONDAY)
    assert convener(scene) == scene.housing
    assert scene.stage.conductor == scene.housing
    opening = Opening.objects.get(case=scene.case)
    assert (opening.convener_ground, opening.entry.number) == (ConvenerGround.LEAD, opening.entry.number)


def test_an_entry_about_something_else_decides_nothing(scene: Scene) -> None:
    listed(scene, scene.housing, matter="冷冻肉品冷库监管")
    scene.open_case(at=MONDAY)
    assert convener(scene) == scene.ecology
    assert Opening.objects.get().convener_ground == ConvenerGround.FIRST_LISTED


def test_who_proposes_convenes_where_the_rule_says_so(db: None) -> None:
    scene = under(default_convener_rule='"lead_then_first_listed_then_first_proposer"')
    scene.open_case(at=MONDAY, by=scene.management, source=CaseSource.DEPARTMENT)
    assert convener(scene) == scene.management


def test_another_convener_is_named_with_a_reason(scene: Scene) -> None:
    with pytest.raises(ConveningReasonNeeded) as refusal:
        scene.open_case(at=MONDAY, convening=scene.housing.code)
    assert scene.ecology.name in refusal.value.text()
    with pytest.raises(NotAParty):
        scene.open_case(at=MONDAY, convening=scene.office.code, convening_reason="更合适")
    scene.open_case(at=MONDAY, convening=scene.housing.code, convening_reason="前期已由其牵头会商")
    assert convener(scene) == scene.housing


def test_the_claim_names_lead_phase_and_clause(scene: Scene) -> None:
    with pytest.raises(ClauseNeeded):
        scene.open_case(at=MONDAY, claimed_lead=scene.management.code)
    with pytest.raises(LeadNeeded):
        scene.open_case(at=MONDAY, clause="《噪声污染防治法》第八条")
    with pytest.raises(NotAParty):
        scene.open_case(at=MONDAY, claimed_lead=scene.office.code, clause="第八条")
    scene.open_case(
        at=MONDAY, claimed_lead=scene.management.code, phase=Phase.ENFORCEMENT, clause="《噪声污染防治法》第八条"
    )
    opening = Opening.objects.get()
    assert (opening.claimed_lead, opening.claimed_phase) == (scene.management, Phase.ENFORCEMENT)


def test_the_original_duty_handles_the_matter_meanwhile(db: None) -> None:
    scene = under(interim_mode='"original"')
    listed(scene, scene.management)
    scene.open_case(at=MONDAY, interim_handler="")
    assert scene.case.interim_handlings.get().organization == scene.management


def test_nobody_handles_it_until_safety_demands_it(db: None) -> None:
    scene = under(interim_mode='"none"')
    scene.open_case(at=MONDAY, interim_handler="")
    assert not scene.case.interim_handlings.exists()
    scene.do(
        "designate_interim_handler", scene.dispatch, at="2026-03-02 11:00", organization=scene.housing.code,
        reason="工地塔吊倾斜，须先行排险",
    )  # fmt: skip
    assert scene.case.interim_handlings.get().organization == scene.housing


def test_in_the_fast_lane_the_short_terms_apply_from_the_start(scene: Scene) -> None:
    scene.open_case(at=MONDAY, urgent=True)
    assert scene.case.urgent
    assert scene.clock(Step.TIER_NEGOTIATION).budget == 2


@pytest.mark.parametrize("kind", list(ScopeExclusion))
def test_what_is_outside_the_scope_is_told_where_to_go(scene: Scene, kind: ScopeExclusion) -> None:
    with pytest.raises(ScopeRefused) as refusal:
        scene.open_case(at=MONDAY, exclusions=(kind,))
    assert refusal.value.field == "exclusions"
    assert refusal.value.params["instead"]
    assert not Case.objects.exists()
    assert not Event.objects.filter(chain_kind="case").exists()


def test_the_procedure_says_whom_it_coordinates(scene: Scene) -> None:
    court = make_organization(jurisdiction=scene.district.jurisdiction, kind=OrganizationKind.CONGRESS_OR_CONSULTATIVE)
    with pytest.raises(PartyKindNotTaken) as refusal:
        scene.open_case(at=MONDAY, parties=[scene.ecology, court])
    assert court.name in refusal.value.text()
    scene.open_case(at=MONDAY)
    with pytest.raises(PartyKindNotTaken):
        scene.do("add_party", scene.dispatch, at="2026-03-02 11:00", organization=court.code)


def test_a_subdistrict_calls_and_the_departments_check_in(scene: Scene) -> None:
    """吹哨报到: within one working day; who has not come is told once."""
    street = make_organization(jurisdiction=scene.district.jurisdiction, kind=OrganizationKind.SUBDISTRICT)
    with pytest.raises(SourceNotYours):
        scene.open_case(at=MONDAY, source=CaseSource.SUBDISTRICT)
    scene.open_case(at=MONDAY, source=CaseSource.SUBDISTRICT, by=street)
    scene.do("check_in", scene.ecology, at="2026-03-02 15:00", representative="李科长")
    with pytest.raises(NotPermitted):
        scene.do("check_in", scene.ecology, at="2026-03-02 15:05")
    with pytest.raises(NotPermitted):
        scene.do("check_in", street, at="2026-03-02 15:05")
    late = scene.capacity(scene.housing).person
    scene.live_until("2026-03-04 00:00")
    assert_healthy(moment("2026-03-04 00:00"))
    told = set(Notice.objects.filter(event__kind="check_in.reminded").values_list("person", flat=True))
    assert late.pk in told
    assert scene.capacity(scene.ecology).person.pk not in told
    scene.do("check_in", scene.management, at="2026-03-04 09:00")
    scene.do("check_in", scene.housing, at="2026-03-04 09:30")
    assert CheckIn.objects.count() == 3
    assert "check_in" not in scene.offered(scene.housing)


def test_when_all_have_come_nobody_is_reminded(scene: Scene) -> None:
    street = make_organization(jurisdiction=scene.district.jurisdiction, kind=OrganizationKind.SUBDISTRICT)
    scene.open_case(at=MONDAY, source=CaseSource.SUBDISTRICT, by=street, parties=[scene.ecology, street])
    scene.do("check_in", scene.ecology, at="2026-03-02 15:00")
    scene.live_until("2026-03-04 00:00")
    assert "check_in.reminded" not in scene.events()
    assert not Deadline.objects.filter(step=Step.CHECK_IN, state="RUNNING").exists()


def test_an_assigned_matter_may_enter_at_the_upper_tiers(scene: Scene) -> None:
    """交办: by the establishment office or the secretariat only, at tier 3 or 4."""
    upper: dict[str, Any] = {"source": CaseSource.ASSIGNED, "enter_at": Tier.OFFICE_COORDINATION}
    with pytest.raises(SourceNotYours):
        scene.open_case(at=MONDAY, by=scene.ecology, **upper)
    with pytest.raises(WrongEntry):
        scene.open_case(at=MONDAY, by=scene.dispatch, **upper)
    with pytest.raises(WrongEntry):
        scene.open_case(at=MONDAY, by=scene.office, source=CaseSource.ASSIGNED, enter_at=Tier.DISPATCH_COORDINATION)
    with pytest.raises(WrongEntry):
        scene.open_case(at=MONDAY, by=scene.office, source=CaseSource.DEPARTMENT, enter_at=Tier.REFERRAL)
    scene.open_case(at=MONDAY, by=scene.office, **upper)
    assert scene.stages() == [(Tier.OFFICE_COORDINATION, "")]
    assert scene.waiting() == {("acceptance", scene.office)}
    scene.open_case(at="2026-03-02 11:00", by=scene.secretariat, source=CaseSource.ASSIGNED, enter_at=Tier.REFERRAL)
    assert scene.stages() == [(Tier.REFERRAL, "")]


def test_who_assigned_it_supplements_it(scene: Scene) -> None:
    scene.open_case(at=MONDAY, by=scene.secretariat, source=CaseSource.ASSIGNED, enter_at=Tier.OFFICE_COORDINATION)
    scene.do("ask_to_supplement", scene.office, at="2026-03-02 11:00")
    assert scene.waiting() == {("supplement", scene.secretariat)}


def test_ex_officio_by_the_establishment_office_alone(scene: Scene) -> None:
    with pytest.raises(SourceNotYours):
        scene.open_case(at=MONDAY, source=CaseSource.EX_OFFICIO)
    scene.open_case(at=MONDAY, source=CaseSource.EX_OFFICIO, by=scene.office)
    assert scene.case.state == CaseState.OPEN


def test_an_organization_of_elsewhere_opens_nothing_here(scene: Scene) -> None:
    stranger = make_organization(jurisdiction=scene.district.jurisdiction)
    with pytest.raises(WrongOpener):
        scene.open_case(at=MONDAY, source=CaseSource.DEPARTMENT, by=stranger)
    with pytest.raises(SourceNotYours):
        scene.open_case(at=MONDAY, source=CaseSource.SUGGESTION, by=scene.ecology)

"""征求意见: a third body is asked and answers; it reads what it may; the case stays where it is."""

from datetime import date
from typing import Any

import pytest

from cases.access import consultations_sent_to, reachable_to, visible_to
from cases.errors import BasisNotAdmissible
from cases.models import Consultation, StudyEntry
from core.errors import DomainError, NotFound, NotPermitted, Stale
from core.vocabulary import (
    CaseSource,
    ConsultationKind,
    OrganizationFunction,
    Step,
    StudySection,
    StudySource,
    Tier,
)
from flows.errors import NotInThisFile, NotNow
from flows.office_errors import AskedAlready, NoSuchConsultation, NoSuchLine, PartyIsNotConsulted, WhomToAsk
from flows.services import add_document
from organizations.models import Organization
from procedures.files import shipped_pack, text_of
from tests.factories import make_jurisdiction, make_organization, moment
from tests.health import living
from tests.stage_set import Scene, set_the_stage

NOT_REQUIRED = "[legality_opinion_required]\nvalue = "


def studied(scene: Scene) -> Scene:
    scene.open_case(at="2026-03-09 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at="2026-03-10 10:00")
    scene.do("accept_application", scene.office, at="2026-03-11 10:00")
    return scene


def justice_of(scene: Scene) -> Organization:
    return make_organization(
        jurisdiction=scene.district.jurisdiction, name="司法局", functions=[OrganizationFunction.JUSTICE]
    )


def test_the_justice_bureau_answers_with_its_heads_word(scene: Scene) -> None:
    justice = justice_of(studied(scene))
    assert not visible_to([scene.capacity(justice)]).exists()
    scene.do("consult", scene.office, at="2026-03-12 10:00", organization=justice.code)
    assert visible_to([scene.capacity(justice)]).exists()
    # seven working days from 13 to 23 March
    clock = scene.clock(Step.LEGALITY_REVIEW)
    assert (clock.organization, clock.last_day) == (justice, date(2026, 3, 23))
    assert scene.waiting() == {("study", scene.office)}
    with pytest.raises(NotPermitted):
        scene.do("answer_consultation", scene.ecology, at="2026-03-13 10:00")
    scene.do("answer_consultation", justice, at="2026-03-16 10:00")
    asked = Consultation.objects.get()
    assert (asked.answered_at, asked.signed_by) == (moment("2026-03-16 10:00"), "负责人")
    assert Step.LEGALITY_REVIEW not in scene.running()
    with pytest.raises(Stale):
        scene.do("answer_consultation", justice, at="2026-03-16 11:00")


def test_who_does_not_answer_is_reminded_and_nothing_is_taken_for_an_answer(scene: Scene) -> None:
    justice = justice_of(studied(scene))
    scene.do("consult", scene.office, at="2026-03-12 10:00", organization=justice.code)
    scene.live_until("2026-03-24 00:00")
    assert "deadline.reminded" in scene.events()
    assert Consultation.objects.get().answered_at is None
    scene.do("answer_consultation", justice, at="2026-03-25 10:00")
    assert Step.LEGALITY_REVIEW not in scene.running()


def test_what_is_not_answered_lapses_with_the_stage(scene: Scene) -> None:
    justice = justice_of(studied(scene))
    scene.do("consult", scene.office, at="2026-03-12 10:00", organization=justice.code)
    scene.live_until("2026-04-30 00:00")
    assert scene.stage.tier == Tier.REFERRAL
    assert Consultation.objects.get().lapsed_at == scene.stage.opened_at
    assert "answer_consultation" not in scene.offered(justice)
    assert "consult" in scene.offered(scene.secretariat)


def test_a_body_of_another_jurisdiction_reaches_what_it_was_sent_and_not_the_case(scene: Scene) -> None:
    city = make_organization(jurisdiction=make_jurisdiction(name="成都市"), name="市委编办")
    studied(scene)
    scene.do("consult", scene.office, at="2026-03-12 10:00", kind=ConsultationKind.SUPERIOR, organization=city.code)
    reader = scene.capacity(city)
    assert not visible_to([reader]).exists()
    assert [one.question for one in consultations_sent_to([reader])] == ["请就牵头部门提出书面意见。"]
    scene.do("answer_consultation", city, at="2026-03-13 10:00")
    assert not reachable_to([reader]).exists()
    with pytest.raises(NotFound):
        scene.do("answer_consultation", city, at="2026-03-13 11:00")


def test_an_expert_outside_answers_through_who_asked(scene: Scene) -> None:
    studied(scene)
    expert: dict[str, Any] = {"kind": ConsultationKind.EXPERT, "outside_name": "法律顾问陈律师"}
    paper = add_document(
        number=scene.number, upload="材料".encode(), file_name="a.txt", title="三定规定",
        capacity=scene.capacity(scene.office), at=moment("2026-03-12 09:00"),
    ).data["document"]  # fmt: skip
    scene.do("consult", scene.office, at="2026-03-12 10:00", documents=(paper,), **expert)
    scene.do("consult", scene.office, at="2026-03-12 10:30", kind=ConsultationKind.EXPERT, outside_name="李教授")
    with pytest.raises(AskedAlready):
        scene.do("consult", scene.office, at="2026-03-12 11:00", **expert)
    assert scene.running().count(Step.CONSULTATION) == 2
    second = Consultation.objects.get(outside_name="李教授")
    scene.do("answer_consultation", scene.office, at="2026-03-13 10:00", consultation=second.pk, signed_by="李教授")
    with pytest.raises(NoSuchConsultation):
        scene.do("answer_consultation", scene.office, at="2026-03-13 11:00", consultation=second.pk)
    scene.do("answer_consultation", scene.office, at="2026-03-13 12:00", signed_by="陈律师")
    assert Step.CONSULTATION not in scene.running()
    assert [one.document_id for one in Consultation.objects.get(outside_name="法律顾问陈律师").papers.all()] == [paper]


def test_whom_nobody_can_ask(scene: Scene) -> None:
    justice = justice_of(studied(scene))
    refusals: dict[type[DomainError], list[dict[str, Any]]] = {
        WhomToAsk: [{}, {"organization": justice.code, "outside_name": "某人"}],
        PartyIsNotConsulted: [{"organization": scene.ecology.code}, {"organization": scene.office.code}],
        NotInThisFile: [{"organization": justice.code, "documents": (987654,)}],
    }
    for error, inputs in refusals.items():
        for fields in inputs:
            with pytest.raises(error):
                scene.do("consult", scene.office, at="2026-03-12 10:00", **fields)
    assert not Consultation.objects.exists()


def test_tier_1_consults_nobody(scene: Scene) -> None:
    scene.open_case(at="2026-03-09 10:00")
    assert "consult" not in scene.offered(scene.ecology)
    with pytest.raises(Stale):
        scene.do("consult", scene.ecology, at="2026-03-09 11:00", outside_name="某人")


def test_where_the_procedure_demands_it_no_round_replaces_the_legality_opinion(db: None) -> None:
    text = text_of(shipped_pack("longquanyi")).replace(f"{NOT_REQUIRED}false", f"{NOT_REQUIRED}true")
    scene = studied(living(set_the_stage(text=text)))
    justice = justice_of(scene)
    for day in ("2026-03-12", "2026-03-16"):
        scene.do("open_round", scene.office, at=f"{day} 10:00")
        for department in scene.district.departments:
            scene.do("reply_opinion", department, at=f"{day} 11:00")
    scene.do(
        "convene_meeting",
        scene.office,
        at="2026-03-17 10:00",
        starts_at=moment("2026-03-18 10:00"),
        urgent_reason="当日商定。",
    )
    scene.do("hold_meeting", scene.office, at="2026-03-18 11:00")
    scene.do("issue_minutes_not_agreed", scene.office, at="2026-03-18 15:00")
    scene.do("draft_opinion", scene.office, at="2026-03-19 10:00")
    scene.do("review_opinion", scene.office, at="2026-03-19 11:00")
    with pytest.raises(NotNow):
        scene.do("confirm_opinion", scene.office, at="2026-03-19 14:00")
    scene.do("consult", scene.office, at="2026-03-19 15:00", kind=ConsultationKind.EXPERT, outside_name="陈律师")
    scene.do("answer_consultation", scene.office, at="2026-03-19 16:00")
    assert "confirm_opinion" not in scene.offered(scene.office)
    scene.do("consult", scene.office, at="2026-03-19 17:00", organization=justice.code)
    scene.do("answer_consultation", justice, at="2026-03-20 10:00")
    scene.do("confirm_opinion", scene.office, at="2026-03-20 11:00")


def test_the_study_sheet_keeps_every_version(scene: Scene) -> None:
    studied(scene)
    scene.do("note_study", scene.office, at="2026-03-12 10:00", clause="区生态环境局“三定”规定第三条")
    elsewhere: dict[str, Any] = {
        "section": StudySection.NEIGHBOURS,
        "source": StudySource.PRACTICE_ELSEWHERE,
        "clause": "成华区做法",
    }
    scene.do("note_study", scene.office, at="2026-03-12 11:00", **elsewhere)
    scene.do("note_study", scene.office, at="2026-03-12 12:00", sheet_line=1, clause="第三条第（五）项")
    scene.do("note_study", scene.office, at="2026-03-12 13:00", sheet_line=2, struck=True, **elsewhere)
    rows = StudyEntry.objects.order_by("pk").values_list("line", "version", "reference_only", "struck")
    assert list(rows) == [(1, 1, False, False), (2, 1, True, False), (1, 2, False, False), (2, 2, True, True)]
    with pytest.raises(NoSuchLine):
        scene.do("note_study", scene.office, at="2026-03-12 14:00", sheet_line=9)
    with pytest.raises(NotPermitted):
        scene.do("note_study", scene.ecology, at="2026-03-12 14:00")


def test_what_the_procedure_does_not_admit_is_no_line_of_the_sheet(db: None) -> None:
    text = text_of(shipped_pack("longquanyi")).replace(
        '"MANDATE", "PARTY_DOCUMENT", "NORMATIVE_DOCUMENT", "OTHER"]', '"MANDATE"]'
    )
    text = text.replace('"LOCAL_REGULATION", "DEPARTMENT_RULE", "MANDATE"]', '"LOCAL_REGULATION", "MANDATE"]')
    scene = studied(living(set_the_stage(text=text)))
    with pytest.raises(BasisNotAdmissible) as refused:
        scene.do("note_study", scene.office, at="2026-03-12 10:00", source=StudySource.DEPARTMENT_RULE)
    assert refused.value.field == "source"
    scene.do("note_study", scene.office, at="2026-03-12 10:10", source=StudySource.PRACTICE_ELSEWHERE)
    assert StudyEntry.objects.get().reference_only

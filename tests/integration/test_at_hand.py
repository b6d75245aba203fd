"""案头: whoever answers reads, beside the form, what is asked; whoever signs reads what is signed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.vocabulary import CaseSource, MembershipRole
from flows.acts import ACTS
from organizations.models import Organization
from tests.factories import moment
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage
from web.views.case_at_hand import AT_HAND

BEGINNINGS = {
    "position", "conduct", "convene", "hold", "minutes", "apply", "study", "archiving",
}  # fmt: skip
"""Steps in which something is written first: what they rest on is the case itself."""


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Any:
    def at(text: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment(text))

    return at


def beside(scene: Scene, organization: Organization, act: str, role: MembershipRole = MembershipRole.HANDLER) -> str:
    """The form of the act, with what lies beside it; the case page cannot stand in for it."""
    client = Client()
    client.force_login(scene.capacity(organization, role).person)
    response = client.get(reverse("case_act", args=[scene.number, act]))
    assert response.status_code == 200
    return response.content.decode().partition("<aside")[2]


def in_force() -> Scene:
    """Agreed at tier 1 and filed."""
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-04 10:00")
    scene.do("accept_filing", scene.office, at="2026-03-04 11:00")
    return scene


def test_every_step_that_answers_has_something_at_hand() -> None:
    steps = {step for spec in ACTS.values() for step in spec.nodes}
    assert steps - set(AT_HAND) == BEGINNINGS
    assert set(AT_HAND) <= steps | set(ACTS)


@pytest.mark.django_db
def test_who_corrects_reads_what_is_missing_and_who_reviews_how_it_was_put_right(now: Any) -> None:
    scene = set_the_stage(text=pack_with("longquanyi", {"intake_review": '["DEPARTMENT"]'}))
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("return_for_correction", scene.office, at="2026-03-02 11:00", missing=["BASIS"], reason="请写明第一条。")
    scene.do("correct_case", scene.ecology, at="2026-03-02 12:00", correction="已写明第一条。")
    scene.do("return_for_correction", scene.office, at="2026-03-02 13:00", missing=["FACTS"], reason="请叙明经过。")
    now("2026-03-02 14:00")
    text = beside(scene, scene.ecology, "correct_case")
    assert "请叙明经过。" in text
    assert "第一条" not in text
    scene.do("correct_case", scene.ecology, at="2026-03-02 15:00", correction="已叙明经过。")
    now("2026-03-02 16:00")
    assert "已叙明经过。" in beside(scene, scene.office, "accept_case")


@pytest.mark.django_db
def test_who_grants_an_extension_reads_who_asks_for_how_long_and_why(now: Any) -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    scene.do("request_extension", scene.housing, at="2026-03-03 10:00", workdays=4, reason="须现场核实。")
    now("2026-03-03 11:00")
    text = beside(scene, scene.ecology, "grant_extension", MembershipRole.HEAD)
    for said in (scene.housing.short_name, "须现场核实。", "<p>4</p>"):
        assert said in text


@pytest.mark.django_db
def test_who_signs_reads_the_text_and_who_files_reads_what_was_settled(now: Any) -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    scene.do(
        "draft_agreement", scene.ecology, at="2026-03-03 10:00", text="经协商一致，共同落实。", measures="每季度联查。"
    )
    now("2026-03-03 11:00")
    text = beside(scene, scene.housing, "sign_agreement")
    assert "经协商一致，共同落实。" in text
    assert f"牵头部门 {scene.ecology.short_name}" in text
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-04 10:00")
    now("2026-03-04 11:00")
    text = beside(scene, scene.office, "accept_filing")
    assert "每季度联查。" in text
    assert f"牵头部门 {scene.ecology.short_name}" in text


@pytest.mark.django_db
def test_who_accepts_an_application_reads_the_letter_and_the_supplement(now: Any) -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at="2026-03-02 11:00", differences="监管由谁牵头意见不一。")
    scene.do("ask_to_supplement", scene.office, at="2026-03-03 10:00", missing="请补充三定依据。")
    now("2026-03-03 11:00")
    assert "请补充三定依据。" in beside(scene, scene.ecology, "supplement_application")
    scene.do("supplement_application", scene.ecology, at="2026-03-04 10:00", supplement="三定第四条。")
    now("2026-03-04 11:00")
    text = beside(scene, scene.office, "accept_application")
    assert "监管由谁牵头意见不一。" in text
    assert "三定第四条。" in text


@pytest.mark.django_db
def test_who_decides_an_objection_reads_it(now: Any) -> None:
    scene = in_force()
    scene.do(
        "object_to_result", scene.housing, at="2026-03-05 10:00", ground="NEW_LAW", text="条例已修订。",
        basis="修订后的条例第十条",
    )  # fmt: skip
    now("2026-03-05 11:00")
    text = beside(scene, scene.office, "uphold_objection", MembershipRole.HEAD)
    assert "条例已修订。" in text
    assert "修订后的条例第十条" in text


@pytest.mark.django_db
def test_who_checks_a_report_reads_it_and_who_reports_again_reads_why(now: Any) -> None:
    scene = in_force()
    proof = scene.put_into_file(scene.ecology, at="2026-03-05 09:00")
    scene.do("report_carrying_out", scene.ecology, at="2026-03-05 10:00", text="已开展首次联查。", proof=proof)
    now("2026-03-05 11:00")
    assert "已开展首次联查。" in beside(scene, scene.office, "strike_off")
    scene.do("return_report", scene.office, at="2026-03-05 12:00", remark="请附联查记录。")
    now("2026-03-05 13:00")
    assert "请附联查记录。" in beside(scene, scene.ecology, "report_carrying_out")

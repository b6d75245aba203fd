"""The review before the first tier on the pages and over the interface."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.vocabulary import CaseSource, CaseState, IntakeDecision, IntakeItem, MembershipRole
from organizations.models import Organization
from tests.factories import moment
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A matter of a department waits to be taken in."""
    monkeypatch.setattr(clock, "now", lambda: moment("2026-03-03 09:00"))
    scene = set_the_stage(text=pack_with("longquanyi", {"intake_review": '["DEPARTMENT"]'}))
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    return scene


def signed_in(scene: Scene, organization: Organization) -> Client:
    client = Client()
    client.force_login(scene.capacity(organization, MembershipRole.HANDLER).person)
    return client


def posted(client: Client, scene: Scene, act: str, **typed: Any) -> str:
    address = reverse("case_act", args=[scene.number, act])
    response = client.post(address, {"request_key": f"key-{act}", **typed}, follow=True)
    return response.content.decode()


def test_a_matter_is_returned_corrected_and_taken_in_on_the_pages(scene: Scene) -> None:
    office, ecology = signed_in(scene, scene.office), signed_in(scene, scene.ecology)
    form = office.get(reverse("case_act", args=[scene.number, "accept_case"])).content.decode()
    assert 'value="CLAIM"' in form
    assert 'value="WORK_ORDER"' not in form
    refused = posted(office, scene, "accept_case", checked=["FACTS"])
    assert "error-summary" in refused
    returned = posted(office, scene, "return_for_correction", missing=["BASIS"], reason="请写明依据的条款。")
    assert "请写明依据的条款。" in returned
    assert scene.waiting() == {("correction", scene.ecology)}
    corrected = posted(ecology, scene, "correct_case", correction="已写明。", add_parties=[scene.office.code])
    assert "已写明。" in corrected
    items = [str(item) for item in IntakeItem if item not in (IntakeItem.WORK_ORDER,)]
    posted(office, scene, "accept_case", checked=items[:6])
    assert scene.case.state == CaseState.OPEN


def test_the_case_file_of_the_interface_has_it(scene: Scene) -> None:
    office = signed_in(scene, scene.office)
    scene.do("decline_case", scene.office, at="2026-03-02 11:00", exclusion="LITIGATION", reason="法院已受理。")
    file = office.get(f"/api/v1/cases/{scene.number}").json()
    (review,) = file["intake_reviews"]
    assert (review["decision"], review["exclusion"]) == (IntakeDecision.DECLINED, "LITIGATION")
    assert review["instead"]
    assert review["instead"] in office.get(reverse("case", args=[scene.number])).content.decode()

"""外地机构的征求意见: who is asked elsewhere finds the question, its papers and the form, but not the case."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import CaseDocument, Consultation
from core.vocabulary import MembershipRole
from organizations.models import Organization
from tests.consulted import ANSWER, at_the_office, city_office, consult_about_one_of_two_papers
from tests.factories import make_capacity, make_organization
from tests.stage_set import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Organization:
    return city_office()


@pytest.fixture
def scene(city: Organization) -> Scene:
    """Asked with one of two papers of the file."""
    scene = at_the_office()
    consult_about_one_of_two_papers(scene, city)
    return scene


def visitor(scene: Scene, organization: Organization) -> Client:
    client = Client()
    client.force_login(scene.capacity(organization).person)
    return client


def test_it_reads_what_it_was_sent_answers_and_reads_no_more(scene: Scene, city: Organization) -> None:
    client, asked = visitor(scene, city), Consultation.objects.get()
    page = f"/consultations/{asked.pk}/"
    answer = client.get(f"/cases/{scene.number}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    shown = client.get(page).content.decode()
    assert asked.question in shown
    assert "三定规定" in shown
    assert "内部研究" not in shown
    assert scene.case.title not in shown
    sent, other = CaseDocument.objects.order_by("document")
    assert b"".join(client.get(f"{page}papers/{sent.document_id}/")) == "三定规定".encode()
    assert client.get(f"{page}papers/{other.document_id}/").status_code == 404
    assert client.get(f"/cases/{scene.number}/timeline/").status_code == 404
    sheet = SimpleUploadedFile("复函.pdf", b"%PDF-1.4\n%%EOF\n")
    assert client.post(f"{page}papers/", {"file": sheet, "title": "复函"}).status_code == 302
    added = CaseDocument.objects.get(document__organization=city)
    form = client.get(page).content.decode()
    assert f'<option value="{added.document_id}">复函</option>' in form  # of the file, its own sheet and no other
    assert "内部研究" not in form
    assert 'name="consultation"' not in form  # the page is about this one
    assert client.post(page, {**ANSWER, "answer": ""}).status_code == 422
    assert client.post(page, {**ANSWER, "request_key": "one"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.answer, asked.signed_by) == (ANSWER["answer"], ANSWER["signed_by"])
    assert ANSWER["answer"] in client.get(page).content.decode()
    assert client.post(page, {**ANSWER, "request_key": "one"}).status_code == 302
    assert client.post(page, {**ANSWER, "request_key": "two"}).status_code == 409


def test_nobody_else_finds_the_question(scene: Scene, city: Organization) -> None:
    page = f"/consultations/{Consultation.objects.get().pk}/"
    stranger = make_organization(jurisdiction=city.jurisdiction)
    assert visitor(scene, stranger).get(page).status_code == 404
    assert visitor(scene, stranger).get(f"/cases/{scene.number}/").status_code == 404
    administrator = Client()
    administrator.force_login(make_capacity(city, MembershipRole.SYSTEM_ADMINISTRATOR).person)
    assert administrator.get(page).status_code == 404

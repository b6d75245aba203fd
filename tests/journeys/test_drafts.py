"""提起草稿: what somebody has begun to write is kept for them alone, and gone when it is handed in."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from cases.drafts import LONGEST_DRAFT, MOST_DRAFTS, drafts_of, find_draft, save_draft
from cases.errors import DraftEmpty, DraftTooLong, ScopeRefused, TooManyDrafts
from cases.models import Case, OpeningDraft
from core import clock
from core.errors import NotFound
from core.vocabulary import CaseSource, MembershipRole
from flows.inputs import OpenCase
from flows.inputs.opening import OpenCaseDraft, as_draft
from organizations.models import Organization, Person
from tests.factories import moment
from tests.stage_set import Scene

MONDAY = moment("2026-03-02 10:00")
DRAFTS = "/api/v1/drafts"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def writer(scene: Scene) -> Person:
    return scene.capacity(scene.ecology).person


def signed_in(scene: Scene, organization: Organization) -> Client:
    client = Client()
    client.force_login(scene.capacity(organization, MembershipRole.HANDLER).person)
    return client


def typed(scene: Scene, **fields: Any) -> dict[str, Any]:
    return {
        "jurisdiction": scene.district.jurisdiction.code, "title": "夜间施工噪声", "source": CaseSource.DEPARTMENT,
        "parties": [scene.ecology.code, scene.management.code], **fields,
    }  # fmt: skip


def test_a_draft_is_no_case_and_not_on_record(scene: Scene) -> None:
    draft = save_draft(person=writer(scene), content={"title": "夜间施工噪声"}, at=MONDAY)
    assert (draft.title, draft.saved_at) == ("夜间施工噪声", MONDAY)
    assert not Case.objects.exists()
    assert not Event.objects.filter(chain_kind="case").exists()


def test_nobody_else_sees_it(scene: Scene) -> None:
    draft = save_draft(person=writer(scene), content={"title": "夜间施工噪声"}, at=MONDAY)
    colleague = scene.capacity(scene.ecology, MembershipRole.HEAD).person
    assert not drafts_of(colleague).exists()
    with pytest.raises(NotFound):
        find_draft(colleague, draft.pk)
    again = save_draft(person=colleague, content={"title": "别的"}, at=MONDAY, replaces=draft.pk)
    assert again.pk != draft.pk
    assert find_draft(writer(scene), draft.pk).title == "夜间施工噪声"


def test_what_is_outside_the_scope_is_not_kept_either(scene: Scene) -> None:
    with pytest.raises(ScopeRefused):
        save_draft(person=writer(scene), content={"title": "某事", "exclusions": ["CLASSIFIED"]}, at=MONDAY)
    assert not OpeningDraft.objects.exists()


def test_a_draft_holds_something_and_not_too_much(scene: Scene) -> None:
    with pytest.raises(DraftEmpty):
        save_draft(person=writer(scene), content={}, at=MONDAY)
    with pytest.raises(DraftTooLong):
        save_draft(person=writer(scene), content={"summary": "长" * LONGEST_DRAFT}, at=MONDAY)
    for number in range(MOST_DRAFTS):
        last = save_draft(person=writer(scene), content={"title": str(number)}, at=MONDAY)
    with pytest.raises(TooManyDrafts):
        save_draft(person=writer(scene), content={"title": "又一件"}, at=MONDAY)
    save_draft(person=writer(scene), content={"title": "改"}, at=MONDAY, replaces=last.pk)


def test_a_draft_has_the_fields_of_the_form_and_needs_none() -> None:
    assert set(OpenCaseDraft.model_fields) == set(OpenCase.model_fields)
    assert OpenCaseDraft().model_dump(exclude_none=True) == {}
    kept = as_draft({"title": "某事", "source": "NONSENSE", "parties": ["A"], "urgent": False, "request_key": "k"})
    assert kept == {"title": "某事", "parties": ["A"]}


def test_on_the_page_it_is_kept_resumed_and_cleared_when_handed_in(scene: Scene) -> None:
    client, others = signed_in(scene, scene.ecology), signed_in(scene, scene.management)
    kept = client.post(reverse("my_drafts"), typed(scene, summary="还没写完", keep="draft"), follow=True)
    (draft,) = OpeningDraft.objects.all()
    page = kept.content.decode()
    assert "还没写完" in page
    assert f'name="draft" value="{draft.pk}"' in page
    assert page.count("checked") >= 2
    assert "夜间施工噪声" in client.get(reverse("my_drafts")).content.decode()
    assert "夜间施工噪声" not in others.get(reverse("my_drafts")).content.decode()
    assert "还没写完" not in others.get(f"{reverse('open_case')}?draft={draft.pk}").content.decode()
    client.post(reverse("my_drafts"), typed(scene, summary="改过", keep="draft", draft=draft.pk))
    assert [one.content["summary"] for one in OpeningDraft.objects.all()] == ["改过"]
    incomplete = client.post(reverse("open_case"), typed(scene, source="", draft=draft.pk, request_key="k1"))
    assert incomplete.status_code == 422
    assert OpeningDraft.objects.exists()
    done = client.post(
        reverse("open_case"), typed(scene, summary="写完", subject="DUTIES", draft=draft.pk, request_key="k2")
    )
    assert done.status_code == 302
    assert (Case.objects.count(), OpeningDraft.objects.count()) == (1, 0)


def test_on_the_page_a_draft_outside_the_scope_is_refused_and_what_was_typed_stays(scene: Scene) -> None:
    client = signed_in(scene, scene.ecology)
    refused = client.post(reverse("my_drafts"), typed(scene, exclusions=["LITIGATION"], keep="draft"))
    assert refused.status_code == 422
    assert "夜间施工噪声" in refused.content.decode()
    assert not OpeningDraft.objects.exists()


def test_on_the_page_it_is_deleted_by_who_wrote_it(scene: Scene) -> None:
    draft = save_draft(person=writer(scene), content={"title": "夜间施工噪声"}, at=MONDAY)
    address = reverse("delete_draft", args=[draft.pk])
    assert signed_in(scene, scene.management).post(address).status_code == 404
    assert OpeningDraft.objects.exists()
    assert signed_in(scene, scene.ecology).post(address).status_code == 302
    assert not OpeningDraft.objects.exists()


def test_over_the_interface_it_is_kept_read_replaced_and_cleared(scene: Scene) -> None:
    client, others = signed_in(scene, scene.ecology), signed_in(scene, scene.management)
    made = [
        client.post(
            DRAFTS, {"title": "夜间施工噪声"}, content_type="application/json", headers={"Idempotency-Key": "k"}
        )
        for _twice in range(2)
    ][1]
    assert made.status_code == 201
    assert OpeningDraft.objects.count() == 1
    href, draft = made.json()["href"], made.json()["id"]
    assert others.get(href).status_code == 404
    assert others.delete(href).status_code == 404
    assert others.get(DRAFTS).json() == {"items": []}
    assert client.put(href, typed(scene, summary="写完"), content_type="application/json").json()["content"]["parties"]
    assert client.post(DRAFTS, {"nonsense": 1}, content_type="application/json").status_code == 422
    assert client.post(DRAFTS, {}, content_type="application/json").status_code == 422
    kept = client.get(href).json()["content"]
    opened = client.post(f"/api/v1/cases?draft={draft}", kept, content_type="application/json")
    assert opened.status_code == 201, opened.content
    assert client.get(href).status_code == 404


def test_over_the_interface_it_is_deleted(scene: Scene) -> None:
    client = signed_in(scene, scene.ecology)
    href = client.post(DRAFTS, {"title": "夜间施工噪声"}, content_type="application/json").json()["href"]
    assert client.delete(href).status_code == 204
    assert client.delete(href).status_code == 404

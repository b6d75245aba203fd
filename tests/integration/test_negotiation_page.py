"""The negotiation room on the case page, in its forms and in the case file of the API."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Agreement, InternalNote
from core import clock
from core.vocabulary import CaseSource, MembershipRole
from notifications.models import Notice
from notifications.services import fan_out
from organizations.models import Organization
from tests.factories import moment
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db

FIRST = "由第一家牵头监管。\n其余各家配合执法。"
SECOND = "由第一家牵头监管。\n其余各家配合执法，按月会商。"
SECRET = "底线是只配合，不牵头。"


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    reverse("home")  # every address is loaded before the clock is set: nothing may keep the moment of this test
    monkeypatch.setattr(clock, "now", lambda: moment("2026-03-04 09:00"))
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    return scene


def sign_in(client: Client, scene: Scene, organization: Organization) -> Client:
    client.force_login(scene.capacity(organization, MembershipRole.HANDLER).person)
    return client


def page(client: Client, scene: Scene, name: str = "case") -> str:
    response = client.get(reverse(name, args=[scene.number]))
    assert response.status_code == 200
    return response.content.decode()


def file_of(client: Client, scene: Scene) -> dict[str, Any]:
    found: dict[str, Any] = client.get(reverse("api:case", args=[scene.number])).json()
    return found


def test_letter_and_replies_are_a_table(client: Client, scene: Scene) -> None:
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00", proposal="建议由住建牵头。")
    scene.do("acknowledge_negotiation_letter", scene.management, at="2026-03-03 11:00")
    scene.do("reply_negotiation_letter", scene.housing, at="2026-03-03 12:00", agrees=False, text="不同意。", answers=[
        {"phase": "SUPERVISION", "text": "监管应由城管牵头。"},
    ])  # fmt: skip
    text = page(sign_in(client, scene, scene.management), scene)
    assert all(words in text for words in ("建议由住建牵头。", "不同意。", "监管应由城管牵头。", "尚未答复"))
    letter = file_of(client, scene)["room"]["letters"][0]
    assert (letter["number"], letter["silence"]) == (1, "none")
    assert [reply["agrees"] for reply in letter["replies"]] == [False]
    form = client.get(reverse("case_act", args=[scene.number, "reply_negotiation_letter"])).content.decode()
    assert "建议由住建牵头。" in form


def test_versions_show_what_changed_and_who_signed_what(client: Client, scene: Scene) -> None:
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00", text=FIRST)
    scene.do("sign_agreement", scene.housing, at="2026-03-03 11:00")
    scene.do("comment_on_clause", scene.management, at="2026-03-03 11:30", clause=2, text="写明会商频次。")
    scene.do("revise_agreement", scene.ecology, at="2026-03-03 12:00", text=SECOND)
    scene.do("drop_signer", scene.ecology, at="2026-03-03 13:00", organization=scene.housing.code, reason="不涉及。")
    scene.do("sign_agreement", scene.ecology, at="2026-03-03 14:00")
    text = page(sign_in(client, scene, scene.management), scene)
    assert "<del>2. 其余各家配合执法。</del>" in text
    assert "<ins>2. 其余各家配合执法，按月会商。</ins>" in text
    assert "写明会商频次。" in text
    assert "不涉及。" in text
    live = Agreement.objects.get(void_at=None)
    assert live.digest in text
    first, second = file_of(client, scene)["agreements"]
    assert (first["version"], second["version"]) == (1, 2)
    assert second["clauses"] == SECOND.split("\n")
    assert [signature["digest"] for signature in second["signatures"]] == [live.digest]
    assert first["comments"][0]["clause"] == 2


def test_the_forms_name_the_version_that_was_read(client: Client, scene: Scene) -> None:
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00", text=FIRST)
    sign_in(client, scene, scene.housing)
    shown = client.get(reverse("case_act", args=[scene.number, "sign_agreement"])).content.decode()
    assert re.search(r'<option value="1"[^>]*>第1稿', shown)
    assert "其余各家配合执法。" in shown
    scene.do("revise_agreement", scene.ecology, at="2026-03-03 12:00", text=SECOND)
    typed = {"version": "1", "signed_by": "王局长", "signed_on": "2026-03-03", "request_key": "key-1"}
    late = client.post(reverse("case_act", args=[scene.number, "sign_agreement"]), typed)
    assert late.status_code == 409
    assert "2026-03-03 12:00" in late.content.decode()
    sign_in(client, scene, scene.ecology)
    change = client.get(reverse("case_act", args=[scene.number, "revise_agreement"])).content.decode()
    assert SECOND in change


def test_a_letter_is_sent_and_heads_are_recorded_through_their_forms(client: Client, scene: Scene) -> None:
    sign_in(client, scene, scene.ecology)
    typed = {
        "questions-SUPERVISION": "监管由谁牵头？", "matter": "噪声", "proposal": "由城管牵头。",
        "signed_by": "王局长", "signed_on": "2026-03-03", "request_key": "key-1",
    }  # fmt: skip
    assert client.post(reverse("case_act", args=[scene.number, "send_negotiation_letter"]), typed).status_code == 302
    heads = {f"heads-{department.code}": f"{department.code}局长" for department in scene.district.departments[:2]}
    held = {"held_on": "2026-03-03", "place": "电话", "agreed": "false", "result": "仍有分歧。", "request_key": "key-2"}
    sent = client.post(reverse("case_act", args=[scene.number, "record_heads_meeting"]), {**held, **heads})
    assert sent.status_code == 302
    text = page(client, scene)
    assert "监管由谁牵头？" in text
    assert f"{scene.ecology.code}局长" in text


def test_a_note_is_nowhere_for_others_until_it_is_shared(client: Client, scene: Scene) -> None:
    scene.capacity(scene.management), scene.capacity(scene.office)
    scene.do("write_note", scene.housing, at="2026-03-03 10:00", text=SECRET)
    fan_out(at=moment("2026-03-03 10:01"), limit=100)
    assert not Notice.objects.filter(kind="note.written").exists()
    note = InternalNote.objects.get()
    assert SECRET in page(sign_in(client, scene, scene.housing), scene)
    assert [row["text"] for row in file_of(client, scene)["room"]["notes"]] == [SECRET]
    share = client.get(reverse("case_act", args=[scene.number, "share_note"])).content.decode()
    assert SECRET[:5] in share
    for other in (scene.management, scene.office):
        sign_in(client, scene, other)
        events = client.get(reverse("api:events", args=[scene.number])).json()
        everything = [page(client, scene), page(client, scene, "case_timeline"), json.dumps(file_of(client, scene)),
                      json.dumps(events)]  # fmt: skip
        assert not any(SECRET in one or note.digest in one or "note.written" in one for one in everything)
        assert "内部批注" not in page(client, scene, "case_timeline")
        assert file_of(client, scene)["room"]["notes"] == []
    scene.do("share_note", scene.housing, at="2026-03-03 11:00", note=note.pk)
    assert SECRET in page(sign_in(client, scene, scene.management), scene)
    assert file_of(client, scene)["room"]["notes"][0]["text"] == SECRET

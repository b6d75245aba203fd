"""The case page and the forms of acts, as each kind of person sees them."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from audit.models import Event
from cases.models import Case, Position
from core import clock
from core.vocabulary import MembershipRole, Phase, Stance, Step
from flows.acts import ACTS
from flows.diagram import drawing_of
from flows.tiers import NegotiationFlow
from notifications.services import fan_out, mark_read
from organizations.models import Organization
from tests.factories import make_capacity, make_organization, moment
from tests.stage_set import Scene, set_the_stage
from web.views.case_matrix import matrix_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 38


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The wall clock, set by the test."""

    def at(text: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment(text))

    at("2026-03-03 09:00")
    return at


@pytest.fixture
def scene(now: Any) -> Scene:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    return scene


def sign_in(
    client: Client, scene: Scene, organization: Organization, role: MembershipRole = MembershipRole.HANDLER
) -> Client:
    client.force_login(scene.capacity(organization, role).person)
    return client


def page(client: Client, scene: Scene) -> str:
    response = client.get(reverse("case", args=[scene.number]))
    assert response.status_code == 200
    return response.content.decode()


def address(scene: Scene, act: str) -> str:
    return reverse("case_act", args=[scene.number, act])


def position(scene: Scene, **changes: str) -> dict[str, str]:
    typed = {
        "stances-SUPERVISION": "LEAD", "basis_kind": "MANDATE", "basis": "“三定”规定第四条", "text": "由我局负责。",
        "signed_by": "王局长", "signed_on": "2026-03-03", "stage": str(scene.stage.pk), "request_key": "key-1",
    }  # fmt: skip
    return {**typed, **changes}


def test_the_page_says_whose_move_it_is_until_when_and_what_then(client: Client, scene: Scene) -> None:
    text = page(sign_in(client, scene, scene.housing), scene)
    head = text[text.index("first-glance") : text.index("</header>", text.index("first-glance"))]
    assert all(str(one) in head for one in (scene.ecology, scene.management, scene.housing))
    assert "2026" in head
    assert scene.number in text
    assert scene.case.title in text


def test_each_clock_shows_its_working_day_by_day(client: Client, scene: Scene) -> None:
    text = page(sign_in(client, scene, scene.housing), scene)
    clock_of_tier = scene.clock(Step.TIER_NEGOTIATION)
    assert text.count('class="day-counted"') == clock_of_tier.term_n
    assert clock_of_tier.citation in text


def test_a_stranger_gets_the_same_answer_as_for_a_case_that_does_not_exist(client: Client, scene: Scene) -> None:
    other = make_organization(jurisdiction=scene.district.jurisdiction)
    client.force_login(make_capacity(other).person)
    for name in ("case", "case_timeline", "case_flow", "case_why_not", "case_documents"):
        assert client.get(reverse(name, args=[scene.number])).status_code == 404
        assert client.get(reverse(name, args=["NO-2026-000001"])).status_code == 404
    assert client.get(address(scene, "withdraw_case")).status_code == 404
    assert client.post(address(scene, "withdraw_case"), {"reason": "理由"}).status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client, scene: Scene) -> None:
    response = client.get(reverse("case", args=[scene.number]))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("sign_in"))


def test_only_the_acts_of_the_person_are_offered(client: Client, scene: Scene) -> None:
    text = page(sign_in(client, scene, scene.housing), scene)
    assert address(scene, "state_position") in text
    assert address(scene, "withdraw_case") not in text
    text = page(sign_in(client, scene, scene.dispatch), scene)
    assert address(scene, "withdraw_case") in text
    assert address(scene, "state_position") not in text


def test_why_the_others_are_not_offered_is_one_click_away(client: Client, scene: Scene) -> None:
    sign_in(client, scene, scene.housing)
    text = client.get(reverse("case_why_not", args=[scene.number])).content.decode()
    assert gettext(ACTS["withdraw_case"].title) in text
    assert str(scene.dispatch) in text


def test_an_act_sent_through_its_form_is_done_and_said_so(client: Client, scene: Scene) -> None:
    sign_in(client, scene, scene.housing)
    shown = client.get(address(scene, "state_position")).content.decode()
    assert gettext(ACTS["state_position"].consequence) in shown
    response = client.post(address(scene, "state_position"), position(scene), follow=True)
    assert response.redirect_chain == [(reverse("case", args=[scene.number]), 302)]
    text = response.content.decode()
    assert "“三定”规定第四条" in text
    assert "message-success" in text


def test_the_same_form_sent_twice_acts_once(client: Client, scene: Scene) -> None:
    sign_in(client, scene, scene.housing)
    for _press in range(2):
        assert client.post(address(scene, "state_position"), position(scene)).status_code == 302
    assert Position.objects.filter(case__number=scene.number).count() == 1
    assert Event.objects.filter(kind="position.submitted").count() == 1


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(client: Client, scene: Scene) -> None:
    sign_in(client, scene, scene.housing)
    response = client.post(address(scene, "state_position"), position(scene, basis="", signed_on="昨天"))
    text = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_basis"' in text
    assert "昨天" in text
    assert "由我局负责。" in text
    assert not Position.objects.exists()


def test_who_comes_too_late_is_told_who_was_first_and_keeps_what_was_typed(
    client: Client, scene: Scene, now: Any
) -> None:
    typed = position(scene, text="此段文字不得丢失")
    scene.sweep(at="2026-03-10 00:00")
    now("2026-03-10 09:00")
    sign_in(client, scene, scene.housing)
    response = client.post(address(scene, "state_position"), typed)
    text = response.content.decode()
    assert response.status_code == 409
    assert "2026-03-10 00:00" in text
    assert text.count("此段文字不得丢失") == 2
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    back = client.post(address(scene, "state_position"), {**again, "again": "1"})
    assert back.status_code == 200
    assert "此段文字不得丢失" in back.content.decode()
    assert f'name="stage" value="{scene.stage.pk}"' in back.content.decode()
    assert not Position.objects.exists()


def test_an_act_that_is_not_offered_says_why(client: Client, scene: Scene) -> None:
    response = sign_in(client, scene, scene.housing).get(address(scene, "archive_case"))
    assert response.status_code == 409
    assert scene.number in response.content.decode()
    assert client.get(address(scene, "no_such_act")).status_code == 404


def test_every_act_that_is_offered_has_a_page(client: Client, scene: Scene) -> None:
    """Along the way through all tiers: each act offered to anybody opens with its form."""
    seen: set[str] = set()
    for step in _the_whole_way(scene):
        step()
        for organization in (scene.housing, scene.dispatch, scene.office, scene.secretariat, scene.ecology):
            roles = [role for body, role in scene.people if body == organization.pk]
            fresh = scene.offered(organization) - seen
            for act in fresh:
                for role in {*roles, MembershipRole.HEAD}:
                    sign_in(client, scene, organization, role)
                    response = client.get(address(scene, act))
                    assert response.status_code == (200 if role in ACTS[act].roles else 409), act
                seen.add(act)
            if fresh:
                assert client.get(reverse("case", args=[scene.number])).status_code == 200
    assert seen >= {
        "hold_meeting",
        "draft_opinion",
        "confirm_opinion",
        "list_outcome",
        "report_carrying_out",
        "archive_case",
    }


def test_the_number_of_queries_is_constant_and_small_at_every_step(client: Client, scene: Scene) -> None:
    counts = []
    for step in _the_whole_way(scene):
        step()
        sign_in(client, scene, scene.office)
        page(client, scene)
        with CaptureQueriesContext(connection) as queries:
            page(client, scene)
        counts.append(len(queries))
    assert max(counts) <= MOST_QUERIES, counts


def test_other_cases_and_more_in_the_file_cost_no_query(client: Client, scene: Scene) -> None:
    sign_in(client, scene, scene.office)
    page(client, scene)
    with CaptureQueriesContext(connection) as few:
        page(client, scene)
    number = scene.number
    for _other in range(10):
        scene.open_case(at="2026-03-02 11:00")
    scene.number = number
    for version in range(6):
        scene.do("state_position", scene.housing, at=f"2026-03-02 1{version}:30")
    with CaptureQueriesContext(connection) as many:
        page(client, scene)
    assert len(many) == len(few)


def test_a_gap_and_a_double_lead_are_marked(scene: Scene) -> None:
    parties = list(scene.case.parties.select_related("organization"))
    said = [
        {"organization_id": party.organization_id, "version": 1, "said_in_phases": [
            {"phase": Phase.SUPERVISION, "stance": Stance.LEAD if place < 2 else Stance.NOT_OURS},
            {"phase": Phase.ENFORCEMENT, "stance": Stance.NOT_OURS},
        ]}
        for place, party in enumerate(parties)
    ]  # fmt: skip
    marks = {column.phase: column.mark for column in matrix_of(parties, said).columns}
    assert marks == {Phase.APPROVAL: "", Phase.SUPERVISION: "double", Phase.ENFORCEMENT: "gap"}
    without_one = {column.phase: column.mark for column in matrix_of(parties, said[:2]).columns}
    assert without_one[Phase.ENFORCEMENT] == ""


def test_the_matrix_shows_who_still_has_to_speak_and_what_it_amounts_to(client: Client, scene: Scene) -> None:
    for department in (scene.ecology, scene.management):
        scene.do(
            "state_position", department, at="2026-03-03 08:00",
            stances=[{"phase": Phase.SUPERVISION, "stance": Stance.LEAD}],
        )  # fmt: skip
    text = page(sign_in(client, scene, scene.housing), scene)
    matrix = text[text.index('id="positions"') : text.index("<ul", text.index('id="positions"'))]
    assert matrix.count("cell-silent") == len(Phase)
    assert matrix.count("cell-double") == 2
    assert f"{scene.ecology.short_name}, {scene.management.short_name}" in matrix.replace("、", ", ")


def test_the_page_says_in_whose_hands_the_time_was(client: Client, scene: Scene, now: Any) -> None:
    now("2026-03-05 09:00")
    text = page(sign_in(client, scene, scene.housing), scene)
    hands = text[text.index('id="hands"') :]
    rows = re.findall(r'<th scope="row">(\w+).*?</meter> (\d+)</td><td data-label="[^"]*">(\d+)</td>', hands, re.DOTALL)
    departments = (scene.ecology, scene.management, scene.housing)
    assert sorted(rows) == sorted((department.short_name, "3", "3") for department in departments)


def test_the_page_says_who_has_acknowledged_and_who_not_yet(client: Client, scene: Scene) -> None:
    sign_in(client, scene, scene.housing)
    assert client.post(address(scene, "acknowledge"), {"stage": str(scene.stage.pk)}).status_code == 302
    text = page(client, scene)
    receipts = text[text.index('id="receipts"') : text.index('id="positions"')]
    assert scene.capacity(scene.housing).person.name in receipts
    assert receipts.count("cell-silent") == 2
    assert address(scene, "acknowledge") not in text

    # ecology has opened the notice, which shows beside its missing receipt
    opened = moment("2026-03-03 08:15")
    reader = scene.capacity(scene.ecology).person
    fan_out(at=opened, limit=10)
    assert mark_read(person=reader, ids=list(reader.notices.values_list("pk", flat=True)), at=opened)
    assert "08:15" in page(client, scene)


def test_the_timeline_marks_the_system_and_can_be_filtered(client: Client, scene: Scene) -> None:
    scene.sweep(at="2026-03-10 00:00")
    sign_in(client, scene, scene.office)
    by_system = client.get(reverse("case_timeline", args=[scene.number]), {"by": "system"}).content.decode()
    by_people = client.get(reverse("case_timeline", args=[scene.number]), {"by": "people"}).content.decode()
    assert "event-system" in by_system
    assert 'id="event-1"' not in by_system
    assert 'id="event-1"' in by_people
    assert "event-system" not in by_people


def test_opening_a_case_through_its_form(client: Client, scene: Scene) -> None:
    sign_in(client, scene, scene.dispatch)
    shown = client.get(reverse("open_case")).content.decode()
    key = re.search(r'name="request_key" value="([^"]+)"', shown)
    assert key
    typed = {
        "jurisdiction": scene.district.jurisdiction.code, "title": "住改商登记与执法", "summary": "由谁负责。",
        "source": "HOTLINE", "parties": [scene.housing.code, scene.ecology.code], "interim_handler": scene.ecology.code,
        f"parties-order-{scene.ecology.code}": "1", "request_key": key[1],
    }  # fmt: skip
    for _press in range(2):
        response = client.post(reverse("open_case"), typed)
        assert response.status_code == 302
    case = Case.objects.get(title="住改商登记与执法")
    assert response.headers["Location"] == reverse("case", args=[case.number])
    assert [party.organization for party in case.parties.all()] == [scene.ecology, scene.housing]


def test_opening_with_one_party_or_a_long_title_is_refused_at_the_field(client: Client, scene: Scene) -> None:
    sign_in(client, scene, scene.dispatch)
    typed = {
        "jurisdiction": scene.district.jurisdiction.code, "title": "长" * 121, "summary": "由", "source": "HOTLINE",
        "parties": [scene.housing.code], "interim_handler": scene.housing.code,
    }  # fmt: skip
    response = client.post(reverse("open_case"), typed)
    assert response.status_code == 422
    assert {"title", "parties"} == set(response.context["form"].errors)


def _the_whole_way(scene: Scene) -> list[Any]:
    """From tier 1 by time-out to tier 2, by application to tier 3, then to the archive; one step each."""

    def act(name: str, by: Organization, at: str, **fields: Any) -> Any:
        return lambda: scene.do(name, by, at=at, **fields)

    return [
        lambda: None,
        lambda: scene.sweep(at="2026-03-10 00:00"),
        act("convene_meeting", scene.dispatch, "2026-03-10 09:00"),
        act("hold_meeting", scene.dispatch, "2026-03-11 11:00"),
        act("issue_minutes_not_agreed", scene.dispatch, "2026-03-11 15:00"),
        act("refer_case", scene.dispatch, "2026-03-12 10:00"),
        act("accept_application", scene.office, "2026-03-13 10:00"),
        act("open_round", scene.office, "2026-03-13 11:00"),
        *(act("reply_opinion", one, "2026-03-16 10:00") for one in (scene.ecology, scene.management, scene.housing)),
        act("convene_meeting", scene.office, "2026-03-17 09:00"),
        act("hold_meeting", scene.office, "2026-03-18 11:00"),
        act("issue_minutes_consensus", scene.office, "2026-03-18 15:00"),
        act("draft_opinion", scene.office, "2026-03-19 09:00"),
        act("review_opinion", scene.office, "2026-03-19 10:00"),
        act("confirm_opinion", scene.office, "2026-03-20 09:00"),
        act("list_outcome", scene.office, "2026-03-23 09:00"),
        lambda: scene.do(
            "report_carrying_out", scene.ecology, at="2026-03-30 09:00",
            proof=scene.put_into_file(scene.ecology, at="2026-03-30 08:00"),
        ),
        act("strike_off", scene.office, "2026-04-01 09:00"),
        act("archive_case", scene.office, "2026-04-02 09:00"),
    ]  # fmt: skip


def test_the_way_of_the_case_tells_who_took_each_step_and_when(client: Client, scene: Scene, now: Any) -> None:
    scene.do("state_position", scene.ecology, at="2026-03-03 10:30")
    now("2026-03-05 09:00")
    text = page(sign_in(client, scene, scene.housing), scene)
    way = text[text.index('id="flow"') :]
    assert f"{scene.ecology.short_name} 3-3</text>" in way
    steps = re.findall(r'<th scope="row">([^<]+)</th><td data-label="[^"]*">([^<]+)</td><td[^>]*>([^<]*)</td>', way)
    by = scene.capacity(scene.ecology).person.name
    title = next(shape.title for shape in drawing_of(NegotiationFlow).shapes if shape.name == "position")
    with translation.override("zh-hans"):
        assert (gettext(title), scene.ecology.short_name, by) in steps
        assert (gettext(title), scene.housing.short_name, "") in steps

"""The meeting desk and my meetings, as the convener and the departments see them; and the same from the API."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.vocabulary import InvitationReply, MembershipRole, Phase, SpeakingAuthority, Stance, StandKind
from meetings.models import JointMeeting, Stand
from organizations.models import Organization
from tests.factories import make_organization, moment
from tests.machines import machine_of
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A meeting on Thursday, 12 March, at which two have spoken; both would lead the supervision."""
    monkeypatch.setattr(clock, "now", lambda: moment("2026-03-12 15:00"))
    scene = set_the_stage()
    scene.open_case(at="2026-03-05 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-06 10:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-09 09:00", title="噪声专题协调会")
    scene.do(
        "reply_to_invitation", scene.management, at="2026-03-10 09:00", reply=InvitationReply.SENDS_DEPUTY,
        representative="李科长", authority=SpeakingAuthority.LISTEN,
    )  # fmt: skip
    for department in (scene.ecology, scene.management):
        scene.do(
            "record_stand", scene.dispatch, at="2026-03-12 14:00", organization=department.code, says=StandKind.AGREES,
            text="愿意牵头。", stances=[{"phase": Phase.SUPERVISION, "stance": Stance.LEAD}],
        )  # fmt: skip
    return scene


def open_as(client: Client, scene: Scene, organization: Organization) -> Client:
    client.force_login(scene.capacity(organization).person)
    return client


def desk(client: Client) -> str:
    response = client.get(reverse("meeting", args=[JointMeeting.objects.get().pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_desk_says_what_is_still_open_at_this_moment(client: Client, scene: Scene) -> None:
    text = desk(open_as(client, scene, scene.dispatch))
    still = text[text.index("still-open") : text.index("</div>", text.index("still-open"))]
    silent, provisional, double = (line for line in still.split("<li>")[1:])
    assert scene.housing.short_name in silent
    assert scene.ecology.short_name not in silent
    assert scene.management.short_name in provisional
    assert "监管" in double
    scene.do(
        "record_stand", scene.dispatch, at="2026-03-12 14:30", organization=scene.housing.code,
        says=StandKind.DISSENTS, text="不同意。",
    )  # fmt: skip
    assert scene.housing.short_name not in desk(client)[text.index("still-open") :].split("</div>")[0]


def test_the_convener_records_from_the_desk_and_a_department_replies_from_it(client: Client, scene: Scene) -> None:
    text = desk(open_as(client, scene, scene.dispatch))
    address = reverse("case_act", args=[scene.number, "record_stand"])
    assert f"{address}?organization={scene.housing.code}" in text
    form = client.get(address, {"organization": scene.housing.code}).content.decode()
    assert f'value="{scene.housing.code}" selected' in form
    assert reverse("case_act", args=[scene.number, "hold_meeting"]) in text
    client.logout()
    text = desk(open_as(client, scene, scene.housing))
    assert reverse("case_act", args=[scene.number, "reply_to_invitation"]) in text
    assert address not in text


def test_the_record_begins_with_what_was_noted_and_the_minutes_with_the_record(client: Client, scene: Scene) -> None:
    open_as(client, scene, scene.dispatch)
    noted = client.get(reverse("case_act", args=[scene.number, "hold_meeting"])).content.decode()
    assert noted.count("愿意牵头。") == 2
    assert "李科长" in noted
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 14:50")
    drafted = client.get(reverse("case_act", args=[scene.number, "issue_minutes_agreed"])).content.decode()
    for words in ("噪声专题协调会", scene.ecology.name, "不归本单位", "议定事项"):
        assert words in drafted


def test_a_record_typed_into_the_form_is_kept(client: Client, scene: Scene) -> None:
    open_as(client, scene, scene.dispatch)
    typed = {"held_at": "2026-03-12T14:00", "request_key": "one", "stage": str(scene.stage.pk)}
    for department in scene.district.departments:
        name = f"attendances-{department.code}"
        typed |= {
            f"{name}-attended": "true", f"{name}-representative": "代表", f"{name}-authority": "FULL",
            f"{name}-says": "WITH_RESERVATION", f"{name}-stand": "原则同意。",
        }  # fmt: skip
    response = client.post(reverse("case_act", args=[scene.number, "hold_meeting"]), typed)
    assert response.status_code == 302, response.content.decode()
    assert {stand.kind for stand in Stand.objects.all()} == {StandKind.WITH_RESERVATION}


def test_tasks_are_typed_row_by_row(client: Client, scene: Scene) -> None:
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 14:50")
    client.force_login(scene.capacity(scene.dispatch, MembershipRole.HEAD).person)
    address = reverse("case_act", args=[scene.number, "issue_minutes_not_agreed"])
    typed = {
        "minutes": "未达成一致。", "signed_by": "主任", "signed_on": "2026-03-12", "stage": str(scene.stage.pk),
        "request_key": "two", "tasks-0-organization": scene.ecology.code, "tasks-0-what": "补充监测数据",
        "tasks-0-due_on": "2026-03-20", "tasks-1-what": "只写了事项",
    }  # fmt: skip
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "tasks" in refused.context["form"].errors
    del typed["tasks-1-what"]
    assert client.post(address, typed).status_code == 302
    assert "补充监测数据" in client.get(reverse("case", args=[scene.number])).content.decode()


def test_my_meetings_are_those_one_convenes_or_is_invited_to(client: Client, scene: Scene) -> None:
    address = reverse("meetings")
    for organization in (scene.dispatch, scene.housing):
        assert "噪声专题协调会" in open_as(client, scene, organization).get(address).content.decode()
    stranger = make_organization(jurisdiction=scene.district.jurisdiction)
    assert "噪声专题协调会" not in open_as(client, scene, stranger).get(address).content.decode()
    assert client.get(reverse("meeting", args=[JointMeeting.objects.get().pk])).status_code == 404
    scene.do("cancel_meeting", scene.dispatch, at="2026-03-12 14:55")
    open_as(client, scene, scene.housing)
    assert "噪声专题协调会" not in client.get(address).content.decode()
    assert "噪声专题协调会" in client.get(address, {"box": "over"}).content.decode()


def test_the_list_asks_no_more_for_many_meetings_than_for_one(client: Client, scene: Scene) -> None:
    open_as(client, scene, scene.dispatch)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("meetings")).status_code == 200
        counts.append(len(captured))
        for _number in range(6):
            scene.open_case(at="2026-03-09 10:00")
            scene.do("refer_case", scene.ecology, at="2026-03-09 11:00")
            scene.do("convene_meeting", scene.dispatch, at="2026-03-09 12:00")
    assert counts[1] <= counts[0]


def test_the_api_tells_the_same_of_a_meeting(scene: Scene) -> None:
    meeting = JointMeeting.objects.get()
    answer: dict[str, Any] = machine_of(scene.capacity(scene.housing).person).get(f"meetings/{meeting.pk}")
    assert answer["title"] == "噪声专题协调会"
    (item,) = answer["agenda"]
    assert {stand["organization"]["code"]: stand["provisional"] for stand in item["stands"]} == {
        scene.ecology.code: False, scene.management.code: True,
    }  # fmt: skip
    seat = next(one for one in answer["attendances"] if one["organization"]["code"] == scene.management.code)
    assert (seat["reply"], seat["authority"]) == ("SENDS_DEPUTY", "LISTEN")
    assert item["presences"] == []
    stranger = make_organization(jurisdiction=scene.district.jurisdiction)
    refused = machine_of(scene.capacity(stranger).person).ask("get", f"meetings/{meeting.pk}")
    assert refused.status_code == 404


def test_each_item_says_who_was_there_for_it(client: Client, scene: Scene) -> None:
    """City management comes to the first item; at the second it is gone, and housing sits there."""
    first = scene.number
    scene.open_case(at="2026-03-09 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-09 11:00")
    scene.do(
        "put_on_agenda", scene.dispatch, at="2026-03-09 12:00", meeting=JointMeeting.objects.get().pk,
        urgent_reason="两案同属一处工地。",
    )  # fmt: skip
    for number, came, stayed in (
        (first, {scene.ecology: "张处长", scene.management: "王建国"}, scene.housing),
        (scene.number, {scene.ecology: "赵副处长", scene.housing: "李副局长"}, scene.management),
    ):
        rows: list[dict[str, Any]] = [
            {"organization": one.code, "attended": True, "representative": name, "says": "AGREES", "stand": "同意。"}
            for one, name in came.items()
        ]
        rows.append({"organization": stayed.code, "attended": False})
        scene.do("hold_meeting", scene.dispatch, number=number, at="2026-03-12 14:50", attendances=rows)
    one, two = desk(open_as(client, scene, scene.dispatch)).split('<section class="panel" id="item-')[1:]
    assert "张处长" in one
    assert "王建国" in one
    assert "李副局长" not in one
    assert "赵副处长" in two
    assert "李副局长" in two
    assert "王建国" not in two
    assert "李科长" not in two
    assert "张处长" not in two
    machine = machine_of(scene.capacity(scene.dispatch).person)
    agenda = machine.get(f"meetings/{JointMeeting.objects.get().pk}")["agenda"]
    told = [{row["organization"]["code"]: row["attended"] for row in item["presences"]} for item in agenda]
    codes = [department.code for department in (scene.ecology, scene.management, scene.housing)]
    assert told == [
        dict(zip(codes, [True, True, False], strict=True)), dict(zip(codes, [True, False, True], strict=True)),
    ]  # fmt: skip
    (sitting,) = machine.get(f"cases/{first}")["meetings"]
    assert {row["representative"] for row in sitting["presences"]} == {"张处长", "王建国", ""}
    assert {row["authority"] for row in sitting["presences"]} == {None, "LISTEN"}

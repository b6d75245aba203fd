"""A dispute settled at tier 1, from opening to archive, by programs that find each step in ``actions``."""

from datetime import date
from typing import Any

import pytest

from core.clock import now
from core.vocabulary import CaseSource, CaseState, MembershipRole, OutcomeState, StageResult
from organizations.models import Organization
from organizations.selectors import local_date
from registry.models import EntryVersion
from tests.machines import Machine, machine_of
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db


class Play:
    """The scene's organizations, each with a program of its own."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.machines: dict[int, Machine] = {}
        self.number = ""

    def machine(self, organization: Organization) -> Machine:
        if organization.pk not in self.machines:
            person = self.scene.capacity(organization, MembershipRole.HEAD).person
            self.machines[organization.pk] = machine_of(person)
        return self.machines[organization.pk]

    def case(self, organization: Organization) -> Any:
        return self.machine(organization).get(f"cases/{self.number}")

    def do(self, organization: Organization, name: str, **body: Any) -> Any:
        """Looks the act up in what the case offers, fills its form, sends it where the offer says."""
        action = next(action for action in self.case(organization)["actions"] if action["name"] == name)
        assert set(action["schema"].get("required", [])) <= set(body)
        answer = self.machine(organization).ask(
            "post", f"{action['href']}?stage={action['stage'] or ''}".removesuffix("?stage="), body
        )
        assert answer.status_code == 200, answer.json()
        return answer.json()


@pytest.fixture
def play() -> Play:
    return Play(set_the_stage())


def today(scene: Scene) -> date:
    return local_date(scene.district.jurisdiction, now())


def test_an_agreement_at_tier_1_is_signed_filed_carried_out_and_archived(play: Play) -> None:
    scene, day = play.scene, today(play.scene).isoformat()
    departments = scene.district.departments
    signed = {"signed_by": "局长", "signed_on": day}
    opened = play.machine(departments[0]).post(
        "cases",
        {
            "jurisdiction": scene.district.jurisdiction.code, "title": "住改商监管职责争议", "summary": "职责交叉。",
            "source": CaseSource.DEPARTMENT, "parties": [department.code for department in departments],
        },
    )  # fmt: skip
    assert opened.status_code == 201, opened.json()
    case = opened.json()
    play.number = case["number"]
    assert [party["role"] for party in case["parties"]] == ["CONVENING", "CONCERNED", "CONCERNED"]
    assert "tier1" in [clock["step"] for clock in case["clocks"] if clock["state"] == "RUNNING"]

    for department in departments[:2]:
        play.do(department, "acknowledge")
    receipts = play.case(departments[2])["acknowledgements"]
    assert [one["organization"]["code"] for one in receipts] == [department.code for department in departments]
    assert [one["acknowledged_at"] is not None for one in receipts] == [True, True, False]
    assert {one["stage"] for one in receipts} == {case["stages"][0]["id"]}

    for department in departments:
        play.do(
            department, "state_position", stances=[{"phase": "SUPERVISION", "stance": "PART"}], basis_kind="MANDATE",
            basis="“三定”规定第四条", **signed,
        )  # fmt: skip
    positions = [party["position"] for party in play.case(departments[1])["parties"]]
    assert [position["stances"] for position in positions] == [[{"phase": "SUPERVISION", "stance": "PART"}]] * 3

    supervision = next(p for p in play.case(departments[1])["matrix"]["phases"] if p["phase"] == "SUPERVISION")
    assert [cell["stance"] for cell in supervision["cells"]] == ["PART"] * 3
    assert [one["finding"] for one in supervision["findings"]] == ["GAP", "PART_WITHOUT_LEAD"]
    assert supervision["leads"] == []

    roles = zip(departments, ("LEAD", "RESPONSIBLE", "ASSISTING"), strict=True)
    assignments = [{"phase": "SUPERVISION", "organization": d.code, "role": role} for d, role in roles]
    play.do(
        departments[0], "draft_agreement", matter="住宅改商用监管", assignments=assignments, outcome_basis="第二条",
        effective_from=day, text="各方一致同意如下分工。",
    )  # fmt: skip
    for department in departments:
        play.do(department, "sign_agreement", version=1, **signed)
    settled = play.case(departments[0])
    assert settled["state"] == CaseState.SETTLED
    assert [signature["agrees"] for signature in settled["agreements"][0]["signatures"]] == [True] * 3
    assert settled["outcome"]["state"] == OutcomeState.PROPOSED
    supervision = next(p for p in settled["matrix"]["phases"] if p["phase"] == "SUPERVISION")
    assert [cell["outcome_role"] for cell in supervision["cells"]] == ["LEAD", "RESPONSIBLE", "ASSISTING"]
    hands = settled["time_in_hands"]
    assert {one["organization"]["code"] for one in hands["organizations"] if one["has_it_now"]} == {scene.office.code}
    assert [(one["tier"], one["open"]) for one in hands["stages"]] == [("NEGOTIATION", False)]

    play.do(scene.office, "accept_filing")
    play.scene.number = play.number
    proof = play.scene.put_into_file(departments[0], at=now())
    play.do(departments[0], "report_carrying_out", text="已建立台账。", proof=proof)
    play.do(scene.office, "strike_off")
    done = play.do(scene.office, "archive_case")["case"]
    assert (done["state"], done["actions"]) == (CaseState.ARCHIVED, [])
    assert [stage["result"] for stage in done["stages"]] == [StageResult.AGREED]
    assert all(clock["state"] != "RUNNING" for clock in done["clocks"])

    entry = done["outcome"]["entry"]
    found = play.machine(departments[2]).get("registry/entries", q="住宅改商用")
    assert [row["number"] for row in found["items"]] == [entry]
    assert EntryVersion.objects.get(entry__number=entry).source == play.number

    events = play.machine(scene.office).get(f"cases/{play.number}/events", limit=100)
    assert [event["sequence"] for event in events["items"]] == list(range(1, len(events["items"]) + 1))
    assert [events["items"][0]["kind"], events["items"][-1]["kind"]] == ["case.opened", "case.archived"]


def test_the_tasks_say_whose_move_it_is(play: Play) -> None:
    scene = play.scene
    play.number = scene.open_case(at=now()).number
    housing, office = play.machine(scene.housing), play.machine(scene.office)
    task, receipt = housing.get("tasks")["items"]
    assert (task["node"], task["acts"], task["case"]["number"]) == ("position", ["state_position"], play.number)
    assert (receipt["node"], receipt["acts"], receipt["case"]["number"]) == (
        "acknowledge", ["acknowledge"], play.number,
    )  # fmt: skip
    assert task["due"] == receipt["due"] is not None
    assert housing.get("cases", mine="1")["items"][0]["number"] == play.number
    assert office.get("tasks")["items"] == []
    everybodys = [one["node"] for one in office.get("tasks", mine="0")["items"]]
    assert sorted(everybodys) == ["acknowledge"] * 3 + ["conduct"] + ["position"] * 3
    assert office.get("cases", mine="1")["items"] == []


def test_a_clock_says_how_it_was_counted(play: Play) -> None:
    play.scene.open_case(at="2026-09-28 10:00")
    play.number = play.scene.number
    machine = play.machine(play.scene.dispatch)
    clock = next(c for c in machine.get(f"cases/{play.number}", working="1")["clocks"] if c["step"] == "tier1")
    assert (clock["started_at"], clock["expires_at"]) == ("2026-09-28T02:00:00Z", "2026-10-10T16:00:00Z")
    assert clock["last_day"] == "2026-10-10"
    assert [day["counted"] for day in clock["working"]].count(True) == clock["budget"] == 5
    assert clock["citation"]
    assert clock["is_sample"]


def test_a_meeting_is_seen_by_who_sees_its_case(play: Play) -> None:
    scene = play.scene
    scene.open_case(at="2026-03-02 10:00")
    scene.sweep(at="2026-03-10 00:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-10 10:00")
    (meeting,) = play.machine(scene.housing).get("meetings")["items"]
    assert [item["case"]["number"] for item in meeting["agenda"]] == [scene.number]
    assert len(meeting["attendances"]) == 3
    stranger = Play(set_the_stage())
    assert stranger.machine(stranger.scene.office).get("meetings")["items"] == []

"""The four stories as programs play them, through the API alone, in any rehearsal world with the demo's people.

    python -m tests.browser.programs --base http://127.0.0.1:8001

Each step is found among the case's ``actions`` and sent to the address it names; the clock is moved through the API,
and the world's own beat carries the cases up. Prints a line of JSON per story.
"""

import argparse
import json
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

ECOLOGY, MANAGEMENT, HOUSING = "LQY-X01", "LQY-Z05", "LQY-X03"
MARKET, AGRICULTURE, TRANSPORT = "LQY-X04", "LQY-X06", "LQY-X07"
_LETTER = {"matter": "部门间已按程序协商。", "differences": "对由谁牵头意见不一。", "proposal": "建议明确一家牵头。"}


class Refused(Exception):
    """The world answered with a problem document."""


@dataclass(kw_only=True)
class Program:
    """One person's program: signs in once, keeps its session."""

    base: str
    username: str
    password: str
    jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.jar))
        self._open(Request(f"{self.base}/sign-in/"))
        typed = {"username": self.username, "password": self.password, "csrfmiddlewaretoken": self._token()}
        self._open(Request(f"{self.base}/sign-in/", data=urlencode(typed).encode(), headers={"Referer": self.base}))

    def get(self, path: str) -> Any:
        return json.loads(self._open(Request(f"{self.base}{path}")))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        headers = {
            "Content-Type": "application/json", "X-CSRFToken": self._token(), "Referer": self.base,
            "Idempotency-Key": str(uuid.uuid4()),
        }  # fmt: skip
        return json.loads(self._open(Request(f"{self.base}{path}", data=json.dumps(body).encode(), headers=headers)))

    def case(self, number: str) -> Any:
        return self.get(f"/api/v1/cases/{number}")

    def act(self, number: str, name: str, **body: Any) -> Any:
        """Takes the act where the case offers it."""
        offered = {action["name"]: action for action in self.case(number)["actions"]}
        if name not in offered:
            raise Refused(f"{self.username} is not offered {name} in {number}, only {sorted(offered)}")
        return self.post(offered[name]["href"], body)

    def add_paper(self, number: str, *, title: str, content: str) -> int:
        """A text file joins the case's file; returns the document's id."""
        mark = uuid.uuid4().hex
        parts = [
            f'Content-Disposition: form-data; name="title"\r\n\r\n{title}',
            f'Content-Disposition: form-data; name="file"; filename="paper.txt"\r\n\r\n{content}',
        ]
        body = "".join(f"--{mark}\r\n{part}\r\n" for part in parts) + f"--{mark}--\r\n"
        headers = {
            "Content-Type": f"multipart/form-data; boundary={mark}", "X-CSRFToken": self._token(),
            "Referer": self.base, "Idempotency-Key": str(uuid.uuid4()),
        }  # fmt: skip
        path = f"{self.base}/api/v1/cases/{number}/documents"
        answer = json.loads(self._open(Request(path, data=body.encode(), headers=headers)))
        return int(answer["document"]["id"])

    def _token(self) -> str:
        return next(cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken")

    def _open(self, request: Request) -> bytes:
        try:
            with self.opener.open(request, timeout=30) as answer:
                content: bytes = answer.read()
        except HTTPError as error:
            raise Refused(f"{request.full_url}: {error.code} {error.read().decode()[:800]}") from error
        return content


@dataclass(kw_only=True)
class World:
    """The people's programs, and the clock. ``clock_turns`` stands in for a beat where none runs."""

    base: str
    password: str
    clock_turns: Callable[[], None] = lambda: None
    people: dict[str, Program] = field(default_factory=dict)

    def __getitem__(self, username: str) -> Program:
        if username not in self.people:
            self.people[username] = Program(base=self.base, username=username, password=self.password)
        return self.people[username]

    def signed(self) -> dict[str, str]:
        return {"signed_by": "负责人", "signed_on": self.now()[:10]}

    def now(self) -> str:
        today: str = self["office"].get("/api/v1/me")["now"]
        return today

    def pass_workdays(self, n: int) -> None:
        self["office"].post("/api/v1/rehearsal/clock", {"advance_workdays": n})
        self.clock_turns()

    def wait_for(self, number: str, what: Callable[[Any], bool], *, patience_s: float = 60) -> Any:
        until = time.monotonic() + patience_s
        while not what(case := self["office"].case(number)):
            if time.monotonic() > until:
                raise Refused(f"{number} stays at {case['state']} {case['tier']}")
            time.sleep(0.5)
        return case

    def open_case(self, by: str, title: str, source: str, parties: Sequence[str], **more: Any) -> str:
        body = {"jurisdiction": "510112", "title": title, "summary": "各部门都说不归自己管。", "source": source, **more}
        number: str = self[by].post("/api/v1/cases", {**body, "parties": list(parties)})["number"]
        return number

    def position(self, username: str, number: str, stance: str) -> None:
        self[username].act(
            number, "state_position", stances=[{"phase": "SUPERVISION", "stance": stance}], basis_kind="MANDATE",
            basis="“三定”规定第四条", **self.signed(),
        )  # fmt: skip

    def meet(self, username: str, number: str, parties: Sequence[str]) -> None:
        """Convened for the next minute, brought forward, not agreed."""
        convener = self[username]
        soon = (datetime.fromisoformat(self.now()) + timedelta(minutes=1)).isoformat()
        convener.act(
            number, "convene_meeting", title="专题协调会", starts_at=soon, place="第二会议室",
            urgent_reason="群众反映强烈，须当日商定。",
        )  # fmt: skip
        rows = [
            {"organization": code, "attended": True, "representative": "代表", "says": "DISSENTS", "stand": "不宜牵头"}
            for code in parties
        ]
        convener.act(number, "hold_meeting", held_at=self.now(), attendances=rows)
        convener.act(number, "issue_minutes_not_agreed", minutes="未达成一致。", **self.signed())

    def outcome(self, matter: str, **leads: str) -> dict[str, Any]:
        rows = [{"phase": phase, "organization": code, "role": "LEAD"} for phase, code in leads.items()]
        return {
            "matter": matter,
            "assignments": rows,
            "outcome_basis": "有关法律规定",
            "effective_from": self.now()[:10],
        }

    def finish(self, lead: str, number: str, matter: str) -> None:
        proof = self[lead].add_paper(number, title="落实情况报告", content="已落实")
        self[lead].act(number, "report_carrying_out", text="已落实。", proof=proof)
        self["office"].act(number, "strike_off")
        self["office"].act(number, "archive_case")
        entries = self["office"].get(f"/api/v1/registry/entries?jurisdiction=510112&q={quote(matter)}")
        assert matter in json.dumps(entries, ensure_ascii=False), entries
        assert self["office"].case(number)["state"] == "ARCHIVED"


def site_noise(world: World) -> str:
    parties = [ECOLOGY, MANAGEMENT, HOUSING]
    number = world.open_case("dispatch", "建筑工地噪声职责争议", "HOTLINE", parties, interim_handler=ECOLOGY)
    world.position("ecology", number, "NOT_OURS")
    world.position("city", number, "NOT_OURS")
    world.pass_workdays(6)
    world.wait_for(number, lambda case: case["tier"] == "DISPATCH_COORDINATION")
    world.meet("dispatch", number, parties)
    world["dispatch"].act(number, "refer_case", **_LETTER, **world.signed())
    office = world["office"]
    office.act(number, "accept_application")
    office.act(number, "open_round", question="请书面答复。")
    for username in ("ecology", "city"):
        world[username].act(number, "reply_opinion", agrees=True, text="同意。", **world.signed())
    world.pass_workdays(6)
    world.wait_for(number, lambda case: any(action["name"] == "convene_meeting" for action in case["actions"]))
    world.meet("office", number, parties)
    outcome = world.outcome("接口建筑施工噪声监管", SUPERVISION=ECOLOGY, ENFORCEMENT=MANAGEMENT)
    office.act(number, "draft_opinion", text="协调意见。", all_agree=False, **outcome)
    world["office_reviewer"].act(number, "review_opinion")
    world["office_director"].act(number, "confirm_opinion", **world.signed())
    office.act(number, "list_outcome")
    world.finish("ecology", number, "接口建筑施工噪声监管")
    return number


def business_in_dwellings(world: World) -> str:
    number = world.open_case("market", "住改商监管职责争议", "DEPARTMENT", [HOUSING, MARKET, MANAGEMENT])
    for username, stance in (("housing", "LEAD"), ("market", "ASSIST"), ("city", "PART")):
        world.position(username, number, stance)
    outcome = world.outcome("接口住宅改为经营性用房监管", SUPERVISION=HOUSING)
    world["housing"].act(number, "draft_agreement", text="各方一致同意。", **outcome)
    for username in ("housing", "market", "city"):
        world[username].act(number, "sign_agreement", version=1, **world.signed())
    world["office"].act(number, "accept_filing")
    world.finish("housing", number, "接口住宅改为经营性用房监管")
    return number


def frozen_meat(world: World) -> str:
    parties = [TRANSPORT, AGRICULTURE, MARKET]
    number = world.open_case("petition", "冷冻肉运输监管职责争议", "PETITION", parties, interim_handler=MARKET)
    world["transport"].act(number, "refer_case", **_LETTER, **world.signed())
    conductor = {"LQY-Z03": "dispatch", "LQY-Z04": "petition"}[_conductor(world, number)]
    world.meet(conductor, number, parties)
    world[conductor].act(number, "refer_case", **_LETTER, **world.signed())
    office = world["office"]
    office.act(number, "accept_application")
    office.act(number, "open_round", question="请书面答复。")
    for username in ("transport", "agriculture", "market"):
        world[username].act(number, "reply_opinion", agrees=False, text="不宜牵头。", **world.signed())
    world.meet("office", number, parties)
    office.act(number, "refer_case", **_LETTER, **world.signed())
    outcome = world.outcome("接口冷冻肉运输监管", SUPERVISION=AGRICULTURE, ENFORCEMENT=MARKET)
    secretariat = world["secretariat"]
    secretariat.act(number, "receive_referral", register_number=f"府办收 {number}", received_on=world.now()[:10])
    secretariat.act(number, "route_referral", leader="区长", instruction="请提交会议。", instructed_on=world.now()[:10])
    wanted = (datetime.fromisoformat(world.now()) + timedelta(days=40)).date()
    secretariat.act(
        number, "apply_for_agenda", title="冷冻肉运输监管职责", reporting_unit="区委编办", attendees="区委编办 主任",
        wanted_on=wanted.isoformat(),
    )  # fmt: skip
    decided = {
        "deciding_body": "GOVERNMENT_MEETING",
        "form": "MINUTES",
        "document_number": "纪要〔2026〕3号",
        "decided_on": world.now()[:10],
        "sheet": secretariat.add_paper(number, title="会议纪要", content="会议纪要"),
        "dissents": [{"organization": MARKET, "text": "保留意见。"}],
    }
    secretariat.act(number, "enter_decision", text="会议审定。", **decided, **outcome)
    office.act(number, "list_outcome")
    world.finish("agriculture", number, "接口冷冻肉运输监管")
    return number


def left_alone(world: World) -> str:
    number = world.open_case("dispatch", "无人认领的职责争议", "HOTLINE", [MARKET, HOUSING], interim_handler=HOUSING)
    for workdays, tier in ((6, "DISPATCH_COORDINATION"), (6, "OFFICE_COORDINATION"), (21, "REFERRAL")):
        world.pass_workdays(workdays)
        world.wait_for(number, lambda case, tier=tier: case["tier"] == tier)  # type: ignore[misc]
    for _reminder in range(2):
        told = len(_events(world, number))
        world.pass_workdays(6)
        world.wait_for(number, lambda _case, told=told: len(_events(world, number)) > told)  # type: ignore[misc]
    case = world["office"].case(number)
    assert case["tier"] == "REFERRAL"
    assert [letter["signed_by"] for letter in case["letters"]] == ["", "", ""]
    return number


def _conductor(world: World, number: str) -> str:
    stages = world["office"].case(number)["stages"]
    code: str = stages[-1]["conductor"]["code"]
    return code


def _events(world: World, number: str) -> list[Any]:
    items: list[Any] = world["office"].get(f"/api/v1/cases/{number}/events?limit=100")["items"]
    return items


STORIES = {"A": site_noise, "B": business_in_dwellings, "C": frozen_meat, "D": left_alone}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.programs", description=__doc__)
    parser.add_argument("--base", required=True)
    parser.add_argument("--password", default="dingfen-demo")
    options = parser.parse_args(arguments)
    world = World(base=options.base.rstrip("/"), password=options.password)
    for name, story in STORIES.items():
        begun = time.monotonic()
        number = story(world)
        print(json.dumps({"story": name, "case": number, "seconds": round(time.monotonic() - begun, 1)}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

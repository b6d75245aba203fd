"""A running world as programs see it: people who sign in and act through the API alone, and the clock."""

import json
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
from zoneinfo import ZoneInfo

ECOLOGY, MANAGEMENT, HOUSING = "LQY-X01", "LQY-Z05", "LQY-X03"
MARKET, AGRICULTURE, TRANSPORT = "LQY-X04", "LQY-X06", "LQY-X07"
LETTER = {"matter": "部门间已按程序协商。", "differences": "对由谁牵头意见不一。", "proposal": "建议明确一家牵头。"}


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
        return {"signed_by": "负责人", "signed_on": self.today()}

    def now(self) -> str:
        today: str = self["office"].get("/api/v1/me")["now"]
        return today

    def today(self) -> str:
        """The day it is in the town, which is not that of UTC before eight in the morning."""
        return datetime.fromisoformat(self.now()).astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()

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
            "effective_from": self.today(),
        }

    def finish(self, lead: str, number: str, matter: str) -> None:
        proof = self[lead].add_paper(number, title="落实情况报告", content="已落实")
        self[lead].act(number, "report_carrying_out", text="已落实。", proof=proof)
        self["office"].act(number, "strike_off")
        self["office"].act(number, "archive_case")
        entries = self["office"].get(f"/api/v1/registry/entries?jurisdiction=510112&q={quote(matter)}")
        assert matter in json.dumps(entries, ensure_ascii=False), entries
        assert self["office"].case(number)["state"] == "ARCHIVED"

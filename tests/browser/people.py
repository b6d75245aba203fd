"""People at their screens: they sign in, open a case, act on it, and look what became of it.

    town = Town(browser=browser, base="http://127.0.0.1:8000", password=PASSWORD)
    dispatch = town.person("dispatch")
    number = dispatch.open_case(parties=["LQY-X01", "LQY-Z05"], title="…", ...)
    town.person("ecology").act(number, "state_position", **stances(SUPERVISION="LEAD"))
    town.pass_workdays(6)
    town.wait_for_tier(dispatch, number, 2)

An act is taken as a person takes it: from the button on the case page, through the form, to the page that says it is
done. Fields are named as in ``flows.inputs``; ``WORDS`` has what every story would type alike.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, ViewportSize

from tests.browser.watch import Watch

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 15_000

_REFERRAL = {
    "matter": "群众投诉已先行处置，部门间已按程序协商和协调。",
    "differences": "对事中监管由谁牵头，三家意见不一。",
    "proposal": "建议明确一家牵头，其余按环节负责和配合。",
}
_OUTCOME = {"measures": "每季度开展一次联合检查。", "outcome_basis": "《中华人民共和国噪声污染防治法》第八条"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "state_position": {
        "basis_kind": "MANDATE",
        "basis": "本单位“三定”规定第四条第三项",
        "text": "依据三定规定提出以上意见。",
    },
    "draft_agreement": {**_OUTCOME, "text": "经协商，各方同意按环节分工，共同落实。"},
    "refuse_agreement": {"reason": "执法力量不足，需另行研究。"},
    "refer_case": _REFERRAL,
    "sign_letter": _REFERRAL,
    "convene_meeting": {"place": "区政务中心第二会议室"},
    "issue_minutes_not_agreed": {"minutes": "各部门发表了意见，未能达成一致。"},
    "issue_minutes_consensus": {"minutes": "各部门就分工形成共识。"},
    "accept_application": {"remark": "材料齐全。"},
    "open_round": {"question": "请就各环节牵头、负责、配合部门书面提出意见。"},
    "review_opinion": {"remark": "审核无误。"},
    "reply_opinion": {"text": "同意按环节划分职责。", "basis": "本单位“三定”规定"},
    "draft_opinion": {**_OUTCOME, "text": "经研究，提出如下协调意见。"},
    "receive_referral": {"register_number": "府办收 {number}"},
    "route_referral": {
        "deciding_body": "ESTABLISHMENT_COMMISSION",
        "reason": "涉及职责调整，由编委会审定。",
    },
    "enter_decision": {**_OUTCOME, "text": "会议审定如下。", "document_number": "会议纪要〔2026〕12号"},
    "report_carrying_out": {"text": "已制定工作细则并开展首次联合检查。"},
}


def stances(**said: str) -> dict[str, str]:
    """``stances(SUPERVISION="LEAD")``: boxes of the position per phase."""
    return {f"stances-{phase}": stance for phase, stance in said.items()}


def roles(phase: str, **given: str) -> dict[str, str]:
    """``roles("SUPERVISION", LEAD="LQY-X01")``: boxes of the table of who does what."""
    return {f"assignments-{phase}-{code}": role for role, code in given.items()}


def seats(codes: Sequence[str], *, agrees: bool = False) -> dict[str, str]:
    """Boxes of the attendance: everybody came and took a stand."""
    boxes: dict[str, str] = {}
    for code in codes:
        boxes[f"attendances-{code}-attended"] = "true"
        boxes[f"attendances-{code}-representative"] = "参会代表"
        boxes[f"attendances-{code}-says"] = "AGREES" if agrees else "DISSENTS"
        boxes[f"attendances-{code}-stand"] = "同意该分工" if agrees else "本单位无相应执法权限"
    return boxes


@dataclass(kw_only=True)
class Town:
    """一座城: a running world with people at their browsers, each in a session of their own.

    ``clock_turns`` lets due clocks take effect where nothing in the background does it; ``after`` hears of every page
    reached, with what was done.
    """

    browser: Browser
    base: str
    password: str
    javascript: bool = True
    clock_turns: Callable[[], None] | None = None
    after: Callable[[str, Page], None] | None = None
    patience: float = 5
    watch: Watch = field(init=False)
    people: dict[str, "Someone"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.watch = Watch(self.base)

    def person(self, username: str) -> "Someone":
        """Somebody who is signed in; signs in when first called."""
        if username not in self.people:
            self.people[username] = Someone(town=self, username=username, page=self.new_page())
            self.people[username].sign_in()
        return self.people[username]

    def new_page(self) -> Page:
        """A browser of its own that knows nobody."""
        context = self.browser.new_context(java_script_enabled=self.javascript, viewport=DESK, locale="zh-CN")
        context.set_default_timeout(PATIENCE_MS)
        self.watch.over(context)
        return context.new_page()

    def pass_workdays(self, n: int) -> None:
        """The clock in the banner is moved; what is due takes its effect."""
        someone = next(iter(self.people.values()))
        someone.go("/work/")
        someone.page.locator("#rehearsal-n").fill(str(n))
        someone.page.locator("#rehearsal-unit").select_option("workday")
        someone.send(someone.page.locator(".banner-rehearsal button"))
        assert someone.page.locator(".message-success").count() == 1
        if self.clock_turns:
            self.clock_turns()
        self.told(f"clock +{n} workdays", someone.page)

    def wait_for_tier(self, someone: "Someone", number: str, tier: int) -> None:
        """Until the case page shows this tier open; nobody presses anything."""
        until = time.monotonic() + self.patience
        while (shown := someone.tier_of(number)) != tier:
            assert time.monotonic() < until, f"{number} is at tier {shown}, not {tier}, after {self.patience} s"
            time.sleep(1)
        self.told(f"tier {tier}", someone.page)

    def told(self, step: str, page: Page) -> None:
        if self.after:
            self.after(step, page)

    def close(self) -> None:
        for someone in self.people.values():
            someone.page.context.close()
        self.people.clear()


@dataclass(kw_only=True)
class Someone:
    """一个人: at one screen."""

    town: Town
    username: str
    page: Page

    def go(self, path: str) -> None:
        self.page.goto(f"{self.town.base}{path}")

    def sign_in(self) -> None:
        self.go("/sign-in/")
        self.page.locator("#id_username").fill(self.username)
        self.page.locator("#id_password").fill(self.town.password)
        self.send(self.page.locator("main form button"))
        assert self.page.url == f"{self.town.base}/work/", f"{self.username} could not sign in: {self._said()}"

    def open_case(self, *, parties: Sequence[str], work_orders: Sequence[str] = (), **fields: Any) -> str:
        """The number of the case that was opened; from the list of work orders where some are named."""
        if work_orders:
            self.pick(work_orders)
        else:
            self.go("/cases/open/")
        for place, code in enumerate(parties, 1):
            self.choose(code, place)
        self.fill({"jurisdiction": "510112", **fields})
        self.town.told("open_case, filled in", self.page)
        self.send(self.page.locator("form.act-form .consequence button:not([name])"))
        found = re.fullmatch(rf"{re.escape(self.town.base)}/cases/([^/]+)/", self.page.url)
        assert found, f"the case was not opened: {self._said()}"
        assert found[1] != "open", f"the case was not opened: {self._said()}"
        self.town.told("open_case", self.page)
        return found[1]

    def pick(self, work_orders: Sequence[str]) -> None:
        """Tick them in the list, and go on to open a case from them."""
        self.go("/work-orders/")
        for reference in work_orders:
            self.page.locator(f'input[name=work_orders][value="{reference}"]').check()
        self.town.told("work orders picked", self.page)
        self.send(self.page.locator(".action-bar button"))
        for reference in work_orders:
            assert self.page.locator(f'input[name=work_orders][value="{reference}"]').is_checked(), reference

    def act(self, number: str, name: str, **fields: Any) -> None:
        """From the case page through the form; fails with the page's own words."""
        self.begin(number, name, **fields)
        self._finish(self._case(number), name)

    def handle(self, reference: str, name: str, **fields: Any) -> None:
        """An act on a work order, from its page through the form."""
        self._begin(self._order(reference), name, fields)
        self._finish(self._order(reference), name)

    def _finish(self, address: str, name: str) -> None:
        self.town.told(f"{name} by {self.username}, filled in", self.page)
        self.send(self.main_button())
        assert self.page.url == address, f"{name} by {self.username}: {self._said()}"
        assert self.page.locator(".message-success").count() == 1, f"{name} by {self.username}: {self._said()}"
        self.town.told(f"{name} by {self.username}", self.page)

    def begin(self, number: str, name: str, **fields: Any) -> None:
        """The form of an act, filled in and not sent."""
        self._begin(self._case(number), name, fields)

    def _begin(self, address: str, name: str, fields: Mapping[str, Any]) -> None:
        self.page.goto(address)
        offer = self.page.locator(f'#next a[href*="/acts/{name}/"]').first
        assert offer.count() == 1, f"{self.username} is not offered {name} at {address}, but: {self.offered()}"
        self.send(offer)
        number = address.rstrip("/").rpartition("/")[2]  # some words are said of one case only
        typed = {name: words.replace("{number}", number) for name, words in WORDS.get(name, {}).items()}
        self.fill({**typed, **fields})
        signature = self.page.locator("form.act-form [name=signed_by]")
        if signature.count() and not signature.input_value():  # the organization has no head who could be filled in
            signature.fill("负责人")

    def main_button(self) -> Locator:
        return self.page.locator("form.act-form .consequence button:not([name])")

    def send(self, button: Locator) -> None:
        """Press it and wait for the page that comes of it."""
        with self.page.expect_navigation():
            button.click()

    def offered(self) -> list[str]:
        """The acts on the case page that is shown."""
        links = self.page.locator('#next .offers a[href*="/acts/"]').all()
        return [str(link.get_attribute("href")).split("/acts/")[1].split("/")[0] for link in links]

    def tier_of(self, number: str) -> int | None:
        """The open tier on the case page; None where none is."""
        self.page.goto(self._case(number))
        rung = self.page.locator(".rung[aria-current=step] .rung-number")
        return int(rung.inner_text()) if rung.count() else None

    def today(self) -> str:
        """The day that the pages show, as a date box takes it."""
        found = re.search(r"(\d+)年(\d+)月(\d+)日", self.page.locator("footer").inner_text())
        assert found, "the page does not say its time"
        year, month, day = (int(part) for part in found.groups())
        return f"{year}-{month:02}-{day:02}"

    def add_paper(self, number: str, *, file_name: str, content: bytes, title: str) -> None:
        """Into the case's file, or a work order's by its reference."""
        self.page.goto(self._order(number) if ":" in number else self._case(number))
        self.page.locator(".add-paper > summary").click()
        self.page.locator("#upload-file").set_input_files(
            {"name": file_name, "mimeType": "text/plain", "buffer": content}
        )
        self.page.locator("#upload-title").fill(title)
        self.send(self.page.locator("form.upload button"))
        assert self.page.locator("#papers", has_text=title).count() == 1, self._said()
        self.town.told("add_paper", self.page)

    def paper(self, number: str, title: str) -> str:
        """The id of a document of the file."""
        self.page.goto(self._case(number))
        address = self.page.locator("#papers a", has_text=title).first.get_attribute("href") or ""
        found = re.search(r"/documents/(\d+)/", address)
        assert found, address
        return found.group(1)

    def _case(self, number: str) -> str:
        return f"{self.town.base}/cases/{number}/"

    def _order(self, reference: str) -> str:
        return f"{self.town.base}/work-orders/{reference}/"

    def choose(self, code: str, place: int) -> None:
        """Tick an organization; it is searched for where the list does not show it at once."""
        box = self.page.locator(f'input[name=parties][value="{code}"]')
        if box.is_checked():  # suggested by the work orders
            return
        if not box.is_visible():
            self.page.locator("#id_parties-find").fill(code)
            if not self.town.javascript:
                self.send(self.page.locator("[data-find]"))
        box.check()
        order = self.page.locator(f'input[name="parties-order-{code}"]')
        if not self.town.javascript and order.count():
            order.fill(str(place))
        self.page.locator("#id_parties-find").fill("")

    def fill(self, fields: Mapping[str, Any]) -> None:
        """Type into the form at hand."""
        for name, value in fields.items():
            boxes = self.page.locator(f'form.act-form [name="{name}"]')
            kind = boxes.first.evaluate("e => e.type || e.tagName") if boxes.count() else ""
            assert kind, f"{self.page.url} has no field {name}"
            if kind == "radio":
                self.page.locator(f'form.act-form [name="{name}"][value="{value}"]').check()
            elif kind == "checkbox":
                boxes.set_checked(bool(value))
            elif kind == "select-one":
                boxes.select_option(str(value))
            elif kind != "hidden":
                boxes.fill(str(value))

    def _said(self) -> str:
        """What the page says went wrong."""
        found = self.page.locator(".error-summary, [role=alert], .field-error, .message, h1").all_inner_texts()
        return " / ".join(found)

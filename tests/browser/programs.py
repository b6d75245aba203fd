"""The stories as programs play them, through the API alone, in any rehearsal world with the demo's people.

    python -m tests.browser.programs --base http://127.0.0.1:8001

Each step is found among the case's ``actions`` and sent to the address it names; the clock is moved through the API,
and the world's own beat carries the cases up. Prints a line of JSON per story.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.browser.acceptance_programs import whole_procedure
from tests.browser.program_world import (
    AGRICULTURE,
    ECOLOGY,
    HOUSING,
    LETTER,
    MANAGEMENT,
    MARKET,
    TRANSPORT,
    World,
)


def site_noise(world: World) -> str:
    parties = [ECOLOGY, MANAGEMENT, HOUSING]
    number = world.open_case("dispatch", "建筑工地噪声职责争议", "HOTLINE", parties, interim_handler=ECOLOGY)
    world.position("ecology", number, "NOT_OURS")
    world.position("city", number, "NOT_OURS")
    world.pass_workdays(6)
    world.wait_for(number, lambda case: case["tier"] == "DISPATCH_COORDINATION")
    world.meet("dispatch", number, parties)
    world["dispatch"].act(number, "refer_case", **LETTER, **world.signed())
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
    world["transport"].act(number, "refer_case", **LETTER, **world.signed())
    conductor = {"LQY-Z03": "dispatch", "LQY-Z04": "petition"}[_conductor(world, number)]
    world.meet(conductor, number, parties)
    world[conductor].act(number, "refer_case", **LETTER, **world.signed())
    office = world["office"]
    office.act(number, "accept_application")
    office.act(number, "open_round", question="请书面答复。")
    for username in ("transport", "agriculture", "market"):
        world[username].act(number, "reply_opinion", agrees=False, text="不宜牵头。", **world.signed())
    world.meet("office", number, parties)
    office.act(number, "refer_case", **LETTER, **world.signed())
    outcome = world.outcome("接口冷冻肉运输监管", SUPERVISION=AGRICULTURE, ENFORCEMENT=MARKET)
    secretariat = world["secretariat"]
    secretariat.act(number, "receive_referral", register_number=f"府办收 {number}", received_on=world.today())
    secretariat.act(number, "route_referral", leader="区长", instruction="请提交会议。", instructed_on=world.today())
    wanted = (datetime.fromisoformat(world.now()) + timedelta(days=40)).date()
    secretariat.act(
        number, "apply_for_agenda", title="冷冻肉运输监管职责", reporting_unit="区委编办", attendees="区委编办 主任",
        wanted_on=wanted.isoformat(),
    )  # fmt: skip
    decided = {
        "deciding_body": "GOVERNMENT_MEETING",
        "form": "MINUTES",
        "document_number": "纪要〔2026〕3号",
        "decided_on": world.today(),
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


STORIES = {
    "A": site_noise, "B": business_in_dwellings, "C": frozen_meat, "D": left_alone, "E": whole_procedure,
}  # fmt: skip


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

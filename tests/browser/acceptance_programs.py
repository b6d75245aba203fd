"""工地夜间施工噪声，从工单到清单: the whole procedure in twenty steps, through the API alone."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from tests.browser.program_world import ECOLOGY, HOUSING, MANAGEMENT, Refused, World

PARTIES = {"ecology": ECOLOGY, "city": MANAGEMENT, "housing": HOUSING}
NOISE_LAW = "《中华人民共和国噪声污染防治法》第七十七条"
MATTER = "接口工地夜间施工噪声监管"
LETTER = {"matter": MATTER, "differences": "对由谁牵头意见不一。", "proposal": "建议由政府指定一家牵头。"}


def whole_procedure(world: World) -> str:
    """Dispatch objection, four tiers, decision, duty list, carrying out."""
    first = taken_in(world, "API-NOISE-1")
    objected_to_and_redispatched(world, first)
    number = opened_and_acknowledged(world, first)
    negotiated_until_the_clock_moved_it(world, number)
    met(world, number, "dispatch")
    applied_and_accepted(world, number)
    asked_twice(world, number)
    sent_up_by_statute(world, number)
    decided(world, number)
    listed_and_found(world, number, first)
    world.finish("ecology", number, MATTER)
    return number


def taken_in(world: World, number: str) -> str:
    """登记工单."""
    body = {"jurisdiction": "510112", "source": "12345", "number": number, "text": "工地夜间施工噪声扰民，请处理。"}
    world["dispatch"].post("/api/v1/work-orders", {**body, "category": "环境保护", "received_at": world.now()})
    return f"12345:{number}"


def handled(world: World, reference: str, username: str, name: str, **body: Any) -> None:
    """An act on a work order, where the order offers it."""
    program = world[username]
    offered = {action["name"]: action for action in program.get(f"/api/v1/work-orders/{reference}")["actions"]}
    if name not in offered:
        raise Refused(f"{username} is not offered {name} on {reference}, only {sorted(offered)}")
    program.post(offered[name]["href"], body)


def objected_to_and_redispatched(world: World, reference: str) -> None:
    """1–3."""
    objection = {"basis_kind": "LAW", "basis": NOISE_LAW, "reason": "不属本单位职责。", **world.signed()}
    handled(world, reference, "dispatch", "dispatch_order", organization=ECOLOGY)
    handled(world, reference, "ecology", "object_to_dispatch", **objection, proposed=MANAGEMENT)
    handled(world, reference, "dispatch", "uphold_dispatch_objection")
    handled(world, reference, "dispatch", "dispatch_order", organization=MANAGEMENT)
    offered = world["city"].get(f"/api/v1/work-orders/{reference}")["actions"]
    assert not {"object_to_dispatch", "dispatch_order"} & {action["name"] for action in offered}
    handled(world, reference, "city", "ask_for_coordination", **objection)


def opened_and_acknowledged(world: World, reference: str) -> str:
    """4–5."""
    number = world.open_case(
        "dispatch", MATTER, "HOTLINE", list(PARTIES.values()), interim_handler=ECOLOGY, work_orders=[reference]
    )
    for username in PARTIES:
        world[username].act(number, "acknowledge")
    assert world["dispatch"].get(f"/api/v1/work-orders/{reference}")["case"]["number"] == number
    return number


def negotiated_until_the_clock_moved_it(world: World, number: str) -> None:
    """6–8."""
    question = {"phase": "SUPERVISION", "text": "监管由谁牵头？"}
    letter = {"matter": MATTER, "proposal": "建议按环节划分。", "questions": [question]}
    world["ecology"].act(number, "send_negotiation_letter", **letter, **world.signed())
    world.position("ecology_head", number, "NOT_OURS")
    world.position("city_head", number, "NOT_OURS")
    world.pass_workdays(6)
    world.wait_for(number, lambda case: case["tier"] == "DISPATCH_COORDINATION")


def met(world: World, number: str, convener: str) -> None:
    """9–10, 14."""
    soon = (datetime.fromisoformat(world.now()) + timedelta(days=9)).isoformat()
    world[convener].act(number, "convene_meeting", title="专题协调会", starts_at=soon, place="第二会议室")
    seat = {"representative": "王建国", "post": "副局长", "authority": "FULL"}
    for username in PARTIES:
        world[username].act(number, "reply_to_invitation", reply="COMES", **seat)
    world.pass_workdays(3 if convener == "dispatch" else 5)
    stands = [
        {"organization": code, "attended": True, "representative": "王建国", "says": "DISSENTS", "stand": "不宜牵头"}
        for code in PARTIES.values()
    ]
    world[convener].act(number, "hold_meeting", held_at=world.now(), attendances=stands)
    world[convener].act(number, "issue_minutes_not_agreed", minutes="未达成一致。", **world.signed())


def refused(world: World, number: str, username: str, name: str, because: str, **body: Any) -> None:
    problem = ""
    try:
        world[username].act(number, name, **body)
    except Refused as refusal:
        problem = str(refusal)
    assert because in problem, problem or f"{name} was not refused"


def applied_and_accepted(world: World, number: str) -> None:
    """11–12."""
    refused(world, number, "dispatch", "refer_case", "signed_by", **LETTER)
    world["dispatch_head"].act(number, "refer_case", **LETTER, **world.signed())
    office = world["office"]
    office.act(number, "register_application")
    world["office_director"].act(
        number, "instruct_application", handler="林知秋", text="请依程序办理。", **world.signed()
    )
    office.act(number, "ask_to_supplement", missing="缺少三定规定复印件。")
    world["dispatch"].act(number, "supplement_application", supplement="补充复印件。", **world.signed())
    office.act(number, "accept_application")


def asked_twice(world: World, number: str) -> None:
    """13."""
    office = world["office"]
    office.act(number, "consult", kind="LEGALITY", organization="LQY-Z02", question="编办可否直接确定？")
    world["justice"].act(number, "answer_consultation", answer="依法由政府指定。", **world.signed())
    for _round in (1, 2):
        office.act(number, "open_round", question="请书面提出意见。")
        for username in PARTIES:
            agrees = username != "housing"
            world[username].act(number, "reply_opinion", agrees=agrees, text="不宜由本单位牵头。", **world.signed())
        rows = [
            {"point": point["id"], "adoption": "NOT_ADOPTED", "reason": "与三定规定不符。"}
            for asked in office.case(number)["opinion_rounds"]
            for reply in asked["replies"]
            for point in reply["points"]
            if not point["adoption"]
        ]
        office.act(number, "record_adoption", adoptions=rows)


def sent_up_by_statute(world: World, number: str) -> None:
    """14–16."""
    world["housing"].act(number, "change_view", ground="NONE", text="现认为不应由我局配合。", **world.signed())
    assert world["housing"].case(number)["objections"][-1]["verdict"] == "REFUSED"
    met(world, number, "office")
    opinion = {**world.outcome(MATTER, SUPERVISION=ECOLOGY), "outcome_basis": NOISE_LAW, "text": "协调意见。"}
    refused(world, number, "office", "draft_opinion", "must_go_to_tier_4", all_agree=False, **opinion)
    world["office_director"].act(number, "refer_case", **LETTER, **world.signed())


def decided(world: World, number: str) -> None:
    """17–18."""
    secretariat, today = world["secretariat"], world.today()
    secretariat.act(number, "receive_referral", register_number=f"府办收 {number}", received_on=today)
    secretariat.act(
        number, "route_referral", leader="分管副区长", instruction="请提请专题会议研究。", instructed_on=today
    )
    wanted = (datetime.fromisoformat(world.now()) + timedelta(days=40)).date()
    secretariat.act(
        number, "apply_for_agenda", title=MATTER, reporting_unit="区委编办", attendees="区委编办 主任",
        wanted_on=wanted.isoformat(),
    )  # fmt: skip
    world.pass_workdays(11)
    assert world["office"].case(number)["tier"] == "REFERRAL"
    sheet = secretariat.add_paper(number, title="专题会议纪要", content="会议纪要")
    secretariat.act(
        number, "enter_decision", text="会议审定。", deciding_body="GOVERNMENT_MEETING", form="MINUTES", sheet=sheet,
        document_number="府阅〔2026〕21号", decided_on=world.today(),
        **{**world.outcome(MATTER, SUPERVISION=ECOLOGY, ENFORCEMENT=MANAGEMENT), "outcome_basis": NOISE_LAW},
    )  # fmt: skip


def listed_and_found(world: World, number: str, reference: str) -> None:
    """19–20."""
    world["office"].act(number, "list_outcome")
    handled(world, reference, "dispatch", "hand_over_order")
    handled(world, reference, "dispatch", "answer_order", answer="已由牵头部门处理并回访。")
    following = taken_in(world, "API-NOISE-2")
    advice = world["dispatch"].get(f"/api/v1/work-orders/{quote(following)}")["advice"]
    assert advice["organization"]["code"] == ECOLOGY, advice
    entries = world["office"].get(f"/api/v1/registry/entries?jurisdiction=510112&q={quote(MATTER)}")["items"]
    assert entries[0]["number"] in advice["entries"], advice

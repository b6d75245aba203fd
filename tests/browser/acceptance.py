"""工地夜间施工噪声，从工单到清单: the whole procedure in twenty steps, as people play it in the browser."""

from playwright.sync_api import expect

from tests.browser.people import Someone, Town, roles, seats, stances
from tests.browser.stories import (
    ECOLOGY,
    HOUSING,
    MANAGEMENT,
    NOISE_TITLE,
    found_in_the_duty_list,
    struck_off_and_archived,
    told_by_the_system,
)

FIRST, NEXT = "12345:SITE-NOISE-1", "12345:SITE-NOISE-2"
NOISE_LAW = "《中华人民共和国噪声污染防治法》第七十七条"
MATTER = "建筑工地夜间施工噪声监管"
PARTIES = {"ecology": ECOLOGY, "city": MANAGEMENT, "housing": HOUSING}


def whole_procedure(town: Town) -> str:
    """Twenty steps: dispatch objection, four tiers, decision, duty list, carrying out."""
    dispatched_objected_to_and_redispatched(town)
    number = opened_with_an_interim_handler(town)
    acknowledged_by_all(town, number)
    negotiated_by_letter_and_matrix(town, number)
    moved_by_the_clock(town, number)
    met_without_agreement(town, number, "dispatch")
    applied_signed_by_the_head(town, number)
    registered_supplemented_and_accepted(town, number)
    asked_twice_and_every_point_answered(town, number)
    one_goes_back_on_its_view(town, number)
    drafted_and_sent_up_by_statute(town, number)
    decided_by_the_government(town, number)
    listed(town, number)
    carried_out(town, number)
    return number


def dispatched_objected_to_and_redispatched(town: Town) -> None:
    """1–3."""
    dispatch, ecology, city = (town.person(name) for name in ("dispatch", "ecology", "city"))
    registered(dispatch, FIRST, "工地夜间浇筑混凝土，噪声影响居民休息，请尽快处理。")
    expect(dispatch.page.locator("#advice")).to_be_visible()
    dispatch.handle(FIRST, "dispatch_order", organization=ECOLOGY)
    ecology.add_paper(FIRST, file_name="异议函.txt", content="已签字盖章".encode(), title="派单异议函")
    objection = {
        "basis_kind": "LAW", "basis": NOISE_LAW, "reason": "夜间施工噪声由指定的部门监管。", "signed_by": "石砚舟",
    }  # fmt: skip
    ecology.handle(FIRST, "object_to_dispatch", **objection, proposed=MANAGEMENT)
    dispatch.handle(FIRST, "uphold_dispatch_objection")
    dispatch.handle(FIRST, "dispatch_order", organization=MANAGEMENT)
    city.go(f"/work-orders/{FIRST}/")
    assert not {"object_to_dispatch", "dispatch_order"} & set(city.offered())
    city.handle(FIRST, "ask_for_coordination", **{**objection, "signed_by": "唐立行"})


def registered(dispatch: Someone, reference: str, text: str) -> None:
    """登记工单."""
    source, _colon, number = reference.partition(":")
    dispatch.go("/work-orders/new/")
    dispatch.fill({"source": source, "number": number, "text": text, "category": "环境保护"})
    dispatch.town.told("register_work_order, filled in", dispatch.page)
    dispatch.send(dispatch.main_button())
    dispatch.go(f"/work-orders/{reference}/")
    dispatch.town.told("register_work_order", dispatch.page)


def opened_with_an_interim_handler(town: Town) -> str:
    """4."""
    dispatch = town.person("dispatch")
    number = dispatch.open_case(
        title=NOISE_TITLE, source="HOTLINE", parties=list(PARTIES.values()), interim_handler=ECOLOGY,
        summary="派件给生态环境局，称应由城管负责；城管也提出异议，不能再退；补充住建部门参加协调。",
        work_orders=[FIRST],
    )  # fmt: skip
    expect(dispatch.page.locator(".case-head .interim")).to_contain_text("区生态环境局")
    dispatch.go(f"/work-orders/{FIRST}/")
    expect(dispatch.page.locator(".first-glance")).to_contain_text("工单")
    return number


def acknowledged_by_all(town: Town, number: str) -> None:
    """5."""
    for username in PARTIES:
        town.person(username).act(number, "acknowledge")
    expect(town.person("housing").page.locator("#clocks details").first).to_be_attached()


def negotiated_by_letter_and_matrix(town: Town, number: str) -> None:
    """6–7."""
    town.person("ecology").act(
        number, "send_negotiation_letter", matter="居民多次投诉工地夜间施工，派件两次均被提出异议。",
        proposal="建议由城管负责执法，住建负责施工现场管理。",
        **{"questions-SUPERVISION": "施工现场的日常监管由谁牵头？"},
    )  # fmt: skip
    town.person("ecology_head").act(
        number, "state_position", **stances(APPROVAL="NOT_OURS", SUPERVISION="ASSIST", ENFORCEMENT="NOT_OURS")
    )
    town.person("city_head").act(
        number, "state_position", **stances(APPROVAL="NOT_OURS", SUPERVISION="NOT_OURS", ENFORCEMENT="LEAD")
    )
    expect(town.person("city_head").page.locator("#positions .cell-silent")).to_have_count(3)


def moved_by_the_clock(town: Town, number: str) -> None:
    """8."""
    dispatch = town.person("dispatch")
    before = told_by_the_system(dispatch, number)
    town.pass_workdays(6)
    town.wait_for_tier(dispatch, number, 2)
    assert told_by_the_system(dispatch, number) > before


def met_without_agreement(town: Town, number: str, convener: str) -> None:
    """9–10, 14."""
    town.person(convener).act(number, "convene_meeting")
    for username in PARTIES:
        town.person(username).act(
            number, "reply_to_invitation", reply="COMES", representative="王建国", post="副局长", authority="FULL"
        )
    town.pass_workdays(4)
    town.person(convener).act(number, "hold_meeting", **seats(list(PARTIES.values())))
    town.person(convener).act(number, "issue_minutes_not_agreed")


def applied_signed_by_the_head(town: Town, number: str) -> None:
    """11."""
    dispatch = town.person("dispatch")
    dispatch.begin(number, "refer_case")
    dispatch.fill({"signed_by": ""})
    dispatch.send(dispatch.main_button())
    expect(dispatch.page.locator(".error-summary")).to_be_visible()
    town.told("refer_case unsigned", dispatch.page)
    dispatch.begin(number, "refer_case")
    dispatch.send(dispatch.page.locator("form.act-form button[name=sign_off]"))
    assert dispatch.tier_of(number) == 2
    town.person("dispatch_head").act(number, "sign_paper")
    assert dispatch.tier_of(number) == 3


def registered_supplemented_and_accepted(town: Town, number: str) -> None:
    """12."""
    office = town.person("office")
    office.act(number, "register_application")
    town.person("office_director").act(number, "instruct_application", handler="林知秋", text="请业务科依程序办理。")
    office.act(number, "ask_to_supplement", missing="缺少三定规定复印件。")
    town.person("dispatch").act(number, "supplement_application", supplement="补充三定规定复印件。")
    office.act(number, "accept_application")


def asked_twice_and_every_point_answered(town: Town, number: str) -> None:
    """13."""
    office = town.person("office")
    office.act(
        number, "consult", kind="LEGALITY", organization="LQY-Z02", question="夜间施工噪声可否由编办直接确定监管部门？"
    )
    town.person("justice").act(number, "answer_consultation", answer="依法应由地方人民政府指定。")
    for _round in (1, 2):
        office.act(number, "open_round")
        for username in PARTIES:
            agrees = "false" if username == "housing" else "true"
            town.person(username).act(number, "reply_opinion", agrees=agrees, text="不宜由本单位牵头。")
        office.act(number, "record_adoption", **every_point(office, number))


def every_point(office: Someone, number: str) -> dict[str, str]:
    """Not adopted, each with the reason."""
    office.begin(number, "record_adoption")
    boxes = office.page.locator('form.act-form [name^="adoptions-"]').all()
    names = {str(box.get_attribute("name")) for box in boxes}
    return {name: "NOT_ADOPTED" if name.endswith("-adoption") else "与三定规定不符。" for name in names}


def one_goes_back_on_its_view(town: Town, number: str) -> None:
    """14."""
    town.person("housing").act(number, "change_view", ground="NONE", text="现认为不应由我局配合。")
    met_without_agreement(town, number, "office")


def drafted_and_sent_up_by_statute(town: Town, number: str) -> None:
    """15–16."""
    office = town.person("office")
    office.begin(
        number, "draft_opinion", all_agree="false", matter=MATTER, **roles("SUPERVISION", LEAD=ECOLOGY),
        **roles("ENFORCEMENT", LEAD=MANAGEMENT),
    )  # fmt: skip
    office.fill({"outcome_basis": NOISE_LAW})
    office.send(office.main_button())
    expect(office.page.locator(".error-summary")).to_contain_text("第七十七条")
    town.told("draft_opinion refused by statute", office.page)
    town.person("office_director").act(number, "refer_case", matter=MATTER)
    assert office.tier_of(number) == 4


def decided_by_the_government(town: Town, number: str) -> None:
    """17–18."""
    secretariat = town.person("secretariat")
    secretariat.act(number, "receive_referral")
    secretariat.act(
        number, "route_referral", deciding_body="GOVERNMENT_MEETING", reason="", leader="分管副区长",
        instruction="请提请区政府专题会议研究。", instructed_on=secretariat.today(),
    )  # fmt: skip
    secretariat.act(number, "apply_for_agenda")
    town.pass_workdays(11)
    assert secretariat.tier_of(number) == 4
    secretariat.add_paper(number, file_name="专题会议纪要.txt", content="会议纪要".encode(), title="专题会议纪要")
    secretariat.act(
        number, "enter_decision", deciding_body="GOVERNMENT_MEETING", form="MINUTES", matter=MATTER,
        document_number="府阅〔2026〕12号", outcome_basis=NOISE_LAW, sheet=secretariat.paper(number, "专题会议纪要"),
        **roles("SUPERVISION", LEAD=ECOLOGY, ASSISTING=HOUSING), **roles("ENFORCEMENT", LEAD=MANAGEMENT),
    )  # fmt: skip


def listed(town: Town, number: str) -> None:
    """19."""
    town.person("office").act(number, "list_outcome")
    found_in_the_duty_list(town.person("petition"), "夜间施工噪声", MATTER)
    dispatch = town.person("dispatch")
    dispatch.handle(FIRST, "hand_over_order")
    dispatch.handle(FIRST, "answer_order", answer="已依政府决定由生态环境部门牵头处理，并回访。")


def carried_out(town: Town, number: str) -> None:
    """20."""
    dispatch, ecology = town.person("dispatch"), town.person("ecology")
    registered(dispatch, NEXT, "工地夜间施工噪声扰民。")
    expect(dispatch.page.locator("#advice")).to_contain_text("区生态环境局")
    expect(dispatch.page.locator("#advice")).to_contain_text(MATTER)
    ecology.add_paper(number, file_name="落实情况.txt", content="已落实".encode(), title="首次联合检查记录")
    ecology.begin(number, "report_carrying_out")
    ecology.page.locator("#id_proof").select_option(label="首次联合检查记录")
    ecology.send(ecology.main_button())
    for username in ("ecology", "dispatch", "office"):
        someone = town.person(username)
        someone.go(f"/cases/{number}/")
        if "sign_letter" in someone.offered():
            someone.act(number, "sign_letter")
    struck_off_and_archived(town, number)

"""The four stories of the main job, as people play them in the browser. Any world with the demo's people will do."""

from collections.abc import Callable, Mapping

from playwright.sync_api import expect

from tests.browser.people import Someone, Town, roles, seats, stances

ECOLOGY, MANAGEMENT, HOUSING = "LQY-X01", "LQY-Z05", "LQY-X03"
MARKET, COMMERCE, AGRICULTURE, TRANSPORT = "LQY-X04", "LQY-X05", "LQY-X06", "LQY-X07"
NOISE_TITLE = "建筑工地夜间施工噪声监管职责争议"


def site_noise(town: Town) -> str:
    """建筑工地噪声: two speak, one is silent; the clock carries it to tier 2, people to tier 3; there it is settled."""
    number = opened_by_dispatch(town)
    two_speak_and_the_third_stays_silent(town, number)
    the_clock_moves_it_to_tier_2(town, number)
    meets_without_agreement(town, number, "dispatch", [ECOLOGY, MANAGEMENT, HOUSING])
    town.person("dispatch").act(number, "refer_case")
    the_office_gives_its_opinion(town, number)
    town.person("office").act(number, "list_outcome")
    found_in_the_duty_list(town.person("petition"), "建筑工地噪声", "建筑施工噪声监管")
    report_with_proof(town.person("ecology"), number)
    struck_off_and_archived(town, number)
    return number


def business_in_dwellings(town: Town) -> str:
    """住改商: three departments agree at tier 1, all sign, and the establishment office accepts it for the record."""
    market = town.person("market")
    number = market.open_case(
        title="住宅改为经营性用房监管职责争议", source="DEPARTMENT", parties=[HOUSING, MARKET, MANAGEMENT],
        summary="住宅擅自改为经营性用房，登记、房屋用途和现场执法由谁管，三家看法不同。",
    )  # fmt: skip
    assert market.tier_of(number) == 1
    town.person("housing").act(number, "state_position", **stances(SUPERVISION="LEAD", ENFORCEMENT="NOT_OURS"))
    market.act(number, "state_position", **stances(APPROVAL="LEAD", SUPERVISION="ASSIST"))
    town.person("city").act(number, "state_position", **stances(ENFORCEMENT="LEAD"))
    town.person("housing").act(
        number, "draft_agreement", matter="住宅改为经营性用房监管",
        outcome_basis="《中华人民共和国民法典》第二百七十九条",
        **roles("APPROVAL", LEAD=MARKET), **roles("SUPERVISION", LEAD=HOUSING, ASSISTING=MARKET),
        **roles("ENFORCEMENT", LEAD=MANAGEMENT, RESPONSIBLE=HOUSING),
    )  # fmt: skip
    for username in ("housing", "market", "city"):
        town.person(username).act(number, "sign_agreement")
    town.person("office").act(number, "accept_filing", remark="同意备案。")
    found_in_the_duty_list(town.person("city"), "住宅改为经营性用房", "住宅改为经营性用房监管")
    report_with_proof(town.person("housing"), number)
    struck_off_and_archived(town, number)
    return number


def frozen_meat(town: Town) -> str:
    """冷冻肉运输: nobody gives in; people take it through all four tiers to a decision."""
    petition = town.person("petition")
    parties = [TRANSPORT, AGRICULTURE, MARKET]
    number = petition.open_case(
        title="冷冻肉运输环节监管和执法职责争议", source="PETITION", parties=parties, interim_handler=MARKET,
        summary="冷链货车所载冻肉来源不明，运输环节的检疫、监管和执法由谁负责，三家说法不一。",
        work_orders=["PETITION:DEMO-007"],
    )  # fmt: skip
    for username in ("agriculture", "market", "transport"):
        town.person(username).act(number, "state_position", **stances(SUPERVISION="NOT_OURS", ENFORCEMENT="PART"))
    town.person("transport").act(number, "refer_case")
    assert petition.tier_of(number) == 2
    meets_without_agreement(town, number, conductor_of(town, number), parties)
    town.person(conductor_of(town, number)).act(number, "refer_case")
    office = town.person("office")
    assert office.tier_of(number) == 3
    office.act(number, "accept_application")
    office.act(number, "open_round")
    for username in ("agriculture", "market", "transport"):
        town.person(username).act(number, "reply_opinion", agrees="false", text="不宜由本单位牵头。")
    meets_without_agreement(town, number, "office", parties)
    office.act(number, "refer_case")
    secretariat = town.person("secretariat")
    assert secretariat.tier_of(number) == 4
    secretariat.act(number, "receive_referral")
    secretariat.act(number, "route_referral")
    secretariat.act(number, "apply_for_agenda")
    secretariat.add_paper(number, file_name="编委会纪要.txt", content="编委会会议纪要".encode(), title="编委会会议纪要")
    secretariat.act(
        number, "enter_decision", sheet=secretariat.paper(number, "编委会会议纪要"),
        matter="冷冻肉运输监管", deciding_body="ESTABLISHMENT_COMMISSION",
        outcome_basis="《中华人民共和国食品安全法》第六条",
        **roles("SUPERVISION", LEAD=TRANSPORT, RESPONSIBLE=AGRICULTURE), **roles("ENFORCEMENT", LEAD=MARKET),
    )  # fmt: skip
    office.act(number, "list_outcome")
    found_in_the_duty_list(petition, "冷冻肉运输", "冷冻肉运输监管")
    report_with_proof(town.person("transport"), number)
    struck_off_and_archived(town, number)
    return number


def left_alone(town: Town) -> str:
    """无人办理: the clock alone carries it from tier 1 to tier 4; its letters stay drafts; there it only reminds."""
    dispatch = town.person("dispatch")
    number = dispatch.open_case(
        title="居民楼内棋牌室噪声和房屋安全监管职责争议", source="HOTLINE", parties=[MARKET, HOUSING],
        interim_handler=HOUSING, work_orders=["12345:DEMO-005"],
        summary="居民楼一层打通承重墙开棋牌室，噪声、消防和房屋安全由谁管，两家都说不归自己管。",
    )  # fmt: skip
    for workdays, tier in ((6, 2), (6, 3), (21, 4)):
        town.pass_workdays(workdays)
        town.wait_for_tier(dispatch, number, tier)
        expect(dispatch.page.locator("#letters li")).to_have_count(tier - 1)
    assert dispatch.page.locator("#letters .mark-warning").count() == 3
    assert dispatch.page.locator("#letters .mark-green").count() == 0
    for _reminder in range(2):
        before = told_by_the_system(dispatch, number)
        town.pass_workdays(6)
        until_told_more(town, dispatch, number, before)
        assert dispatch.tier_of(number) == 4
        assert dispatch.page.locator(".rung-open").count() == 1
    return number


def opened_by_dispatch(town: Town) -> str:
    """12345 passed it to ecology, which passed it on; the dispatch office opens a case with an interim handler."""
    dispatch = town.person("dispatch")
    number = dispatch.open_case(
        title=NOISE_TITLE, source="HOTLINE", parties=[ECOLOGY, MANAGEMENT, HOUSING], interim_handler=MANAGEMENT,
        summary="12345派件给生态环境局，称应由城管负责；城管称应由住建负责，三家均未受理。",
        work_orders=["12345:DEMO-001", "12345:DEMO-002"],
    )  # fmt: skip
    assert dispatch.tier_of(number) == 1
    expect(dispatch.page.locator(".case-head .interim")).to_contain_text("区综合执法局")
    expect(dispatch.page.locator(".parties li")).to_have_count(3)
    expect(dispatch.page.locator(".rail .number", has_text="12345:DEMO-00")).to_have_count(2)
    return number


def two_speak_and_the_third_stays_silent(town: Town, number: str) -> None:
    town.person("ecology").act(number, "state_position", **stances(SUPERVISION="PART", ENFORCEMENT="NOT_OURS"))
    town.person("city").act(number, "state_position", **stances(SUPERVISION="NOT_OURS", ENFORCEMENT="PART"))
    expect(town.person("city").page.locator("#positions .statements > li")).to_have_count(2)


def the_clock_moves_it_to_tier_2(town: Town, number: str) -> None:
    dispatch = town.person("dispatch")
    town.pass_workdays(6)
    town.wait_for_tier(dispatch, number, 2)
    expect(dispatch.page.locator("#letters .mark-warning")).to_have_count(1)
    town.person("ecology").act(number, "sign_letter")
    expect(town.person("ecology").page.locator("#letters .mark-green")).to_have_count(1)


def meets_without_agreement(town: Town, number: str, username: str, parties: list[str]) -> None:
    convener = town.person(username)
    convener.act(number, "convene_meeting")
    town.pass_workdays(2)
    convener.act(number, "hold_meeting", **seats(parties))
    convener.act(number, "issue_minutes_not_agreed")
    expect(convener.page.locator("#meetings .sitting").first).to_be_visible()


def the_office_gives_its_opinion(town: Town, number: str) -> None:
    office = town.person("office")
    assert office.tier_of(number) == 3
    office.act(number, "accept_application")
    office.act(number, "open_round")
    for username in ("ecology", "city", "housing"):
        town.person(username).act(number, "reply_opinion", agrees="true")
    meets_without_agreement(town, number, "office", [ECOLOGY, MANAGEMENT, HOUSING])
    office.act(
        number, "draft_opinion", all_agree="false", matter="建筑施工噪声监管",
        **roles("SUPERVISION", LEAD=ECOLOGY, RESPONSIBLE=HOUSING),
        **roles("ENFORCEMENT", LEAD=MANAGEMENT, ASSISTING=ECOLOGY),
    )  # fmt: skip
    assert {"review_opinion", "confirm_opinion"}.isdisjoint(office.offered())
    town.person("office_reviewer").act(number, "review_opinion")
    town.person("office_director").act(number, "confirm_opinion")


def found_in_the_duty_list(someone: Someone, words: str, matter: str) -> None:
    """Whoever looks the matter up finds the new entry."""
    someone.go("/registry/")
    someone.page.locator("#q").fill(words)
    someone.send(someone.page.locator("form.filters button"))
    expect(someone.page.locator("#results h2", has_text=matter)).to_have_count(1)
    someone.town.told("found in the duty list", someone.page)


def report_with_proof(someone: Someone, number: str) -> None:
    someone.add_paper(number, file_name="落实情况.txt", content="已落实".encode(), title="首次联合检查记录")
    someone.begin(number, "report_carrying_out")
    someone.page.locator("#id_proof").select_option(label="首次联合检查记录")
    someone.send(someone.main_button())
    expect(someone.page.locator("#results .reports")).to_contain_text("首次联合检查记录")


def struck_off_and_archived(town: Town, number: str) -> None:
    office = town.person("office")
    office.act(number, "strike_off")
    office.act(number, "archive_case")
    assert office.offered() == []
    assert office.tier_of(number) is None
    expect(office.page.locator(".case-head .mark-grey")).to_have_count(1)


def conductor_of(town: Town, number: str) -> str:
    """Who may convene: of the two bodies that dispatch, the one whose move it is."""
    for username in ("petition", "dispatch"):
        town.person(username).tier_of(number)
        if {"convene_meeting", "refer_case"} & set(town.person(username).offered()):
            return username
    raise AssertionError(f"nobody may conduct {number}")


def told_by_the_system(someone: Someone, number: str) -> int:
    someone.go(f"/cases/{number}/timeline/?by=system")
    return someone.page.locator(".event").count()


def until_told_more(town: Town, someone: Someone, number: str, before: int) -> None:
    """The clock said something: where beat lets it speak, that takes a moment."""
    for _second in range(max(1, int(town.patience))):
        if told_by_the_system(someone, number) > before:
            town.told("reminded at tier 4", someone.page)
            return
        someone.page.wait_for_timeout(1000)
    raise AssertionError(f"nothing was said about {number} at tier 4")


STORIES: Mapping[str, Callable[[Town], str]] = {
    "A site noise": site_noise,
    "B business in dwellings": business_in_dwellings,
    "C frozen meat": frozen_meat,
    "D left alone": left_alone,
}

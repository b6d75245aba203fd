"""Forms under rough hands: a lost race, a double click, a keyboard only, bad input, a file of the wrong type."""

import re

import pytest
from django.db.models import QuerySet
from playwright.sync_api import Page, expect

from audit.models import ChainKind, Event
from cases.models import Case
from tests.browser.people import PHONE, Town, stances
from tests.browser.stories import ECOLOGY, HOUSING, MANAGEMENT, NOISE_TITLE, opened_by_dispatch
from tests.browser.watch import overflow

pytestmark = pytest.mark.browser

_FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return {
    name: one.name || '', href: one.getAttribute('href') || '', text: (one.innerText || '').trim(), tag: one.tagName,
    seen: outlined || style.boxShadow !== 'none', box: one.getBoundingClientRect().width > 0,
  };
}"""


@pytest.fixture
def number(town: Town) -> str:
    """A case at tier 1 among ecology, city management and housing."""
    return opened_by_dispatch(town)


def test_who_comes_too_late_hears_who_was_first_and_keeps_what_was_typed(town: Town, number: str) -> None:
    town.watch.expected = {409}
    liaison, housing = town.person("liaison"), town.person("housing")
    ecology = town.person("ecology")
    typed = "两家对监管环节由谁牵头看法不一，谈了三轮。"
    ecology.begin(number, "refer_case", differences=typed)
    head = town.person("ecology_head")
    head.act(number, "refer_case")
    ecology.send(ecology.main_button())
    page = ecology.page
    expect(page.locator("[role=alert]")).to_contain_text("石砚舟")
    expect(page.locator("[role=alert]")).to_contain_text("2026-03-02 10:")
    expect(page.locator("dd.typed", has_text=typed)).to_have_count(1)
    ecology.send(page.locator("button[name=again]"))
    assert page.locator("[name=differences]").input_value() == typed
    assert _events(number).filter(kind="case.referred").count() == 1
    # what is still possible after another's act goes through: the same department states its position twice
    liaison.begin(number, "state_position", **stances(SUPERVISION="NOT_OURS"))
    housing.act(number, "state_position", **stances(SUPERVISION="PART"))
    liaison.send(liaison.main_button())
    assert _events(number).filter(kind="position.submitted").count() == 2


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_double_click_does_nothing_twice(town: Town, javascript: bool) -> None:
    town.javascript = javascript
    number = opened_by_dispatch(town)
    ecology = town.person("ecology")
    ecology.begin(number, "state_position", **stances(SUPERVISION="PART"))
    ecology.main_button().dblclick()
    expect(ecology.page).to_have_url(f"{town.base}/cases/{number}/")
    expect(ecology.page.locator("#positions .statements > li")).to_have_count(1)
    assert _events(number).filter(kind="position.submitted").count() == 1


def test_opening_twice_with_one_form_opens_one_case(town: Town) -> None:
    dispatch = town.person("dispatch")
    dispatch.go("/cases/open/")
    for place, code in enumerate((ECOLOGY, MANAGEMENT), 1):
        dispatch.choose(code, place)
    dispatch.fill({"title": NOISE_TITLE, "source": "HOTLINE", "summary": "谁来管。", "interim_handler": ECOLOGY})
    dispatch.main_button().dblclick()
    expect(dispatch.page).to_have_url(re.compile("/cases/LQY-[^/]+/$"))
    dispatch.go("/cases/")
    expect(dispatch.page.locator("#results tbody tr")).to_have_count(1)
    assert Case.objects.count() == 1


def test_the_keyboard_reaches_the_main_action_and_shows_where_it_is(town: Town, number: str) -> None:
    city = town.person("city")
    page = city.page
    city.go(f"/cases/{number}/")
    first = tab(page)
    assert first["href"] == "#main"
    assert first["box"]
    page.keyboard.press("Enter")
    reach(page, "/acts/state_position/", within=8)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    seen = reach(page, "", button="提交部门意见", within=40)
    assert {"stances-SUPERVISION", "basis_kind", "basis", "signed_by"} <= {one["name"] for one in seen}
    assert page.locator("form.act-form .button-main, form.act-form .button-grave").count() == 1


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(town: Town, number: str) -> None:
    town.watch.expected = {422}
    city = town.person("city")
    city.begin(number, "state_position", basis="", text="先写下理由。")
    city.send(city.main_button())
    page = city.page
    places = page.locator(".error-summary a").evaluate_all(
        "links => links.map((link) => document.querySelector(link.hash).closest('.field').id)"
    )
    assert sorted(places) == ["field-basis", "field-stances"]
    assert page.evaluate("document.activeElement.id") == "errors"
    assert page.locator("#field-basis .field-error").count() == 1
    assert page.locator("[name=text]").input_value() == "先写下理由。"
    assert not _events(number).filter(kind="position.submitted").exists()


def test_a_file_of_the_wrong_type_is_refused_by_name(town: Town, number: str) -> None:
    town.watch.expected = {413, 415, 422}
    city = town.person("city")
    city.go(f"/cases/{number}/documents/")
    city.page.locator("#upload-file").set_input_files(
        {"name": "程序.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\x00"}
    )
    city.send(city.page.locator("form.upload button"))
    expect(city.page.locator(".error-summary")).to_contain_text("程序.exe")
    city.go(f"/cases/{number}/")
    assert city.page.locator("#papers tbody tr").count() == 0


def test_the_duty_list_answers_while_the_title_is_typed(town: Town) -> None:
    dispatch = town.person("dispatch")
    dispatch.go("/cases/open/")
    dispatch.page.locator("#id_title").press_sequentially("油烟", delay=20)
    expect(dispatch.page.locator("#similar li").first).to_be_visible()
    expect(dispatch.page.locator("#similar")).to_contain_text("油烟")


def test_the_list_of_organizations_narrows_while_one_types(town: Town) -> None:
    dispatch = town.person("dispatch")
    dispatch.go("/cases/open/")
    dispatch.page.locator("#id_parties-find").fill("住房")
    offered = dispatch.page.locator("#field-parties [data-offered] li:visible")
    expect(offered).to_have_count(1)
    offered.locator("input").first.check()
    expect(dispatch.page.locator("#field-parties [data-chosen] li")).to_have_attribute("data-code", HOUSING)


def test_the_viewer_shows_the_flow_and_the_case_page_asks_why_not(town: Town, number: str) -> None:
    city = town.person("city")
    city.go(f"/cases/{number}/flow/")
    expect(city.page.locator(".viewer[data-shown] svg").first).to_be_visible()
    city.go(f"/cases/{number}/")
    city.page.locator("[data-why-not] summary a").click()
    expect(city.page.locator("#why-not dt").first).to_be_visible()


def test_strangers_are_sent_to_sign_in_and_others_see_no_case_of_theirs(town: Town, number: str) -> None:
    town.watch.expected = {404}
    page = town.new_page()
    page.goto(f"{town.base}/cases/{number}/")
    assert "/sign-in/" in page.url
    page.context.close()
    elsewhere = town.person("xh_ecology")
    elsewhere.go(f"/cases/{number}/")
    assert NOISE_TITLE not in elsewhere.page.inner_text("body")


def tab(page: Page) -> dict[str, object]:
    page.keyboard.press("Tab")
    found: dict[str, object] = page.evaluate(_FOCUS)
    return found


def reach(page: Page, href: str, *, button: str = "", within: int) -> list[dict[str, object]]:
    """Press Tab until the link or the button has the focus; at every stop one can see where one is."""
    stops = []
    for _press in range(within):
        stop = tab(page)
        assert stop["seen"], f"nobody can see that {stop} has the focus"
        stops.append(stop)
        if (href and href in str(stop["href"])) or (button and stop["tag"] == "BUTTON" and stop["text"] == button):
            return stops
    raise AssertionError(f"{href or button} is not reached with {within} presses: {stops}")


def _events(number: str) -> QuerySet[Event]:
    case = Case.objects.get(number=number)
    return Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=case.pk)


def test_a_local_day_off_is_looked_at_recorded_and_applied_on_a_phone(town: Town, number: str) -> None:
    director = town.person("office_director")
    page = director.page
    page.set_viewport_size(PHONE)
    director.go("/calendar/days/fix_day/?place=510112")
    director.fill(
        {"day": "2026-03-04", "kind": "holiday", "name": "全区大型活动放假", "authority": "龙府发〔2026〕12号"}
    )
    director.send(page.locator("button[name=look]"))
    expect(page.locator("tbody tr", has_text=number)).to_contain_text("延后1天")
    assert overflow(page) == ""
    director.send(director.main_button())
    expect(page.locator(".message-success")).to_be_visible()
    assert overflow(page) == ""
    director.send(page.get_by_role("button", name="应用于全部在办期限"))
    assert page.locator("tbody tr", has_text=number).count() == 0
    assert _events(number).filter(kind="calendar.applied").count() == 1
